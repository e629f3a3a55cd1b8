//! What `time-zone` may find, and what that leads to.

crate::kit::about! {
    id: "time-zone",
    area: Time,
    title: "the appliance has the configured time zone",
    asks: Host;

    /// the host has another time zone than the configured one
    fail DIFFERS = "differs";
    /// the configured time zone does not exist
    fail UNKNOWN_ZONE = "unknown-zone";

    leads_to: {
        SameRealm: &[DIFFERS] => &[Only(clock_skew::WHOLE_HOURS)];
    }
}
