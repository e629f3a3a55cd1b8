//! Detects OATH settings by which right passcodes are refused: realms that disagree, apps that cannot follow, fields that cut seeds.

mod about;
mod apps;
mod compare;
mod field;

pub(crate) use self::about::*;
use crate::kit::oath::off;
use crate::kit::realm::Role;
use crate::kit::{Ctx, Finding, Judgement, check};

check!(OathSettings, judge);

const SUBJECT: &str = "OATH settings";

async fn judge(cx: &Ctx<'_>) -> Result<Vec<Finding>, Box<Finding>> {
    off(cx, &ABOUT, SUBJECT)?;
    let findings = [apps::judge(cx).findings(), compared(cx), field::judge(cx)];
    Ok(findings.or(|| {
        Finding::not_known(&ABOUT, SUBJECT)
            .summary("neither passcode settings nor the OATH Seed field are in the config")
    }))
}

/// The realm against the provisioning realm, which itself has none to be held against.
fn compared(cx: &Ctx<'_>) -> Vec<Finding> {
    match cx.provisioning() {
        _ if cx.realm.role == Some(Role::Provisioning) => Vec::new(),
        Some((name, reference)) => compare::judge(cx, name, reference),
        None => vec![
            Finding::not_known(&ABOUT, compare::SUBJECT)
                .summary("no realm in the config has `role: provisioning` to compare with"),
        ],
    }
}
