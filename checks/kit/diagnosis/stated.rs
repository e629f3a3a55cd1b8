//! What the diagnosis begins with: findings, and where they hold.

use crate::kit::finding::Finding;

/// A finding with the realms that it holds for.
#[derive(Clone, Copy, Debug)]
pub struct Stated<'a> {
    /// What was found.
    pub finding: &'a Finding,
    /// The realms that it holds for, in report order.
    pub realms: &'a [String],
}
