//! Detects a selected certificate without its private key, or with the key of another.

mod about;

pub(crate) use self::about::*;
use crate::kit::chain::Certificate;
use crate::kit::probe::certificate::{Key, Problem};
use crate::kit::realm::CertificateSource;
use crate::kit::selected::{Selected, judge_selected};
use crate::kit::{Ctx, Finding, check, text};

check!(KeyMatch, judge);

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    judge_selected(cx, &ABOUT, |selected| judge_one(cx, selected)).await
}

fn judge_one(cx: &Ctx<'_>, selected: &Selected<'_>) -> Finding {
    let site = match selected.source {
        CertificateSource::Files { .. } => cx.certificate_site(selected.name, "key"),
        _ => selected.site(cx),
    };
    let finding = match selected.readable(&ABOUT, NOT_READABLE) {
        Ok((answer, leaf)) => judge_key(selected, &answer.key, leaf),
        Err(skip) => *skip,
    };
    finding.at(site)
}

fn judge_key(selected: &Selected<'_>, key: &Key, leaf: &Certificate) -> Finding {
    match key {
        Key::Absent | Key::Failed(Problem::Missing) => absent(selected, leaf),
        Key::Failed(_) => {
            Finding::new(NOT_READABLE, selected.subject()).fill("name", selected.called())
        }
        Key::Present { public_key_sha256 } if *public_key_sha256 == leaf.public_key_sha256 => {
            let summary = format!("the private key belongs to {}", selected.called());
            Finding::pass(&ABOUT, selected.subject()).summary(summary)
        }
        Key::Present { public_key_sha256 } => mismatch(selected, leaf, public_key_sha256),
    }
}

fn absent(selected: &Selected<'_>, leaf: &Certificate) -> Finding {
    let finding = Finding::new(ABSENT, selected.subject());
    let finding = match selected.source {
        CertificateSource::Files { key: Some(key), .. } => finding
            .identity("place", key.display().to_string())
            .cured(ABSENT.cure("no-file"))
            .fill("place", key.display()),
        CertificateSource::Files { key: None, .. } => finding.cured(ABSENT.cure("not-configured")),
        CertificateSource::Pfx { .. } => finding.cured(ABSENT.cure("pfx")),
        CertificateSource::Store { .. } => finding
            .cured(ABSENT.cure("store"))
            .fill("thumbprint", &leaf.thumbprint),
    };
    finding.fill("name", selected.called())
}

fn mismatch(selected: &Selected<'_>, leaf: &Certificate, key: &str) -> Finding {
    let finding = Finding::new(MISMATCH, selected.subject())
        .fill("name", selected.called())
        .identity(
            ("public-key", "certificate"),
            leaf.public_key_sha256.as_str(),
        )
        .identity(("public-key", "private key"), key);
    match selected.source {
        CertificateSource::Files {
            certificate,
            key: Some(key),
            ..
        } => finding
            .cured(MISMATCH.cure("files"))
            .fill(
                "certificate",
                text::argument(&certificate.display().to_string()),
            )
            .fill("key", text::argument(&key.display().to_string())),
        _ => finding,
    }
}
