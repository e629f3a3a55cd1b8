//! What users see who miss a help desk, and how a realm comes to offer two.

use checks::kit::symptom::Symptom;
use checks::probed::HELP_DESK;

use super::outcome::{Bearing, Outcome};
use crate::cli::preview::{self, Page};
use crate::report::human::Look;
use crate::report::view::terminal::{PLAIN, hanging};
use crate::run::context::Context;

/// The symptoms of a page without the help desks that it should have.
const MISSING: [&str; 2] = ["one-help-desk", "no-help-desk"];
/// As many pages are shown.
const PAGES: usize = 2;

/// The pages of the realms that it is about, what is wrong with which is said before, and the steps; nothing where the symptom is another.
pub fn show(out: &mut String, outcome: &Outcome<'_>, context: &Context, look: Look) {
    if !is_missing(outcome.symptom) {
        return;
    }
    let at_fault = |name: &str| {
        let mut causes = outcome.causes.iter().flat_map(|cause| &cause.findings);
        causes.any(|one| one.realms.iter().any(|realm| **realm == *name))
    };
    // The run has looked at them, so that they are there.
    let mut realms = context.realms().unwrap_or_default();
    realms.sort_by_key(|(name, _)| !at_fault(name));
    for realm in realms.into_iter().take(PAGES) {
        out.push('\n');
        let page = Page::of(context.config(), realm, outcome.report);
        out.push_str(&preview::draw_page(&page, look));
    }
    let mut causes = outcome.causes.iter();
    if causes.any(|one| one.bearing() == Bearing::Possible && one.first().check == HELP_DESK.id) {
        out.push('\n');
        let open = "A help desk that is enabled stands on the page, as drawn here. Whether the vendor's page leaves out \
                    one that cannot be called or written to is not known: correct it, and look at the page.";
        hanging(out, "  ", open, PLAIN, look);
    }
    steps(out, outcome.symptom, look);
}

/// The steps to two help desks; nothing where the symptom is another.
pub fn steps(out: &mut String, symptom: &Symptom, look: Look) {
    if is_missing(symptom) {
        preview::second_help_desk(out, look);
    }
}

fn is_missing(symptom: &Symptom) -> bool {
    MISSING.contains(&symptom.id.as_str())
}
