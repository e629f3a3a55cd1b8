//! The table of symptoms, read once, and what else is asked of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::kit::{Area, Status};

/// A complaint, in the words of whoever has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Symptom {
    /// Stable id in kebab-case.
    pub id: String,
    /// The user's words, without a full stop.
    pub title: String,
    /// What happens, as the main clause of a sentence that goes on with "because".
    pub effect: String,
    /// The ways of getting a passcode that it concerns.
    pub methods: Vec<Method>,
    /// Whom it concerns, by its own words.
    #[serde(default)]
    pub affected: Affected,
    /// The same of everyone, of one realm, of one user.
    #[serde(default)]
    pub narrower: Vec<String>,
    /// Where no check looks at it: that, and who does, as whole sentences.
    #[serde(default)]
    pub elsewhere: Option<String>,
    /// What produces it, likeliest first: `check/reason`, or `check` for every reason with which that check fails.
    #[serde(default)]
    pub causes: Vec<String>,
    /// Those of them that may produce it and need not, `check` for every reason that fails.
    #[serde(default)]
    pub perhaps: Vec<String>,
    /// Checks that bear on it although they are no cause by themselves.
    #[serde(default)]
    pub also: Vec<String>,
    /// What may be behind it that no check can see.
    #[serde(default)]
    pub not_visible: Vec<NotVisible>,
}

/// Failures that are of the config alone, which no user notices: a file that it names is not there.
const OF_THE_CONFIG: [&str; 2] = ["trust-unavailable", "export-unreadable"];

/// A cause that no check can see.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotVisible {
    /// Whom it affects.
    #[serde(default)]
    pub affected: Affected,
    /// What it is and how to look, as whole sentences.
    pub text: String,
}

/// Whom a symptom or a cause affects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Affected {
    /// All users of one realm.
    OneRealm,
    /// One user alone.
    OneUser,
    /// All users of all realms.
    Everyone,
    /// One, some or all: it does not say.
    #[default]
    Anyone,
}

/// A way of getting a passcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[derive(strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Method {
    /// A text message.
    Sms,
    /// A phone call.
    Voice,
    /// A mail.
    Email,
    /// An authenticator app or a token.
    Oath,
    /// A person who gives one out.
    HelpDesk,
}

/// Every symptom, the most frequent first.
pub fn all() -> &'static [Symptom] {
    static TABLE: LazyLock<Vec<Symptom>> = LazyLock::new(|| built_in(include_str!("table.json")));
    &TABLE
}

/// Data that is part of the program.
pub(super) fn built_in<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).expect("a test reads it")
}

impl Symptom {
    /// The symptom with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        all().iter().find(|symptom| symptom.id == id)
    }

    /// How likely the reason is behind it: the index among the causes, 0 the likeliest; `None` when it is not.
    ///
    /// What does not fail is a cause only where its reason is named.
    pub fn rank(&self, check: &str, reason: &str, status: Status) -> Option<usize> {
        let exact = format!("{check}/{reason}");
        let index = |name: &str| self.causes.iter().position(|cause| cause == name);
        let fails = status == Status::Fail && !OF_THE_CONFIG.contains(&reason);
        index(&exact).or_else(|| index(check).filter(|_| fails))
    }

    /// The ids of all checks that bear on it, likeliest cause first.
    pub fn checks(&self) -> Vec<&str> {
        let mut ids = Vec::new();
        for named in self.causes.iter().chain(&self.also) {
            let id = named.split('/').next().unwrap_or_default();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }
}

/// The titles of the symptoms that the reason produces, those that it is likeliest behind first.
pub fn symptoms_of(check: &str, reason: &str, status: Status) -> Vec<&'static str> {
    let mut ranked: Vec<(usize, &str)> = all()
        .iter()
        .filter_map(|symptom| Some((symptom.rank(check, reason, status)?, symptom.title.as_str())))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, title)| title).collect()
}

/// The same where the hosts that these checks reach for fail, all together: what comes first for one of them is first.
pub fn symptoms_of_hosts<'a>(checks: impl Iterator<Item = &'a str>) -> Vec<&'static str> {
    let each = checks.map(|check| symptoms_of(check, "", Status::Fail));
    let mut ranked: Vec<(usize, &str)> = each
        .flat_map(|titles| titles.into_iter().enumerate())
        .collect();
    let order = |title: &str| all().iter().position(|symptom| symptom.title == title);
    ranked.sort_by_key(|(rank, title)| (*rank, order(title)));
    let mut seen = BTreeSet::new();
    let titles = ranked.into_iter().map(|(_, title)| title);
    titles.filter(|title| seen.insert(*title)).collect()
}

/// Those of these symptoms that one of the checks is behind, for which the hosts are there.
pub fn those_of_hosts(titles: Vec<&'static str>, checks: &[&str]) -> Vec<&'static str> {
    let is_behind = |title: &&str| {
        let symptom = all().iter().find(|symptom| symptom.title == **title);
        symptom.is_some_and(|symptom| symptom.checks().iter().any(|id| checks.contains(id)))
    };
    titles.into_iter().filter(is_behind).collect()
}

/// The cause in plain words, as a clause that follows "because".
pub fn clause(check: &str, reason: &str) -> &'static str {
    static CLAUSES: LazyLock<BTreeMap<String, String>> =
        LazyLock::new(|| built_in(include_str!("clauses.json")));
    CLAUSES
        .get(&format!("{check}/{reason}"))
        .or_else(|| CLAUSES.get(check))
        .map_or("a part of the realm does not work", String::as_str)
}

/// How a person looks a cause up without otpdoctor.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// The setting's name in the Web Admin or the command, as a whole sentence.
    pub at: String,
    /// The options of `otpdoctor try` that look at it.
    #[serde(rename = "try")]
    pub options: Vec<String>,
}

/// How a person looks up what a check looks at.
pub fn look(check: &str) -> Option<&'static Look> {
    static LOOKS: LazyLock<BTreeMap<String, Look>> =
        LazyLock::new(|| built_in(include_str!("look.json")));
    LOOKS.get(check)
}

impl Method {
    /// All of them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name in answers.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What people call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Sms => "a text message (SMS)",
            Self::Voice => "a phone call",
            Self::Email => "an e-mail",
            Self::Oath => "an authenticator app or token",
            Self::HelpDesk => "the help desk",
        }
    }

    /// The method of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.name() == name)
    }

    /// Whether what the checks of an area find can keep such passcodes away.
    pub fn depends_on(self, area: Area) -> bool {
        match area.name() {
            "email" => self == Self::Email,
            "cloud" => matches!(self, Self::Sms | Self::Voice),
            "oath" => self == Self::Oath,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_check_alone_stands_for_its_failures_and_not_for_its_warnings() {
        let symptom = Symptom::find("no-sms-or-voice").unwrap();
        let rank = |check, reason, status| symptom.rank(check, reason, status);
        assert!(rank("certificate-validity", "expired", Status::Fail).is_some());
        assert_eq!(
            rank("certificate-validity", "expires-soon", Status::Warn),
            None
        );
        assert_eq!(rank("smtp-reach", "refused", Status::Fail), None);
    }

    #[test]
    fn the_likeliest_cause_of_a_symptom_comes_first() {
        let symptom = Symptom::find("no-sms-or-voice").unwrap();
        let clock = symptom.rank("clock-skew", "behind", Status::Fail);
        assert_eq!(clock, Some(0));
        assert!(clock < symptom.rank("cloud-reach", "refused", Status::Fail));
        let of_the_cloud = symptoms_of("cloud-reach", "refused", Status::Fail);
        assert_eq!(of_the_cloud[0], symptom.title);
    }

    #[test]
    fn a_reason_names_its_symptoms_likeliest_first() {
        let titles = symptoms_of("smtp-relay", "deferred", Status::Warn);
        assert_eq!(titles[0], "e-mail arrives late");
        assert!(titles.contains(&"no e-mail arrives"), "{titles:?}");
        assert_eq!(
            symptoms_of("clock-skew", "no-such-reason", Status::Pass),
            [""; 0]
        );
    }

    #[test]
    fn a_method_leaves_out_what_it_does_not_depend_on() {
        assert!(!Method::Sms.depends_on(Area::Email));
        assert!(Method::Email.depends_on(Area::Email));
        assert!(!Method::Email.depends_on(Area::Cloud));
        assert!(Method::Oath.depends_on(Area::Time));
    }

    #[test]
    fn the_narrower_clause_wins() {
        let ended = clause("license-current", "support-expired");
        assert_eq!(ended, "the support license has ended");
    }
}
