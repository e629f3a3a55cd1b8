//! What `time-zone` may find, and what that leads to.

crate::kit::about! {
    id: "time-zone",
    area: Time,
    title: "the appliance's time zone against the configured one",
    asks: Host;

    /// the host is in another zone than the configured one
    fail DIFFERS = "differs";
    /// the configured zone is in no zone database
    fail UNKNOWN_ZONE = "unknown-zone";

    leads_to: {
        SameRealm: &[DIFFERS] => &[Only(clock_skew::WHOLE_HOURS)];
    }
}
