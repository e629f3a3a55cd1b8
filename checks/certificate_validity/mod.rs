//! Detects a selected certificate that cannot be read or whose time is over, has not come, or soon ends.

mod about;
mod unreadable;

use jiff::{SignedDuration, Timestamp};

pub(crate) use self::about::*;
use crate::kit::chain::Certificate;
use crate::kit::probe::certificate::Problem;
use crate::kit::selected::{Selected, judge_selected};
use crate::kit::time::true_time;
use crate::kit::{Ctx, Finding, Reason, check, text};

check!(CertificateValidity, judge);

const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);
const SHORT_LIFETIME: SignedDuration = SignedDuration::from_hours(90 * 24);

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    // Certificates count in seconds: what others work out from the moment that is shown is the same.
    let at = whole_seconds(true_time(cx).await);
    judge_selected(cx, &ABOUT, |selected| judge_one(cx, selected, at)).await
}

fn judge_one(
    cx: &Ctx<'_>,
    selected: &Selected<'_>,
    at: Timestamp,
) -> Result<[Option<Finding>; 2], Box<Finding>> {
    let answer = selected.answer(&ABOUT)?;
    let empty = Problem::Unreadable("no certificate in it".into());
    let certificate = match (&answer.problem, answer.chain.leaf()) {
        (Some(problem), _) => unreadable::certificate(selected, problem),
        (None, None) => unreadable::certificate(selected, &empty),
        (None, Some(leaf)) => judge_time(selected, leaf, answer.newer, at),
    };
    let key = unreadable::key(cx, selected, answer);
    let key = key.map(|finding| finding.at(cx.certificate_site(selected.name, "key")));
    Ok([Some(certificate), key])
}

fn judge_time(
    selected: &Selected<'_>,
    leaf: &Certificate,
    newer: Option<Timestamp>,
    at: Timestamp,
) -> Finding {
    let name = selected.called();
    let remaining = leaf.remaining(at);
    let useful = newer.filter(|newer| *newer > at);
    let (last, span) = (text::day(leaf.not_after), text::duration(remaining));
    let finding = |reason| Finding::new(reason, selected.subject());
    let finding = if at > leaf.not_after {
        renew(finding(EXPIRED), EXPIRED, useful)
    } else if at < leaf.not_before {
        let wait = text::duration(leaf.not_before.duration_since(at));
        finding(NOT_YET_VALID)
            .fill("first", text::day(leaf.not_before))
            .fill("wait", wait)
    } else if remaining <= soon(leaf) {
        renew(finding(EXPIRES_SOON), EXPIRES_SOON, useful)
    } else {
        let summary = format!("{name} is valid for {span}, until {last}");
        Finding::pass(&ABOUT, selected.subject()).summary(summary)
    };
    let finding = finding
        .fill("name", name)
        .fill("span", span)
        .fill("last", last)
        .identity("subject", &leaf.subject)
        .identity("issuer", &leaf.issuer)
        .identity("thumbprint", leaf.thumbprint.as_str())
        .identity("valid-from", leaf.not_before.to_string())
        .identity("valid-until", leaf.not_after.to_string())
        .moment("judged-at", at.to_string())
        .counted("days-left", text::days_left(remaining), Some("d"));
    match newer {
        Some(newer) => finding.moment("newer-certificate-until", newer.to_string()),
        None => finding,
    }
}

/// 30 days; for a certificate that is renewed more often, the last third of its lifetime.
fn soon(leaf: &Certificate) -> SignedDuration {
    match leaf.lifetime() {
        lifetime if lifetime < SHORT_LIFETIME => lifetime / 3,
        _ => SOON,
    }
}

fn renew(finding: Finding, reason: Reason, newer: Option<Timestamp>) -> Finding {
    match newer {
        Some(newer) => finding
            .cured(reason.cure("newer-at-hand"))
            .fill("until", text::day(newer)),
        None => finding.cured(reason.cure("none-newer")),
    }
}

fn whole_seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
