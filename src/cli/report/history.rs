//! `otpdoctor report --history 30d`: what came of a time, of one appliance or of a fleet.

use std::path::Path;
use std::sync::Arc;

use checks::kit::text::quote;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use crate::cli::check::moment;
use crate::cli::output::{Format, Outputs};
use crate::config::{self, ConfigError};
use crate::db::place::is_url;
use crate::exit::{Code, Failure};
use crate::history::{self, History, Span};
use crate::otp::store::StoreError;
use crate::report::history::{self as review, Lens, Review, few};
use crate::report::human::{Detail, Look};
use crate::secret::{Commands, Resolve, Vault};

/// Options of `otpdoctor report --history`.
#[derive(clap::Args)]
#[command(next_help_heading = "Looking back")]
pub struct Back {
    /// What came of the time until now, such as 24h, 30d or 12w, instead of a saved report
    #[arg(long, value_name = "SPAN", value_parser = back, conflicts_with = "file")]
    pub history: Option<SignedDuration>,

    /// The history: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: the config's, or watch's own]
    #[arg(long, value_name = "PLACE", requires = "history", conflicts_with_all = ["file", "schema"])]
    from: Option<String>,

    /// Look back from this moment, such as 2027-01-31 or 2027-01-31T08:00:00Z, instead of from now
    #[arg(long, value_name = "TIME", value_parser = moment, requires = "history", conflicts_with_all = ["file", "schema"])]
    at: Option<Timestamp>,

    /// Allow a `{command: …}` password of the history to run
    #[arg(long, requires = "history", conflicts_with_all = ["file", "schema"])]
    allow_commands: bool,

    /// Only this appliance
    #[arg(long, value_name = "NAME", requires = "history", conflicts_with_all = ["file", "schema"])]
    appliance: Option<String>,

    /// Only this realm
    #[arg(long, value_name = "NAME", requires = "history", conflicts_with_all = ["file", "schema"])]
    realm: Option<String>,

    /// Only this check
    #[arg(long, value_name = "ID", requires = "history", conflicts_with_all = ["file", "schema"])]
    check: Option<String>,
}

/// The formats that a history is told in.
const FORMATS: &[Format] = &[Format::Human, Format::Json, Format::Html, Format::Markdown];

/// Writes what came of the time.
///
/// # Errors
/// When the history cannot be asked, holds nothing of this name, or a report cannot be written.
pub async fn run(
    args: &Back,
    back: SignedDuration,
    outputs: &Outputs,
    detail: Detail,
    named: Option<&Path>,
) -> anyhow::Result<Code> {
    outputs.only(FORMATS, "a history")?;
    let until = args.at.unwrap_or_else(Timestamp::now);
    // Histories count in microseconds: what reaches up to now must not seem to end just before.
    let until = Timestamp::from_microsecond(until.as_microsecond()).unwrap_or(until);
    let too_long = |_| Failure::error(Code::Usage, "the history would begin before all calendars");
    let since = until.checked_sub(back).map_err(too_long)?;
    let lens = Lens {
        during: Span { since, until },
        realm: args.realm.clone(),
        check: args.check.clone(),
    };
    let history = open(args, named).await?;
    let review = look_back(history.as_ref(), args, &lens).await?;
    outputs.write_each(&|format, width| match format {
        Format::Json => review::json(&review),
        Format::Html => review::html(&review),
        Format::Markdown => review::markdown(&review),
        _ => {
            let platform = crate::cli::check::this_host().platform;
            let look = Look {
                width,
                detail,
                platform,
            };
            review::human(&review, look)
        }
    })?;
    Ok(Code::Ok)
}

/// Folds one appliance after the other: no more than one past is in memory.
async fn look_back(history: &dyn History, args: &Back, lens: &Lens) -> anyhow::Result<Review> {
    let mut names = history.appliances(lens.during).await.map_err(unavailable)?;
    if let Some(wanted) = &args.appliance {
        if !names.contains(wanted) {
            return Err(missing(history, "appliance", wanted, &names));
        }
        names.retain(|name| name == wanted);
    }
    let mut appliances = Vec::with_capacity(names.len());
    for name in &names {
        let past = history.past(name, lens.during).await.map_err(unavailable)?;
        if let Some(past) = past {
            appliances.push(review::fold(&past, lens));
        }
    }
    let nothing = appliances.iter().all(|one| one.checks.is_empty());
    if let (true, Some(wanted)) = (nothing && !appliances.is_empty(), args.realm.as_ref()) {
        return Err(missing(history, "realm", wanted, &[]));
    }
    if let (true, Some(wanted)) = (nothing && !appliances.is_empty(), args.check.as_ref()) {
        return Err(missing(history, "check", wanted, &[]));
    }
    Ok(review::review(lens, appliances))
}

/// The history that is asked, which has to be there: one that is made now says nothing of the past.
async fn open(args: &Back, named: Option<&Path>) -> anyhow::Result<Arc<dyn History>> {
    let (place, password) = match &args.from {
        Some(place) => (place.clone(), None),
        None => configured(args, named).await?,
    };
    if !is_url(&place) && !Path::new(&place).exists() {
        let text = format!(
            "there is no history at {}: `otpdoctor watch` makes one, and --from names another",
            quote(&place, 200)
        );
        return Err(Failure::error(Code::NoInput, text));
    }
    let opened = history::open(&place, password).await;
    opened.map_err(unavailable)
}

/// The place that the config names, with its password; without a config, watch's own.
async fn configured(
    args: &Back,
    named: Option<&Path>,
) -> anyhow::Result<(String, Option<SecretString>)> {
    let commands = match args.allow_commands {
        true => Commands::Allowed,
        false => Commands::Refused,
    };
    let (watch, literals, programs) = match config::load(named) {
        Ok(loaded) => (loaded.config.watch, loaded.literals, loaded.commands),
        Err(ConfigError::NotFound(_)) if named.is_none() => (None, Vec::new(), Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let vault = Vault::new(literals, programs, commands, Resolve::Yes);
    let watch = watch.unwrap_or_default();
    let named = history::named(watch.history.as_deref(), watch.password.as_ref(), &vault);
    named.await.map_err(unavailable)
}

fn unavailable(why: StoreError) -> anyhow::Error {
    Failure::error(Code::Unavailable, why.to_string())
}

/// Says what there is instead, where that is known.
fn missing(history: &dyn History, what: &str, wanted: &str, names: &[String]) -> anyhow::Error {
    let wanted = quote(wanted, 60);
    let place = quote(&history.place(), 200);
    let mut text = format!("the history {place} holds no {what} {wanted:?} in this time");
    if !names.is_empty() {
        let names = few(names.iter().map(String::as_str), 10);
        text += &format!("; it holds {names}");
    }
    Failure::error(Code::Usage, text)
}

/// A time to look back on: hours, days or weeks.
fn back(text: &str) -> Result<SignedDuration, String> {
    const HOUR: i64 = 3600;
    /// A hundred years: no history is older.
    const LONGEST: i64 = 876_000;
    let hours = |text: &str| -> Option<i64> {
        let (number, each) = match text.char_indices().next_back()? {
            (at, 'h') => (&text[..at], 1),
            (at, 'd') => (&text[..at], 24),
            (at, 'w') => (&text[..at], 7 * 24),
            _ => return None,
        };
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let count: i64 = number.parse().ok().filter(|_| digits)?;
        count.checked_mul(each)
    };
    match hours(text) {
        Some(hours @ 1..=LONGEST) => Ok(SignedDuration::from_secs(hours * HOUR)),
        _ => Err("expected hours, days or weeks, such as 24h, 30d or 12w".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_to_look_back_on_is_hours_days_or_weeks() {
        let hours = |text: &str| back(text).map(|span| span.as_hours());
        assert_eq!(hours("24h"), Ok(24));
        assert_eq!(hours("30d"), Ok(720));
        assert_eq!(hours("12w"), Ok(2016));
        for wrong in [
            "",
            "d",
            "0d",
            "-1d",
            "+1d",
            "1.5d",
            "30",
            "30m",
            "1y",
            "9999999d",
            "99999999999999999999w",
            "30ď",
        ] {
            assert!(back(wrong).is_err(), "{wrong}");
        }
    }
}
