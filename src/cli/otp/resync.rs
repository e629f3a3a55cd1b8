//! `otpdoctor otp resync`: a token that is out of step, brought back by two of its codes in a row.

use checks::kit::text;

use super::session::{OtpSession, TOKEN, Whom};
use super::{format, typed};
use crate::exit::{Code, Failure};
use crate::otp::engine::answers::Outcome;

/// Options of `otpdoctor otp resync`.
#[derive(clap::Args)]
#[command(
    after_help = "Two codes that follow each other are read from standard input, a line each, or asked for \
                  where that is a terminal. Both are used up then.\n\n\
                  Exit codes: 0 in step again, 1 the realm takes no such codes, 10 not found, not opened, or no such token, \
                  13 locked, 64 wrong usage, 69 the store or a key is unavailable."
)]
pub struct Args {
    #[command(flatten)]
    pub(super) whom: Whom,

    /// The app or token
    #[arg(long, value_name = "NAME", default_value = TOKEN)]
    pub(super) token: String,
}

/// Runs `otpdoctor otp resync`.
///
/// # Errors
/// When the codes are not found, or the store or a key is not available.
pub async fn run(args: &Args, session: &OtpSession) -> Result<Code, Failure> {
    let [first, second] = typed::codes(["Code:", "The next code:"]).await?;
    let (token, codes) = (&args.token, [&first, &second]);
    let resynced = session.engine.resync(&session.user, token, codes).await?;
    let drift = resynced.drift;
    let quoted = text::quote(token, 64);
    let text = match format::drift(drift) {
        Some(drift) => format!("in step again: {quoted} is {drift}"),
        None => format!("in step again: {quoted} was not out of step"),
    };
    session.answer(&text, Outcome::Resync { token, drift })
}
