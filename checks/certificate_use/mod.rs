//! Detects a selected certificate that is not fit for its job, or too weak for it.

mod about;

pub(crate) use self::about::*;
use crate::kit::chain::{Certificate, Chain, PublicKey};
use crate::kit::peer_text::{PeerText, Shown};
use crate::kit::selected::{Selected, judge_selected};
use crate::kit::{Ctx, Finding, Judgement, Reason, check, text};

check!(CertificateUse, judge);

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    judge_selected(cx, &ABOUT, |selected| judge_one(cx, selected)).await
}

fn judge_one(cx: &Ctx<'_>, selected: &Selected<'_>) -> Result<Vec<Finding>, Box<Finding>> {
    let (answer, leaf) = selected.readable(&ABOUT, NOT_READABLE)?;
    let is_client = selected.is_client(cx);
    let faults = [
        weak_key(selected, leaf),
        weak_signature(selected, &answer.chain),
        is_authority(selected, leaf),
        no_client_auth(selected, leaf).filter(|_| is_client),
        no_signature(selected, leaf).filter(|_| is_client),
    ];
    let findings = faults.or(|| {
        let (name, strength) = (selected.called(), strength(leaf));
        Finding::pass(&ABOUT, selected.subject()).summary(format!("{name} is suitable: {strength}"))
    });
    Ok(findings.each_finding(|finding| describe(finding, leaf)))
}

fn finding(selected: &Selected<'_>, reason: Reason) -> Finding {
    Finding::new(reason, selected.subject()).fill("name", selected.called())
}

fn no_client_auth(selected: &Selected<'_>, leaf: &Certificate) -> Option<Finding> {
    let usages = leaf.extended_key_usage.as_ref()?;
    let fits = leaf.is_for_usage("clientAuth");
    (!fits).then(|| finding(selected, NO_CLIENT_AUTH).fill("usages", listed(usages)))
}

fn no_signature(selected: &Selected<'_>, leaf: &Certificate) -> Option<Finding> {
    let usages = leaf.key_usage.as_ref()?;
    let fits = usages.iter().any(|usage| *usage == "digitalSignature");
    (!fits).then(|| finding(selected, KEY_USAGE).fill("usages", listed(usages)))
}

fn weak_key(selected: &Selected<'_>, leaf: &Certificate) -> Option<Finding> {
    let PublicKey { algorithm, bits } = &leaf.key;
    let least = leaf.key.least_bits();
    (*bits < least).then(|| {
        finding(selected, WEAK_KEY)
            .fill("algorithm", algorithm)
            .fill("bits", bits)
            .fill("least", least)
    })
}

fn weak_signature(selected: &Selected<'_>, chain: &Chain) -> Option<Finding> {
    // What signs itself, as a root does, is believed for its own sake.
    let counts = |index, one: &Certificate| index == 0 || !one.is_self_issued();
    let mut all = chain.certificates.iter().enumerate();
    let (index, weak) = all.find(|(index, one)| counts(*index, one) && one.has_weak_signature())?;
    let name = selected.called();
    let whose = match index {
        0 => name,
        _ => format!("\"{}\", an issuer of {name},", weak.short_name()),
    };
    Some(
        finding(selected, WEAK_SIGNATURE)
            .fill("whose", whose)
            .fill("algorithm", &weak.signature_algorithm),
    )
}

fn is_authority(selected: &Selected<'_>, leaf: &Certificate) -> Option<Finding> {
    (leaf.is_ca == Some(true)).then(|| finding(selected, IS_CA))
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
