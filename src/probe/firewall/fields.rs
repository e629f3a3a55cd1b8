//! The settings of an exported rule, whatever the export.

use std::collections::HashMap;

use checks::kit::peer_text::Shown;

/// What was read, or why it could not be.
pub(super) type Read<T> = Result<T, String>;

/// How every export writes "no matter which".
pub(super) const ANY: &str = "Any";

/// The settings of an exported rule under the names of `Get-NetFirewallRule` in lowercase.
#[derive(Default)]
pub(super) struct Fields(pub(super) HashMap<String, Vec<String>>);

impl Fields {
    pub(super) fn words(&self, key: &str) -> Read<Vec<String>> {
        let words = self.0.get(key).filter(|words| !words.is_empty());
        words.cloned().ok_or_else(|| {
            format!(
                "it has no {key}; export the rules with the command of `otpdoctor explain smtp-firewall`"
            )
        })
    }

    pub(super) fn word(&self, key: &str) -> Read<String> {
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
