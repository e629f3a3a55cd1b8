//! What users say when passcodes stop arriving: each complaint with the causes that produce it, likeliest first.

mod catalog;
mod lexicon;
mod plain;
mod recognize;

use super::{Area, Status};

pub use catalog::ALL;
pub use plain::plainly;
pub use recognize::{Recognized, nearest, recognize};

/// A complaint, in the words of who has it.
#[derive(Debug)]
pub struct Symptom {
    /// Stable id in kebab-case.
    pub id: &'static str,
    /// The user's words, without a full stop.
    pub title: &'static str,
    /// What happens, as the main clause of a sentence that goes on with "because".
    pub plainly: &'static str,
    /// Other words for it; free text is held against them.
    pub phrasings: &'static [&'static str],
    /// The ways of getting a passcode that it concerns.
    pub methods: &'static [Method],
    /// Whom it troubles by its own words.
    pub whom: Whom,
    /// What produces it, likeliest first: `check/reason`, or `check` for every reason with which that check fails.
    pub causes: &'static [&'static str],
    /// Checks that bear on it although they are no cause by themselves.
    pub also: &'static [&'static str],
    /// What may be behind it that nothing here can see.
    pub beyond: &'static [Beyond],
}

/// A way of getting a passcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Whom a complaint troubles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// The words do not tell.
    Anyone,
    /// All users of all realms.
    Everyone,
    /// All users of one realm.
    OneRealm,
    /// One user alone.
    OneUser,
}

/// A cause that no check can see.
#[derive(Debug)]
pub struct Beyond {
    /// Whom it troubles.
    pub whom: Whom,
    /// What it is and how to look, as whole sentences.
    pub says: &'static str,
}

impl Symptom {
    /// The symptom with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        ALL.iter().copied().find(|symptom| symptom.id == id)
    }

    /// How likely the reason is behind it: the place among the causes, 0 the likeliest; `None` when it is not.
    pub fn rank(&self, check: &str, reason: &str) -> Option<usize> {
        let exactly = |cause: &&str| cause.split_once('/') == Some((check, reason));
        let wholly = |cause: &&str| **cause == *check && fails(check, reason);
        let place = |covers: &dyn Fn(&&str) -> bool| self.causes.iter().position(covers);
        place(&exactly).or_else(|| place(&wholly))
    }

    /// The ids of all checks that bear on it, likeliest cause first.
    pub fn checks(&self) -> Vec<&'static str> {
        let mut ids = Vec::new();
        for named in self.causes.iter().chain(self.also) {
            let id = named.split('/').next().unwrap_or_default();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }
}

/// The titles of the symptoms that the reason produces, the ones that it is likeliest behind first.
pub fn symptoms_of(check: &str, reason: &str) -> Vec<&'static str> {
    let mut ranked: Vec<(usize, &str)> = ALL
        .iter()
        .filter_map(|symptom| Some((symptom.rank(check, reason)?, symptom.title)))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, title)| title).collect()
}

/// Whether the check fails with this reason: a warning or a skip is a cause only where it is named.
fn fails(check: &str, reason: &str) -> bool {
    crate::ALL
        .iter()
        .map(|one| one.about())
        .find(|about| about.id == check)
        .and_then(|about| about.reason(reason))
        .is_some_and(|reason| reason.status == Status::Fail)
}

impl Method {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Sms,
        Self::Voice,
        Self::Email,
        Self::Oath,
        Self::HelpDesk,
    ];

    /// The name in answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Voice => "voice",
            Self::Email => "email",
            Self::Oath => "oath",
            Self::HelpDesk => "help-desk",
        }
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
        assert!(symptom.rank("certificate-validity", "expired").is_some());
        assert_eq!(symptom.rank("certificate-validity", "expires-soon"), None);
        assert_eq!(symptom.rank("smtp-reach", "refused"), None);
    }

    #[test]
    fn the_likeliest_cause_of_a_symptom_comes_first() {
        let symptom = Symptom::find("no-sms-or-voice").unwrap();
        let clock = symptom.rank("clock-skew", "behind");
        assert_eq!(clock, Some(0));
        assert!(clock < symptom.rank("cloud-reach", "refused"));
    }

    #[test]
    fn a_reason_names_its_symptoms_likeliest_first() {
        let said = symptoms_of("smtp-relay", "deferred");
        assert_eq!(said[0], "e-mail arrives late");
        assert!(said.contains(&"no e-mail arrives"), "{said:?}");
        assert_eq!(symptoms_of("clock-skew", "no-such-reason"), [""; 0]);
    }

    #[test]
    fn every_failure_is_behind_some_symptom() {
        for about in crate::ALL.iter().map(|check| check.about()) {
            let fails = about
                .reasons
                .iter()
                .filter(|one| one.status == Status::Fail);
            for reason in fails {
                let name = format!("{}/{}", about.id, reason.code);
                assert!(!symptoms_of(about.id, reason.code).is_empty(), "{name}");
            }
        }
    }

    #[test]
    fn a_method_leaves_out_what_it_does_not_depend_on() {
        assert!(!Method::Sms.depends_on(Area::Email));
        assert!(Method::Email.depends_on(Area::Email));
        assert!(!Method::Email.depends_on(Area::Cloud));
        assert!(Method::Oath.depends_on(Area::Time));
    }
}
