//! The faults that can be injected: each a small change of the plan, named by the finding that it must produce.

use std::sync::LazyLock;

use checks::kit::Status;
use serde::Deserialize;

use super::plan::{Changes, built_in};

/// A fault that can be injected.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The check that finds it.
    pub check: String,
    /// The reason that the check gives.
    pub reason: String,
    /// What is broken, as a sentence without a full stop.
    pub says: String,
    /// What is changed in the plan of the lab.
    pub change: Changes,
}

impl Fault {
    /// The name on the command line, `check/reason`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.check, self.reason)
    }

    /// Whether it is something wrong: a setting that is off is what some users miss, and right by itself.
    pub fn is_wrong(&self) -> bool {
        let mut of_check = checks::abouts().filter(|about| about.id == self.check);
        let reason = of_check.find_map(|about| about.reason(&self.reason));
        reason.is_none_or(|reason| reason.status != Status::Skip)
    }
}

/// All faults, in the order of the report.
pub fn faults() -> impl Iterator<Item = &'static Fault> {
    static FAULTS: LazyLock<Vec<Fault>> = LazyLock::new(|| built_in(include_str!("faults.yaml")));
    FAULTS.iter()
}

/// The fault of this name.
pub fn find(name: &str) -> Option<&'static Fault> {
    faults().find(|fault| fault.name() == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use checks::ALL;

    use super::super::plan::Plan;
    use super::*;

    #[test]
    fn every_fault_stands_once_and_names_a_reason_of_its_check() {
        let mut seen = BTreeSet::new();
        for fault in faults() {
            let name = fault.name();
            let check = ALL.iter().find(|check| check.about().id == fault.check);
            let check = check.unwrap_or_else(|| panic!("{name}: there is no such check"));
            assert!(
                check.about().reason(&fault.reason).is_some(),
                "{name}: the check has no such reason"
            );
            assert!(seen.insert(name.clone()), "{name} stands twice");
        }
    }

    #[test]
    fn the_order_is_that_of_the_report() {
        let place = |id: &str| ALL.iter().position(|check| check.about().id == id);
        let places: Vec<_> = faults().map(|fault| place(&fault.check)).collect();
        assert!(places.is_sorted(), "{places:?}");
    }

    #[test]
    fn every_change_is_one_that_the_plan_can_take() {
        for fault in faults() {
            let plan = Plan::with([&fault.change]);
            assert!(plan.is_ok(), "{}: {:?}", fault.name(), plan.err());
        }
    }
}
