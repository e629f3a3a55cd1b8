//! Detects a sender whose domain gives receivers no reason to believe its mail: MX, SPF and DMARC.

mod spf;
mod zone;

use self::zone::Zone;
use crate::kit::mail::{is_address, not_reached, off, sender};
use crate::kit::{About, Area, Asks, Check, Ctx, Entity, Finding, Judged, Reason};

/// The DNS of the sender's domain.
pub(crate) struct SenderDomain;

const ABOUT: About = About {
    id: "sender-domain",
    area: Area::Email,
    title: "mail from the sender's domain can be believed",
    asks: Asks::Network,
    reasons: &[
        Reason::warn("no-mx", "the domain does not exist, or takes no mail"),
        Reason::warn(
            "spf-missing",
            "the domain says nothing of who may send for it",
        ),
        Reason::warn(
            "spf-invalid",
            "the domain's SPF cannot be used by receivers",
        ),
        Reason::warn(
            "spf-excludes",
            "the domain's SPF record shuts the mail server out",
        ),
        Reason::warn("dmarc-missing", "the domain has no DMARC policy"),
        Reason::unknown("no-answer", "the resolver did not answer"),
        Reason::skip(
            "not-reached",
            "the sender is not a mail address; smtp-settings tells",
        ),
    ],
    leads_to: &[],
    explain: include_str!("explain.md"),
};

const SUBJECT: &str = "sender address";

impl Check for SenderDomain {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run<'a>(&'a self, cx: &'a Ctx<'a>) -> Judged<'a> {
        Box::pin(async move {
            let findings = judge(cx).await;
            let at_sender = |finding: Finding| finding.at(cx.site("overview.email.sender_address"));
            findings.into_iter().map(at_sender).collect()
        })
    }
}

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    if let Some(off) = off(cx, &ABOUT, SUBJECT) {
        return vec![off];
    }
    let Some(sender) = sender(cx.realm) else {
        let text = "the sender address is not in the config";
        return vec![Finding::not_known(&ABOUT, SUBJECT, text)];
    };
    let domain = sender
        .rsplit_once('@')
        .map(|(_, domain)| domain.to_ascii_lowercase());
    let Some(domain) = domain.filter(|_| is_address(sender)) else {
        let why = "the sender is not a mail address: smtp-settings tells";
        return vec![not_reached(&ABOUT, SUBJECT, why)];
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
