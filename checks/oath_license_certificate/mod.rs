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
        (Some(""), _) => Finding::new(NOT_SELECTED, SUBJECT).fill("realm", enroller),
        (_, None) => not_known(
            "the config does not say which license certificate the provisioning realm selects",
        ),
        (_, Some("")) => Finding::new(NOT_REACHED, SUBJECT),
        (Some(ours), Some(theirs)) if ours == theirs => sound(cx, ours, theirs),
        (Some(ours), Some(theirs)) => compare(cx, ours, theirs, enroller).await?,
    })
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
    let differs = |case| {
        Finding::new(DIFFERS, subject)
            .cured(DIFFERS.cure(case))
            .cured(DIFFERS.cure("from-provisioning"))
            .fill("thumbprint", &other.thumbprint)
            .fill("realm", enroller)
            .fill("ours", ours)
            .fill("theirs", theirs)
    };
    let finding = if own.thumbprint == other.thumbprint {
        sound(cx, ours, theirs)
    } else if own.has_the_key_of(&other) {
        differs("same-key").only_warns()
    } else {
        differs("other-key")
    };
    let reference = format!("{theirs} ({enroller})");
    Ok(finding
        .identity(("thumbprint-of", reference), &other.thumbprint)
        .identity(("thumbprint-of", ours), own.thumbprint))
}
