//! A probe's journey for a person at a terminal: its steps in order, what failed with its cure, and latency.

use anstyle::AnsiColor;
use checks::kit::{Status, text};
use jiff::SignedDuration;

use super::chain::{Chain, Journey, NOT_REACHED, Outcome, Step};
use crate::report::human::Look;
use crate::report::human::lines::{
    BOLD, DIM, columns, icon, itemized, labeled, line, paint, wrap, wrap_after,
};

mod latency;

/// Wider lines are hard to read.
const WIDEST: usize = 110;

/// The whole journey.
pub fn render(journey: &Journey, look: Look) -> String {
    let look = Look {
        width: look.width.clamp(40, WIDEST),
        ..look
    };
    let mut out = String::new();
    headline(&mut out, journey, look);
    let many = journey.chains.len() > 1;
    for (index, chain) in journey.chains.iter().enumerate() {
        let shown_before = index > 0
            && matches!(
                journey.chains[index - 1].outcome,
                Outcome::Unknown | Outcome::Fail
            );
        if index < 2 || shown_before {
            out.push('\n');
        }
        if many {
            turn(&mut out, index + 1, chain, look);
        }
        // Of many that pass, the first shows the way; of the others their time is enough.
        let bad = matches!(chain.outcome, Outcome::Unknown | Outcome::Fail);
        if index == 0 || bad {
            steps(&mut out, chain, look);
        }
    }
    latency::table(&mut out, &journey.latency, look);
    out
}

fn headline(out: &mut String, journey: &Journey, look: Look) {
    let took: f64 = journey.chains.iter().map(|chain| chain.duration_s).sum();
    let times = match journey.chains.len() {
        0 | 1 => String::new(),
        many => format!(" · {many} times"),
    };
    let left = format!(
        "probe {} · {}{times} · {}",
        text::harmless(&journey.probe),
        text::harmless(&journey.realm),
        span(took)
    );
    let (said, color) = verdict(journey);
    let room = look.width.saturating_sub(columns(&left) + columns(&said));
    let (left, said) = (paint(BOLD, &left), paint(color.on_default().bold(), &said));
    match room {
        0 | 1 => {
            line(out, &left);
            line(out, &said);
        }
        gap => line(out, &format!("{left}{:gap$}{said}", "")),
    }
}

fn verdict(journey: &Journey) -> (String, AnsiColor) {
    let of = |outcome| {
        let same = journey
            .chains
            .iter()
            .filter(|chain| chain.outcome == outcome);
        same.count()
    };
    let (failed, unknown, all) = (
        of(Outcome::Fail),
        of(Outcome::Unknown),
        journey.chains.len(),
    );
    let (word, color) = match journey.outcome() {
        Outcome::Fail => ("failed", AnsiColor::Red),
        Outcome::Unknown => ("could not be judged", AnsiColor::Magenta),
        Outcome::Warn => ("passed, with a remark", AnsiColor::Yellow),
        Outcome::Skip if all == 0 => ("nothing was done", AnsiColor::Yellow),
        Outcome::Pass | Outcome::Skip => ("passed", AnsiColor::Green),
    };
    let said = match (journey.outcome(), all) {
        (_, 0 | 1) => word.to_owned(),
        (Outcome::Fail, _) => format!("{failed} of {all} failed"),
        (Outcome::Unknown, _) => format!("{unknown} of {all} {word}"),
        _ => format!("all {word}"),
    };
    (said, color)
}

/// The line above a repetition.
fn turn(out: &mut String, number: usize, chain: &Chain, look: Look) {
    let (sign, style) = sign(chain.outcome);
    let at = chain.started_at.strftime("%H:%M:%S UTC");
    let word = match chain.outcome {
        Outcome::Pass | Outcome::Skip => "passed",
        Outcome::Warn => "passed, with a remark",
        Outcome::Unknown => "could not be judged",
        Outcome::Fail => "failed",
    };
    let left = format!("{number}. at {at}: {word}");
    beside(
        out,
        (sign, BOLD, style),
        &left,
        &span(chain.duration_s),
        look,
    );
}

fn steps(out: &mut String, chain: &Chain, look: Look) {
    let unreached = |step: &&Step| step.reason.as_deref() == Some(NOT_REACHED);
    for one in chain.steps.iter().filter(|step| !unreached(step)) {
        step(out, one, look);
    }
    let names: Vec<String> = chain.steps.iter().filter(unreached).map(named).collect();
    if !names.is_empty() {
        let (sign, style) = sign(Outcome::Skip);
        let told = format!("not reached: {}", names.join(", "));
        for (index, text) in wrap(&told, look.width - 2, "").iter().enumerate() {
            let lead = if index == 0 { sign } else { " " };
            line(out, &format!("{} {}", paint(style, lead), paint(DIM, text)));
        }
    }
}

fn step(out: &mut String, step: &Step, look: Look) {
    let (sign, style) = sign(step.outcome);
    let mut tag = named(step);
    if let Some(reason) = &step.reason {
        tag = format!("{tag}/{}", text::harmless(reason));
    }
    if step.duration_s > 0.0 {
        tag = format!("{tag} · {}", span(step.duration_s));
    }
    let text_style = match step.outcome {
        Outcome::Pass => anstyle::Style::new(),
        _ => style,
    };
    beside(
        out,
        (sign, text_style, style),
        &sentence(&step.summary),
        &tag,
        look,
    );
    let facts: Vec<String> = step
        .facts
        .iter()
        .map(|fact| {
            let name = paint(DIM, &text::harmless(&fact.name));
            format!("{name} {}", text::harmless(&fact.value))
        })
        .collect();
    if !facts.is_empty() {
        itemized(out, "saw", &facts, look);
    }
    for (index, cure) in step.cure.iter().enumerate() {
        let label = if index == 0 { "cure" } else { "" };
        let number = match step.cure.len() {
            1 => String::new(),
            _ => format!("{}. ", index + 1),
        };
        labeled(out, label, &format!("{number}{cure}"), look);
    }
}

/// A sign and a text, with something small at the right where there is room, else below.
fn beside(
    out: &mut String,
    (sign, style, sign_style): (&str, anstyle::Style, anstyle::Style),
    text: &str,
    tag: &str,
    look: Look,
) {
    let in_one_line = columns(text) + columns(tag) + 5 <= look.width;
    let fits = in_one_line || look.width >= 2 * columns(tag) + 20;
    let room = if fits { columns(tag) + 3 } else { 0 };
    let mut lines = wrap_after(text, room, look.width - 2).into_iter();
    let first = lines.next().unwrap_or_default();
    let gap = look
        .width
        .saturating_sub(2 + columns(&first) + columns(tag))
        .max(2);
    let lead = format!("{} {}", paint(sign_style, sign), paint(style, &first));
    match fits {
        true => line(out, &format!("{lead}{:gap$}{}", "", paint(DIM, tag))),
        false => line(out, &lead),
    }
    for more in lines {
        line(out, &format!("  {}", paint(style, &more)));
    }
    if !fits {
        line(out, &format!("  {}", paint(DIM, tag)));
    }
}

/// The step's name, with what it is about.
fn named(step: &Step) -> String {
    let subject = step.subject.as_deref().map(text::harmless);
    match subject {
        Some(subject) => format!("{} {subject}", text::harmless(&step.name)),
        None => text::harmless(&step.name),
    }
}

fn sign(outcome: Outcome) -> (&'static str, anstyle::Style) {
    icon(match outcome {
        Outcome::Pass => Status::Pass,
        Outcome::Skip => Status::Skip,
        Outcome::Warn => Status::Warn,
        Outcome::Unknown => Status::Unknown,
        Outcome::Fail => Status::Fail,
    })
}

/// The summary as a sentence, with a capital where it begins with a word.
fn sentence(summary: &str) -> String {
    let said = text::harmless(summary);
    let first = said.split([' ', ':', ',']).next().unwrap_or_default();
    let word = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_lowercase());
    let stop = if said.ends_with(['?', '!', '…', '.']) {
        ""
    } else {
        "."
    };
    match word {
        true => format!("{}{}{stop}", said[..1].to_ascii_uppercase(), &said[1..]),
        false => format!("{said}{stop}"),
    }
}

/// Seconds as people say them; a thousandth is the least that is told.
fn span(seconds: f64) -> String {
    match seconds {
        1.0.. => text::duration(SignedDuration::from_secs_f64(seconds.min(1e9))),
        _ => format!("{:.0} ms", seconds * 1000.0),
    }
}

#[cfg(test)]
mod tests;
