//! What `clock-skew` may find, and what that leads to.

crate::kit::about! {
    id: "clock-skew",
    area: Time,
    title: "the appliance clock agrees with the NTP servers",
    asks: Host;

    /// the clock is ahead of true time: a warning from 3 minutes, a failure from 5
    fail AHEAD = "ahead";
    /// the clock is behind true time: a warning from 3 minutes, a failure from 5
    fail BEHIND = "behind";
    /// the clock is off by a multiple of 30 minutes: the time zone or the date is set wrong
    fail WHOLE_HOURS = "whole-hours";
    /// the clock is off by more than the window of time-based passcodes
    warn BEYOND_OATH_WINDOW = "beyond-oath-window";
    /// the NTP servers do not agree on the time
    fail SERVERS_DISAGREE = "servers-disagree";
    /// no NTP server gave a reliable answer
    unknown NO_SERVER_ANSWERED = "no-server-answered";

    leads_to: {
        // Peers are judged at the host's clock, and judge what is signed with the time by theirs.
        SkewedClock: &[AHEAD, BEHIND, WHOLE_HOURS] => &[
            Only(cloud_reach::EXPIRED),
            Only(cloud_reach::LICENSE_REJECTED),
            Only(smtp_tls::EXPIRED),
            Only(api_credentials::UNREACHABLE),
            Only(api_credentials::INVALID_CREDENTIALS),
        ];
    }
}
