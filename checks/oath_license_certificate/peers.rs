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
                "all {all} OATH realms select it, and each opens what another seals"
            ));
        }
        Some(next) if ours == most.certificate && next.realms.len() < many => {
            return pass(format!(
                "it is that of {many} of {all} OATH realms, and the others are compared with it"
            ));
        }
        Some(next) if ours == most.certificate => next.certificate.as_str(),
        Some(_) => ours,
    };
    let [(_, reference), (_, differing)] = both(cx, [most.certificate.as_str(), other]).await?;
    if reference.opens(&differing) {
        return pass(format!(
            "it opens what {many} of {all} OATH realms seal with {}",
            most.certificate
        ));
    }
    let told: Vec<String> = selections.iter().map(told).collect();
    let first = match others.iter().all(|one| one.realms.len() < many) {
        true => format!(
            "In the Web Admin, open the System Info tab, License Info, of each realm named here and select the certificate with the thumbprint {}, as {many} of {all} OATH realms do.",
            reference.thumbprint
        ),
        false => "In the Web Admin, open the System Info tab, License Info, of the OATH realms and select the certificate of the realm that enrolls users in all of them; `role: provisioning` in the config tells this check which realm that is.".to_owned(),
    };
    Ok(Some(Finding::new(DIFFERS, SUBJECT)
        .summary(format!(
            "the OATH realms select different license certificates ({}), and a seed that one seals, another cannot open: users read \"Registration code does not match\"",
            told.join("; ")
        ))
        .identity(("thumbprint-of", most.certificate.as_str()), reference.thumbprint)
        .identity(("thumbprint-of", other), differing.thumbprint)
        .step(first)
        .step("Seeds that were sealed for a certificate that is selected nowhere any more must be enrolled again.")))
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

fn told(selection: &Selection) -> String {
    let realms = &selection.realms;
    let mut named: Vec<String> = realms.iter().take(NAMED).cloned().collect();
    if let Some(more @ 1..) = realms.len().checked_sub(NAMED) {
        named.push(format!("{more} more"));
    }
    format!("{} in {}", selection.certificate, text::list(&named))
}
