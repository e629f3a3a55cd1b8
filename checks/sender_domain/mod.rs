//! Detects a sender whose domain gives receivers no reason to believe its mail: MX, SPF and DMARC.

pub(crate) mod about;
mod spf;
mod zone;

use self::about::{ABOUT, NOT_REACHED};
use self::zone::Zone;
use crate::kit::mail::{is_address, not_reached, off, sender};
use crate::kit::{Ctx, Entity, Finding, Judgement, check};

check!(SenderDomain, |cx| async move {
    judge(cx)
        .await
        .each_finding(|finding| finding.at(cx.site("overview.email.sender_address")))
});

const SUBJECT: &str = "sender address";

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    if let Some(off) = off(cx, &ABOUT, SUBJECT) {
        return vec![off];
    }
    let Some(sender) = sender(cx.realm) else {
        let text = "the sender address is not in the config";
        return vec![Finding::not_known(&ABOUT, SUBJECT).summary(text)];
    };
    let domain = sender
        .rsplit_once('@')
        .map(|(_, domain)| domain.to_ascii_lowercase());
    let Some(domain) = domain.filter(|_| is_address(sender)) else {
        let why = "the sender is not a mail address: smtp-settings tells";
        return vec![not_reached(NOT_REACHED, SUBJECT, why)];
    };
    match Zone::ask(cx, &domain).await {
        Ok(zone) => {
            let findings = zone.judge().into_iter();
            findings
                .map(|finding| finding.touching(Entity::host(&domain)))
                .collect()
        }
        Err(error) => vec![Finding::unasked(&ABOUT, domain, &error)],
    }
}
