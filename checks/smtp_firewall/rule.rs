//! The rule of the host firewall that lets mail out.

use crate::kit::probe::firewall::Rule;

/// Its name, as the vendor's guides have it.
pub(super) const RULE: &str = "SecureAuth SMTP";

pub(super) fn is_ours(rule: &Rule) -> bool {
    rule.name.raw().trim().eq_ignore_ascii_case(RULE)
}
