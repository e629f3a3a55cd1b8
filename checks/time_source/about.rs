//! What `time-source` may find, and what that leads to.

crate::kit::about! {
    id: "time-source",
    area: Time,
    title: "the NTP servers are reliable, and a service keeps the appliance clock",
    asks: Network;

    /// no NTP servers are configured, and the appliance has not joined a domain
    fail NO_SERVERS = "no-servers";
    /// the NTP server does not answer, or does not speak NTP
    fail UNREACHABLE = "unreachable";
    /// the NTP server is not synchronized itself: stratum 0 or 16, leap alarm, kiss code
    fail UNSYNCHRONISED = "unsynchronised";
    /// the NTP server has no time source but its own clock
    fail FREE_RUNNING = "free-running";
    /// the NTP server, or the addresses of its name, give times that contradict each other
    fail ADDRESSES_DISAGREE = "addresses-disagree";
    /// the NTP server is 1,024 weeks behind, or a multiple: GPS week number rollover
    fail WEEK_ROLLOVER = "week-rollover";
    /// no service keeps the appliance clock synchronized
    warn NOT_DISCIPLINED = "not-disciplined";
    /// the hypervisor sets the appliance clock beside the time service, or a domain member follows other servers
    warn CONFLICTING_SOURCE = "conflicting-source";
    /// the NTP server's name does not resolve: see name-resolution
    skip NOT_REACHED = "not-reached";

    leads_to: {
        SameRealm: &[] => &[Only(clock_skew::NO_SERVER_ANSWERED)];
        // Of a clock that is off by a little: a warning explains no failure.
        SameRealm: &[NOT_DISCIPLINED] => &[Only(clock_skew::AHEAD), Only(clock_skew::BEHIND)];
    }
}
