//! A help desk and where its settings stand.

use crate::kit::realm::HelpDesk as Settings;

/// A help desk and where its settings stand.
pub(super) struct Desk<'a> {
    pub(super) name: &'static str,
    pub(super) key: &'static str,
    pub(super) settings: Option<&'a Settings>,
}

impl Desk<'_> {
    /// The path of one of its settings.
    pub(super) fn path(&self, setting: &str) -> String {
        format!("multi_factor.{}.{setting}", self.key)
    }
}
