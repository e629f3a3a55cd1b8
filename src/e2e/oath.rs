//! Passcodes of an app: a token is enrolled where the appliance enrolls them, and tried in every realm that takes them.
//!
//! Each realm has a token of its own, sealed alike by the enrolling realm: a time step that one realm has accepted is
//! not accepted again by another, and nobody need wait for the next.

use checks::kit::oath::passcodes;
use checks::kit::probe::api::USER;
use checks::kit::realm::{Config, Realm, Role};
use checks::kit::{About, Finding, text};
use checks::probed;
use checks::steps::{
    oath_enrollment as enrollment, oath_seed_opened as seed_opened, passcode_verify,
};
use jiff::Timestamp;

use super::chain::{ChainRunner, Ended, Failed, Planned, StepResult};
use super::passcode;
use super::target::Target;
use crate::otp::core::{Code, Method, Verdict, Why};
use crate::otp::engine::{Engine, EngineError, Enrolled, Existing, NewToken, Protection};

/// The steps of the probe: the first is that of the realm that enrolls, the second that of the others.
pub const STEPS: &[&About] = &[
    &enrollment::ABOUT,
    probed::OATH_SETTINGS,
    &seed_opened::ABOUT,
    &passcode_verify::ABOUT,
];

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
    let home = config.realms.get_key_value(home).into_iter();
    home.chain(others)
        .map(|(name, realm)| (name.as_str(), &**realm))
        .collect()
}

/// The steps in each realm.
pub fn plan<'a>(realms: &[OathRealm<'a>]) -> Vec<Planned<'a>> {
    let steps = |(number, one): (usize, &OathRealm<'a>)| {
        let realm = one.name;
        [STEPS[number.min(1)], STEPS[2], STEPS[3]].map(|about| Planned { about, realm })
    };
    realms.iter().enumerate().flat_map(steps).collect()
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
    for (number, (one, enrolled)) in realms.iter().zip(&enrolled).enumerate() {
        if number > 0 {
            let settings = target.settings(probed::OATH_SETTINGS, one.name).await;
            run.note(one.name, settings);
        }
        // What one realm does not accept says nothing of the next.
        let _ = present(run, target, (&realms[0], one), &token(number), enrolled).await;
    }
    Ok(())
}

/// The name of the token for a realm: it says what it is, should it be found later.
fn token(number: usize) -> String {
    format!("{USER}-{number}")
}

async fn enroll(target: &Target<'_>, realms: &[OathRealm<'_>]) -> StepResult<Vec<Enrolled>> {
    let user = target.user;
    let refusal = |engine: &Engine, error| {
        passcode::refusal(&enrollment::ABOUT, engine, Method::Oath, user, error)
    };
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
    Ok((vec![finding], enrolled))
}

/// Opens the seed in a realm, and has the realm verify the passcode of this moment.
async fn present(
    run: &mut ChainRunner<'_>,
    target: &Target<'_>,
    (home, here): (&OathRealm<'_>, &OathRealm<'_>),
    token: &str,
    enrolled: &Enrolled,
) -> Result<(), Ended> {
    let opened = async {
        let code = now(target, enrolled)?;
        let verdict = here.engine.verify_token(target.user, token, &code).await;
        let finding = match &verdict {
            Ok(Verdict::Rejected { why, .. }) if *why == Why::SeedNotOpened => {
                does_not_match(home, here)
            }
            Ok(_) => Finding::pass(&seed_opened::ABOUT, here.name)
                .summary(format!("{} opens the seed", here.name)),
            Err(error @ EngineError::SeedNotOpened { .. }) => {
                Finding::new(seed_opened::NOT_OPENED, here.name).summary(error.to_string())
            }
            Err(error) => passcode::unusable(&seed_opened::ABOUT, here.name, error),
        };
        Ok((vec![finding], verdict.ok()))
    };
    let verdict = run.step_in(here.name, &seed_opened::ABOUT, opened).await?;
    let judged = verdict.iter().map(|verdict| {
        let finding = passcode::judged(verdict, target.user);
        explained(finding, home, here)
    });
    let judged = judged.collect();
    run.step_in(here.name, &passcode_verify::ABOUT, async {
        Ok((judged, ()))
    })
    .await
}

fn now(target: &Target<'_>, enrolled: &Enrolled) -> Result<Code, Failed> {
    let code = enrolled.code_at(Timestamp::now());
    let code = code.ok_or_else(|| Finding::new(seed_opened::BEFORE_1970, "this host's clock"))?;
    let vault = &target.live.vault;
    vault.remember_code(code.expose(), "passcode");
    Ok(code)
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
        .cured(seed_opened::NOT_OPENED.cure("other-certificate"))
        .fill("here", here.name)
        .fill("home", home.name)
        .fill("certificate", theirs)
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
    let (made, expected) = (digits(home), digits(here));
    if finding.reason == passcode_verify::METHOD_OFF.code {
        return passcode::method_off(passcode_verify::METHOD_OFF, &here.engine, Method::Oath);
    }
    if finding.reason != passcode_verify::WRONG_LENGTH.code {
        return finding;
    }
    Finding::new(passcode_verify::WRONG_LENGTH, here.name)
        .summary(format!(
            "apps that {} enrolls make {made} digits, and {} expects {expected}",
            home.name, here.name
        ))
        .cured(passcode_verify::WRONG_LENGTH.cure("of-realm"))
        .fill("here", here.name)
        .fill("made", made)
}
