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

async fn judge(cx: &Ctx<'_>) -> Result<Vec<Finding>, Box<Finding>> {
    off(cx, &ABOUT, SUBJECT)?;
    let Some(sender) = sender(cx.realm) else {
        return Finding::not_known(&ABOUT, SUBJECT)
            .summary("the sender address is not in the config")
            .alone();
    };
    let domain = sender.rsplit_once('@').filter(|_| is_address(sender));
    let Some((_, domain)) = domain else {
        let why = "the sender is not a mail address: smtp-settings tells";
        return not_reached(NOT_REACHED, SUBJECT, why).alone();
    };
    let domain = domain.to_ascii_lowercase();
    let zone = Zone::ask(cx, &domain).await?;
    Ok(zone
        .judge()
        .each_finding(|finding| finding.touching(Entity::host(&domain))))
}
