//! `otpdoctor otp enroll`: a seed for an app or token, shown once.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use checks::kit::oath::APPS;
use checks::kit::text;
use clap::builder::{PathBufValueParser, PossibleValuesParser, TypedValueParser};
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::format;
use super::import::{self, Form, Imported};
use super::qr::{Image, Ink, NARROW, Picture, QUIET};
use super::session::{OtpSession, TOKEN, Whom};
use crate::cli::options::span;
use crate::cli::output::{self, Plain};
use crate::exit::{Code, Failure};
use crate::files::whole;
use crate::otp::core::{Algorithm, Kind};
use crate::otp::engine::answers::Outcome;
use crate::otp::engine::uri::{KeyUri, Secret};
use crate::otp::engine::{Enrolled, Existing, Moving, NewToken, Protection, Settings};
use crate::seed::RECOMMENDED;

/// Options of `otpdoctor otp enroll`.
#[derive(clap::Args)]
#[command(
    after_help = "The output IS the secret: otpdoctor prints it on your terminal or writes it to the file of --qr, and stores it only encrypted. An imported seed is not printed again."
)]
pub struct Args {
    #[command(flatten)]
    pub(super) whom: Whom,

    /// The name of the app or token
    #[arg(long, value_name = "NAME", default_value = TOKEN)]
    pub(super) token: String,

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

    /// How long a code is valid, such as 30s [default: the realm's passcode change interval]
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

    /// Import a seed from FILE, or - for standard input or a prompt: an otpauth:// URI, Base32 or hexadecimal
    #[arg(long, value_name = "FILE")]
    import: Option<PathBuf>,

    /// How the seed of --import is written: auto, uri, base32 or hex
    #[arg(
        long,
        value_name = "FORM",
        default_value = "auto",
        requires = "import",
        hide_possible_values = true
    )]
    import_as: Form,

    /// Write the QR code to FILE.svg or FILE.png instead of the terminal
    #[arg(long, value_name = "FILE", value_parser = PathBufValueParser::new().try_map(Image::of))]
    qr: Option<Image>,

    /// Replace the token of this name
    #[arg(long)]
    replace: bool,
}

/// Said where a new secret did not get out.
const LOST: &str = "the token is enrolled, but its secret was not shown to anybody: enroll it again with --replace";

fn hash() -> impl TypedValueParser<Value = Algorithm> {
    PossibleValuesParser::new(["sha1", "sha256", "sha512"])
        .map(|name| name.parse().expect("it is one of them"))
}

fn issuer(text: &str) -> Result<String, String> {
    if text.is_empty() || text.chars().any(char::is_control) {
        Err("expected a name, with no control characters".into())
    } else {
        Ok(text.to_owned())
    }
}

fn period(text: &str) -> Result<u32, String> {
    let span = span(text).ok().filter(|span| span.subsec_nanos() == 0);
    let seconds = span.and_then(|span| u32::try_from(span.as_secs()).ok());
    seconds
        .filter(|seconds| (1..=3600).contains(seconds))
        .ok_or_else(|| "expected whole seconds from 1s to 1h, such as 30s".into())
}

impl Args {
    /// What the command line and the seed that it names ask for, before a store is made for it.
    ///
    /// # Errors
    /// When the image cannot be written, or does not say all that an app needs; when the seed cannot be taken over.
    pub(super) async fn asked(&self) -> Result<NewToken, Failure> {
        if let Some(image) = &self.qr {
            if self.epoch.is_some_and(|epoch| epoch != 0) {
                return Err(Failure::usage(
                    "--qr cannot be used with --epoch: apps that read a QR code count from 1970",
                ));
            }
            output::check_place(&image.path)?;
        }
        let imported = match &self.import {
            Some(place) => Some(import::import(place, self.import_as).await?),
            None => None,
        };
        self.wanted(imported)
    }

    /// What the command line and the imported seed together ask for.
    fn wanted(&self, imported: Option<Imported>) -> Result<NewToken, Failure> {
        let by_counter = self.hotp || self.counter.is_some();
        let mut new = NewToken {
            seed: None,
            algorithm: self.algorithm.unwrap_or_default(),
            digits: self.digits,
            moving: if by_counter {
                Moving::Hotp(self.counter.unwrap_or(0))
            } else {
                Moving::Totp(self.period)
            },
            epoch: self.epoch.unwrap_or(0),
            existing: if self.replace {
                Existing::Replace
            } else {
                Existing::Keep
            },
        };
        let says_more = by_counter
            || self.totp
            || self.algorithm.is_some()
            || self.digits.is_some()
            || self.period.is_some();
        match imported {
            None => {}
            Some(Imported::Seed(seed)) => new.seed = Some(seed),
            Some(Imported::Uri(_)) if says_more => {
                return Err(Failure::usage(
                    "the otpauth:// URI already has hash, digits and period or counter: omit those options",
                ));
            }
            Some(Imported::Uri(secret)) => {
                if self.epoch.is_some() && matches!(secret.moving, Moving::Hotp(_)) {
                    return Err(Failure::usage(
                        "the otpauth:// URI is for a counter, which has no epoch: omit --epoch",
                    ));
                }
                new.seed = Some(secret.seed);
                new.algorithm = secret.algorithm;
                new.digits = Some(secret.digits);
                new.moving = secret.moving;
            }
        }
        Ok(new)
    }
}

/// Runs `otpdoctor otp enroll`.
///
/// # Errors
/// When the realm takes no tokens, or the store or a key is not available.
pub async fn run(args: &Args, new: NewToken, session: &OtpSession) -> Result<Code, Failure> {
    let engine = &session.engine;
    // Who is enrolled gets the secret, whatever ends the process.
    let _whole = whole::hold();
    let enrolled = engine.enroll(&session.user, &args.token, new).await?;
    session.warn_of_new_key();
    let last = hand_over(session, args, &enrolled).map_err(|why| match args.import {
        None => {
            let words = format!("{LOST}: {why}");
            why.reworded(words)
        }
        Some(_) => why,
    })?;
    let epoch = enrolled.token.kind.steps().map_or(0, |steps| steps.epoch);
    if epoch != 0 && args.import.is_none() {
        format::remark(&format!(
            "otpdoctor: an otpauth:// URI cannot contain the epoch {epoch}: apps count from 1970, and their codes will not be accepted. Set T0 = {epoch} in the token itself."
        ));
    }
    for warning in warnings(&enrolled, engine.settings()) {
        format::remark(&format!("otpdoctor: {warning}"));
    }
    if engine.protection() == Protection::StandardInstead {
        format::remark(&format!(
            "otpdoctor: {} does not say how the OATH Seed is stored, or stores it unencrypted; here it is encrypted with the key file",
            session.realm
        ));
    }
    if let Some(blocks) = last {
        output::print(&blocks)?;
    }
    Ok(Code::Ok)
}

/// Brings the secret where it is to go: to a file as a QR code, else to stdout where it is new. Who imported it has it. What
/// it gives is to be shown last.
fn hand_over(
    session: &OtpSession,
    args: &Args,
    enrolled: &Enrolled,
) -> Result<Option<Zeroizing<String>>, Failure> {
    let token = &enrolled.token;
    let uri = KeyUri {
        issuer: args.issuer.as_deref().unwrap_or(&session.realm),
        account: session.user.as_str(),
        secret: Secret {
            seed: enrolled.seed.clone(),
            algorithm: token.algorithm,
            digits: token.digits,
            moving: match token.kind {
                Kind::Totp { step, .. } => Moving::Totp(Some(step)),
                Kind::Hotp { next } => Moving::Hotp(next),
            },
        },
    };
    let uri = uri.write();
    if let Some(image) = &args.qr {
        image.save(&Picture::of(&uri)?)?;
    }
    let shown = (args.qr.is_none() && args.import.is_none()).then_some(uri.as_str());
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
        qr: args
            .qr
            .as_ref()
            .map(|image| image.path.display().to_string()),
    };
    let (name, user) = (text::quote(&args.token, 64), session.name());
    let done = format!("enrolled: {name} of {user} in {}", session.realm);
    if session.output == Plain::Json {
        return session.answer(&done, outcome).map(|_| None);
    }
    let is_of_apps = steps.is_none_or(|steps| steps.epoch == 0);
    let is_drawn = shown.is_some() && is_of_apps && std::io::stdout().is_terminal();
    let drawn = is_drawn.then(|| draw(&uri)).transpose()?.flatten();
    // A screen that scrolls keeps its end: the code where all of it fits, else the URI.
    if let Some((blocks, false)) = &drawn {
        output::print(blocks)?;
    }
    session.answer(shown.unwrap_or(&done), outcome)?;
    if shown.is_some() {
        format::remark(&done);
        format::remark(
            "This is the secret: whoever has it makes the user's codes. It is not shown again.",
        );
    }
    if let Some(image) = &args.qr {
        format::remark(&format!(
            "The QR code in {} is the secret: show it to its user alone, and delete it then.",
            image.path.display()
        ));
    }
    Ok(drawn.and_then(|(blocks, fits)| fits.then_some(blocks)))
}

/// The QR code, where the terminal is wide enough, and whether all of it is on the screen at once.
fn draw(uri: &str) -> Result<Option<(Zeroizing<String>, bool)>, Failure> {
    let picture = Picture::of(uri)?;
    let (width, height) = (output::terminal_width(), output::terminal_height());
    // One line is the shell's.
    let fits = |quiet: &usize| picture.size(*quiet).1 < height;
    let quiet = [QUIET, NARROW].into_iter().find(fits);
    let (columns, lines) = picture.size(quiet.unwrap_or(NARROW));
    if columns > width {
        format::remark(&format!(
            "otpdoctor: the QR code needs {columns} columns, and the terminal has {width}: make it wider, or use --qr FILE"
        ));
        return Ok(None);
    }
    if quiet.is_none() {
        format::remark(&format!(
            "otpdoctor: the QR code needs {lines} lines, and the terminal has {height}: make it higher or its font smaller, or use --qr FILE"
        ));
    }
    let plain = anstream::AutoStream::choice(&std::io::stdout()) == anstream::ColorChoice::Never;
    let ink = if plain { Ink::Plain } else { Ink::Colored };
    let blocks = picture.blocks(ink, quiet.unwrap_or(NARROW));
    Ok(Some((blocks, quiet.is_some())))
}

/// What to say about a token before its user finds out.
fn warnings(enrolled: &Enrolled, settings: &Settings) -> Vec<String> {
    let mut warnings = Vec::new();
    let (token, length) = (&enrolled.token, enrolled.seed.len());
    if length < RECOMMENDED {
        warnings.push(format!(
            "the seed has {} bits, and RFC 4226 asks for {} or more",
            length * 8,
            RECOMMENDED * 8
        ));
    }
    let oath = &settings.tokens.oath;
    let realm = &settings.tokens.realm;
    if token.digits != oath.digits {
        warnings.push(format!(
            "{realm} takes codes of {} digits and will reject these of {} (multi_factor.oath.passcode_length)",
            oath.digits, token.digits
        ));
    }
    let Kind::Totp { step, .. } = token.kind else {
        return warnings;
    };
    if step != settings.step {
        warnings.push(format!(
            "the passcodes of {realm} change every {} s, and these every {step} s (multi_factor.oath.passcode_change_interval)",
            settings.step
        ));
    }
    let unable = APPS.iter().filter(|app| !app.can_show(token.digits, step));
    let unable: Vec<&str> = unable.map(|app| app.name).collect();
    if !unable.is_empty() {
        warnings.push(format!(
            "{} cannot show {} digits every {step} s",
            text::list(&unable),
            token.digits
        ));
    }
    if token.algorithm != Algorithm::Sha1 {
        warnings.push(
            "some apps use SHA1 whatever the QR code says: try a code before you rely on it".into(),
        );
    }
    warnings
}
