//! Codes of an app: a token is enrolled where the appliance enrolls them, and tried in every realm that takes them.
//!
//! Each realm has a token of its own, sealed alike by the enrolling realm: a step of time that one realm has taken is
//! not taken again by another, and nobody need wait for the next.

use checks::kit::oath::{passcodes, seed_field};
use checks::kit::probe::api::USER;
use checks::kit::realm::{Config, Realm, Role};
use checks::kit::text;
use jiff::Timestamp;

use super::code;
use super::said::{Done, Said};
use super::walk::{Ended, Planned, Walk};
use crate::otp::core::{Method, User, Verdict, Why};
use crate::otp::engine::{Engine, Enrolled, Existing, NewToken, Protection};
use crate::secret::Vault;

/// A realm with its engine.
pub struct Stop<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its settings.
    pub realm: &'a Realm,
    /// Its engine.
    pub engine: Engine,
}

/// For whom, and where.
pub struct Journey<'a> {
    /// The user: the reserved one, unless another is named.
    pub user: &'a User,
    /// The realm that enrolls.
    pub home: Stop<'a>,
    /// The realms that users log in to.
    pub others: Vec<Stop<'a>>,
    /// What codes are cut out by.
    pub vault: &'a Vault,
}

/// The realms to try, the one that enrolls first: all that take codes of apps, or the one that is named.
pub fn realms<'a>(config: &'a Config, home: &str, only: Option<&str>) -> Vec<(&'a str, &'a Realm)> {
    let others = config.realms.iter().filter(|(name, realm)| {
        let wanted = only.is_none_or(|only| only == name.as_str());
        let takes = passcodes(realm).is_some() && realm.role != Some(Role::Provisioning);
        name.as_str() != home && wanted && takes
    });
    config
        .realms
        .get_key_value(home)
        .into_iter()
        .chain(others)
        .map(|(name, realm)| (name.as_str(), realm))
        .collect()
}

/// The steps of the chain.
pub fn plan(journey: &Journey<'_>) -> Vec<Planned> {
    let home = journey.home.name;
    let mut plan = vec![
        Planned::about("enroll", home),
        Planned::from("generate"),
        Planned::about("open-seed", home),
        Planned::about("verify", home),
    ];
    for other in &journey.others {
        let steps = ["settings", "open-seed", "verify"];
        plan.extend(steps.map(|step| Planned::about(step, other.name)));
    }
    plan
}

/// Enrolls, makes codes, and has each realm take one.
///
/// # Errors
/// Where the chain ended: nothing was enrolled, or no code was made.
pub async fn walk(walk: &mut Walk, journey: &Journey<'_>) -> Result<(), Ended> {
    let enrolled = walk
        .step(Planned::about("enroll", journey.home.name), enroll(journey))
        .await?;
    walk.step("generate", async { generate(journey, &enrolled) })
        .await?;
    for (number, stop) in stops(journey).enumerate() {
        if number > 0 {
            walk.note(
                Planned::about("settings", stop.name),
                settings(&journey.home, stop),
            );
        }
        // What one realm does not take says nothing of the next.
        let _ = present(walk, journey, stop, number, &enrolled[number]).await;
    }
    Ok(())
}

fn stops<'a>(journey: &'a Journey<'a>) -> impl Iterator<Item = &'a Stop<'a>> {
    std::iter::once(&journey.home).chain(&journey.others)
}

/// The name of the token for a realm: it says what it is, should it be found later.
fn token(number: usize) -> String {
    format!("{USER}-{number}")
}

async fn enroll(journey: &Journey<'_>) -> Result<Done<Vec<Enrolled>>, Said> {
    let engine = &journey.home.engine;
    if journey.user.as_str() == USER {
        // What failed probes have left behind is no user's.
        for stop in stops(journey) {
            stop.engine.unlock(journey.user).await?;
        }
    }
    let mut enrolled = Vec::new();
    for number in 0..=journey.others.len() {
        let new = NewToken {
            existing: Existing::Replace,
            ..NewToken::default()
        };
        let made = engine.enroll(journey.user, &token(number), new).await;
        enrolled.push(made.map_err(|error| code::refused(engine, Method::Oath, error))?);
    }
    let sealed = match engine.protection() {
        Protection::Advanced => "to the license certificate (Advanced Encryption)",
        Protection::Standard => "under the key file (Standard Encryption)",
        Protection::StandardInstead => {
            "under the key file, since the config does not say how the realm stores seeds"
        }
    };
    let tokens = match enrolled.len() {
        1 => "a token was enrolled".to_owned(),
        many => format!("{many} tokens were enrolled, one for each realm"),
    };
    let step = engine.settings().step;
    let said = Said::pass(format!("{tokens}, for the user {}", journey.user.as_str()))
        .fact("sealed", sealed)
        .fact("digits", engine.settings().tokens.oath.digits)
        .fact("step", format!("{step} s"));
    Ok(said.with(enrolled))
}

/// That the tokens make codes, which nobody gets to see.
fn generate(journey: &Journey<'_>, enrolled: &[Enrolled]) -> Result<Done<()>, Said> {
    for one in enrolled {
        now(journey, one)?;
    }
    Ok(Said::pass("each token makes codes, as the app does").with(()))
}

fn now(journey: &Journey<'_>, enrolled: &Enrolled) -> Result<crate::otp::core::Code, Said> {
    let code = enrolled.code_at(Timestamp::now());
    let code = code.ok_or_else(|| {
        Said::unknown(
            "before-the-epoch",
            "this host's clock is before 1970, so there are no codes yet",
        )
    })?;
    journey.vault.remember_code(code.expose(), "passcode");
    Ok(code)
}

/// Opens the seed in a realm, and has the realm take the code of this moment.
async fn present(
    walk: &mut Walk,
    journey: &Journey<'_>,
    stop: &Stop<'_>,
    number: usize,
    enrolled: &Enrolled,
) -> Result<(), Ended> {
    let verdict = walk
        .step(Planned::about("open-seed", stop.name), async {
            let code = now(journey, enrolled)?;
            let token = token(number);
            let verdict = stop
                .engine
                .verify_token(journey.user, &token, &code)
                .await?;
            opened(journey, stop, verdict)
        })
        .await?;
    walk.step(Planned::about("verify", stop.name), async {
        code::judged(&verdict).map_err(|said| wrong(said, &journey.home, stop))
    })
    .await
}

fn opened(journey: &Journey<'_>, stop: &Stop<'_>, verdict: Verdict) -> Result<Done<Verdict>, Said> {
    let not_opened = Why::SeedNotOpened;
    match &verdict {
        Verdict::Rejected { why, .. } if *why == not_opened => {
            Err(does_not_match(&journey.home, stop))
        }
        _ => Ok(Said::pass("the realm opens the seed").with(verdict)),
    }
}

fn does_not_match(home: &Stop<'_>, stop: &Stop<'_>) -> Said {
    let (theirs, ours) = (license(home.realm), license(stop.realm));
    let said = Said::fail(
        "seed-not-opened",
        format!(
            "Registration code does not match: {} seals seeds to {theirs}, and {} has {ours}, which does not open them",
            home.name, stop.name
        ),
    )
    .fact(format!("selected by {}", home.name), &theirs)
    .fact(format!("by {}", stop.name), &ours);
    said.cure(format!(
        "In the Web Admin, open the System Info tab of {}, License Info, and select what {} has, {theirs}: all OATH realms share one license certificate.",
        stop.name, home.name
    ))
    .cure("`otpdoctor check --only oath` compares the certificates of all realms.")
}

fn license(realm: &Realm) -> String {
    match realm.license_certificate.as_deref() {
        None => "a certificate that the config does not name".into(),
        Some("") => "no certificate".into(),
        Some(name) => format!("the certificate {}", text::quote(name, 60)),
    }
}

/// A refusal in a realm, with what its settings have to do with it.
fn wrong(said: Said, home: &Stop<'_>, stop: &Stop<'_>) -> Said {
    match said.reason() {
        Some("wrong-length") => {
            let (made, expected) = (digits(home), digits(stop));
            Said::fail(
                "wrong-length",
                format!("apps that {} enrolls make {made} digits, and {} expects {expected}", home.name, stop.name),
            )
            .cure(format!("Set the Passcode Length of {} to {made} on its Multi-Factor Methods tab, or enroll the apps anew.", stop.name))
        }
        Some("method-off") => code::off(&stop.engine, Method::Oath),
        _ => said,
    }
}

fn digits(stop: &Stop<'_>) -> u8 {
    stop.engine.settings().tokens.oath.digits
}

/// The settings that an app gets when it is enrolled, against those of the realm that is to take its codes.
fn settings(home: &Stop<'_>, stop: &Stop<'_>) -> Said {
    let (enrolled, here) = (home.engine.settings().step, stop.engine.settings().step);
    if enrolled != here {
        return Said::fail(
            "interval-differs",
            format!(
                "apps that {} enrolls change their code every {enrolled} s, and {} expects a new one every {here} s",
                home.name, stop.name
            ),
        )
        .cure(format!(
            "Set the Passcode Change Interval of {} to {enrolled} seconds on its Multi-Factor Methods tab.",
            stop.name
        ));
    }
    if digits(home) != digits(stop) {
        return Said::fail(
            "length-differs",
            format!(
                "apps that {} enrolls make {} digits, and {} expects {}",
                home.name,
                digits(home),
                stop.name,
                digits(stop)
            ),
        )
        .cure(format!(
            "Set the Passcode Length of {} to {} on its Multi-Factor Methods tab.",
            stop.name,
            digits(home)
        ));
    }
    let formats = (format(home.realm), format(stop.realm));
    match formats {
        (Some(theirs), Some(ours)) if theirs != ours => Said::warn(
            "format-differs",
            format!(
                "{} stores seeds in another data format than {}",
                stop.name, home.name
            ),
        )
        .cure("Give the OATH Seed field the same Data Format on the Data tab of both realms."),
        _ => Said::pass("length and interval are those that apps are enrolled with"),
    }
}

fn format(realm: &Realm) -> Option<checks::kit::realm::DataFormat> {
    seed_field(realm).and_then(|field| field.data_format)
}
