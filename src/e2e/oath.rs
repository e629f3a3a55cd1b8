//! Passcodes of an app: a token is enrolled where the appliance enrolls them, and tried in every realm that takes them.
//!
//! Each realm has a token of its own, sealed alike by the enrolling realm: a time step that one realm has accepted is
//! not accepted again by another, and nobody need wait for the next.

use checks::kit::oath::passcodes;
use checks::kit::probe::api::USER;
use checks::kit::realm::{Config, Realm, Role};
use checks::kit::{About, Finding, text};
use checks::steps::{
    oath_enrollment as enrollment, oath_seed_opened as seed_opened, passcode_verify,
};
use jiff::Timestamp;

use super::chain::{ChainRunner, Ended, Failed, Passed, Planned, StepResult};
use super::passcode::{self, EngineReasons};
use super::target::Target;
use crate::otp::core::{Code, Method, Verdict, Why};
use crate::otp::engine::{Engine, Enrolled, Existing, NewToken, Protection};

/// The check that compares a realm's settings with those of the realm that enrolls.
const SETTINGS: &str = "oath-settings";

/// A realm that takes passcodes of apps, with its engine.
pub struct OathRealm<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its settings.
    pub realm: &'a Realm,
    /// Its engine.
    pub engine: Engine,
}

/// The realms to try, the one that enrolls first: all that take passcodes of apps, or the one that is named.
pub fn realms<'a>(config: &'a Config, home: &str, only: Option<&str>) -> Vec<(&'a str, &'a Realm)> {
    let others = config.realms.iter().filter(|(name, realm)| {
        let wanted = only.is_none_or(|only| only == name.as_str());
        let takes = passcodes(realm).is_some() && realm.role != Some(Role::Provisioning);
        name.as_str() != home && wanted && takes
    });
    let home = config.realms.get_key_value(home);
    home.into_iter()
        .chain(others)
        .map(|(name, realm)| (name.as_str(), realm))
        .collect()
}

/// The steps of the probe: the first realm enrolls.
pub fn plan<'a>(realms: &[OathRealm<'a>]) -> Vec<Planned<'a>> {
    let mut plan = Vec::new();
    for (number, one) in realms.iter().enumerate() {
        let first = match number {
            0 => Some(&enrollment::ABOUT),
            _ => settings_check(),
        };
        let steps = first.into_iter();
        let steps = steps.chain([&seed_opened::ABOUT, &passcode_verify::ABOUT]);
        plan.extend(steps.map(|about| Planned {
            about,
            realm: one.name,
        }));
    }
    plan
}

fn settings_check() -> Option<&'static About> {
    checks::abouts().find(|about| about.id == SETTINGS)
}

/// Enrolls, makes passcodes, and has each realm verify one.
///
/// # Errors
/// Where the run ended: nothing was enrolled.
pub async fn run(
    run: &mut ChainRunner<'_>,
    target: &Target<'_>,
    realms: &[OathRealm<'_>],
) -> Result<(), Ended> {
    let enrolled = run.step(&enrollment::ABOUT, enroll(target, realms)).await?;
    for (number, one) in realms.iter().enumerate() {
        if let Some(check) = settings_check().filter(|_| number > 0) {
            run.note(one.name, target.settings(check, one.name).await);
        }
        // What one realm does not accept says nothing of the next.
        let _ = present(run, target, (&realms[0], one), number, &enrolled[number]).await;
    }
    Ok(())
}

/// The name of the token for a realm: it says what it is, should it be found later.
fn token(number: usize) -> String {
    format!("{USER}-{number}")
}

async fn enroll(target: &Target<'_>, realms: &[OathRealm<'_>]) -> StepResult<Vec<Enrolled>> {
    const REASONS: EngineReasons = EngineReasons {
        method_off: enrollment::METHOD_OFF,
        locked: enrollment::LOCKED,
        refused: enrollment::REFUSED,
        key_unusable: enrollment::KEY_UNUSABLE,
        store_unavailable: enrollment::STORE_UNAVAILABLE,
    };
    let user = target.user;
    let refusal = |engine: &Engine, error| REASONS.refusal(engine, Method::Oath, user, error);
    if user.as_str() == USER {
        // What failed probes have left behind is no user's.
        for one in realms {
            let unlocked = one.engine.unlock(user).await;
            unlocked.map_err(|error| refusal(&one.engine, error))?;
        }
    }
    let engine = &realms[0].engine;
    let mut enrolled = Vec::new();
    for number in 0..realms.len() {
        let new = NewToken {
            existing: Existing::Replace,
            ..NewToken::default()
        };
        let made = engine.enroll(user, &token(number), new).await;
        enrolled.push(made.map_err(|error| refusal(engine, error))?);
    }
    let protection = match engine.protection() {
        Protection::Advanced => "with the license certificate (Advanced Encryption)",
        Protection::Standard => "with the key file (Standard Encryption)",
        Protection::StandardInstead => {
            "with the key file, since the config does not say how the realm stores seeds"
        }
    };
    let tokens = match enrolled.len() {
        1 => "an app was enrolled".to_owned(),
        many => format!("{many} apps were enrolled, one for each realm"),
    };
    let user = text::quote(user.as_str(), 60);
    let settings = engine.settings();
    let finding = Finding::pass(&enrollment::ABOUT, user.as_str())
        .summary(format!("{tokens}, for {user}"))
        .identity("seed-encryption", protection)
        .counted("digits", settings.tokens.oath.digits.into(), None)
        .counted("interval", settings.step.into(), Some("s"));
    Ok(Passed::new(finding, enrolled))
}

/// Opens the seed in a realm, and has the realm verify the passcode of this moment.
async fn present(
    run: &mut ChainRunner<'_>,
    target: &Target<'_>,
    (home, here): (&OathRealm<'_>, &OathRealm<'_>),
    number: usize,
    enrolled: &Enrolled,
) -> Result<(), Ended> {
    let opened = async {
        let code = now(target, enrolled)?;
        let token = token(number);
        let verdict = here.engine.verify_token(target.user, &token, &code).await;
        match verdict {
            Ok(verdict) => opened(home, here, verdict),
            Err(error) => Err(unopened(here, error).into()),
        }
    };
    let verdict = run.step_in(here.name, &seed_opened::ABOUT, opened).await?;
    let judged = async {
        let judged = passcode::judged(&verdict, target.user);
        judged.map_err(|Failed(findings)| {
            Failed(
                findings
                    .into_iter()
                    .map(|finding| explained(finding, home, here))
                    .collect(),
            )
        })
    };
    run.step_in(here.name, &passcode_verify::ABOUT, judged)
        .await
}

fn now(target: &Target<'_>, enrolled: &Enrolled) -> Result<Code, Failed> {
    let code = enrolled.code_at(Timestamp::now());
    let code = code.ok_or_else(|| {
        Finding::new(seed_opened::BEFORE_1970, "this host's clock")
            .summary("this host's clock is before 1970, so there are no passcodes yet")
    })?;
    let vault = &target.live.vault;
    vault.remember_code(code.expose(), "passcode");
    Ok(code)
}

fn unopened(here: &OathRealm<'_>, error: crate::otp::engine::EngineError) -> Finding {
    use crate::otp::engine::EngineError;
    match error {
        EngineError::Store(why) => Finding::new(seed_opened::STORE_UNAVAILABLE, here.name)
            .summary(why.to_string())
            .step("Make the OTP store available, or name another one with --store."),
        EngineError::SeedNotOpened { .. } => {
            Finding::new(seed_opened::NOT_OPENED, here.name).summary(error.to_string())
        }
        other => Finding::new(seed_opened::KEY_UNUSABLE, here.name).summary(other.to_string()),
    }
}

fn opened(home: &OathRealm<'_>, here: &OathRealm<'_>, verdict: Verdict) -> StepResult<Verdict> {
    let not_opened = Why::SeedNotOpened;
    match &verdict {
        Verdict::Rejected { why, .. } if *why == not_opened => {
            Err(does_not_match(home, here).into())
        }
        _ => {
            let summary = format!("{} opens the seed", here.name);
            let finding = Finding::pass(&seed_opened::ABOUT, here.name).summary(summary);
            Ok(Passed::new(finding, verdict))
        }
    }
}

fn does_not_match(home: &OathRealm<'_>, here: &OathRealm<'_>) -> Finding {
    let (theirs, ours) = (license(home.realm), license(here.realm));
    Finding::new(seed_opened::NOT_OPENED, here.name)
        .summary(format!(
            "Registration code does not match: {} encrypts seeds with {theirs}, and {} has {ours}, which does not open them",
            home.name, here.name
        ))
        .identity(("certificate", format!("selected by {}", home.name)), theirs.as_str())
        .identity(("certificate", format!("selected by {}", here.name)), ours)
        .step(format!(
            "In the Web Admin, open the System Info tab of {}, License Info, and select what {} has, {theirs}: all OATH realms share one license certificate.",
            here.name, home.name
        ))
        .step("Run `otpdoctor check --only oath`, which compares the certificates of all realms.")
}

fn license(realm: &Realm) -> String {
    match realm.license_certificate.as_deref() {
        None => "a certificate that the config does not name".into(),
        Some("") => "no certificate".into(),
        Some(name) => format!("the certificate {}", text::quote(name, 60)),
    }
}

/// A refusal in a realm, with what its settings have to do with it.
fn explained(finding: Finding, home: &OathRealm<'_>, here: &OathRealm<'_>) -> Finding {
    let digits = |one: &OathRealm<'_>| one.engine.settings().tokens.oath.digits;
    if finding.reason == passcode_verify::METHOD_OFF.code {
        return passcode::off(passcode_verify::METHOD_OFF, &here.engine, Method::Oath);
    }
    if finding.reason != passcode_verify::WRONG_LENGTH.code {
        return finding;
    }
    let (made, expected) = (digits(home), digits(here));
    Finding::new(passcode_verify::WRONG_LENGTH, here.name)
        .summary(format!(
            "apps that {} enrolls make {made} digits, and {} expects {expected}",
            home.name, here.name
        ))
        .step(format!(
            "Set the Passcode Length of {} to {made} on its Multi-Factor Methods tab, or enroll the apps anew.",
            here.name
        ))
}
