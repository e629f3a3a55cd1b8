//! The review for a person at a terminal: the causes first, then a strip a check, then how long checks took.

mod fleet;
mod grid;
mod strips;
mod took;

use anstyle::Style;
use checks::kit::{Status, text};

pub use self::strips::drawn;

use self::grid::{Cells, Grid};
use self::strips::strip;
use super::types::{Appliance, Cause, Checked, Course, Outcome, Review};
use super::words;
use crate::report::human::lines::{
    BOLD, DIM, columns, labeled, line, mark, paint, wrap, wrap_after,
};
use crate::report::human::{Detail, Look};

/// Wider than this, a strip has a sign a slice and the rest room enough.
const WIDEST: usize = 200;
/// Text is no wider than is easy to read.
const TEXT: usize = 110;
/// As many causes are told; -v tells all.
const CAUSES: usize = 10;
/// As many groups of realms that differ have a strip of their own.
const APART: usize = 6;

/// The whole review.
pub fn render(review: &Review, look: Look) -> String {
    let wide = Look {
        width: look.width.clamp(60, WIDEST),
        ..look
    };
    let mut out = String::new();
    headline(&mut out, review, wide);
    match (&review.fleet, review.appliances.as_slice()) {
        (Some(fleet), _) => fleet::fleet(&mut out, review, fleet, wide),
        (None, [appliance]) => one(&mut out, review, appliance, wide),
        (None, _) => {
            out.push('\n');
            let told = "No run was stored for this time. `otpdoctor watch` stores one a round.";
            for text in wrap(told, wide.width, "") {
                line(&mut out, &text);
            }
        }
    }
    out
}

fn headline(out: &mut String, review: &Review, look: Look) {
    let who = match review.appliances.as_slice() {
        [one] => text::harmless(&one.name),
        many => format!("{} appliances", many.len()),
    };
    let left = format!(
        "{who} · {} to {} UTC",
        words::asked(review),
        words::minute(review.until)
    );
    let said = words::verdict(review);
    let parts: Vec<(usize, String)> = said
        .iter()
        .map(|(text, outcome)| (columns(text), paint(style(*outcome), text)))
        .collect();
    let answer: usize = parts.iter().map(|(columns, _)| columns + 2).sum();
    match look.width.checked_sub(columns(&left) + answer) {
        Some(gap) => {
            let styled: Vec<&str> = parts.iter().map(|(_, styled)| styled.as_str()).collect();
            let styled = styled.join(", ");
            line(out, &format!("{}  {:gap$}{styled}", paint(BOLD, &left), ""));
        }
        None => {
            line(out, &paint(BOLD, &left));
            filled(out, &parts, look.width);
        }
    }
    let only = [("realm", &review.realm), ("check", &review.check)];
    let only: Vec<String> = only
        .into_iter()
        .filter_map(|(what, name)| Some(format!("only {what} {}", text::harmless(name.as_ref()?))))
        .collect();
    if !only.is_empty() {
        line(out, &paint(DIM, &only.join(", ")));
    }
}

/// Parts with their columns, as many in a line as there is room for.
fn filled(out: &mut String, parts: &[(usize, String)], room: usize) {
    let (mut used, mut text) = (0, String::new());
    for (place, (columns, styled)) in parts.iter().enumerate() {
        let comma = usize::from(place + 1 < parts.len());
        if used > 0 && used + 1 + columns + comma > room {
            line(out, &text);
            (used, text) = (0, String::new());
        }
        if used > 0 {
            text.push(' ');
            used += 1;
        }
        text += styled;
        text += &",".repeat(comma);
        used += columns + comma;
    }
    line(out, &text);
}

/// The style of an outcome in words; what is over has none of its own.
fn style(outcome: Option<Outcome>) -> Style {
    outcome.map_or(BOLD, |outcome| signed(outcome).1.bold())
}

/// The sign of an outcome before a sentence, and its style.
fn signed(outcome: Outcome) -> (&'static str, Style) {
    mark(match outcome {
        Outcome::Fail => Status::Fail,
        Outcome::Unknown => Status::Unknown,
        Outcome::Warn | Outcome::Waived => Status::Warn,
        Outcome::Pass => Status::Pass,
        Outcome::Skip => Status::Skip,
    })
}

/// The sign of a cause that is over.
const OVER: (&str, Style) = ("✓", DIM);

/// One appliance in full.
fn one(out: &mut String, review: &Review, appliance: &Appliance, look: Look) {
    let narrow = Look {
        width: look.width.min(TEXT),
        ..look
    };
    for text in wrap(&watched(appliance), look.width, "") {
        line(out, &paint(DIM, &text));
    }
    let most = match look.detail {
        Detail::Brief => CAUSES,
        Detail::All => usize::MAX,
    };
    for one in appliance.causes.iter().take(most) {
        cause(out, appliance, one, narrow);
    }
    if appliance.causes.len() > most {
        let more = appliance.causes.len() - most;
        line(out, &format!("\n  and {more} more causes; -v tells all"));
    }
    courses(out, review, appliance, look);
    took::latencies(out, review, appliance, look);
    farewell(out, review, appliance, look);
}

/// How much of the time is known.
fn watched(appliance: &Appliance) -> String {
    let runs = words::counted(
        usize::try_from(appliance.runs).unwrap_or(usize::MAX),
        "run",
        "runs",
    );
    let share = words::percent(appliance.watched_share);
    let silent = match appliance.silent_since {
        Some(since) => format!(" · watched no more since {}", words::minute(since)),
        None => String::new(),
    };
    format!(
        "watched {share} of the time · {runs}, the last at {}{silent}",
        words::minute(appliance.last_run_at)
    )
}

/// The sentence, with the reason at the end of its first line where it fits; then when and where.
fn cause(out: &mut String, appliance: &Appliance, cause: &Cause, look: Look) {
    out.push('\n');
    let sign = match cause.holds {
        true => signed(cause.status),
        false => OVER,
    };
    let tag = format!("{}/{}", cause.check, cause.reason);
    title(out, sign, &words::sentence(&cause.summary), &tag, look);
    labeled(out, "when", &words::when(cause, appliance), look);
    if !cause.summary.contains(&cause.subject) {
        labeled(out, "at", &cause.subject, look);
    }
    if !cause.realms.is_empty() {
        let names = cause.realms.iter().map(String::as_str);
        labeled(out, "in", &words::few(names, 6), look);
    }
}

/// A sentence behind its sign, with a tag at the end of the first line where there is room.
fn title(out: &mut String, (sign, style): (&str, Style), sentence: &str, tag: &str, look: Look) {
    let tag = text::harmless(tag);
    let beside = look.width >= 2 * columns(&tag) + 20;
    let room = if beside { columns(&tag) + 3 } else { 0 };
    let lines = wrap_after(sentence, room, look.width - 2);
    for (place, text) in lines.iter().enumerate() {
        let (lead, tag) = match place {
            0 => (sign, tag.as_str()),
            _ => (" ", ""),
        };
        let told = format!("{} {}", paint(style, lead), paint(style, text));
        if !beside || tag.is_empty() {
            line(out, &told);
            continue;
        }
        let used = 2 + columns(text) + columns(tag);
        let gap = look.width.saturating_sub(used).max(2);
        line(out, &format!("{told}{:gap$}{}", "", paint(DIM, tag)));
    }
    if !beside {
        line(out, &format!("  {}", paint(DIM, &tag)));
    }
}

const AVAILABLE: (&str, usize) = ("available", 11);
const OUTAGES: (&str, usize) = ("outages", 7);
const COURSE_NARROW: Cells = &[AVAILABLE, OUTAGES];
const COURSE: Cells = &[AVAILABLE, OUTAGES, ("longest", 12)];
const COURSE_WIDE: Cells = &[
    AVAILABLE,
    OUTAGES,
    ("the longest", 22),
    ("from", 24),
    ("changed", 16),
];

fn courses(out: &mut String, review: &Review, appliance: &Appliance, look: Look) {
    let brief = look.detail == Detail::Brief;
    let tells = |one: &&Checked| !brief || !strips::is_only(&one.course.strip, Outcome::Skip);
    let (shown, skipped): (Vec<&Checked>, Vec<&Checked>) = appliance.checks.iter().partition(tells);
    out.push('\n');
    let cells = match look.width {
        ..76 => COURSE_NARROW,
        76..150 => COURSE,
        _ => COURSE_WIDE,
    };
    let names = shown.iter().map(|one| columns(&one.check) + 1);
    let grid = Grid::new(names, review.slices, cells, look);
    if !shown.is_empty() {
        grid.head(out, review, "check");
    }
    for one in shown {
        let drawn = strip(&one.course.strip, grid.strip);
        grid.row(out, &one.check, &drawn, &told(&one.course, cells));
        for fared in one.realms.iter().take(APART) {
            let name = format!(
                "· {}",
                words::few(fared.realms.iter().map(String::as_str), 2)
            );
            let drawn = strip(&fared.course.strip, grid.strip);
            grid.row(out, &name, &drawn, &told(&fared.course, cells));
        }
        if one.realms.len() > APART {
            let more = one.realms.len() - APART;
            line(out, &format!("  · and {more} more groups of realms"));
        }
    }
    headed(out, review, look);
    if !skipped.is_empty() {
        let names: Vec<&str> = skipped.iter().map(|one| one.check.as_str()).collect();
        let text = format!("skipped or not run the whole time: {}", names.join(", "));
        for text in wrap(&text::harmless(&text), look.width.min(TEXT) - 2, "") {
            line(out, &format!("  {}", paint(DIM, &text)));
        }
    }
}

/// What the signs of a strip mean, each beside its word.
fn headed(out: &mut String, review: &Review, look: Look) {
    let mut text = format!("  a sign is {} or more:", words::slice(review));
    let mut used = columns(&text);
    for sign in strips::legend() {
        let columns = columns(&strips::plain(&sign));
        if used + 2 + columns > look.width {
            line(out, &text);
            (text, used) = (String::new(), 0);
        }
        text += "  ";
        text += &sign;
        used += 2 + columns;
    }
    line(out, &text);
}

/// What a row tells beside the strip.
fn told(course: &Course, cells: Cells) -> Vec<String> {
    let longest = course.longest_outage.as_ref();
    let tell = |(title, _): &(&str, usize)| match *title {
        "available" => words::available(course),
        "outages" if course.outages == 0 => "·".to_owned(),
        "outages" => course.outages.to_string(),
        "longest" => longest
            .map(|one| words::span(one.lasted_s))
            .unwrap_or_default(),
        "the longest" => longest.map(words::outage).unwrap_or_default(),
        "from" => longest.map(words::outage_begin).unwrap_or_default(),
        _ => course.changed_at.map(words::minute).unwrap_or_default(),
    };
    cells.iter().map(tell).collect()
}

fn farewell(out: &mut String, review: &Review, appliance: &Appliance, look: Look) {
    let mut hints = Vec::new();
    if let Some(first) = appliance.causes.first() {
        hints.push(format!(
            "otpdoctor explain {}",
            text::harmless(&first.check)
        ));
    }
    if review.check.is_none() && look.detail == Detail::Brief {
        hints.push("-v shows every check".to_owned());
    }
    hints.push("-o html=history.html".to_owned());
    hinted(out, &hints.join(" · "), look);
}

/// What to do next.
fn hinted(out: &mut String, hints: &str, look: Look) {
    out.push('\n');
    for text in wrap(hints, look.width, "") {
        line(out, &paint(DIM, &text));
    }
}
