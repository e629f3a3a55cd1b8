//! Faults of time-based passcodes.

use super::super::sample::Sample;
use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "oath-seed",
        "cannot-open",
        "the realms' seeds were sealed for another license certificate",
        |plan| plan.sample = Sample::ForAnother,
    ),
    fault(
        "oath-seed",
        "corrupt",
        "one byte of the sealed seed was changed",
        |plan| plan.sample = Sample::Damaged,
    ),
];
