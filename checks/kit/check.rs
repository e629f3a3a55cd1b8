//! What a check is: its registry entry, and the judgement itself.

use futures_util::future::BoxFuture;

use super::about::About;
use super::ctx::Ctx;
use super::finding::Finding;

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
