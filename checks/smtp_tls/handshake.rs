//! Judges a handshake: whether it completed, and whether its certificates hold for this server at this moment.

use super::about::{ABOUT, EXPIRED, TLS_VERSION, UNTRUSTED, WRONG_NAME};
use super::broken::{broken_off, probing, refused};
use crate::kit::chain::{Certificate, Chain, ChainFault};
use crate::kit::mail::Conversation;
use crate::kit::peer_text::Shown;
use crate::kit::probe::smtp::{Reply, Stage};
use crate::kit::probe::tls::{Handshake, Tls};
use crate::kit::text::{commas, day, list};
use crate::kit::{Ctx, Finding, ProbeError};

pub(super) fn judge(cx: &Ctx<'_>, talk: &Conversation, tls: &Tls) -> Vec<Finding> {
    let version = match &tls.outcome {
        Handshake::Completed { version } => version,
        failed => return vec![with_leaf(failure(talk, failed), &tls.chain)],
    };
    let inside = talk.answer.ehlo_inside.as_ref();
    if let Some(reply) = inside.filter(|reply| !reply.positive()) {
        let finding = refused(talk, "the mail server takes no EHLO inside TLS");
        return vec![finding.quoted("the-server-said", &reply.text())];
    }
    if let Some((Stage::Tls | Stage::EhloInside, _)) = &talk.answer.ended {
        return vec![broken_off(talk)];
    }
    let faults = tls.chain.faults(cx.now, Some(&talk.query.server.host));
    if faults.is_empty() {
        return vec![sound(talk, version, &tls.chain)];
    }
    let faulty = [
        untrusted(talk, &tls.chain, &faults),
        wrong_name(talk, &tls.chain, &faults),
        expired(talk, &tls.chain, &faults),
    ];
    let faulty = faulty.into_iter().flatten();
    faulty
        .map(|finding| probing(with_leaf(finding, &tls.chain), talk))
        .collect()
}

fn failure(talk: &Conversation, failed: &Handshake) -> Finding {
    let old = |what: String| {
        probing(Finding::new(TLS_VERSION, talk.subject()), talk)
            .summary(what)
            .step("Switch TLS 1.2 on at the mail server, or put a relay before it that speaks it. Exchange on Windows Server 2008 R2 and 2012 needs an update and registry values for it.")
    };
    match failed {
        Handshake::OldVersion(version) => old(format!(
            "the mail server speaks only {}, which clients of today have switched off",
            Shown(version)
        )),
        Handshake::Alert(name) if name == "protocol_version" => {
            old("the mail server speaks neither TLS 1.2 nor TLS 1.3".to_owned())
        }
        Handshake::Alert(name) => refused(
            talk,
            format!(
                "the mail server broke the handshake off with the alert {}",
                Shown(name)
            ),
        ),
        Handshake::Incompatible(what) => refused(
            talk,
            format!(
                "the mail server shares no cipher suite or parameter with clients of today: {what}"
            ),
        ),
        Handshake::NotTls(text) => refused(
            talk,
            "the mail server said TLS may begin, and then spoke something else",
        )
        .quoted("the-peer-said", text),
        Handshake::Ended(ended) => refused(
            talk,
            format!("during the TLS handshake the mail server {}", ended.words()),
        ),
        Handshake::OurSide(why) => Finding::unasked(
            &ABOUT,
            talk.subject(),
            &ProbeError::Unsupported(why.to_string()),
        ),
        Handshake::Completed { .. } => broken_off(talk),
    }
}

fn untrusted(talk: &Conversation, chain: &Chain, faults: &[ChainFault]) -> Option<Finding> {
    let top = chain.certificates.last();
    let issuer = top.map(Certificate::short_issuer).unwrap_or_default();
    let why = faults.iter().find_map(|fault| match fault {
        ChainFault::Empty => Some("the mail server showed no certificate".to_owned()),
        ChainFault::SignatureInvalid(_) => {
            Some("a signature in the certificate chain does not hold".to_owned())
        }
        ChainFault::UntrustedRoot if chain.certificates.len() == 1 => {
            Some("the certificate is self-signed, and nobody vouches for it".to_owned())
        }
        ChainFault::UntrustedRoot => Some(format!("the certificate leads to {issuer}, which is not trusted")),
        ChainFault::IssuerMissing => Some(format!(
            "the issuer {issuer} is not known: the server leaves an intermediate certificate out, or its root is not trusted"
        )),
        _ => None,
    })?;
    Some(
        Finding::new(UNTRUSTED, talk.subject())
            .summary(why)
            .step("Have the mail server send its certificate with all intermediate certificates, from an authority that the appliance trusts.")
            .step("For an authority of your own, import its root on the appliance into Certificates (Local Computer), Trusted Root Certification Authorities, and name it for otpdoctor under `trust: {file: …}`.")
            .run(crate::kit::Shell::Windows, "certutil -addstore Root root.cer"),
    )
}

fn wrong_name(talk: &Conversation, chain: &Chain, faults: &[ChainFault]) -> Option<Finding> {
    let leaf = chain
        .leaf()
        .filter(|_| faults.contains(&ChainFault::WrongName))?;
    let names = list(&leaf.names);
    let names = format!("{:.200}", Shown(&names));
    let host = &talk.query.server.host;
    let summary = match names.is_empty() {
        true => format!("the certificate has no DNS name; the setting is {host}"),
        false => format!("the certificate is for {names}; the setting is {host}"),
    };
    Some(
        Finding::new(WRONG_NAME, talk.subject())
            .summary(summary)
            .step("Enter as SMTP Server Address (Overview tab, Email Settings) a name that the certificate holds and that leads to the same server, never an address or an alias it does not hold.")
            .step("Or have the server's certificate reissued with this name among its subject alternative names."),
    )
}

fn expired(talk: &Conversation, chain: &Chain, faults: &[ChainFault]) -> Option<Finding> {
    let (certificate, when) = faults.iter().find_map(|fault| match fault {
        ChainFault::Expired(index) => {
            let certificate = chain.certificates.get(*index)?;
            Some((
                certificate,
                format!("expired on {}", day(certificate.not_after)),
            ))
        }
        ChainFault::NotYetValid(index) => {
            let certificate = chain.certificates.get(*index)?;
            Some((
                certificate,
                format!("is valid only from {} on", day(certificate.not_before)),
            ))
        }
        _ => None,
    })?;
    let name = certificate.short_name();
    Some(
        Finding::new(EXPIRED, talk.subject())
            .summary(format!("the certificate of {name} {when}"))
            .step("Have the mail server's certificate renewed, and the mail service restarted so that it shows the new one.")
            .step("If the date looks right, the appliance's clock is wrong: see clock-skew."),
    )
}

fn with_leaf(finding: Finding, chain: &Chain) -> Finding {
    let Some(leaf) = chain.leaf() else {
        return finding;
    };
    finding
        .identity("subject", &leaf.subject)
        .identity("issuer", &leaf.issuer)
        .identity("names", Shown(&commas(&leaf.names)))
        .identity(
            "valid",
            format!("{} to {}", day(leaf.not_before), day(leaf.not_after)),
        )
        .identity("thumbprint", Shown(&leaf.thumbprint))
}

fn sound(talk: &Conversation, version: &str, chain: &Chain) -> Finding {
    let leaf = chain.leaf().map(|leaf| {
        let (name, issuer) = (leaf.short_name(), leaf.short_issuer());
        format!(
            ", certificate of {name} by {issuer} until {}",
            day(leaf.not_after)
        )
    });
    let summary = format!("{}{}", Shown(version), leaf.unwrap_or_default());
    let finding = Finding::pass(&ABOUT, talk.subject()).summary(summary);
    let starttls = talk.answer.starttls.as_ref().map(Reply::text);
    let finding = starttls
        .into_iter()
        .fold(finding, |finding, text| finding.quoted("starttls", &text));
    with_leaf(finding, chain)
}
