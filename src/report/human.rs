//! The report for a person at a terminal: what is wrong first, with its cure; then a line an area.
//!
//! Writes ANSI styles always; the stream that it goes to takes them out where they are not wanted.

mod coming;
mod waived;

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use checks::kit::realm::Platform;
use checks::kit::{Area, Shell, Status, text};
use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, Table, presets};

use super::{Evidence, Finding, Report};

/// For whom it is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Columns of the terminal.
    pub width: usize,
    /// How much is shown.
    pub detail: Detail,
    /// The platform whose commands are shown.
    pub platform: Platform,
}

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// What is wrong, and a line an area.
    Brief,
    /// Every finding.
    All,
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
/// Wider lines are hard to read.
const WIDEST: usize = 110;
/// Where the text behind a label begins.
const INDENT: usize = 10;

/// The whole report.
pub fn render(report: &Report, look: Look) -> String {
    let look = Look {
        width: look.width.clamp(40, WIDEST),
        ..look
    };
    let mut out = String::new();
    headline(&mut out, report, look);
    let mut wrong: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| finding.status >= Status::Warn && finding.waived.is_none())
        .collect();
    wrong.sort_by_key(|finding| std::cmp::Reverse(finding.status));
    for alike in grouped(&wrong) {
        block(&mut out, report, &alike, look);
    }
    if look.detail == Detail::All {
        for area in Area::ALL {
            area_table(&mut out, report, *area, look);
        }
    }
    waived::waived(&mut out, report, look);
    overview(&mut out, report, look);
    coming::coming(&mut out, report, look);
    farewell(&mut out, report, &wrong, look);
    out
}

fn headline(out: &mut String, report: &Report, look: Look) {
    let realms = match report.realms.as_slice() {
        [one] => text::harmless(one),
        many => format!("{} realms", many.len()),
    };
    let name = report
        .appliance
        .as_deref()
        .map(|name| format!("{} · ", text::harmless(name)))
        .unwrap_or_default();
    let left = format!(
        "{name}{realms} · {} checks · {:.1} s",
        report.checks.len(),
        report.duration_s
    );
    let counts = [
        (Status::Fail, "failed", AnsiColor::Red),
        (Status::Unknown, "unknown", AnsiColor::Magenta),
        (Status::Warn, "to watch", AnsiColor::Yellow),
    ];
    let said: Vec<(String, AnsiColor)> = counts
        .iter()
        .filter(|(status, ..)| report.summary.of(*status) > 0)
        .map(|(status, word, color)| (format!("{} {word}", report.summary.of(*status)), *color))
        .collect();
    let said = if said.is_empty() {
        vec![("all is well".to_owned(), AnsiColor::Green)]
    } else {
        said
    };
    let plain = said
        .iter()
        .map(|(text, _)| text.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    let styled = said
        .iter()
        .map(|(text, color)| paint(color.on_default().bold(), text))
        .collect::<Vec<_>>()
        .join(", ");
    let gap = look
        .width
        .saturating_sub(columns(&left) + columns(&plain))
        .max(2);
    line(out, &format!("{}{:gap$}{styled}", paint(BOLD, &left), ""));
}

/// Findings that say the same of several subjects and have the same cure.
fn grouped<'a>(wrong: &[&'a Finding]) -> Vec<Vec<&'a Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in wrong {
        let same = |first: &Finding| {
            (&first.check, &first.reason, &first.summary, &first.remedy)
                == (
                    &finding.check,
                    &finding.reason,
                    &finding.summary,
                    &finding.remedy,
                )
        };
        match groups.iter_mut().find(|group| same(group[0])) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

/// Findings that are alike, with the evidence of the first and their cure.
fn block(out: &mut String, report: &Report, alike: &[&Finding], look: Look) {
    let finding = alike[0];
    let (mark, style) = mark(finding.status);
    let tag = format!("{}/{}", finding.check, finding.reason);
    let sentence = sentence(finding);
    out.push('\n');
    // The first line leaves room for the reason at its end, where it fits.
    let beside = look.width >= 2 * tag.len() + 20;
    let room = if beside { tag.len() + 3 } else { 0 };
    for (index, text) in wrap_after(&sentence, room, look.width - 2)
        .iter()
        .enumerate()
    {
        let lead = if index == 0 {
            paint(style, mark)
        } else {
            " ".into()
        };
        let gap = look
            .width
            .saturating_sub(2 + columns(text) + tag.len())
            .max(2);
        match index {
            0 if beside => line(
                out,
                &format!(
                    "{lead} {}{:gap$}{}",
                    paint(style, text),
                    "",
                    paint(DIM, &tag)
                ),
            ),
            _ => line(out, &format!("{lead} {}", paint(style, text))),
        }
    }
    if !beside {
        line(out, &format!("  {}", paint(DIM, &tag)));
    }
    let subjects: Vec<&str> = alike
        .iter()
        .map(|one| one.subject.as_str())
        .filter(|subject| alike.len() > 1 || !sentence.contains(subject))
        .collect();
    if !subjects.is_empty() && !finding.realms.contains(&finding.subject) {
        labeled(out, "at", &subjects.join(", "), look);
    }
    if !finding.evidence.is_empty() {
        labeled(out, "saw", &evidence(&finding.evidence), look);
    }
    labeled(out, "in", &realms(report, alike), look);
    cure(out, finding, look);
    if let Some(site) = &finding.site {
        let more = finding.sites.len() - 1;
        let more = if more == 0 {
            String::new()
        } else {
            format!(" and {more} more places")
        };
        labeled(out, "where", &format!("{site}{more}"), look);
    }
}

/// The realms that the findings hold for, in report order.
fn realms(report: &Report, alike: &[&Finding]) -> String {
    let touched = |realm: &&String| alike.iter().any(|one| one.realms.contains(realm));
    let named: Vec<&str> = report
        .realms
        .iter()
        .filter(touched)
        .map(String::as_str)
        .collect();
    match named.len() {
        n if n > 1 && n == report.realms.len() => format!("all {n} realms"),
        _ => named.join(", "),
    }
}

/// The summary as a sentence: with a capital, unless it begins with the name of the subject.
fn sentence(finding: &Finding) -> String {
    let text = text::harmless(&finding.summary);
    let first = text.split(' ').next().unwrap_or_default();
    let is_word =
        first.bytes().all(|byte| byte.is_ascii_lowercase()) && !finding.subject.contains(first);
    match is_word && !first.is_empty() {
        true => format!("{}{}.", text[..1].to_ascii_uppercase(), &text[1..]),
        false => format!("{text}."),
    }
}

fn cure(out: &mut String, finding: &Finding, look: Look) {
    let mut label = "cure";
    let steps = &finding.remedy.steps;
    for (index, step) in steps.iter().enumerate() {
        let number = if steps.len() == 1 {
            String::new()
        } else {
            format!("{}. ", index + 1)
        };
        labeled(out, label, &format!("{number}{step}"), look);
        label = "";
    }
    let ours = |shell: Shell| match shell {
        Shell::Any => true,
        Shell::Windows => look.platform == Platform::Windows,
        Shell::Linux => look.platform == Platform::Linux,
    };
    let prompt = if look.platform == Platform::Windows {
        ">"
    } else {
        "$"
    };
    for command in finding
        .remedy
        .commands
        .iter()
        .filter(|command| ours(command.platform))
    {
        // A command is never wrapped: it is there to be copied.
        let lead = paint(DIM, &format!("{label:8}{prompt} "));
        line(
            out,
            &format!("  {lead}{}", paint(BOLD, &text::harmless(&command.run))),
        );
        label = "";
    }
}

/// Every finding of an area, worst first.
fn area_table(out: &mut String, report: &Report, area: Area, look: Look) {
    let mut findings: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| finding.area == area.name())
        .collect();
    if findings.is_empty() {
        return;
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.status));
    let mut table = table(look);
    table.set_header(
        [area.name(), "subject", "finding"]
            .map(|head| Cell::new(head).add_attribute(Attribute::Bold)),
    );
    for finding in findings {
        let (mark, _) = mark(finding.status);
        let name = match finding.reason.as_str() {
            "ok" => finding.check.clone(),
            reason => format!("{}/{reason}", finding.check),
        };
        let realms = if finding.realms.len() < report.realms.len() {
            format!(" [{}]", finding.realms.join(", "))
        } else {
            String::new()
        };
        table.add_row([
            Cell::new(format!("{mark} {name}")).fg(color(finding.status)),
            Cell::new(text::harmless(&finding.subject)),
            Cell::new(text::harmless(&format!("{}{realms}", finding.summary))),
        ]);
    }
    out.push('\n');
    table.lines().for_each(|text| line(out, &text));
}

/// A line an area.
fn overview(out: &mut String, report: &Report, look: Look) {
    let mut table = table(look);
    let heads = ["area", "pass", "warn", "fail", "unknown", "skip", ""];
    table.set_header(heads.map(|head| Cell::new(head).add_attribute(Attribute::Dim)));
    for area in Area::ALL {
        let of: Vec<&Finding> = report
            .findings
            .iter()
            .filter(|finding| finding.area == area.name() && finding.waived.is_none())
            .collect();
        if of.is_empty() {
            continue;
        }
        let count = |status: Status| of.iter().filter(|finding| finding.status == status).count();
        let worst = of
            .iter()
            .map(|finding| finding.status)
            .max()
            .unwrap_or(Status::Pass);
        let mut row =
            vec![Cell::new(format!("{} {}", mark(worst).0, area.name())).fg(color(worst))];
        for status in [
            Status::Pass,
            Status::Warn,
            Status::Fail,
            Status::Unknown,
            Status::Skip,
        ] {
            row.push(match count(status) {
                0 => Cell::new("·").add_attribute(Attribute::Dim),
                n if status >= Status::Warn => Cell::new(n).fg(color(status)),
                n => Cell::new(n),
            });
        }
        row.push(Cell::new(skipped(&of)).add_attribute(Attribute::Dim));
        table.add_row(row);
    }
    for index in 1..=5 {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    out.push('\n');
    table.lines().for_each(|text| line(out, &text));
}

/// Why something was skipped, in the words of the reasons.
fn skipped(findings: &[&Finding]) -> String {
    let mut reasons: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.status == Status::Skip)
        .map(|finding| finding.reason.as_str())
        .collect();
    reasons.sort_unstable();
    reasons.dedup();
    reasons.join(", ")
}

fn farewell(out: &mut String, report: &Report, wrong: &[&Finding], look: Look) {
    let mut hints = Vec::new();
    if let Some(first) = wrong.first() {
        hints.push(format!("otpdoctor explain {}", first.check));
    }
    if look.detail == Detail::Brief && report.summary.skip + report.summary.pass > 0 {
        hints.push("-v shows every finding".to_owned());
    }
    if !hints.is_empty() {
        out.push('\n');
        line(out, &paint(DIM, &hints.join(" · ")));
    }
}

fn evidence(all: &[Evidence]) -> String {
    let one = |evidence: &Evidence| {
        let value = match &evidence.value {
            serde_json::Value::String(text) => text::harmless(text),
            other => other.to_string(),
        };
        let unit = evidence
            .unit
            .as_deref()
            .map(|unit| format!(" {unit}"))
            .unwrap_or_default();
        format!("{} {value}{unit}", text::harmless(&evidence.name))
    };
    all.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A label in its column, the text wrapped beside it.
fn labeled(out: &mut String, label: &str, body: &str, look: Look) {
    for (index, text) in wrap(&text::harmless(body), look.width - INDENT)
        .iter()
        .enumerate()
    {
        let label = if index == 0 { label } else { "" };
        line(
            out,
            &format!("  {}{text}", paint(DIM, &format!("{label:8}"))),
        );
    }
}

fn table(look: Look) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(look.width).unwrap_or(u16::MAX))
        .enforce_styling();
    table
}

fn mark(status: Status) -> (&'static str, Style) {
    match status {
        Status::Fail => ("✗", AnsiColor::Red.on_default().bold()),
        Status::Unknown => ("?", AnsiColor::Magenta.on_default().bold()),
        Status::Warn => ("!", AnsiColor::Yellow.on_default().bold()),
        Status::Pass => ("✓", AnsiColor::Green.on_default()),
        Status::Skip => ("·", DIM),
    }
}

fn color(status: Status) -> Color {
    match status {
        Status::Fail => Color::Red,
        Status::Unknown => Color::Magenta,
        Status::Warn => Color::Yellow,
        Status::Pass => Color::Green,
        Status::Skip => Color::DarkGrey,
    }
}

fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{}", text.trim_end()).expect("a string takes it");
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    textwrap::wrap(text, width.max(20))
        .into_iter()
        .map(std::borrow::Cow::into_owned)
        .collect()
}

/// Wraps with the first line shorter by `room`.
fn wrap_after(text: &str, room: usize, width: usize) -> Vec<String> {
    let indent = " ".repeat(room);
    let options = textwrap::Options::new(width.max(20)).initial_indent(&indent);
    let mut lines: Vec<String> = textwrap::wrap(text, options)
        .into_iter()
        .map(std::borrow::Cow::into_owned)
        .collect();
    if let Some(first) = lines.first_mut() {
        first.drain(..room.min(first.len()));
    }
    lines
}

fn columns(text: &str) -> usize {
    textwrap::core::display_width(text)
}
