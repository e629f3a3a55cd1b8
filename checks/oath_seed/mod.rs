//! Detects an OATH realm whose license certificate's key does not open seeds that were sealed for it.

mod about;

use std::path::Path;

use futures_util::future::join;

pub(crate) use self::about::*;
use crate::kit::chain::Certificate;
use crate::kit::peer_text::Shown;
use crate::kit::probe::certificate::Problem;
use crate::kit::probe::seed::{Answer, Opened, Query, Recipient};
use crate::kit::selected::{read_one, subject};
use crate::kit::{Ctx, Entity, Finding, Shell, check};

check!(OathSeed, judge);

const SUBJECT: &str = "sample seed";

async fn judge(cx: &Ctx<'_>) -> Result<Finding, Box<Finding>> {
    let Some(oath) = &cx.realm.multi_factor.oath else {
        let summary = "the config does not say whether the realm takes time-based passcodes";
        return Ok(Finding::not_known(&ABOUT, SUBJECT).summary(summary));
    };
    if !oath.enabled {
        return Ok(Finding::off(&ABOUT, SUBJECT).summary("the realm takes no time-based passcodes"));
    }
    let Some(sample) = &oath.sample_seed else {
        return no_sample(SUBJECT, "the config names no sample seed to try")
            .at(cx.site("multi_factor.oath"))
            .alone();
    };
    let named = cx.realm.license_certificate.as_deref();
    if named == Some("") {
        let summary = "the realm selects no license certificate; oath-license-certificate says what that means";
        return Ok(Finding::not_configured(&ABOUT, sample.display().to_string()).summary(summary));
    }
    let named = named.and_then(|name| Some((name, cx.config.certificates.get(name)?)));
    let Some((name, source)) = named else {
        let summary = "the config does not say which license certificate opens the realm's seeds";
        return Ok(Finding::not_known(&ABOUT, sample.display().to_string()).summary(summary));
    };
    let subject = format!("{} with {}", sample.display(), subject(name, source));
    let query = Query {
        seed: sample.clone(),
        source: source.clone(),
    };
    let (opened, certificate) =
        join(cx.ask(&ABOUT, subject.clone(), query), read_one(cx, name)).await;
    let answer = opened?;
    let read = certificate.as_ref().and_then(|one| one.answer(&ABOUT).ok());
    let asked = Asked {
        subject,
        sample,
        name,
        leaf: read.and_then(|answer| answer.chain.leaf()),
        unreadable: read.is_some_and(|answer| answer.problem.is_some()),
    };
    let site = match answer.opened {
        Opened::WrongKey => cx.site("license_certificate"),
        Opened::Key(_) => certificate.as_ref().and_then(|read| read.site(cx)),
        _ => cx.site("multi_factor.oath.sample_seed"),
    };
    let finding = word(&asked, &answer).at(site);
    // The key matters where the seed is, or may be, for this certificate.
    Ok(match names(&answer.recipient, asked.leaf) {
        Some(false) => finding,
        _ => finding.touching(Entity::certificate(asked.name)),
    })
}

/// A sample and what it is opened with.
struct Asked<'a> {
    subject: String,
    sample: &'a Path,
    name: &'a str,
    leaf: Option<&'a Certificate>,
    /// Whether reading the certificate was tried in vain.
    unreadable: bool,
}

fn word(asked: &Asked<'_>, answer: &Answer) -> Finding {
    let subject = asked.subject.as_str();
    match &answer.opened {
        Opened::Opened => Finding::pass(&ABOUT, subject).summary(format!("the key of {} opens it", asked.name)),
        Opened::WrongKey if asked.unreadable => {
            Finding::new(NOT_READABLE, subject).summary(format!(
                "the certificate {} cannot be read, and the key beside it does not open the seed; certificate-validity says why",
                asked.name
            ))
        }
        Opened::WrongKey => cannot_open(asked, answer),
        Opened::Corrupt(why) => Finding::new(CORRUPT, subject)
            .summary(format!("the sealed seed is damaged: {}", Shown(why)))
            .step("Copy the seed again from where it was sealed, in binary mode: mail and editors change line ends.")
            .step("If the directory keeps seeds like it, compare the field's longest value with the length of a sealed seed: a field that is too short cuts them.")
            .run(Shell::Any, format!("openssl cms -cmsout -print -noout -inform DER -in \"{}\"", asked.sample.display())),
        Opened::Unsupported(what) => {
            let what = Shown(what);
            no_sample(subject, format!("the sample uses {what}, which otpdoctor does not seal with"))
        }
        Opened::NoSample(why) => {
            let why = Shown(why);
            no_sample(subject, format!("the file is no sample that otpdoctor sealed: {why}"))
        }
        Opened::File(problem) => no_sample(subject, format!("the sample {}", problem.words())),
        Opened::Key(problem) => Finding::new(NOT_READABLE, subject).summary(format!(
            "the private key of {} {}; certificate-validity and key-match say more",
            asked.name,
            match problem {
                Problem::Missing => "is not there".to_owned(),
                other => other.words(),
            }
        )),
    }
}

fn no_sample(subject: &str, summary: impl Into<String>) -> Finding {
    Finding::new(NO_SAMPLE, subject)
        .summary(summary)
        .step("Name a seed that otpdoctor sealed to the license certificate as `sample_seed`, and this check tries whether the realm could open it.")
}

/// Whether the seed names this very certificate; `None` where it names none.
fn names(recipient: &Option<Recipient>, leaf: Option<&Certificate>) -> Option<bool> {
    match (recipient, leaf) {
        (Some(Recipient::Certificate { issuer, serial }), Some(leaf)) => {
            Some(*issuer == leaf.issuer && *serial == leaf.serial)
        }
        _ => None,
    }
}

fn cannot_open(asked: &Asked<'_>, answer: &Answer) -> Finding {
    let why = match names(&answer.recipient, asked.leaf) {
        Some(true) => "it was sealed for this certificate, so the key beside it is another's",
        _ => "it was sealed for another certificate",
    };
    let finding = Finding::new(CANNOT_OPEN, asked.subject.clone()).summary(format!(
        "the key of {} does not open the seed: {why}; passcodes of such seeds never match",
        asked.name
    ));
    let finding = match &answer.recipient {
        Some(Recipient::Certificate { issuer, serial }) => finding
            .identity("sealed-for-issuer", issuer)
            .identity("sealed-for-serial", Shown(serial)),
        Some(Recipient::Key(id)) => finding.identity("sealed-for-key", Shown(id)),
        None => finding,
    };
    let finding = finding.with(asked.leaf, |finding, leaf| {
        finding
            .identity("opened-with-issuer", &leaf.issuer)
            .identity("opened-with-serial", Shown(&leaf.serial))
    });
    finding
        .step("Select the certificate that the seed was sealed for as the realm's license certificate: System Info tab, License Info; every realm that shares the seeds takes the same one.")
        .step("If the serial is the right one, settle what key-match says: the key beside the certificate is another's.")
        .step("If that certificate's key is lost, the seeds are lost with it: users enroll their apps anew.")
}
