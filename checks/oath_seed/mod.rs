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
        return Ok(
            Finding::off(&ABOUT, SUBJECT).summary("the realm accepts no time-based passcodes")
        );
    }
    let Some(sample) = &oath.sample_seed else {
        return no_sample(SUBJECT, "the config names no sample seed to try")
            .at(cx.site("multi_factor.oath"))
            .alone();
    };
    let named = cx.realm.license_certificate.as_deref();
    if named == Some("") {
        let summary = "the realm selects no license certificate: see oath-license-certificate";
        return Ok(Finding::not_configured(&ABOUT, sample.display().to_string()).summary(summary));
    }
    let named = named.and_then(|name| Some((name, cx.config.certificates.get(name)?)));
    let Some((name, source)) = named else {
        let summary =
            "the config does not say which license certificate decrypts the realm's seeds";
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

impl Asked<'_> {
    fn file(&self) -> String {
        format!("\"{}\"", Shown(&self.sample.display().to_string()))
    }
}

fn word(asked: &Asked<'_>, answer: &Answer) -> Finding {
    let subject = asked.subject.as_str();
    match &answer.opened {
        Opened::Opened => Finding::pass(&ABOUT, subject).summary(format!(
            "the key of certificate \"{}\" decrypts the sample seed",
            asked.name
        )),
        Opened::WrongKey if asked.unreadable => Finding::new(NOT_READABLE, subject)
            .cured(NOT_READABLE.cure("both"))
            .fill("name", asked.name),
        Opened::WrongKey => cannot_open(asked, answer),
        Opened::Corrupt(why) => Finding::new(CORRUPT, subject)
            .fill("file", asked.file())
            .fill("why", Shown(why))
            .run(
                Shell::Linux,
                format!(
                    "openssl cms -cmsout -print -noout -inform DER -in \"{}\"",
                    asked.sample.display()
                ),
            ),
        Opened::Unsupported(what) => {
            let what = Shown(what);
            no_sample(
                subject,
                format!(
                    "the sample seed {} uses {what}, which otpdoctor never uses",
                    asked.file()
                ),
            )
        }
        Opened::NoSample(why) => {
            let why = Shown(why);
            no_sample(
                subject,
                format!(
                    "the sample seed {} was not encrypted by otpdoctor: {why}",
                    asked.file()
                ),
            )
        }
        Opened::File(problem) => no_sample(
            subject,
            format!("the sample seed {} {}", asked.file(), problem.describe()),
        ),
        Opened::Key(problem) => Finding::new(NOT_READABLE, subject)
            .cured(NOT_READABLE.cure("key"))
            .fill("name", asked.name)
            .fill(
                "problem",
                match problem {
                    Problem::Missing => "does not exist".to_owned(),
                    other => other.describe(),
                },
            ),
    }
}

fn no_sample(subject: &str, summary: impl Into<String>) -> Finding {
    Finding::new(NO_SAMPLE, subject).summary(summary)
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
        Some(true) => "it is encrypted for this certificate, so the key is not the right one",
        _ => "it is encrypted for another certificate",
    };
    let finding = Finding::new(CANNOT_OPEN, asked.subject.as_str())
        .fill("name", asked.name)
        .fill("why", why);
    let finding = match &answer.recipient {
        Some(Recipient::Certificate { issuer, serial }) => finding
            .identity("sealed-for-issuer", issuer)
            .identity("sealed-for-serial", Shown(serial)),
        Some(Recipient::Key(id)) => finding.identity("sealed-for-key", Shown(id)),
        None => finding,
    };
    let serial = asked.leaf.map(|leaf| Shown(&leaf.serial));
    finding
        .identity_all("opened-with-issuer", asked.leaf.map(|leaf| &leaf.issuer))
        .identity_all("opened-with-serial", serial)
}
