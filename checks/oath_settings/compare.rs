//! A login realm against the realm that enrolled its users.

use super::about::{ABOUT, DIFFERS_FROM_PROVISIONING, SEARCH_ATTRIBUTE_DIFFERS};
use crate::kit::oath::{passcodes, seed_field, seed_site};
use crate::kit::peer_text::Shown;
use crate::kit::realm::{DataFormat, Oath};
use crate::kit::{Ctx, Finding, Realm};

/// The subject of a finding about all that is compared.
pub(super) const SUBJECT: &str = "agreement with the provisioning realm";

/// What differs from the provisioning realm, or that nothing does.
pub(super) fn judge(cx: &Ctx<'_>, name: &str, reference: &Realm) -> Vec<Finding> {
    let parts = [
        settings(cx, name, reference),
        storage(cx, name, reference),
        lookup(cx, name, reference),
    ];
    let known = parts.iter().any(Option::is_some);
    let findings = parts.into_iter().flatten().flatten().collect::<Vec<_>>();
    match (findings.is_empty(), known) {
        (false, _) => findings,
        (true, true) => vec![Finding::pass(&ABOUT, SUBJECT).summary(format!("what is known of both agrees with {name}"))],
        (true, false) => vec![Finding::not_known(&ABOUT, SUBJECT).summary("the config says nothing by which this realm and the provisioning realm could be compared")],
    }
}

/// `None` where one of the realms says nothing of its passcodes.
fn settings(cx: &Ctx<'_>, name: &str, reference: &Realm) -> Option<Vec<Finding>> {
    let (ours, theirs) = (passcodes(cx.realm)?, passcodes(reference)?);
    let rows = [
        Row::new("passcode_length", "Passcode Length", "digits", |oath| {
            oath.passcode_length.into()
        }),
        Row::new(
            "passcode_change_interval",
            "Passcode Change Interval",
            "s",
            |oath| oath.passcode_change_interval,
        ),
        Row::new("passcode_offset", "Passcode Offset", "min", |oath| {
            oath.passcode_offset
        }),
    ];
    let differing = rows
        .iter()
        .filter(|row| (row.value)(ours) != (row.value)(theirs));
    let findings = differing.map(|row| {
        let (here, there) = ((row.value)(ours), (row.value)(theirs));
        let finding = Finding::new(DIFFERS_FROM_PROVISIONING, row.label);
        // The offset is the realm's own patience: another one refuses passcodes sooner, not all of them.
        let finding = match row.key {
            "passcode_offset" => finding.only_warns().summary(format!(
                "it is {here} {unit} here and {there} {unit} in {name}: a phone whose clock is off is taken in one realm and refused in the other",
                unit = row.unit,
            )),
            _ => finding.summary(format!(
                "it is {here} {unit} here and {there} {unit} in {name}, where users enroll: this realm takes none of their passcodes",
                unit = row.unit,
            )),
        };
        finding
            .counted(("provisioning-realm", name), there.into(), Some(row.unit))
            .counted("this-realm", here.into(), Some(row.unit))
            .step(format!("Set {} to the same value in every OATH realm (Multi-Factor Methods tab).", row.label))
            .at(cx.site(&format!("multi_factor.oath.{}", row.key)))
    });
    Some(findings.collect())
}

/// A passcode setting that realms must share.
struct Row {
    key: &'static str,
    label: &'static str,
    unit: &'static str,
    value: fn(&Oath) -> u32,
}

impl Row {
    const fn new(
        key: &'static str,
        label: &'static str,
        unit: &'static str,
        value: fn(&Oath) -> u32,
    ) -> Self {
        Self {
            key,
            label,
            unit,
            value,
        }
    }
}

/// Whether the realm reads seeds where, and as, the provisioning realm writes them.
fn storage(cx: &Ctx<'_>, name: &str, reference: &Realm) -> Option<Vec<Finding>> {
    let (ours, theirs) = (seed_field(cx.realm)?, seed_field(reference)?);
    let differs = |subject: &str, key: &str, here: &str, there: &str| {
        Finding::new(DIFFERS_FROM_PROVISIONING, subject)
            .summary(format!(
                "it is {here} here and {there} in {name}, which writes the seeds: this realm cannot read them"
            ))
            .identity(("provisioning-realm", name), there)
            .identity("this-realm", here)
            .step("Map OATH Seed to the same field with the same Data Format in every OATH realm (Data tab, Profile Fields).")
            .at(seed_site(cx, key))
    };
    let field = (!same(&ours.field, &theirs.field)).then(|| {
        let (here, there) = (
            String::from(Shown(&ours.field)),
            String::from(Shown(&theirs.field)),
        );
        differs("OATH Seed field", "field", &here, &there)
    });
    let format = match (ours.data_format, theirs.data_format) {
        (Some(here), Some(there)) if here != there => {
            let (here, there) = (label(here), label(there));
            Some(differs("OATH Seed data format", "data_format", here, there))
        }
        _ => None,
    };
    Some(field.into_iter().chain(format).collect())
}

fn lookup(cx: &Ctx<'_>, name: &str, reference: &Realm) -> Option<Vec<Finding>> {
    let (ours, theirs) = (search_attribute(cx.realm)?, search_attribute(reference)?);
    if same(ours, theirs) {
        return Some(Vec::new());
    }
    let (here, there) = (Shown(ours), Shown(theirs));
    Some(vec![
        Finding::new(SEARCH_ATTRIBUTE_DIFFERS, "Search Attribute")
            .summary(format!(
                "users are found by {here} here and by {there} in {name}, where they enroll: the seed of one account is looked for in another, or in none"
            ))
            .identity(("provisioning-realm", name), there)
            .identity("this-realm", here)
            .step(format!("Set the Search Attribute to the same value in {name} and in every OATH realm (Data tab)."))
            .at(cx.site("data.search_attribute")),
    ])
}

fn search_attribute(realm: &Realm) -> Option<&str> {
    let attribute = realm.data.as_ref()?.search_attribute.as_deref()?.trim();
    Some(attribute).filter(|attribute| !attribute.is_empty())
}

/// Directory attributes have no case.
fn same(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other.trim())
}

fn label(format: DataFormat) -> &'static str {
    match format {
        DataFormat::PlainText => "Plain Text",
        DataFormat::StandardEncryption => "Standard Encryption",
        DataFormat::AdvancedEncryption => "Advanced Encryption",
        DataFormat::StandardHash => "Standard Hash",
        DataFormat::EncryptedJson => "Encrypted JSON",
        DataFormat::Json => "JSON",
        DataFormat::PlainBinary => "Plain Binary",
    }
}
