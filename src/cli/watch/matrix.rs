//! What stays on the screen: the causes, and a row a realm with a sign a check. Pure: lines for so many columns and rows.

use std::collections::{BTreeMap, BTreeSet};

use anstyle::AnsiColor;
use checks::kit::text::harmless;
use checks::kit::{Area, Status};

use crate::report::Report;
use crate::report::cell::{Cell, Outcome, cells};
use crate::report::human::cause::{self, told};
use crate::report::human::lines::{BOLD, DIM, columns, mark, paint, wrap};

/// The room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// The most causes that are shown.
const CAUSES: usize = 3;
/// The most lines of a cause's sentence, and of its cure.
const SENTENCE: usize = 2;
/// The widest that a realm's name is shown.
const NAME: usize = 24;
/// The fewest letters of an area's name.
const SHORT: usize = 4;
/// The sign of what flaps.
const FLAPS: &str = "≈";

/// Realm and check.
pub(super) type Flapping<'a> = BTreeSet<(&'a str, &'a str)>;

/// The causes and the matrix, no more lines than there is room for.
pub(super) fn lines(report: &Report, flapping: &Flapping<'_>, room: Room) -> Vec<String> {
    let room = Room {
        columns: room.columns.max(40),
        rows: room.rows.max(4),
    };
    let mut lines = causes(report, room);
    lines.truncate(room.rows / 2);
    let left = Room {
        rows: room.rows - lines.len(),
        ..room
    };
    lines.extend(matrix(report, flapping, left));
    lines.truncate(room.rows);
    lines
}

fn causes(report: &Report, room: Room) -> Vec<String> {
    let told = told(report);
    let mut lines = Vec::new();
    for one in told.iter().take(CAUSES) {
        let (sign, style) = mark(one.status);
        let first = one.alike[0];
        let tag = format!(
            "{}/{} in {}",
            first.check,
            first.reason,
            cause::realms(report, one)
        );
        lines.push(format!(
            "{} {}",
            paint(style, sign),
            paint(style, &cut(&harmless(&tag), room.columns - 2))
        ));
        lines.extend(indented(&harmless(&first.summary), room));
        if let Some(step) = first.remedy.steps.first() {
            lines.extend(
                indented(&format!("→ {}", harmless(step)), room)
                    .into_iter()
                    .map(|line| paint(DIM, &line)),
            );
        }
    }
    if told.len() > CAUSES {
        lines.push(paint(DIM, &format!("  and {} more", told.len() - CAUSES)));
    }
    lines
}

fn indented(text: &str, room: Room) -> Vec<String> {
    let width = room.columns - 2;
    let mut wrapped = wrap(text, width, "");
    if wrapped.len() > SENTENCE {
        wrapped.truncate(SENTENCE);
        let last = wrapped.last_mut().expect("it was cut to two");
        *last = format!("{} …", cut(last, width - 2));
    }
    wrapped
        .iter()
        .map(|line| format!("  {}", cut(line, width)))
        .collect()
}

fn matrix(report: &Report, flapping: &Flapping<'_>, room: Room) -> Vec<String> {
    let cells = cells(report);
    let mut rows: BTreeMap<&str, Vec<&Cell<'_>>> = BTreeMap::new();
    for cell in &cells {
        rows.entry(cell.realm).or_default().push(cell);
    }
    let areas = areas(report, room);
    // The heading, and perhaps the line below.
    let most = room.rows.saturating_sub(2).max(1);
    let wrong = |realm: &&String| {
        let row = rows.get(realm.as_str());
        row.is_some_and(|row| row.iter().any(|cell| calls(cell, flapping)))
    };
    let all: Vec<&String> = report.realms.iter().collect();
    let mut shown = all.clone();
    if all.len() > most {
        shown.retain(wrong);
        // The worst first; else in order.
        shown.sort_by_key(|realm| std::cmp::Reverse(worst(rows.get(realm.as_str()))));
        shown.truncate(most);
    }
    let signs: usize = areas.iter().map(|area| area.width + 1).sum();
    // What is left of the columns, and always enough to tell some names apart.
    let most = room.columns.saturating_sub(signs + 1).clamp(6, NAME);
    let names = shown
        .iter()
        .map(|realm| columns(&harmless(realm)))
        .max()
        .unwrap_or_default()
        .min(most);
    let heads: String = areas
        .iter()
        .map(|area| format!(" {:width$}", area.head, width = area.width))
        .collect();
    let mut lines = Vec::new();
    if !shown.is_empty() {
        lines.push(paint(DIM, &format!("{:names$} {heads}", "")));
    }
    for realm in &shown {
        let row = rows.get(realm.as_str()).map_or(&[][..], Vec::as_slice);
        let name = cut(&harmless(realm), names);
        let gap = names - columns(&name);
        let signs: String = areas
            .iter()
            .map(|area| format!(" {}", area.signs(row, flapping)))
            .collect();
        lines.push(format!("{}{:gap$} {signs}", paint(BOLD, &name), ""));
    }
    if shown.len() < all.len() {
        lines.push(paint(
            DIM,
            &rest(
                &all,
                shown.len(),
                all.iter().filter(|realm| wrong(realm)).count(),
            ),
        ));
    }
    lines
}

/// What is said of the realms that are not shown.
fn rest(all: &[&String], shown: usize, wrong: usize) -> String {
    let realms = |count: usize| if count == 1 { "realm" } else { "realms" };
    let well = all.len() - wrong;
    let hidden = wrong - shown;
    match (hidden, well) {
        (0, _) => format!("{well} {} with nothing wrong", realms(well)),
        (_, 0) => format!("{hidden} more {} with something wrong", realms(hidden)),
        _ => format!(
            "{hidden} more {} with something wrong, {well} with nothing",
            realms(hidden)
        ),
    }
}

struct Column {
    checks: Vec<&'static str>,
    head: String,
    width: usize,
}

impl Column {
    fn signs(&self, row: &[&Cell<'_>], flapping: &Flapping<'_>) -> String {
        let sign = |check: &&str| match row.iter().find(|cell| cell.check == *check) {
            Some(cell) if flapping.contains(&(cell.realm, cell.check)) => {
                paint(AnsiColor::Yellow.on_default().bold(), FLAPS)
            }
            Some(cell) => match cell.outcome() {
                Outcome::Of(status) => {
                    let (sign, style) = mark(status);
                    paint(style, sign)
                }
                Outcome::Waived => paint(DIM, "~"),
            },
            None => " ".to_owned(),
        };
        let signs: String = self.checks.iter().map(sign).collect();
        let gap = self.width - self.checks.len();
        format!("{signs}{:gap$}", "")
    }
}

fn areas(report: &Report, room: Room) -> Vec<Column> {
    let of = |area: &Area| {
        let checks = checks::ALL.iter().map(|check| check.about());
        let checks = checks
            .filter(|about| about.area == *area && report.checks.iter().any(|id| id == about.id));
        let checks: Vec<&'static str> = checks.map(|about| about.id).collect();
        (area.name(), checks)
    };
    let areas: Vec<(&str, Vec<&str>)> = Area::ALL
        .iter()
        .map(of)
        .filter(|(_, checks)| !checks.is_empty())
        .collect();
    let width = |letters: usize| -> usize {
        areas
            .iter()
            .map(|(name, checks)| name.len().min(letters).max(checks.len()) + 1)
            .sum()
    };
    let names = report
        .realms
        .iter()
        .map(|realm| columns(&harmless(realm)))
        .max()
        .unwrap_or_default()
        .min(NAME);
    let letters = match names + 1 + width(usize::MAX) <= room.columns {
        true => usize::MAX,
        false => SHORT,
    };
    let column = |(name, checks): (&str, Vec<&'static str>)| {
        let head: String = name.chars().take(letters.max(checks.len())).collect();
        Column {
            width: head.chars().count().max(checks.len()),
            head,
            checks,
        }
    };
    areas.into_iter().map(column).collect()
}

/// The worst status of a row.
fn worst(row: Option<&Vec<&Cell<'_>>>) -> Status {
    let statuses = row.into_iter().flatten().map(|cell| match cell.outcome() {
        Outcome::Of(status) => status,
        Outcome::Waived => Status::Pass,
    });
    statuses.max().unwrap_or(Status::Pass)
}

/// Whether somebody should see it.
fn calls(cell: &Cell<'_>, flapping: &Flapping<'_>) -> bool {
    matches!(cell.outcome(), Outcome::Of(status) if status >= Status::Warn)
        || flapping.contains(&(cell.realm, cell.check))
}

/// The text, cut to so many columns.
fn cut(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut cut = String::new();
    for letter in text.chars() {
        if columns(&cut) + columns(letter.encode_utf8(&mut [0; 4])) >= width {
            break;
        }
        cut.push(letter);
    }
    cut + "…"
}

#[cfg(test)]
mod tests;
