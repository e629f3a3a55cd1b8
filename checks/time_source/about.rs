//! What `time-source` may find, and what that leads to.

crate::kit::about! {
    id: "time-source",
    area: Time,
    title: "the NTP servers, and what keeps the appliance clock",
    asks: Network;

    /// no NTP servers are named, and no domain keeps the clock
    fail NO_SERVERS = "no-servers";
    /// the NTP server gives no answer, or none that is NTP
    fail UNREACHABLE = "unreachable";
    /// the NTP server answers that it has no time itself: stratum 0 or 16, leap alarm, kiss code
    fail UNSYNCHRONISED = "unsynchronised";
    /// the NTP server follows no time source but its own clock
    fail FREE_RUNNING = "free-running";
    /// the NTP server, or the addresses of its name, give times that cannot all be right
    fail ADDRESSES_DISAGREE = "addresses-disagree";
    /// the NTP server is 1,024 weeks behind, or a multiple of it: its GPS receiver counts weeks from the wrong beginning
    fail WEEK_ROLLOVER = "week-rollover";
    /// nothing keeps the appliance clock
    warn NOT_DISCIPLINED = "not-disciplined";
    /// the server's name does not resolve
    skip NOT_REACHED = "not-reached";

    leads_to: {
        SameRealm: &[] => &[Only(clock_skew::NO_SERVER_ANSWERED)];
        // Of a clock that is off by a little: a warning explains no failure.
        SameRealm: &[NOT_DISCIPLINED] => &[Only(clock_skew::AHEAD), Only(clock_skew::BEHIND)];
    }
}
