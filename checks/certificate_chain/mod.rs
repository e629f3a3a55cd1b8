//! Detects a selected certificate that does not lead up to a trusted root.

mod about;

use jiff::Timestamp;

pub(crate) use self::about::*;
use crate::kit::chain::{Certificate, Chain};
use crate::kit::chain_fault::{ChainFault, Refusal};
use crate::kit::peer_text::PeerText;
use crate::kit::realm::Trust;
use crate::kit::selected::{Selected, judge_selected};
use crate::kit::server_certificate::{Holder, words_about};
use crate::kit::time::true_time;
use crate::kit::{Ctx, Finding, Judgement, check};

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
        .map(|fault| word(cx, selected, chain, fault))
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
fn word(
    cx: &Ctx<'_>,
    selected: &Selected<'_>,
    chain: &Chain,
    fault: &ChainFault,
) -> Option<Finding> {
    let reason = match fault {
        ChainFault::SignatureInvalid(_) => SIGNATURE_INVALID,
        ChainFault::Expired(index) | ChainFault::NotYetValid(index) if *index > 0 => ISSUER_EXPIRED,
        ChainFault::UntrustedRoot => UNTRUSTED,
        ChainFault::IssuerMissing => INCOMPLETE,
        ChainFault::IssuerNotCa(_) => ISSUER_NOT_A_CA,
        ChainFault::NotForUsage(_) => ISSUER_NOT_FOR_CLIENTS,
        ChainFault::NameConstrained => NAME_CONSTRAINED,
        _ => return None,
    };
    let name = selected.called();
    let words = words_about(Holder::Client(&name), fault, chain);
    let finding = Finding::new(reason, selected.subject()).summary(words);
    let last = chain.certificates.last()?;
    let has_appliances_roots = cx.on_appliance() || cx.config.appliance.trust != Trust::System;
    let elsewhere = |finding: Finding, cure| {
        if has_appliances_roots {
            finding
        } else {
            finding.cured(cure)
        }
    };
    Some(match fault {
        ChainFault::UntrustedRoot if chain.certificates.len() == 1 => {
            finding.cured(UNTRUSTED.cure("self-signed"))
        }
        ChainFault::UntrustedRoot => elsewhere(finding, UNTRUSTED.cure("elsewhere"))
            .identity("wanted-issuer", &last.issuer)
            .cured(UNTRUSTED.cure("root")),
        ChainFault::IssuerMissing => elsewhere(finding, INCOMPLETE.cure("elsewhere"))
            .identity("wanted-issuer", &last.issuer)
            .cured(INCOMPLETE.cure("missing")),
        _ => finding,
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
