//! Where no realm is known to enroll seeds: the OATH realms held against each other.

use futures_util::future::join_all;

use super::about::{ABOUT, DIFFERS};
use super::identity::{Identity, SUBJECT, identity, location, unnamed};
use crate::kit::oath::{passcodes, seed_field};
use crate::kit::realm::DataFormat;
use crate::kit::selected::read_one;
use crate::kit::text;
use crate::kit::{Ctx, Finding, Realm};

/// More realms than these are counted.
const NAMED: usize = 4;

/// Realms whose license certificates open each other's seeds.
struct Group<'a> {
    /// The certificate's first name in the config.
    certificate: &'a str,
    identity: Identity,
    realms: Vec<&'a str>,
}

/// What comes of the comparison; `None` where the realm is the only one that is known to seal seeds.
pub(super) async fn judge(cx: &Ctx<'_>) -> Result<Option<Finding>, Box<Finding>> {
    let Some(ours) = license(cx.realm) else {
        return Ok(None);
    };
    let mut selected: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name, realm) in &cx.config.realms {
        let Some(theirs) = license(realm) else {
            continue;
        };
        match selected.iter_mut().find(|(other, _)| *other == theirs) {
            Some((_, realms)) => realms.push(name),
            None => selected.push((theirs, vec![name])),
        }
    }
    let all: usize = selected.iter().map(|(_, realms)| realms.len()).sum();
    if all < 2 {
        return Ok(None);
    }
    if selected.len() == 1 {
        // One name is one certificate, readable or not.
        return Ok(Some(alike(cx, ours, all)));
    }
    let groups = groups(cx, selected).await?;
    let own = groups.iter().find(|group| group.realms.contains(&cx.name));
    let own = own.map_or(0, |own| own.realms.len());
    Ok(Some(match groups.len() {
        1 => alike(cx, ours, all),
        _ if own * 2 > all => Finding::pass(&ABOUT, location(cx, ours)).summary(format!(
            "it is that of {own} of {all} OATH realms; the others have a finding"
        )),
        _ => differs(&groups, all),
    }))
}

/// The license certificate of a realm that seals or opens seeds with it.
fn license(realm: &Realm) -> Option<&str> {
    passcodes(realm)?;
    let format = seed_field(realm)?.data_format.as_ref()?;
    let certificate = realm.license_certificate.as_deref()?;
    (*format == DataFormat::AdvancedEncryption && !certificate.is_empty()).then_some(certificate)
}

/// Reads each certificate, and unites those for one key.
///
/// # Errors
/// The skip of one that cannot be read.
async fn groups<'a>(
    cx: &Ctx<'a>,
    selected: Vec<(&'a str, Vec<&'a str>)>,
) -> Result<Vec<Group<'a>>, Box<Finding>> {
    let reads = selected.iter().map(|(name, _)| read_one(cx, name));
    let mut groups: Vec<Group<'a>> = Vec::new();
    for ((certificate, realms), read) in selected.iter().zip(join_all(reads).await) {
        let Some(read) = read else {
            return Err(Box::new(unnamed()));
        };
        let identity = identity(&read)?;
        match groups.iter_mut().find(|one| one.identity.opens(&identity)) {
            Some(group) => group.realms.extend(realms),
            None => groups.push(Group {
                certificate,
                identity,
                realms: realms.clone(),
            }),
        }
    }
    // The most realms first; the sort is stable, so that names decide among equals.
    groups.sort_by_key(|group| std::cmp::Reverse(group.realms.len()));
    Ok(groups)
}

fn alike(cx: &Ctx<'_>, ours: &str, all: usize) -> Finding {
    let said = format!("all {all} OATH realms select it, and each opens what another seals");
    Finding::pass(&ABOUT, location(cx, ours)).summary(said)
}

fn differs(groups: &[Group<'_>], all: usize) -> Finding {
    let most = &groups[0];
    let told: Vec<String> = groups.iter().map(Group::told).collect();
    let finding = Finding::new(DIFFERS, SUBJECT).summary(format!(
        "the OATH realms select different license certificates ({}), and a seed that one seals, another cannot open: users read \"Registration code does not match\"",
        told.join("; ")
    ));
    let finding = finding.each(groups, |finding, group| {
        finding.identity(("thumbprint-of", group.told()), &group.identity.thumbprint)
    });
    let first = match most.realms.len() * 2 > all {
        true => format!(
            "In the Web Admin, open the System Info tab, License Info, of each realm named here and select the certificate with the thumbprint {}, as most OATH realms do.",
            most.identity.thumbprint
        ),
        false => "In the Web Admin, open the System Info tab, License Info, of the OATH realms and select the certificate of the realm that enrolls users in all of them; `role: provisioning` in the config tells this check which realm that is.".to_owned(),
    };
    finding.step(first).step(
        "Seeds that were sealed for a certificate that is selected nowhere any more must be enrolled again.",
    )
}

impl Group<'_> {
    fn told(&self) -> String {
        let (named, more) = self.realms.split_at(self.realms.len().min(NAMED));
        let mut named: Vec<String> = named.iter().map(|name| (*name).to_owned()).collect();
        if !more.is_empty() {
            named.push(format!("{} more", more.len()));
        }
        format!("{} in {}", self.certificate, text::list(&named))
    }
}
