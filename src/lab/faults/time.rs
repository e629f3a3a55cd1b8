//! Faults of the clock, its keepers and its zone.

use jiff::SignedDuration;

use super::super::ntp::Answers;
use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "clock-skew",
        "ahead",
        "the clock is 5 min 12 s ahead of all NTP servers",
        |plan| plan.shift_time(-312),
    ),
    fault(
        "clock-skew",
        "behind",
        "the clock is 5 min 12 s behind all NTP servers",
        |plan| plan.shift_time(312),
    ),
    fault(
        "clock-skew",
        "whole-hours",
        "the clock is an hour behind, as after a zone set by hand",
        |plan| plan.shift_time(3600),
    ),
    fault(
        "clock-skew",
        "beyond-oath-window",
        "the clock is 2 min 30 s behind, and the realms take time-based passcodes within a minute",
        |plan| {
            plan.shift_time(150);
            plan.set("/defaults/multi_factor/oath/passcode_offset", 1);
        },
    ),
    fault(
        "clock-skew",
        "servers-disagree",
        "each NTP server has another time",
        |plan| {
            plan.time[1].shift = 400;
            plan.time[2].shift = -400;
        },
    ),
    fault(
        "time-source",
        "no-servers",
        "no NTP servers are named",
        |plan| plan.set("/appliance/time/servers", Vec::<String>::new()),
    ),
    fault(
        "time-source",
        "unreachable",
        "the third NTP server is silent",
        |plan| plan.time[2].answers = Answers::Never,
    ),
    fault(
        "time-source",
        "unsynchronised",
        "the third NTP server has lost its own source: stratum 16 with the alarm set",
        |plan| {
            plan.time[2].stratum = 16;
            plan.time[2].leap = 3;
        },
    ),
    fault(
        "time-source",
        "not-disciplined",
        "no time service runs on the appliance",
        |plan| {
            let discipline = &mut plan.host.discipline;
            discipline.services.clear();
            discipline.synchronised = Some(false);
            discipline.source = None;
        },
    ),
    fault(
        "time-zone",
        "differs",
        "the appliance is in Los Angeles' zone instead of London's",
        |plan| {
            let zone = &mut plan.host.zone;
            zone.host = Some("America/Los_Angeles".into());
            zone.host_offset = SignedDuration::from_hours(-8);
            zone.same_rules = false;
        },
    ),
    fault(
        "time-zone",
        "unknown-zone",
        "the config names a zone that does not exist",
        |plan| {
            plan.set("/appliance/time/zone", "Europe/Londn");
            let zone = &mut plan.host.zone;
            zone.expected_offset = None;
            zone.same_rules = false;
            zone.nearest = Some("Europe/London".into());
        },
    ),
];
