//! Which authenticator apps can show what a realm expects.

use super::about::*;
use crate::kit::oath::{APPS, App, passcodes};
use crate::kit::realm::Oath;
use crate::kit::{Ctx, Finding, text};

const SUBJECT: &str = "authenticator apps";

/// Which apps can follow the realm's passcode settings, unless the realm that enrolls them sets others:
/// then there is a finding that says so.
pub(super) fn judge(cx: &Ctx<'_>) -> Option<Finding> {
    let oath = passcodes(cx.realm)?;
    let form = |oath: &Oath| (oath.passcode_length, oath.passcode_change_interval);
    let enrolled = cx.provisioning().and_then(|(_, realm)| passcodes(realm));
    if enrolled.is_some_and(|enrolled| form(enrolled) != form(oath)) {
        return None;
    }
    let (able, unable): (Vec<&App>, Vec<&App>) = APPS
        .iter()
        .partition(|app| app.can_show(oath.passcode_length, oath.passcode_change_interval));
    let form = format!(
        "{} digits every {} s",
        oath.passcode_length, oath.passcode_change_interval
    );
    if unable.is_empty() {
        let finding = Finding::pass(&ABOUT, SUBJECT);
        return Some(finding.summary(format!("all known authenticator apps can show {form}")));
    }
    let names = |apps: &[&App]| text::list(&apps.iter().map(|app| app.name).collect::<Vec<_>>());
    let case = if able.is_empty() { "none" } else { "some" };
    let too_long = |app: &&App| !app.digits.contains(&oath.passcode_length);
    let setting = if unable.iter().all(too_long) {
        "multi_factor.oath.passcode_length"
    } else {
        "multi_factor.oath.passcode_change_interval"
    };
    Some(
        Finding::new(APP_UNSUPPORTED, SUBJECT)
            .fill("unable", names(&unable))
            .fill("form", form)
            .counted("passcode-length", oath.passcode_length.into(), None)
            .counted(
                "passcode-change-interval",
                oath.passcode_change_interval.into(),
                Some("s"),
            )
            .cured(APP_UNSUPPORTED.cure(case))
            .fill("apps", names(&able))
            .at(cx.site(setting)),
    )
}
