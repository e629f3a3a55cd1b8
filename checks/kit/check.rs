//! What a check is: its registry entry, and the judgement itself.

use futures_util::future::BoxFuture;

use super::about::About;
use super::ctx::Ctx;
use super::finding::Finding;
use super::reason::shared::TRUST_UNAVAILABLE;

/// One thing that can be wrong, judged for one realm at a time.
///
/// The runner asks every check about every chosen realm and merges findings
/// that say the same of several realms, so a check never loops over realms
/// unless it compares them.
pub trait Check: Sync {
    /// The registry entry: everything that `list`, `explain` and the reports show.
    fn about(&self) -> &'static About;

    /// Asks all its questions, then judges the answers.
    fn run<'a>(&'a self, cx: &'a Ctx<'a>) -> Judged<'a>;
}

/// What [`Check::run`] returns; boxed, since an `async fn` would make the trait impossible to list.
pub type Judged<'a> = BoxFuture<'a, Vec<Finding>>;

/// What a judgement comes to: a finding, several, none, or the one that says why there is nothing to judge.
pub(crate) trait Judgement: Sized {
    /// All of them.
    fn findings(self) -> Vec<Finding>;

    /// All of them, each changed in the same way.
    fn each_finding(self, change: impl Fn(Finding) -> Finding) -> Vec<Finding> {
        self.findings().into_iter().map(change).collect()
    }

    /// All of them; where the trusted roots kept the check from looking, pointed at the setting of the roots.
    fn placed(self, cx: &Ctx<'_>) -> Vec<Finding> {
        self.each_finding(|finding| {
            if finding.reason == TRUST_UNAVAILABLE.code {
                finding.at(cx.site("trust.file"))
            } else {
                finding
            }
        })
    }

    /// All of them, or this one where there is none.
    fn or(self, sound: impl FnOnce() -> Finding) -> Vec<Finding> {
        let findings = self.findings();
        if findings.is_empty() {
            vec![sound()]
        } else {
            findings
        }
    }
}

impl Judgement for Finding {
    fn findings(self) -> Vec<Finding> {
        vec![self]
    }
}

impl<J: Judgement> Judgement for Option<J> {
    fn findings(self) -> Vec<Finding> {
        self.into_iter().flat_map(J::findings).collect()
    }
}

impl<J: Judgement> Judgement for Vec<J> {
    fn findings(self) -> Vec<Finding> {
        self.into_iter().flat_map(J::findings).collect()
    }
}

impl<J: Judgement, const N: usize> Judgement for [J; N] {
    fn findings(self) -> Vec<Finding> {
        self.into_iter().flat_map(J::findings).collect()
    }
}

impl<J: Judgement> Judgement for Result<J, Box<Finding>> {
    fn findings(self) -> Vec<Finding> {
        match self {
            Ok(judgement) => judgement.findings(),
            Err(finding) => vec![*finding],
        }
    }
}

/// Declares the type of a check, whose `about.rs` stands beside it, and the async function that judges a realm.
macro_rules! check {
    ($name:ident, $judge:expr) => {
        pub(crate) struct $name;

        impl $crate::kit::Check for $name {
            fn about(&self) -> &'static $crate::kit::About {
                &self::about::ABOUT
            }

            fn run<'a>(&'a self, cx: &'a $crate::kit::Ctx<'a>) -> $crate::kit::Judged<'a> {
                Box::pin(async move { $crate::kit::Judgement::placed(($judge)(cx).await, cx) })
            }
        }
    };
}
pub(crate) use check;
