//! Detects a selected certificate that is not fit for its job, or too weak for it.

pub(crate) mod about;

use self::about::{
    ABOUT, IS_CA, KEY_USAGE, NO_CLIENT_AUTH, NOT_READABLE, WEAK_KEY, WEAK_SIGNATURE,
};
use crate::kit::chain::{Certificate, Chain, PublicKey};
use crate::kit::peer_text::{PeerText, Shown};
use crate::kit::selected::{Selected, judge_selected};
use crate::kit::{Ctx, Finding, Judgement, check, text};

check!(CertificateUse, judge);

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    judge_selected(cx, &ABOUT, |selected| judge_one(cx, selected)).await
}

fn judge_one(cx: &Ctx<'_>, selected: &Selected<'_>) -> Result<Vec<Finding>, Box<Finding>> {
    let (answer, leaf) = selected.readable(&ABOUT, NOT_READABLE)?;
    let mut faults = vec![
        weak_key(selected, leaf),
        weak_signature(selected, &answer.chain),
        is_authority(selected, leaf),
    ];
    if is_client(cx, selected.name) {
        faults.extend([no_client_auth(selected, leaf), no_signature(selected, leaf)]);
    }
    let mut findings: Vec<Finding> = faults.into_iter().flatten().collect();
    if findings.is_empty() {
        let summary = format!(
            "{} is fit for its job: {}",
            selected.called(),
            strength(leaf)
        );
        findings.push(Finding::pass(&ABOUT, selected.subject()).summary(summary));
    }
    Ok(findings.each_finding(|finding| describe(finding, leaf)))
}

/// Whether it is presented to the cloud; a certificate that only seals OATH seeds needs no usage for that.
/// Where the config does not say which one is presented, any may be.
fn is_client(cx: &Ctx<'_>, name: &str) -> bool {
    cx.client_certificate().is_none_or(|client| client == name)
}

fn no_client_auth(selected: &Selected<'_>, leaf: &Certificate) -> Option<Finding> {
    let usages = leaf.extended_key_usage.as_ref()?;
    let fits = |usage: &PeerText| *usage == "clientAuth" || *usage == "anyExtendedKeyUsage";
    if usages.iter().any(fits) {
        return None;
    }
    Some(select_another(
        Finding::new(NO_CLIENT_AUTH, selected.subject()).summary(format!(
            "{} is for {} alone, and the cloud wants it for client authentication",
            selected.called(),
            listed(usages)
        )),
    ))
}

fn no_signature(selected: &Selected<'_>, leaf: &Certificate) -> Option<Finding> {
    let usages = leaf.key_usage.as_ref()?;
    if usages.iter().any(|usage| *usage == "digitalSignature") {
        return None;
    }
    Some(select_another(
        Finding::new(KEY_USAGE, selected.subject()).summary(format!(
            "the key of {} is for {} alone, and a client proves itself with a digital signature",
            selected.called(),
            listed(usages)
        )),
    ))
}

fn weak_key(selected: &Selected<'_>, leaf: &Certificate) -> Option<Finding> {
    let PublicKey { algorithm, bits } = &leaf.key;
    let least = match algorithm.as_str() {
        "RSA" => 2048,
        "EC" => 256,
        _ => return None,
    };
    if *bits >= least {
        return None;
    }
    let finding = Finding::new(WEAK_KEY, selected.subject()).summary(format!(
        "the {algorithm} key of {} has {bits} bits, and servers refuse less than {least}",
        selected.called()
    ));
    Some(finding.step(format!(
        "Ask SecureAuth for a certificate with a new key of {least} bits or more, and select it in every realm that uses this one."
    )))
}

fn weak_signature(selected: &Selected<'_>, chain: &Chain) -> Option<Finding> {
    let (index, weak) = chain
        .certificates
        .iter()
        .enumerate()
        .filter(|(index, certificate)| *index == 0 || certificate.subject != certificate.issuer)
        .find(|(_, certificate)| certificate.has_weak_signature())?;
    let whose = match index {
        0 => selected.called(),
        _ => format!("{}, an issuer of {},", weak.short_name(), selected.called()),
    };
    let finding = Finding::new(WEAK_SIGNATURE, selected.subject()).summary(format!(
        "{whose} is signed with {}, which servers no longer accept",
        weak.signature_algorithm
    ));
    Some(finding.step(
        "Ask SecureAuth for a certificate from its SHA-2 issuers, and select it in every realm that uses this one.",
    ))
}

fn is_authority(selected: &Selected<'_>, leaf: &Certificate) -> Option<Finding> {
    let finding = Finding::new(IS_CA, selected.subject()).summary(format!(
        "{} is the certificate of an authority, which issues others and proves no client",
        selected.called()
    ));
    leaf.is_ca.then(|| {
        select_another(finding).step(
            "In a PEM file the certificate itself comes first, its issuers below: see that the order is right.",
        )
    })
}

fn select_another(finding: Finding) -> Finding {
    finding.step(
        "Select the certificate that SecureAuth issued for this appliance: its usages are Digital Signature, Non-Repudiation, Key Encipherment and Data Encipherment, and it is for client authentication.",
    )
}

fn describe(finding: Finding, leaf: &Certificate) -> Finding {
    let listed = |usages: &Option<Vec<PeerText>>| match usages {
        Some(usages) => listed(usages),
        None => "not limited".into(),
    };
    finding
        .identity("subject", &leaf.subject)
        .identity("key", strength(leaf))
        .identity("signature", &leaf.signature_algorithm)
        .identity("key-usage", listed(&leaf.key_usage))
        .identity("extended-key-usage", listed(&leaf.extended_key_usage))
}

fn strength(leaf: &Certificate) -> String {
    let algorithm = Shown(&leaf.key.algorithm);
    match leaf.key.bits {
        0 => algorithm.to_string(),
        bits => format!("{algorithm} {bits} bits"),
    }
}

fn listed(usages: &[PeerText]) -> String {
    match usages {
        [] => "nothing".into(),
        _ => Shown(&text::list(usages)).into(),
    }
}
