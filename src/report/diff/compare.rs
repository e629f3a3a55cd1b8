//! What a pair of findings comes to.

use super::change::{Change, Kind, State};
use super::facts;
use super::pairs::{Pair, Statement, as_checked};
use crate::report::model::{Finding, Outcome, Remedy};

/// The change; `None` where there is none.
pub fn compare(pair: &Pair<'_>) -> Option<Change> {
    let facts = match (pair.before, pair.after) {
        (Statement::Finding(before), Statement::Finding(after)) => facts::facts(before, after),
        _ => Vec::new(),
    };
    let (before, after) = (pair.before.outcome(), pair.after.outcome());
    let unknown = [before, after].contains(&Some(Outcome::Unknown));
    let same = before == after && !differs(pair);
    let kind = match (before, after) {
        (Some(was), Some(is)) if unknown && was != is => Kind::NotChecked,
        // A subject that is new is held against a check that found nothing wrong with it before.
        _ if unknown || (same && facts.is_empty()) => return None,
        (was, is) if matches!(pair.before, Statement::Beside(_)) && was >= is => Kind::Worsened,
        _ if matches!(pair.after, Statement::Beside(_)) => Kind::Improved,
        _ if same => Kind::Changed,
        _ => Kind::between(
            before.unwrap_or(Outcome::Pass),
            after.unwrap_or(Outcome::Pass),
        ),
    };
    let finding = match (pair.before, pair.after) {
        (_, Statement::Finding(finding)) | (Statement::Finding(finding), _) => finding,
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
    if let (true, Statement::Finding(after)) = (worse, pair.after) {
        change.remedy = after.remedy.clone();
    }
    Some(change)
}

impl State {
    /// Whether the check could judge.
    pub fn looked(&self) -> bool {
        self.waived || as_checked(self.status.into(), &self.reason) != Outcome::Unknown
    }
}

/// Whether both are there and give different reasons.
fn differs(pair: &Pair<'_>) -> bool {
    match (pair.before, pair.after) {
        (Statement::Finding(before), Statement::Finding(after)) => before.reason != after.reason,
        _ => true,
    }
}

fn state(statement: Statement<'_>) -> Option<State> {
    let (Statement::Finding(finding) | Statement::Beside(finding)) = statement else {
        return None;
    };
    let Finding {
        status,
        reason,
        summary,
        waived,
        ..
    } = finding;
    Some(State {
        status: *status,
        reason: reason.clone(),
        summary: summary.clone(),
        waived: waived.is_some(),
    })
}
