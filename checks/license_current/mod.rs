//! Detects a support license that has run out, or whose certificate has: the cloud then refuses every request.

mod about;

use jiff::{Timestamp, civil::Date, tz::Offset};

pub(crate) use self::about::*;
use crate::kit::realm::License;
use crate::kit::selected::{Selected, read_one};
use crate::kit::time::true_time;
use crate::kit::{Ctx, Finding, Judgement, check, text};

check!(LicenseCurrent, judge);

const SUBJECT: &str = "support license";
const SOON_DAYS: i32 = 30;

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    let nothing = License::default();
    let license = cx.license().unwrap_or(&nothing);
    let selected = match &license.certificate {
        Some(name) => read_one(cx, name).await,
        None => None,
    };
    let at = true_time(cx).await;
    let support = license
        .support_expires
        .map(|last| judge_support(last, at).at(cx.site("license.support_expires")));
    let certificate = selected.as_ref().map(|selected| {
        judge_certificate(selected, at)
            .touching(selected.entity())
            .at(selected.site(cx))
    });
    [support, certificate].or(|| {
        Finding::not_known(&ABOUT, SUBJECT)
            .summary("the config gives neither `license.support_expires` nor `license.certificate`")
    })
}

/// Support covers its last day whole, in UTC.
fn judge_support(last: Date, at: Timestamp) -> Finding {
    let today = Offset::UTC.to_datetime(at).date();
    let left = today.until(last).map_or(i32::MAX, |span| span.get_days());
    let finding = match left {
        ..0 => Finding::new(SUPPORT_EXPIRED, SUBJECT),
        0 => Finding::new(SUPPORT_EXPIRES_SOON, SUBJECT).cured(SUPPORT_EXPIRES_SOON.cure("today")),
        1..=SOON_DAYS => {
            Finding::new(SUPPORT_EXPIRES_SOON, SUBJECT).cured(SUPPORT_EXPIRES_SOON.cure("later"))
        }
        _ => Finding::pass(&ABOUT, SUBJECT)
            .summary(format!("the support license is valid until {last}")),
    };
    finding
        .fill("last", last)
        .fill("span", days(left))
        .identity("last-day-of-support", last.to_string())
        .moment("today", today.to_string())
        .counted("days-left", left.into(), Some("d"))
}

fn judge_certificate(selected: &Selected<'_>, at: Timestamp) -> Finding {
    let leaf = match selected.readable(&ABOUT, NOT_READABLE) {
        Ok((_, leaf)) => leaf,
        Err(skip) => return *skip,
    };
    let last = text::day(leaf.not_after);
    let finding = if at > leaf.not_after {
        Finding::new(CERTIFICATE_EXPIRED, selected.subject())
            .fill("name", selected.name)
            .fill("last", last)
    } else {
        let summary = format!(
            "the license certificate \"{}\" is valid until {last}",
            selected.name
        );
        Finding::pass(&ABOUT, selected.subject()).summary(summary)
    };
    finding
        .identity("thumbprint", leaf.thumbprint.as_str())
        .identity("valid-until", leaf.not_after.to_string())
}

fn days(count: i32) -> String {
    match count.unsigned_abs() {
        1 => "1 day".into(),
        count => format!("{count} days"),
    }
}
