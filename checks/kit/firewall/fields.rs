//! The settings of a rule, whatever form it comes in.

use std::collections::HashMap;

use crate::kit::peer_text::{PeerText, Shown};

/// What was read, or why it could not be.
pub type Read<T> = Result<T, String>;

/// How words of the rules become a peer's, without secrets.
pub type Peer<'a> = &'a dyn Fn(&str) -> PeerText;

/// What a profile says, and no rule.
pub(super) const DEFAULT: &str = "defaultoutboundaction";

/// Where settings stand that are not known.
pub(super) const OTHER: &str = "other";

/// What is said of a rule of this machine where group policy ignores those.
pub const UNMERGED: &str = "group policy, which ignores this machine's own rules";

/// How every export writes "no matter which".
pub const ANY: &str = "Any";

/// The settings of a rule, or of a profile, under the names of `Get-NetFirewallRule` in lowercase.
#[derive(Default)]
pub struct Fields(pub HashMap<String, Vec<String>>);

impl Fields {
    pub(super) fn words(&self, key: &str) -> Read<Vec<String>> {
        let words = self.0.get(key).filter(|words| !words.is_empty());
        words.cloned().ok_or_else(|| {
            format!(
                "it has no {key}; export the rules with the command of `otpdoctor explain smtp-firewall`"
            )
        })
    }

    /// A setting as one text.
    ///
    /// # Errors
    /// Where there is none.
    pub fn word(&self, key: &str) -> Read<String> {
        self.words(key).map(|words| words.join(","))
    }

    pub(super) fn one_of<T: Copy>(&self, key: &str, known: &[(T, &[&str])]) -> Read<T> {
        let written = self.word(key)?;
        let meant = known
            .iter()
            .find(|(_, words)| words.iter().any(|word| written.eq_ignore_ascii_case(word)));
        meant
            .map(|(meaning, _)| *meaning)
            .ok_or_else(|| format!("its {key} is {:.40}, which is not known", Shown(&written)))
    }
}
