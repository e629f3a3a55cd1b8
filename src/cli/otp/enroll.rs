//! `otpdoctor otp enroll`: a seed for an app or token, shown once.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use checks::kit::text;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::Timestamp;

use super::import::{self, Form, Imported};
use super::qr::{Image, Ink, Picture};
use super::session::{OtpSession, TOKEN, Whom};
use super::{apps, format};
use crate::cli::options::span;
use crate::cli::output::{self, Plain};
use crate::exit::{Code, Failure};
use crate::otp::core::{Algorithm, Kind, Token};
use crate::otp::engine::answers::Outcome;
use crate::otp::engine::uri::KeyUri;
use crate::otp::engine::{Enrolled, Existing, Moving, NewToken, Protection};

/// Options of `otpdoctor otp enroll`.
#[derive(clap::Args)]
#[command(
    after_help = "What is printed IS the secret: it goes to your terminal, or to the file of --qr, and is kept nowhere else but encrypted. A seed that was imported is not printed again."
)]
pub struct Args {
    #[command(flatten)]
    pub(super) whom: Whom,

    /// What to call the app or token among the user's
    #[arg(long, value_name = "NAME", default_value = TOKEN)]
    token: String,

    /// Codes depend on time; the default
    #[arg(long, conflicts_with_all = ["hotp", "counter"])]
    totp: bool,

    /// Codes depend on a counter
    #[arg(long)]
    hotp: bool,

    /// The counter to begin with; implies --hotp
    #[arg(long, value_name = "N")]
    counter: Option<u64>,

    /// The hash: sha1, sha256 or sha512 [default: sha1]
    #[arg(long, value_name = "HASH", value_parser = hash(), hide_possible_values = true)]
    algorithm: Option<Algorithm>,

    /// Digits of a code, 6 to 10 [default: the realm's passcode length]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(6..=10))]
    digits: Option<u8>,

    /// How long a code stands, such as 30s [default: the realm's passcode change interval]
    #[arg(long, value_name = "SPAN", value_parser = period, conflicts_with_all = ["hotp", "counter"])]
    period: Option<u32>,

    /// The Unix time that steps are counted from, in seconds (T0 of RFC 6238) [default: 0]
    #[arg(
        long,
        value_name = "SECONDS",
        allow_negative_numbers = true,
        value_parser = clap::value_parser!(i64).range(Timestamp::MIN.as_second()..=Timestamp::MAX.as_second()),
        conflicts_with_all = ["hotp", "counter"]
    )]
    epoch: Option<i64>,

    /// The name of the service in the app [default: the realm's name]
    #[arg(long, value_name = "TEXT", value_parser = issuer)]
    issuer: Option<String>,

    /// Take a seed over from FILE, or - for standard input or a prompt: an otpauth:// URI, Base32 or hexadecimal
    #[arg(long, value_name = "FILE")]
    import: Option<PathBuf>,

    /// How the seed of --import is written: auto, uri, base32 or hex
    #[arg(
        long,
        value_name = "FORM",
        default_value = "auto",
        value_enum,
        hide_possible_values = true,
        requires = "import"
    )]
    import_as: Form,

    /// Write the QR code to FILE.svg or FILE.png instead of the terminal
    #[arg(long, value_name = "FILE")]
    qr: Option<PathBuf>,

    /// Take the place of a token of this name
    #[arg(long)]
    replace: bool,
}

/// Said where a new secret did not get out.
const LOST: &str =
    "the token is enrolled, but nobody has its secret: enroll it again with --replace";

fn hash() -> impl TypedValueParser<Value = Algorithm> {
    PossibleValuesParser::new(["sha1", "sha256", "sha512"]).map(|name| match name.as_str() {
        "sha256" => Algorithm::Sha256,
        "sha512" => Algorithm::Sha512,
        _ => Algorithm::Sha1,
    })
}

fn issuer(text: &str) -> Result<String, String> {
    match text.is_empty() || text.chars().any(char::is_control) {
        true => Err("expected a name, with no control characters".into()),
        false => Ok(text.to_owned()),
    }
}

fn period(text: &str) -> Result<u32, String> {
    let expected = || "expected whole seconds from 1s to 1h, such as 30s".to_owned();
    let span: Duration = span(text).map_err(|_| expected())?;
    let seconds = u32::try_from(span.as_secs()).map_err(|_| expected())?;
    let whole = span.subsec_nanos() == 0 && (1..=3600).contains(&seconds);
    whole.then_some(seconds).ok_or_else(expected)
}

/// Runs `otpdoctor otp enroll`.
///
/// # Errors
/// When the realm takes no tokens, the seed cannot be taken over, or the store or a key is not available.
pub async fn run(args: &Args, named: Option<&Path>) -> anyhow::Result<Code> {
    let image = args.qr.as_deref().map(Image::of).transpose()?;
    let imported = match &args.import {
        Some(place) => Some(import::import(place, args.import_as).await?),
        None => None,
    };
    let is_new = imported.is_none();
    if image.is_some() && args.epoch.is_some_and(|epoch| epoch != 0) {
        let text = "--qr does not go with --epoch: what apps read from a QR code counts from 1970";
        return Err(Failure::error(Code::Usage, text));
    }
    let new = wanted(args, imported)?;
    if let Some(path) = &args.qr {
        output::check_place(path)?;
    }
    let session = args.whom.open(named).await?;
    let enrolled = session.engine.enroll(&session.user, &args.token, new).await;
    let enrolled = enrolled.map_err(|error| session.explain_token(&args.token, error))?;
    session.warn_of_new_key();
    let uri = key_uri(&session, &enrolled, args.issuer.as_deref()).write();
    hand_over(&session, args, &enrolled, &uri, image).map_err(|error| match is_new {
        true => error.context(LOST),
        false => error,
    })?;
    let epoch = epoch(&enrolled.token);
    if epoch != 0 && is_new {
        format::remark(&format!(
            "otpdoctor: an otpauth:// URI cannot say that steps are counted from {epoch}: apps count from 1970, and their codes will not be taken. Set T0 = {epoch} in the token itself."
        ));
    }
    for warning in apps::warnings(&enrolled.token, session.engine.settings()) {
        format::remark(&format!("otpdoctor: {warning}"));
    }
    if session.engine.protection() == Protection::StandardInstead {
        format::remark(&format!(
            "otpdoctor: {} does not say how the OATH Seed is stored, or stores it unencrypted; here it is encrypted with the key file",
            session.realm
        ));
    }
    Ok(Code::Ok)
}

/// What the command line and the imported URI together ask for.
fn wanted(args: &Args, imported: Option<Imported>) -> anyhow::Result<NewToken> {
    let by_counter = args.hotp || args.counter.is_some();
    let moving = match by_counter {
        true => Moving::Hotp(args.counter.unwrap_or(0)),
        false => Moving::Totp(args.period),
    };
    let mut new = NewToken {
        seed: None,
        algorithm: args.algorithm.unwrap_or_default(),
        digits: args.digits,
        moving,
        epoch: args.epoch.unwrap_or(0),
        existing: match args.replace {
            true => Existing::Replace,
            false => Existing::Keep,
        },
    };
    match imported {
        None => {}
        Some(Imported::Seed(seed)) => new.seed = Some(seed),
        Some(Imported::Uri(uri)) => {
            let says_more = by_counter
                || args.totp
                || args.algorithm.is_some()
                || args.digits.is_some()
                || args.period.is_some();
            if says_more {
                let text = "the otpauth:// URI says hash, digits and period or counter itself: leave those options out";
                return Err(Failure::error(Code::Usage, text));
            }
            new.algorithm = uri.algorithm;
            new.digits = Some(uri.digits);
            if args.epoch.is_some() && matches!(uri.moving, Moving::Hotp(_)) {
                let text =
                    "the otpauth:// URI is of a counter, which has no epoch: leave --epoch out";
                return Err(Failure::error(Code::Usage, text));
            }
            new.moving = uri.moving;
            new.seed = Some(uri.seed);
        }
    }
    Ok(new)
}

fn key_uri(session: &OtpSession, enrolled: &Enrolled, issuer: Option<&str>) -> KeyUri {
    let token = &enrolled.token;
    KeyUri {
        issuer: Some(issuer.unwrap_or(&session.realm).to_owned()),
        account: session.user.as_str().to_owned(),
        seed: enrolled.seed.clone(),
        algorithm: token.algorithm,
        digits: token.digits,
        moving: match token.kind {
            Kind::Totp { step, .. } => Moving::Totp(Some(step)),
            Kind::Hotp { next } => Moving::Hotp(next),
        },
    }
}

/// Brings the secret where it is to go: to a file as a QR code, else to stdout where it is new. Who imported it has it.
fn hand_over(
    session: &OtpSession,
    args: &Args,
    enrolled: &Enrolled,
    uri: &str,
    image: Option<Image>,
) -> anyhow::Result<()> {
    let file = args.qr.as_deref().zip(image);
    if let Some((path, image)) = file {
        image.save(&Picture::of(uri)?, path)?;
    }
    let shown = (file.is_none() && args.import.is_none()).then_some(uri);
    let token = &enrolled.token;
    let steps = token.kind.steps();
    let outcome = Outcome::Enroll {
        token: &args.token,
        kind: token.kind.name(),
        algorithm: token.algorithm,
        digits: token.digits,
        period: steps.map(|steps| steps.step),
        counter: token.kind.counter(),
        epoch: steps.map(|steps| steps.epoch),
        uri: shown,
        qr: file.map(|(path, _)| path.display().to_string()),
    };
    let is_human = session.output == Plain::Human;
    if is_human && shown.is_some() && std::io::stdout().is_terminal() && epoch(token) == 0 {
        show(uri)?;
    }
    let (name, user) = (text::quote(&args.token, 64), session.name());
    let done = format!("enrolled: {name} of {user} in {}", session.realm);
    session.answer(shown.unwrap_or(&done), outcome)?;
    if is_human && shown.is_some() {
        format::remark(&done);
        format::remark(
            "This is the secret: whoever has it makes the user's codes. It is not shown again.",
        );
    }
    if is_human && let Some((path, _)) = file {
        format::remark(&format!(
            "The QR code in {} is the secret: show it to its user alone, and delete it then.",
            path.display()
        ));
    }
    Ok(())
}

/// What T0 is: that of URIs where nothing else was asked for.
fn epoch(token: &Token) -> i64 {
    token.kind.steps().map_or(0, |steps| steps.epoch)
}

/// The QR code, where the terminal is wide enough.
fn show(uri: &str) -> anyhow::Result<()> {
    let picture = Picture::of(uri)?;
    let width = output::terminal_width();
    if picture.columns() > width {
        format::remark(&format!(
            "otpdoctor: the QR code takes {} columns, and the terminal has {width}: widen it, or use --qr FILE",
            picture.columns()
        ));
        return Ok(());
    }
    let plain = anstream::AutoStream::choice(&std::io::stdout()) == anstream::ColorChoice::Never;
    let ink = if plain { Ink::Plain } else { Ink::Colored };
    Ok(output::print(&picture.blocks(ink))?)
}
