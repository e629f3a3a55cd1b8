//! Where no realm is known to enroll seeds: the OATH realms held against the certificate that most of them select.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::about::*;
use super::identity::{SUBJECT, both, location};
use crate::kit::ctx::Selection;
use crate::kit::oath::{passcodes, seed_field};
use crate::kit::realm::DataFormat;
use crate::kit::text;
use crate::kit::{Config, Ctx, Finding, Realm};

/// More realms than these are counted.
const NAMED: usize = 4;

/// What comes of the comparison; `None` where the realm is the only one that is known to seal seeds.
pub(super) async fn judge(cx: &Ctx<'_>) -> Result<Option<Finding>, Box<Finding>> {
    let selections = cx.gathered.licenses.get_or_init(|| selections(cx.config));
    let (Some(ours), [most, others @ ..]) = (license(cx.realm), &selections[..]) else {
        return Ok(None);
    };
    let all: usize = selections.iter().map(|one| one.realms.len()).sum();
    let many = most.realms.len();
    let pass = |said: String| {
        Ok(Some(
            Finding::pass(&ABOUT, location(cx, ours)).summary(said),
        ))
    };
    let other = match others.first() {
        None if all < 2 => return Ok(None),
        // One name is one certificate, readable or not.
        None => {
            return pass(format!(
                "certificate \"{ours}\" is selected in all {all} OATH realms"
            ));
        }
        Some(next) if ours == most.certificate && next.realms.len() < many => {
            return pass(format!(
                "certificate \"{ours}\" is selected in {many} of {all} OATH realms, more than any other"
            ));
        }
        Some(next) if ours == most.certificate => next.certificate.as_str(),
        Some(_) => ours,
    };
    let [(_, reference), (_, differing)] = both(cx, [most.certificate.as_str(), other]).await?;
    if reference.opens(&differing) {
        return pass(format!(
            "certificate \"{ours}\" decrypts the seeds that {many} of {all} OATH realms encrypt with \"{}\"",
            most.certificate
        ));
    }
    let case = if others.iter().all(|one| one.realms.len() < many) {
        "from-most"
    } else {
        "from-each-other"
    };
    Ok(Some(Finding::new(DIFFERS, SUBJECT)
        .summary(format!(
            "the {all} OATH realms select {} different license certificates, so some cannot decrypt seeds of others",
            selections.len()
        ))
        .each(selections, |finding, one| {
            finding.identity(("realms-with", one.certificate.as_str()), realms(one))
        })
        .identity(("thumbprint-of", most.certificate.as_str()), reference.thumbprint.as_str())
        .identity(("thumbprint-of", other), differing.thumbprint)
        .cured(DIFFERS.cure(case))
        .fill("thumbprint", &reference.thumbprint)
        .fill("many", many)
        .fill("all", all)))
}

/// The license certificates of all realms that seal or open seeds with one; what most of them select comes first.
fn selections(config: &Config) -> Vec<Selection> {
    let mut places = HashMap::new();
    let mut all: Vec<Selection> = Vec::new();
    for (name, realm) in &config.realms {
        let Some(certificate) = license(realm) else {
            continue;
        };
        let place = *places.entry(certificate).or_insert(all.len());
        if place == all.len() {
            all.push(Selection {
                certificate: certificate.to_owned(),
                realms: Vec::new(),
            });
        }
        all[place].realms.push(name.clone());
    }
    // The sort is stable, so that names decide among equals.
    all.sort_by_key(|one| Reverse(one.realms.len()));
    all
}

/// The license certificate of a realm that seals or opens seeds with it.
fn license(realm: &Realm) -> Option<&str> {
    passcodes(realm)?;
    let format = seed_field(realm)?.data_format.as_ref()?;
    let certificate = realm.license_certificate.as_deref()?;
    (*format == DataFormat::AdvancedEncryption && !certificate.is_empty()).then_some(certificate)
}

fn realms(selection: &Selection) -> String {
    let realms = &selection.realms;
    let mut named: Vec<String> = realms.iter().take(NAMED).cloned().collect();
    if let Some(more @ 1..) = realms.len().checked_sub(NAMED) {
        named.push(format!("{more} more"));
    }
    text::list(&named)
}
