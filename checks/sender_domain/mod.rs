//! Detects a sender whose domain gives receivers no reason to believe its mail: MX, SPF and DMARC.

mod about;
mod dmarc;
mod provider;
mod spf;

use futures_util::future::{join_all, join4};

pub(crate) use self::about::*;
use self::spf::{Relay, Sender, is_internal};
use crate::kit::mail::{
    Destination, destination, is_address, looked_up, not_reached, off, sender, server,
    with_server_below,
};
use crate::kit::peer_text::{PeerText, Shown};
use crate::kit::probe::dns::{Answer, Kind, Query};
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
    let parts = sender.rsplit_once('@').filter(|_| is_address(&sender));
    let Some((local, domain)) = parts else {
        let why = "the sender is not an e-mail address: see smtp-settings";
        return not_reached(NOT_REACHED, SUBJECT, why).alone();
    };
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    let judged = judge_domain(cx, local, &domain).await?;
    Ok(judged.each_finding(|finding| finding.touching(Entity::host(&domain))))
}

async fn judge_domain(
    cx: &Ctx<'_>,
    local: &str,
    domain: &str,
) -> Result<Vec<Finding>, Box<Finding>> {
    let texts = |name: &str| {
        let name = name.to_owned();
        let kind = Kind::Txt;
        cx.ask(&ABOUT, domain, Query { name, kind })
    };
    let policies = dmarc::names(domain);
    let (destination, own, theirs, relay) = join4(
        destination(cx, &ABOUT, domain, domain),
        texts(domain),
        join_all(policies.iter().map(|name| texts(name))),
        relay(cx),
    )
    .await;
    let (destination, own) = (destination?, own?);
    let theirs: Vec<Answer> = theirs.into_iter().collect::<Result<_, _>>()?;
    let silence = std::iter::once(&own)
        .chain(&theirs)
        .find_map(Answer::silence);
    let mx = match destination {
        Destination::NoSuchDomain => return nonexistent(cx, domain).alone(),
        Destination::NotKnown(why) => return unanswered(cx, domain, &why).alone(),
        _ if let Some(why) = silence => return unanswered(cx, domain, why).alone(),
        Destination::Exchangers => None,
        Destination::NullMx => {
            Some("accepts no mail (null MX), so servers may refuse mail from it")
        }
        Destination::OwnAddress | Destination::Nowhere => {
            Some("has no MX record, so strict servers refuse mail from it")
        }
    };
    let mx = mx.map(|why| {
        Finding::new(NO_MX, domain)
            .cured(NO_MX.cure("not-there"))
            .fill("why", why)
            .fill("domain", domain)
    });
    let dmarc = dmarc::read(&policies, &theirs);
    let sender = Sender {
        local,
        domain,
        relay: &relay,
        consequence: dmarc.consequence(),
    };
    let spf = sender.judge(cx, &own.texts).await;
    let sound = spf.as_ref().ok().map(|sound| {
        Finding::pass(&ABOUT, domain)
            .summary(format!(
                "{domain} has MX, SPF and DMARC records, and {}",
                sound.covers
            ))
            .identity("spf", sound.record.as_str())
    });
    let found = [
        mx,
        spf.err().map(|finding| *finding),
        dmarc.judge(domain, &policies),
    ];
    Ok(match found.findings() {
        none if none.is_empty() => sound.findings(),
        found => found,
    })
}

/// What the realm's mail leaves by.
async fn relay(cx: &Ctx<'_>) -> Relay {
    let Ok(server) = server(cx, &ABOUT, NOT_REACHED) else {
        return Relay::NotKnown;
    };
    let answer = looked_up(cx, &server).await.unwrap_or_default();
    let mut found = answer.addresses;
    let resolved = !found.is_empty();
    found.retain(|address| !is_internal(address));
    let mut names =
        std::iter::once(server.host.as_str()).chain(answer.aliases.iter().map(PeerText::raw));
    match names.find_map(provider::of) {
        Some(provider) => Relay::Provider(server.host, provider),
        None if !found.is_empty() => Relay::Listens(server.host, found),
        None if resolved => Relay::Internal(server.host),
        None => Relay::NotKnown,
    }
}

fn nonexistent(cx: &Ctx<'_>, domain: &str) -> Finding {
    Finding::new(NO_MX, domain)
        .touching_all(with_server_below(cx, domain))
        .cured(NO_MX.cure("no-domain"))
        .fill("domain", domain)
}

fn unanswered(cx: &Ctx<'_>, domain: &str, why: &str) -> Finding {
    Finding::new(NO_ANSWER, domain)
        .touching(Entity::Appliance)
        .touching_all(with_server_below(cx, domain))
        .cured(NO_ANSWER.cure("of-domain"))
        .fill("why", Shown(why))
        .fill("domain", domain)
}
