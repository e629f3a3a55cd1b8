//! Detects a selected certificate that does not lead up to a trusted root.

mod about;

use jiff::Timestamp;

pub(crate) use self::about::*;
use crate::kit::chain::{Certificate, Chain};
use crate::kit::chain_fault::{ChainFault, Refusal};
use crate::kit::peer_text::{PeerText, Shown};
use crate::kit::selected::{Selected, judge_selected};
use crate::kit::time::true_time;
use crate::kit::{Ctx, Finding, Judgement, check, text};

check!(CertificateChain, judge);

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    let at = true_time(cx).await;
    judge_selected(cx, &ABOUT, |selected| judge_one(cx, selected, at)).await
}

fn judge_one(
    cx: &Ctx<'_>,
    selected: &Selected<'_>,
    at: Timestamp,
) -> Result<Vec<Finding>, Box<Finding>> {
    let answer = selected.readable(&ABOUT, NOT_READABLE)?.0;
    let chain = &answer.chain;
    let mut faults = chain.faults(at, None);
    let constrained = answer.refusal == Some(Refusal::NameConstraint);
    faults.extend(constrained.then_some(ChainFault::NameConstrained));
    // Seeds are encrypted with a certificate whatever it is for.
    faults.retain(|fault| selected.is_client(cx) || !matches!(fault, ChainFault::NotForUsage(_)));
    let faults = faults.iter();
    let disallowed = answer.disallowed.as_ref();
    let disallowed = disallowed.map(|which| disallowed_by_windows(selected, which));
    let findings: Vec<_> = faults
        .map(|fault| word(selected, chain, fault))
        .chain([disallowed])
        .collect();
    let findings = findings.or(|| {
        let root = chain.certificates.last().map(Certificate::short_name);
        let (name, root) = (selected.called(), root.unwrap_or_default());
        Finding::pass(&ABOUT, selected.subject())
            .summary(format!("{name} chains to the trusted root \"{root}\""))
    });
    Ok(findings.each_finding(|finding| path(finding, chain)))
}

/// The time of the leaf is for certificate-validity to judge.
fn word(selected: &Selected<'_>, chain: &Chain, fault: &ChainFault) -> Option<Finding> {
    let (name, last) = (selected.called(), chain.certificates.last()?);
    let finding = |reason| Finding::new(reason, selected.subject());
    let at = |index: &usize| &chain.certificates[*index];
    let called = |index: &usize| at(index).short_name();
    Some(match fault {
        ChainFault::SignatureInvalid(index) => finding(SIGNATURE_INVALID)
            .summary(format!(
                "the signature of certificate \"{}\" is not valid: it was not made with the key of \"{}\"",
                called(index),
                at(index).short_issuer()
            )),
        ChainFault::Expired(index) if *index > 0 => {
            let (issuer, day) = (called(index), text::day(at(index).not_after));
            finding(ISSUER_EXPIRED)
                .summary(format!("\"{issuer}\", an issuer of {name}, expired on {day}"))
        }
        ChainFault::NotYetValid(index) if *index > 0 => {
            let (issuer, day) = (called(index), text::day(at(index).not_before));
            finding(ISSUER_EXPIRED)
                .summary(format!("\"{issuer}\", an issuer of {name}, is not valid before {day}"))
        }
        ChainFault::UntrustedRoot if chain.certificates.len() == 1 => finding(UNTRUSTED)
            .summary(format!("{name} is self-signed and not trusted"))
            .cured(UNTRUSTED.cure("self-signed")),
        ChainFault::UntrustedRoot => finding(UNTRUSTED)
            .summary(format!("{name} chains to the root \"{}\", which is not trusted here", last.short_name()))
            .identity("wanted-issuer", &last.issuer)
            .cured(UNTRUSTED.cure("root")),
        ChainFault::IssuerMissing => finding(INCOMPLETE)
            .summary(format!(
                "the certificate of \"{}\", which issued \"{}\", is neither in the file nor trusted",
                last.short_issuer(),
                last.short_name()
            ))
            .identity("wanted-issuer", &last.issuer),
        ChainFault::IssuerNotCa(index) => finding(ISSUER_NOT_A_CA).summary(format!(
            "\"{}\", an issuer of {name}, may not issue certificates: {}",
            called(index),
            chain.why_no_issuer(*index)?
        )),
        ChainFault::NotForUsage(index) => {
            let usages = at(index).extended_key_usage.clone().unwrap_or_default();
            finding(ISSUER_NOT_FOR_CLIENTS).summary(format!(
                "\"{}\", an issuer of {name}, is only for {}, so servers may refuse it for a client",
                called(index),
                Shown(&text::list(&usages))
            ))
        }
        ChainFault::NameConstrained => finding(NAME_CONSTRAINED).summary(format!(
            "an issuer of {name} may not issue certificates for its names (name constraints)"
        )),
        _ => return None,
    })
}

fn disallowed_by_windows(selected: &Selected<'_>, which: &PeerText) -> Finding {
    Finding::new(DISALLOWED, selected.subject())
        .summary(format!(
            "Windows refuses {}: \"{which}\" is among the Untrusted Certificates",
            selected.called()
        ))
        .identity("disallowed", which)
}

fn path(finding: Finding, chain: &Chain) -> Finding {
    let names: Vec<String> = chain
        .certificates
        .iter()
        .map(|certificate| certificate.short_name().to_string())
        .collect();
    finding.identity("path", names.join(" < "))
}
