//! What a pair of findings comes to.

use super::change::{Change, Kind, State};
use super::facts;
use super::pairs::Pair;
use super::rank::{Rank, Said, of_status, rank};
use crate::report::model::{Finding, Remedy};

/// The change; `None` where there is none.
pub fn compare(pair: &Pair<'_>) -> Option<Change> {
    let facts = match (pair.before, pair.after) {
        (Said::Finding(before), Said::Finding(after)) => facts::facts(before, after),
        _ => Vec::new(),
    };
    let kind = match (rank(pair.before), rank(pair.after)) {
        (Rank::NotChecked, Rank::NotChecked) => return None,
        // A subject that is new is held against a check that found nothing wrong with it before.
        (Rank::Absent, Rank::NotChecked) | (Rank::NotChecked, Rank::Absent) => return None,
        (_, Rank::NotChecked) | (Rank::NotChecked, _) => Kind::NotChecked,
        (before, Rank::Fails) if before != Rank::Fails => Kind::Broke,
        (before, Rank::Warns) if before < Rank::Warns => Kind::Worsened,
        (Rank::Fails, Rank::Fails) if differs(pair) => Kind::Worsened,
        (Rank::Fails, Rank::Warns) => Kind::Improved,
        (Rank::Fails | Rank::Warns, Rank::Passes | Rank::Absent) => Kind::Healed,
        (Rank::Accepted, Rank::Passes) => Kind::Healed,
        (before, after) if before == after && !differs(pair) && facts.is_empty() => return None,
        _ => Kind::Changed,
    };
    let finding = match (pair.before, pair.after) {
        (_, Said::Finding(finding)) | (Said::Finding(finding), _) => finding,
        _ => return None,
    };
    let mut change = Change {
        kind,
        check: pair.check.clone(),
        realms: vec![pair.realm.clone()],
        subject: finding.subject.clone(),
        before: state(pair.before),
        after: state(pair.after),
        facts,
        remedy: Remedy::default(),
    };
    let worse = matches!(kind, Kind::Broke | Kind::Worsened) || change.came_to_light().is_some();
    if let (true, Said::Finding(after)) = (worse, pair.after) {
        change.remedy = after.remedy.clone();
    }
    Some(change)
}

impl State {
    /// Whether the check could tell.
    pub fn looked(&self) -> bool {
        let (status, waived) = (self.status, self.waived);
        of_status(status, waived, &self.reason) != Rank::NotChecked
    }
}

/// Whether both are there and give different reasons.
fn differs(pair: &Pair<'_>) -> bool {
    match (pair.before, pair.after) {
        (Said::Finding(before), Said::Finding(after)) => before.reason != after.reason,
        _ => true,
    }
}

fn state(said: Said<'_>) -> Option<State> {
    let Said::Finding(Finding {
        status,
        reason,
        summary,
        waived,
        ..
    }) = said
    else {
        return None;
    };
    Some(State {
        status: *status,
        reason: reason.clone(),
        summary: summary.clone(),
        waived: waived.is_some(),
    })
}
