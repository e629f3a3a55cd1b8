//! A login realm against the realm that enrolled its users.

use super::about::*;
use crate::kit::oath::{passcodes, seed_field, seed_site};
use crate::kit::peer_text::Shown;
use crate::kit::realm::Oath;
use crate::kit::{Ctx, Finding, Judgement, Realm};

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
    parts.or(|| {
        if known {
            Finding::pass(&ABOUT, SUBJECT)
                .summary(format!("all known OATH settings agree with {name}"))
        } else {
            Finding::not_known(&ABOUT, SUBJECT).summary(
                "the config has no OATH settings that this realm and the provisioning realm could be compared in",
            )
        }
    })
}

/// `None` where one of the realms says nothing of its passcodes.
fn settings(cx: &Ctx<'_>, name: &str, reference: &Realm) -> Option<Vec<Finding>> {
    let (ours, theirs) = (passcodes(cx.realm)?, passcodes(reference)?);
    // The offset is the realm's own patience: another one refuses passcodes sooner, not all of them.
    let length = |oath: &Oath| u32::from(oath.passcode_length);
    let interval = |oath: &Oath| oath.passcode_change_interval;
    let offset = |oath: &Oath| oath.passcode_offset;
    let rows = [
        (
            "passcode_length",
            "Passcode Length",
            "digits",
            length(ours),
            length(theirs),
        ),
        (
            "passcode_change_interval",
            "Passcode Change Interval",
            "s",
            interval(ours),
            interval(theirs),
        ),
        (
            "passcode_offset",
            "Passcode Offset",
            "min",
            offset(ours),
            offset(theirs),
        ),
    ];
    let differing = rows.into_iter().filter(|(.., here, there)| here != there);
    let findings = differing.map(|(key, label, unit, here, there)| {
        let finding = Finding::new(DIFFERS_FROM_PROVISIONING, label);
        let (finding, case) = match key {
            "passcode_offset" => (finding.only_warns(), "offset"),
            _ => (finding, "code"),
        };
        finding
            .cured(DIFFERS_FROM_PROVISIONING.cure(case))
            .counted(("provisioning-realm", name), there.into(), Some(unit))
            .counted("this-realm", here.into(), Some(unit))
            .cured(DIFFERS_FROM_PROVISIONING.cure("value"))
            .fill("label", label)
            .fill("here", format!("{here} {unit}"))
            .fill("there", format!("{there} {unit}"))
            .fill("realm", name)
            .at(cx.site(&format!("multi_factor.oath.{key}")))
    });
    Some(findings.collect())
}

/// Whether the realm reads seeds where, and as, the provisioning realm writes them.
fn storage(cx: &Ctx<'_>, name: &str, reference: &Realm) -> Option<Vec<Finding>> {
    let (ours, theirs) = (seed_field(cx.realm)?, seed_field(reference)?);
    let differs = |subject: &str, key: &str, here: Shown<'_>, there: Shown<'_>| {
        Finding::new(DIFFERS_FROM_PROVISIONING, subject)
            .identity(("provisioning-realm", name), there)
            .identity("this-realm", here)
            .cured(DIFFERS_FROM_PROVISIONING.cure("field"))
            .fill("subject", subject)
            .fill("here", here)
            .fill("there", there)
            .fill("realm", name)
            .at(seed_site(cx, key))
    };
    let field = (!same(&ours.field, &theirs.field)).then(|| {
        let (here, there) = (Shown(&ours.field), Shown(&theirs.field));
        differs("OATH Seed field", "field", here, there)
    });
    let format = match (ours.data_format, theirs.data_format) {
        (Some(here), Some(there)) if here != there => {
            let (here, there) = (here.into(), there.into());
            Some(differs(
                "OATH Seed data format",
                "data_format",
                Shown(here),
                Shown(there),
            ))
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
            .fill("here", here)
            .fill("there", there)
            .identity(("provisioning-realm", name), there)
            .identity("this-realm", here)
            .fill("realm", name)
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
