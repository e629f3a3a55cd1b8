//! Wording that the formats for people share: shares, spans, moments, the answer in a few words.

use checks::kit::text;
use jiff::{SignedDuration, Timestamp};

use super::fold::failing_now;
use super::types::{Appliance, Cause, Course, Latency, Outage, Outcome, Review, Shared};
use crate::report::block;

/// A share in percent, never better than it is: 100 % is said of the whole alone, and 0 % of nothing.
pub fn percent(share: f64) -> String {
    let hundred = share * 100.0;
    match hundred {
        100.0.. => "100 %".to_owned(),
        99.0.. => format!("{:.2} %", (hundred * 100.0).floor() / 100.0),
        0.1.. => format!("{:.1} %", (hundred * 10.0).floor() / 10.0),
        _ if hundred > 0.0 => "under 0.1 %".to_owned(),
        _ => "0 %".to_owned(),
    }
}

/// How much of the time something was available, or why nobody knows.
pub fn available(course: &Course) -> String {
    match (course.availability, &course.last) {
        (Some(share), _) => percent(share),
        (None, Some(_)) => "not judged".to_owned(),
        (None, None) => "not watched".to_owned(),
    }
}

/// The same of an appliance.
pub fn available_on(appliance: &Appliance) -> String {
    match appliance.availability {
        Some(share) => percent(share),
        None if appliance.watched_s > 0.0 => "not judged".to_owned(),
        None => "not watched".to_owned(),
    }
}

/// Seconds as people say them, of days the hours too.
pub fn span(seconds: f64) -> String {
    let whole = seconds as i64;
    let (days, hours) = (whole / 86_400, whole % 86_400 / 3600);
    match (days, hours) {
        _ if seconds <= 0.0 => "0 s".to_owned(),
        (2..14, 1..) => format!("{days} days {hours} h"),
        _ => text::duration(SignedDuration::from_secs_f64(seconds.clamp(0.0, 1e15))),
    }
}

/// A moment to the minute, in UTC, which stands beside it once.
pub fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// A moment as short as it can be told within the time that is looked at.
pub fn short(at: Timestamp, review: &Review) -> String {
    let days = review.until.duration_since(review.since).as_secs() / 86_400;
    let shape = match days {
        0..2 => "%H:%M",
        2..300 => "%m-%d",
        _ => "%Y-%m",
    };
    at.strftime(shape).to_string()
}

/// How long the time is that is looked at.
pub fn asked(review: &Review) -> String {
    span(review.until.duration_since(review.since).as_secs_f64())
}

/// What one sign of a strip stands for.
pub fn slice(review: &Review) -> String {
    text::duration(SignedDuration::from_secs(
        i64::try_from(review.slice_s).unwrap_or(i64::MAX),
    ))
}

/// From when to when, how long in all, and whether it goes on; of an appliance that is watched no more, nobody knows.
pub fn when(cause: &Cause, appliance: &Appliance) -> String {
    let held = span(cause.held_s);
    let held = match cause.times {
        0 | 1 => held,
        many => format!("{many} times, {held} in all"),
    };
    let begin = begin(cause.since, cause.began_before);
    let told = match (cause.holds, appliance.silent_since) {
        (true, None) => format!("since {begin} UTC, {held}, and it still holds"),
        (true, Some(_)) => format!("since {begin} UTC, {held}, and it held when last looked at"),
        (false, _) => format!("{begin} to {} UTC, {held}", minute(cause.until)),
    };
    told + &turn(cause)
}

/// When a cause that holds was first seen.
pub fn since(cause: &Cause) -> String {
    let begin = begin(cause.since, cause.began_before);
    format!("since {begin} UTC{}", turn(cause))
}

/// From when on a cause was as bad as it was last, where it was otherwise before.
fn turn(cause: &Cause) -> String {
    if cause.status_since <= cause.since {
        return String::new();
    }
    let how = match (cause.status, cause.holds) {
        (Outcome::Fail, true) => "fails since",
        (Outcome::Fail, false) => "failed from",
        (Outcome::Unknown, true) => "could not be checked since",
        (Outcome::Unknown, false) => "could not be checked from",
        (_, true) => "only warns since",
        (_, false) => "only warned from",
    };
    format!("; {how} {} UTC", minute(cause.status_since))
}

/// A moment, and whether it may have been earlier.
fn begin(at: Timestamp, before: bool) -> String {
    match before {
        true => format!("before {}", minute(at)),
        false => minute(at),
    }
}

/// How long an outage lasted, and whether it goes on.
pub fn outage(outage: &Outage) -> String {
    let lasted = span(outage.lasted_s);
    match (outage.holds, outage.began_before) {
        (true, _) => format!("{lasted}, not over"),
        (false, true) => format!("{lasted} or more"),
        (false, false) => lasted,
    }
}

/// Its begin.
pub fn outage_begin(outage: &Outage) -> String {
    begin(outage.since, outage.began_before)
}

/// How many there were.
pub fn outages(count: usize) -> String {
    counted(count, "outage", "outages")
}

/// A number and its noun.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    }
}

/// Median, 95th percentile and the longest, each with its unit.
pub fn latency(latency: &Latency) -> [String; 3] {
    [latency.p50_s, latency.p95_s, latency.longest_s].map(block::seconds)
}

/// On how many appliances a cause is, and on how many it was.
pub fn on(shared: &Shared) -> String {
    let Shared {
        appliances,
        of,
        holding,
        ..
    } = shared;
    let holds = || shared.names.iter().filter(|one| one.holds);
    // Of what nobody watches any more, nobody knows how it is now.
    let gone = holds().filter(|one| one.silent).count();
    let seen = holding.saturating_sub(gone);
    let all = match holding == appliances {
        true => String::new(),
        false => format!(", {appliances} in all"),
    };
    let told = match (seen, gone) {
        (0, 0) if shared.names.iter().any(|one| one.silent) => {
            format!("{appliances} of {of} appliances, on none when last looked at")
        }
        (0, 0) => format!("{appliances} of {of} appliances, now on none"),
        (0, gone) => format!("{gone} of {of} appliances when last looked at{all}"),
        (seen, 0) => format!("{seen} of {of} appliances now{all}"),
        (seen, gone) => format!("{seen} of {of} appliances now, {gone} when last looked at{all}"),
    };
    let warns = holds().filter(|one| one.status == Outcome::Warn).count();
    match shared.status {
        Outcome::Fail if warns > 0 => format!("{told}; on {warns} it only warns"),
        _ => told,
    }
}

/// For how long not all of the appliances that share it were watched, true to a slice; nothing where they always were.
pub fn unwatched(shared: &Shared, review: &Review) -> Option<String> {
    let length = review.until.duration_since(review.since).as_secs_f64();
    let each = review.slice_s as f64;
    let (mut some, mut none) = (0.0, 0.0);
    for (slice, watched) in shared.watched.iter().enumerate() {
        let lasts = each.min(length - slice as f64 * each).max(0.0);
        match *watched {
            0 => none += lasts,
            watched if watched < shared.appliances => some += lasts,
            _ => {}
        }
    }
    match (some > 0.0, none > 0.0) {
        (false, false) => None,
        (true, false) => Some(format!("only some of them were watched for {}", span(some))),
        (false, true) => Some(format!("none of them were watched for {}", span(none))),
        (true, true) => Some(format!(
            "only some of them were watched for {}, none for {}",
            span(some),
            span(none)
        )),
    }
}

/// What appliances share, as a sentence.
pub fn said(shared: &Shared) -> String {
    match shared.subject {
        Some(_) => sentence(&shared.summary),
        None => format!(
            "The same of different things, such as: {}",
            sentence(&shared.summary)
        ),
    }
}

/// What a shared cause is about, where its sentence does not say so.
pub fn about(shared: &Shared) -> Option<String> {
    let subject = shared.subject.as_ref()?;
    (!shared.summary.contains(subject)).then(|| text::harmless(subject))
}

/// The answer in a few words, each with how bad it is; what is over is neither good nor bad.
pub fn verdict(review: &Review) -> Vec<(String, Option<Outcome>)> {
    let summary = &review.summary;
    if review.appliances.is_empty() {
        return vec![("nobody watched".to_owned(), Some(Outcome::Warn))];
    }
    let mut said = Vec::new();
    let fails = summary
        .holding
        .saturating_sub(summary.warning + summary.unknown);
    match (fails, summary.failing) {
        (0, 0) => {}
        (0, failing) if summary.appliances > 1 => {
            let text = counted(
                failing,
                "appliance has a failing check",
                "appliances have failing checks",
            );
            said.push((text, Some(Outcome::Fail)));
        }
        (0, _) => {
            let failing = review.appliances.iter().map(failing_now).sum();
            said.push((
                counted(failing, "check fails", "checks fail"),
                Some(Outcome::Fail),
            ));
        }
        (fails, _) => said.push((
            counted(fails, "cause holds", "causes hold"),
            Some(Outcome::Fail),
        )),
    }
    if summary.unknown > 0 {
        let text = counted(summary.unknown, "unchecked", "unchecked");
        said.push((text, Some(Outcome::Unknown)));
    }
    if summary.warning > 0 {
        let text = counted(summary.warning, "warning holds", "warnings hold");
        said.push((text, Some(Outcome::Warn)));
    }
    if summary.over > 0 {
        let text = counted(summary.over, "cause is over", "causes are over");
        said.push((text, None));
    }
    if summary.silent > 0 {
        let text = match summary.appliances {
            1 => "watched no more".to_owned(),
            _ => counted(
                summary.silent,
                "appliance is silent",
                "appliances are silent",
            ),
        };
        said.push((text, Some(Outcome::Unknown)));
    }
    if said.is_empty() {
        said.push(match (summary.outages, worst(review)) {
            (1.., _) => (outages(summary.outages) + ", over", None),
            (0, Some(Outcome::Unknown)) => (
                "nothing failed, not all could be checked".to_owned(),
                Some(Outcome::Unknown),
            ),
            (0, Some(Outcome::Warn | Outcome::Waived)) => {
                ("nothing failed".to_owned(), Some(Outcome::Warn))
            }
            (0, Some(Outcome::Pass)) => ("all was well".to_owned(), Some(Outcome::Pass)),
            _ => ("nothing was judged".to_owned(), Some(Outcome::Warn)),
        });
    }
    said
}

/// The worst that was seen anywhere.
fn worst(review: &Review) -> Option<Outcome> {
    let strips = review.appliances.iter().flat_map(|one| one.strip.chars());
    strips.filter_map(Outcome::of).max()
}

/// Names, no more than `most` of them.
pub fn few<'a>(names: impl ExactSizeIterator<Item = &'a str>, most: usize) -> String {
    let all = names.len();
    let shown: Vec<String> = names.take(most).map(text::harmless).collect();
    match all.saturating_sub(shown.len()) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The summary as a sentence: a capital where it begins with a plain word, a final full stop.
pub fn sentence(summary: &str) -> String {
    let told = text::harmless(summary);
    let told = told.trim();
    let article = ["the ", "a ", "an ", "no "];
    let begins = article.iter().any(|word| told.starts_with(word));
    let stop = if told.ends_with(['?', '!', '…', '.']) {
        ""
    } else {
        "."
    };
    match begins {
        true => format!("{}{}{stop}", told[..1].to_ascii_uppercase(), &told[1..]),
        false => format!("{told}{stop}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_share_is_told_better_than_it_is() {
        for (share, told) in [
            (1.0, "100 %"),
            (0.999_999_9, "99.99 %"),
            (0.9938, "99.38 %"),
            (0.99, "99.00 %"),
            (0.989_99, "98.9 %"),
            (0.5, "50.0 %"),
            (0.000_1, "under 0.1 %"),
            (0.0, "0 %"),
        ] {
            assert_eq!(percent(share), told, "{share}");
        }
    }

    #[test]
    fn spans_tell_the_hours_of_some_days() {
        for (seconds, told) in [
            (0.0, "0 s"),
            (0.25, "0.2 s"),
            (7200.0, "2 h"),
            (2.0 * 86_400.0 + 7200.0, "2 days 2 h"),
            (3.0 * 86_400.0, "3 days"),
            (30.0 * 86_400.0 + 7200.0, "30 days"),
            (f64::MAX, "11574074074 days"),
        ] {
            assert_eq!(span(seconds), told, "{seconds}");
        }
    }
}
