//! Detects a selected certificate that does not lead up to a trusted root.

mod about;

use jiff::Timestamp;

pub(crate) use self::about::*;
use crate::kit::chain::{Certificate, Chain};
use crate::kit::chain_fault::{ChainFault, Refusal};
use crate::kit::peer_text::{PeerText, Shown};
use crate::kit::selected::{Selected, judge_selected};
use crate::kit::time::true_time;
use crate::kit::{Ctx, Finding, Judgement, Shell, check, text};

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
            .summary(format!("{name} leads to \"{root}\", which is trusted"))
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
            ))
            .step("Export the certificate and its issuers again: an old issuer with the same name is often left in the file or in the store."),
        ChainFault::Expired(index) if *index > 0 => {
            let (issuer, day) = (called(index), text::day(at(index).not_after));
            new_issuer(finding(ISSUER_EXPIRED))
                .summary(format!("\"{issuer}\", an issuer of {name}, expired on {day}"))
        }
        ChainFault::NotYetValid(index) if *index > 0 => {
            let (issuer, day) = (called(index), text::day(at(index).not_before));
            new_issuer(finding(ISSUER_EXPIRED))
                .summary(format!("\"{issuer}\", an issuer of {name}, is not valid before {day}"))
        }
        ChainFault::UntrustedRoot if chain.certificates.len() == 1 => finding(UNTRUSTED)
            .summary(format!("{name} is self-signed and not trusted"))
            .step("Select the certificate that SecureAuth issued for this appliance: the cloud accepts no other."),
        ChainFault::UntrustedRoot => trust(finding(UNTRUSTED).summary(format!(
            "{name} leads to the root \"{}\", which is not trusted here",
            last.short_name()
        )), last),
        ChainFault::IssuerMissing => trust(finding(INCOMPLETE).summary(format!(
            "the certificate of \"{}\", which issued \"{}\", is neither in the file nor trusted",
            last.short_issuer(),
            last.short_name()
        )), last)
            .step("Or add the issuer's certificate to the same PEM or PKCS#12 file, after the certificate itself."),
        ChainFault::IssuerNotCa(index) => another(finding(ISSUER_NOT_A_CA)).summary(format!(
            "\"{}\", an issuer of {name}, may not issue certificates: {}",
            called(index),
            chain.why_no_issuer(*index)?
        )),
        ChainFault::NotForUsage(index) => {
            let usages = at(index).extended_key_usage.clone().unwrap_or_default();
            another(finding(ISSUER_NOT_FOR_CLIENTS)).summary(format!(
                "\"{}\", an issuer of {name}, is only for {}, so servers may refuse it for a client",
                called(index),
                Shown(&text::list(&usages))
            ))
        }
        ChainFault::NameConstrained => another(finding(NAME_CONSTRAINED)).summary(format!(
            "an issuer of {name} may not issue for its names (name constraints)"
        )),
        _ => return None,
    })
}

fn disallowed_by_windows(selected: &Selected<'_>, which: &PeerText) -> Finding {
    Finding::new(DISALLOWED, selected.subject())
        .summary(format!(
            "Windows refuses {}: \"{which}\" stands among the Untrusted Certificates",
            selected.called()
        ))
        .identity("disallowed", which)
        .step("Ask who put it there and why: an administrator, a group policy, or Windows itself, which keeps a list of certificates that were withdrawn.")
        .step("If it stands there by mistake, remove it from Untrusted Certificates of the Local Computer.")
        .run(Shell::Windows, "certutil -store Disallowed")
}

/// The vendor issues client certificates from roots of its own, which no system trusts by itself.
fn trust(finding: Finding, last: &Certificate) -> Finding {
    finding
        .identity("wanted-issuer", &last.issuer)
        .step("Install the vendor's root under Trusted Root Certification Authorities and its intermediates (such as SecureAuth G3 Intermediate) under Intermediate Certification Authorities, both of the Local Computer.")
        .step("On another machine than the appliance, set `trust: {file: …}` in this config to a PEM file with these roots.")
        .run(Shell::Windows, "certutil -addstore Root vendor-root.cer")
        .run(Shell::Windows, "certutil -addstore CA vendor-intermediate.cer")
        .run(Shell::Linux, "cp vendor-root.crt /usr/local/share/ca-certificates/ && update-ca-certificates")
}

fn new_issuer(finding: Finding) -> Finding {
    finding
        .step("Get the issuer's current certificate from the vendor and install it in the Intermediate Certification Authorities of the Local Computer; delete the old one.")
        .step("If the issuer has none, ask SecureAuth Support for a certificate from a current issuer.")
}

fn another(finding: Finding) -> Finding {
    finding
        .step("Select the certificate that SecureAuth issued for this appliance, with the vendor's own issuers.")
        .step("If it is from an authority of your own, have it issued by one whose certificate has CA:TRUE, keyCertSign among its key usages, and no limit that excludes it.")
}

fn path(finding: Finding, chain: &Chain) -> Finding {
    let names: Vec<String> = chain
        .certificates
        .iter()
        .map(|certificate| certificate.short_name().to_string())
        .collect();
    finding.identity("path", names.join(" < "))
}
