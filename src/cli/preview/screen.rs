//! The page as a person at a terminal sees it.

use super::page::Page;
use crate::report::view::terminal::{
    self, BOLD, DIM, Look, PLAIN, columns, hanging, icon, line, packed, paint,
};
use crate::report::view::text::shortened;

/// The step of a workflow that is this page.
const SECOND_FACTOR: &str = "Second Factor";
/// No wider than a page of a browser needs.
const WIDEST: usize = 76;

/// The page, what is not on it, and why.
pub fn draw(page: &Page<'_>, look: Look) -> String {
    let mut out = draw_page(page, look);
    remarks(&mut out, page, look.bounded());
    out
}

/// The page alone.
pub fn draw_page(page: &Page<'_>, look: Look) -> String {
    let look = look.bounded();
    let mut out = String::new();
    let title = match &page.description {
        Some(description) => format!("{} · {description}", page.realm),
        None => page.realm.to_owned(),
    };
    let source = ("from the config alone".to_owned(), DIM);
    terminal::headline(&mut out, &title, &[source], look);
    workflow(&mut out, page, look);
    if page.asked_for != Some(false) {
        out.push('\n');
        sketch(&mut out, page, look);
        let order = "The methods are in the vendor's default order, which a realm may change. The method of the user's last \
                     successful login is preselected, in each browser and device.";
        if !page.choices.is_empty() {
            hanging(&mut out, "  ", order, DIM, look);
        }
    }
    out
}

fn workflow(out: &mut String, page: &Page<'_>, look: Look) {
    let Some(label) = page.workflow else {
        let text = "The config does not name the workflow, so it is not known whether users see this page.";
        hanging(out, "  ", text, PLAIN, look);
        return;
    };
    let lead = format!("  {} ", paint(DIM, "Default Workflow:"));
    hanging(out, &lead, label, PLAIN, look);
    for (number, step) in (1..).zip(&page.steps) {
        let shown = match *step {
            SECOND_FACTOR => "this page, then the page for the passcode",
            _ => "",
        };
        let lead = format!("  {number}  {step}");
        match shown {
            "" => line(out, &lead),
            shown => hanging(out, &format!("{lead}: "), shown, DIM, look),
        }
    }
    if page.asked_for == Some(false) {
        out.push('\n');
        let text =
            "Users of this realm never see a multi-factor page: the workflow has no Second Factor.";
        hanging(out, "  ", text, BOLD, look);
    }
}

/// The choices in a frame, each line cut to it.
fn sketch(out: &mut String, page: &Page<'_>, look: Look) {
    let width = look.width.min(WIDEST) - 6;
    let rule = "─".repeat(width + 2);
    let labels = page.choices.iter().map(|one| columns(&one.label));
    let widest = labels.max().unwrap_or_default();
    let indent = widest + 5;
    let choices = page.choices.iter().flat_map(|choice| {
        let gap = indent - 2 - columns(&choice.label);
        let ways = choice.by.split(" · ").map(ToOwned::to_owned);
        let ways = packed(ways, width.saturating_sub(indent));
        let ways = ways.into_iter().enumerate();
        ways.map(move |(index, way)| match index {
            0 => format!("○ {}{:gap$}{way}", choice.label, ""),
            _ => format!("{:indent$}{way}", ""),
        })
    });
    let mut rows: Vec<String> = choices.collect();
    if rows.is_empty() {
        rows.push("nothing to choose".to_owned());
    }
    let width_of_submit = width - 1;
    rows.push(format!("{:>width_of_submit$}", "[ Submit ]"));
    line(out, &format!("  ┌{rule}┐"));
    for row in rows {
        let row = shortened(&row, width - 1);
        let gap = width.saturating_sub(columns(&row));
        line(out, &format!("  │ {row}{:gap$} │", ""));
    }
    line(out, &format!("  └{rule}┘"));
}

fn remarks(out: &mut String, page: &Page<'_>, look: Look) {
    for (index, one) in page.remarks.iter().enumerate() {
        if index == 0 {
            out.push('\n');
            line(out, &paint(BOLD, "Not on the page, or wrong there"));
        }
        let (sign, style) = icon(one.status);
        let source: Vec<&str> = [&one.reason, &one.location]
            .into_iter()
            .filter_map(Option::as_deref)
            .collect();
        let text = if source.is_empty() {
            one.summary.clone()
        } else {
            format!("{} ({})", one.summary, source.join(", "))
        };
        hanging(
            out,
            &format!("  {} ", paint(style, sign)),
            &text,
            PLAIN,
            look,
        );
    }
}
