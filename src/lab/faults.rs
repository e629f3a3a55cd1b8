//! The faults that can be injected: each a small change of the plan, named by the finding that it must produce.

mod certificate;
mod cloud;
mod email;
mod network;
mod oath;
mod realm;
mod time;

use super::plan::Plan;

/// A fault that can be injected.
pub struct Fault {
    /// The check that finds it.
    pub check: &'static str,
    /// The reason that the check gives.
    pub reason: &'static str,
    /// What is broken, as a sentence without a full stop.
    pub says: &'static str,
    pub(super) inject: fn(&mut Plan),
}

impl Fault {
    /// The name on the command line, `check/reason`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.check, self.reason)
    }
}

/// All faults, in the order of the report.
pub fn faults() -> impl Iterator<Item = &'static Fault> {
    [
        time::FAULTS,
        network::FAULTS,
        cloud::FAULTS,
        certificate::FAULTS,
        email::FAULTS,
        oath::FAULTS,
        realm::FAULTS,
    ]
    .into_iter()
    .flatten()
}

/// The fault of this name.
pub fn find(name: &str) -> Option<&'static Fault> {
    faults().find(|fault| fault.name() == name)
}

/// A row of the tables.
const fn fault(
    check: &'static str,
    reason: &'static str,
    says: &'static str,
    inject: fn(&mut Plan),
) -> Fault {
    Fault {
        check,
        reason,
        says,
        inject,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use checks::ALL;

    use super::*;

    #[test]
    fn every_fault_stands_once_and_names_a_reason_of_its_check() {
        let mut seen = BTreeSet::new();
        for fault in faults() {
            let name = fault.name();
            let check = ALL.iter().find(|check| check.about().id == fault.check);
            let check = check.unwrap_or_else(|| panic!("{name}: there is no such check"));
            assert!(
                check.about().reason(fault.reason).is_some(),
                "{name}: the check has no such reason"
            );
            assert!(seen.insert(name.clone()), "{name} stands twice");
        }
    }

    #[test]
    fn the_order_is_that_of_the_report() {
        let place = |id: &str| ALL.iter().position(|check| check.about().id == id);
        let places: Vec<_> = faults().map(|fault| place(fault.check)).collect();
        assert!(places.is_sorted(), "{places:?}");
    }
}
