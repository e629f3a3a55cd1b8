//! `otpdoctor otp issue`: a code on stdout, and until when it is taken on stderr.

use checks::kit::text;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use jiff::Timestamp;

use super::format;
use super::session::{OtpSession, Whom};
use crate::cli::output::Plain;
use crate::exit::{Code, Failure};
use crate::otp::core::Method;
use crate::otp::engine::answers::Outcome;
use crate::report::view::text::moment;

/// Options of `otpdoctor otp issue`.
#[derive(clap::Args)]
#[command(
    after_help = "stdout has only the code, for the program that delivers it; messages go to stderr. \
                  A code that was issued earlier in this realm is no longer accepted."
)]
pub struct Args {
    #[command(flatten)]
    pub(super) whom: Whom,

    /// How the code will be delivered to the user: sms, voice, email, help-desk-1 or help-desk-2
    #[arg(long, value_name = "HOW", value_parser = delivering(), hide_possible_values = true)]
    method: Method,
}

/// The methods that deliver codes, by their names.
fn delivering() -> impl TypedValueParser<Value = Method> {
    let all = || Method::ALL.iter().copied();
    let delivering = all().filter(|method| *method != Method::Oath);
    let value = |method: Method| PossibleValue::new(method.name()).help(method.describe());
    PossibleValuesParser::new(delivering.map(value)).map(move |name| {
        let named = all().find(|method| method.name() == name);
        named.expect("it is one of them")
    })
}

/// Runs `otpdoctor otp issue`.
///
/// # Errors
/// When the method is off, the user is locked, or the store is not available.
pub async fn run(args: &Args, session: &OtpSession) -> Result<Code, Failure> {
    let method = args.method;
    let active = session.engine.issue(&session.user, method).await?;
    session.warn_of_new_key();
    let attempts = session.engine.settings().delivered.attempts;
    let (code, expires_at) = (active.code.expose(), active.expires_at);
    let outcome = Outcome::Issue {
        method,
        code,
        expires_at,
        attempts,
    };
    session.answer(code, outcome)?;
    if session.output == Plain::Human {
        let left = expires_at.duration_since(Timestamp::now());
        format::remark(&format!(
            "for {} in {}, by {}: valid for {}, until {}, at most {attempts} attempts",
            session.name(),
            session.realm,
            method.describe(),
            text::duration(left),
            moment(expires_at),
        ));
    }
    Ok(Code::Ok)
}
