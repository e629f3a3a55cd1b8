//! `otpdoctor list`: the checks.

use checks::kit::{About, Area, Asks};
use comfy_table::{Attribute, Cell, ContentArrangement, Table, presets};
use serde_json::json;

use super::output::Answering;
use crate::exit::{Code, Failure};
use crate::report::view::json::pretty;
use crate::report::view::terminal::filled;

const BOLD: anstyle::Style = anstyle::Style::new().bold();

/// Options of `otpdoctor list`.
#[derive(clap::Args)]
pub struct Args {
    /// Show every reason of every check
    #[arg(short, long)]
    verbose: bool,

    #[command(flatten)]
    answering: Answering,
}

/// Runs `otpdoctor list`.
///
/// # Errors
/// When stdout cannot be written to.
pub fn run(args: &Args) -> Result<Code, Failure> {
    let human = |width: usize| {
        if args.verbose {
            reasons(width.min(110))
        } else {
            table(width.min(110))
        }
    };
    args.answering.write(&human, &json)
}

fn table(width: usize) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX))
        .enforce_styling();
    table.set_header(
        ["area", "check", "checks that"].map(|head| Cell::new(head).add_attribute(Attribute::Dim)),
    );
    for area in Area::ALL {
        let mut name = area.name();
        for check in checks::ALL
            .iter()
            .map(|check| check.about())
            .filter(|about| about.area == *area)
        {
            let host = if check.asks == Asks::Host { " ⌂" } else { "" };
            table.add_row([
                Cell::new(name),
                Cell::new(format!("{}{host}", check.id)).add_attribute(Attribute::Bold),
                Cell::new(check.title),
            ]);
            name = "";
        }
    }
    let rows: String = table
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    format!("{rows}\n⌂ checks this machine: runs on the appliance, or with --here\n")
}

fn reasons(width: usize) -> String {
    let mut text = String::new();
    for check in checks::ALL.iter().map(|check| check.about()) {
        text.push_str(&format!("{BOLD}{}{BOLD:#}: {}\n", check.id, check.title));
        let widest = check.reasons.iter().map(|reason| reason.code.len()).max();
        let longest = widest.unwrap_or_default();
        for reason in check.reasons {
            let lead = format!("  {:7}  {:longest$}  ", reason.status.name(), reason.code);
            let indent = " ".repeat(lead.len());
            text.push_str(&filled(reason.about, width, &lead, &indent));
        }
        text.push('\n');
    }
    text
}

fn json() -> String {
    let checks = checks::ALL.iter().map(|check| entry(check.about()));
    pretty(&checks.collect::<Vec<_>>())
}

/// A check or a step as programs read it.
pub(super) fn entry(about: &About) -> serde_json::Value {
    let reasons = about.reasons.iter();
    let reasons: Vec<_> = reasons
        .map(|reason| json!({"code": reason.code, "status": reason.status, "about": reason.about}))
        .collect();
    json!({"id": about.id, "area": about.area, "title": about.title, "asks": about.asks, "reasons": reasons})
}
