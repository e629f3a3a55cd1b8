//! How a report stands to a subject: what is worse than what.

use checks::kit::Status;

use crate::report::model::Finding;

/// What a report says of a subject.
#[derive(Clone, Copy)]
pub enum Said<'a> {
    /// This.
    Finding(&'a Finding),
    /// Nothing, although the check ran on the realm.
    Nothing,
    /// Nothing, since the check did not run on the realm, or could not look.
    NotRun,
}

/// How good it is, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The report looked, and this is not there.
    Absent,
    /// It is turned off, or not set up.
    Off,
    /// It is right.
    Passes,
    /// A waiver covers what is wrong.
    Accepted,
    /// It warns.
    Warns,
    /// It is broken.
    Fails,
    /// The report cannot tell.
    NotChecked,
}

pub fn rank(said: Said<'_>) -> Rank {
    match said {
        Said::Finding(one) => of_status(one.status, one.waived.is_some(), &one.reason),
        Said::Nothing => Rank::Absent,
        Said::NotRun => Rank::NotChecked,
    }
}

pub fn of_status(status: Status, waived: bool, reason: &str) -> Rank {
    match status {
        _ if waived => Rank::Accepted,
        Status::Pass => Rank::Passes,
        Status::Warn => Rank::Warns,
        Status::Fail => Rank::Fails,
        Status::Skip if matches!(reason, "off" | "not-configured") => Rank::Off,
        Status::Skip | Status::Unknown => Rank::NotChecked,
    }
}

/// Whether the check could tell.
pub fn looked(finding: &Finding) -> bool {
    rank(Said::Finding(finding)) != Rank::NotChecked
}
