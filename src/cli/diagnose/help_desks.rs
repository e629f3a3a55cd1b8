//! What users see who miss a help desk, and how a realm comes to offer two.

use checks::kit::symptom::Symptom;
use checks::probed::HELP_DESK;

use super::outcome::{Bearing, Outcome};
use crate::cli::preview::{self, Page};
use crate::report::human::Look;
use crate::report::view::markdown::plain;
use crate::report::view::terminal::{BOLD, PLAIN, hanging, line, paint};
use crate::run::context::Context;

/// The symptoms of a page without the help desks that it should have.
const MISSING: [&str; 2] = ["one-help-desk", "no-help-desk"];
/// Above the steps.
const TITLE: &str = "How a realm offers two help desks";
/// The steps in the Web Admin, and what users then do: every step, whatever the config says.
const STEPS: [&str; 5] = [
    "Define what help desks need: on the Overview tab the realm's description and SMTP server, on the Data tab the directory.",
    "On the Workflow tab choose a Default Workflow with Second Factor, such as \"Username & Password | Second Factor\", and Save.",
    "On the Multi-Factor Methods tab, under Help Desk Settings, set Help Desk 2 to Enabled, as Help Desk 1 is.",
    "Enter the Phone and the Email of each help desk, which the page shows to users, and Save before you leave the tab.",
    "Log in as a user: the page shows both help desks. The user chooses one, submits, calls or writes to it, proves who they are, \
     and types the passcode that the help desk gives. A method used before stays selected in that browser: look below it.",
];
/// As many pages are shown.
const PAGES: usize = 2;

/// The pages of the realms that it is about, what is wrong with which is said before; nothing where the symptom is another.
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
}

/// The steps to two help desks; none where the symptom is another.
pub fn steps_of(symptom: &Symptom) -> &'static [&'static str] {
    if is_missing(symptom) { &STEPS } else { &[] }
}

/// The steps at the end of a screen.
pub fn steps(out: &mut String, symptom: &Symptom, look: Look) {
    let look = look.bounded();
    for (number, step) in (1..).zip(steps_of(symptom)) {
        if number == 1 {
            out.push('\n');
            line(out, &paint(BOLD, TITLE));
        }
        hanging(out, &format!("  {number}. "), step, PLAIN, look);
    }
}

/// The steps at the end of a ticket.
pub fn markdown(symptom: &Symptom) -> String {
    let steps = (1..).zip(steps_of(symptom));
    let steps: String = steps
        .map(|(number, step)| format!("{number}. {}\n", plain(step)))
        .collect();
    if steps.is_empty() {
        steps
    } else {
        format!("\n### {TITLE}\n\n{steps}")
    }
}

fn is_missing(symptom: &Symptom) -> bool {
    MISSING.contains(&symptom.id.as_str())
}
