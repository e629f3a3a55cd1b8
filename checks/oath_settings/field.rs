//! The directory field that holds sealed seeds: it must be writable and long enough.

use super::about::*;
use crate::kit::oath::{SEED, seed_field, seed_site};
use crate::kit::peer_text::Shown;
use crate::kit::realm::{DataFormat, ProfileField, Role};
use crate::kit::{Ctx, Finding, Judgement};

/// What a seed under Advanced Encryption needs (vendor's guide to HID hard tokens).
const LONG_ENOUGH: u32 = 4096;

/// What is wrong with the field; nothing where it is not known.
pub(super) fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    let Some(field) = seed_field(cx.realm) else {
        return Vec::new();
    };
    let findings = [locked(cx, field), short(cx, field)];
    match cx.realm.role {
        Some(Role::Provisioning) => findings.or(|| kept(field)),
        // Whether a login realm reads the right field is for the comparison to say.
        _ => findings.findings(),
    }
}

/// Only the realm that enrolls writes seeds.
fn locked(cx: &Ctx<'_>, field: &ProfileField) -> Option<Finding> {
    let enrolls = cx.realm.role == Some(Role::Provisioning);
    (enrolls && field.is_writable == Some(false)).then(|| {
        Finding::new(FIELD_NOT_WRITABLE, SEED)
            .fill("field", Shown(&field.field))
            .at(seed_site(cx, "is_writable"))
    })
}

fn short(cx: &Ctx<'_>, field: &ProfileField) -> Option<Finding> {
    let sealed = field.data_format == Some(DataFormat::AdvancedEncryption);
    let longest = field.range_upper.filter(|_| sealed)?;
    if longest >= LONG_ENOUGH {
        return None;
    }
    let mut attribute = field.field.clone();
    attribute.retain(|c| c.is_ascii_alphanumeric() || c == '-');
    Some(
        Finding::new(FIELD_TOO_SHORT, SEED)
            .fill("field", Shown(&field.field))
            .fill("longest", longest)
            .counted("range-upper", longest.into(), None)
            .fill("least", LONG_ENOUGH)
            .fill("attribute", attribute)
            .at(seed_site(cx, "range_upper")),
    )
}

fn kept(field: &ProfileField) -> Finding {
    let name = Shown(&field.field);
    Finding::pass(&ABOUT, SEED).summary(match field.range_upper {
        Some(longest) => {
            format!("the OATH Seed field {name} stores seeds of up to {longest} characters")
        }
        None => format!("the OATH Seed field {name} stores the seeds"),
    })
}
