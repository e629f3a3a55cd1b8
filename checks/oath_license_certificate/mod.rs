//! Detects OATH realms that cannot open seeds, since they select another license certificate than the provisioning realm,
//! or than each other.

mod about;
mod identity;
mod peers;

pub(crate) use self::about::*;
use self::identity::{SUBJECT, both, location};
use crate::kit::oath::{off, seed_field};
use crate::kit::realm::DataFormat;
use crate::kit::{Ctx, Finding, Judgement, check};

check!(OathLicenseCertificate, |cx| async move {
    let judged = judge(cx).await;
    judged.each_finding(|finding| finding.at(cx.site("license_certificate")))
});

async fn judge(cx: &Ctx<'_>) -> Result<Finding, Box<Finding>> {
    off(cx, &ABOUT, SUBJECT)?;
    let not_known = |what| Finding::not_known(&ABOUT, SUBJECT).summary(what);
    let Some((enroller, provisioning)) = cx.provisioning() else {
        return Ok(peers::judge(cx).await?.unwrap_or_else(|| {
            not_known("no realm in the config has `role: provisioning` to compare with")
        }));
    };
    match seed_field(provisioning).and_then(|field| field.data_format) {
        None => {
            let what = "the config does not say how the provisioning realm stores seeds";
            return not_known(what).alone();
        }
        Some(DataFormat::AdvancedEncryption) => {}
        Some(_) => {
            return Finding::not_configured(&ABOUT, SUBJECT)
                .summary(
                    "seeds are stored without Advanced Encryption, so no certificate is needed",
                )
                .alone();
        }
    }
    let ours = cx.realm.license_certificate.as_deref();
    Ok(match (ours, provisioning.license_certificate.as_deref()) {
        (None, _) => {
            not_known("the config does not say which license certificate the realm selects")
        }
        (Some(""), _) => not_selected(enroller),
        (_, None) => not_known(
            "the config does not say which license certificate the provisioning realm selects",
        ),
        (_, Some("")) => Finding::new(NOT_REACHED, SUBJECT)
            .summary("the provisioning realm selects no license certificate: see its own finding"),
        (Some(ours), Some(theirs)) if ours == theirs => sound(cx, ours, theirs),
        (Some(ours), Some(theirs)) => compare(cx, ours, theirs, enroller).await?,
    })
}

fn not_selected(enroller: &str) -> Finding {
    Finding::new(NOT_SELECTED, SUBJECT).summary(format!(
        "no license certificate is selected, but {enroller} stores seeds with Advanced Encryption"
    ))
}

fn sound(cx: &Ctx<'_>, ours: &str, theirs: &str) -> Finding {
    Finding::pass(&ABOUT, location(cx, ours)).summary(format!(
        "certificate \"{ours}\" decrypts the seeds that the provisioning realm encrypts with \"{theirs}\""
    ))
}

async fn compare(
    cx: &Ctx<'_>,
    ours: &str,
    theirs: &str,
    enroller: &str,
) -> Result<Finding, Box<Finding>> {
    let [(subject, own), (_, other)] = both(cx, [ours, theirs]).await?;
    let finding = if own.thumbprint == other.thumbprint {
        sound(cx, ours, theirs)
    } else if own.has_the_key_of(&other) {
        Finding::new(DIFFERS, subject)
            .only_warns()
            .summary(format!(
                "certificate \"{ours}\" has the same key as \"{theirs}\" in {enroller}, but the vendor requires the same certificate"
            ))
    } else {
        Finding::new(DIFFERS, subject).summary(format!(
            "certificate \"{ours}\" cannot decrypt the seeds that {enroller} encrypts with \"{theirs}\""
        ))
    };
    let finding = finding
        .identity(
            ("thumbprint-of", format!("{theirs} ({enroller})")),
            &other.thumbprint,
        )
        .identity(("thumbprint-of", ours), own.thumbprint);
    if finding.reason == "ok" {
        return Ok(finding);
    }
    Ok(finding
        .cured(DIFFERS.cure("from-provisioning"))
        .fill("thumbprint", &other.thumbprint)
        .fill("realm", enroller)
        .fill("ours", ours))
}
