//! `otpdoctor otp resync`: a token that is out of step, brought back by two of its codes in a row.

use checks::kit::text;

use super::session::{OtpSession, TOKEN, Whom};
use super::{format, typed};
use crate::exit::{Code, Failure};
use crate::otp::engine::answers::Outcome;

/// Options of `otpdoctor otp resync`.
#[derive(clap::Args)]
#[command(
    after_help = "Two consecutive codes are read from standard input, one a line; on a terminal otpdoctor asks for \
                  them. Neither is accepted again afterwards.\n\n\
                  Exit codes: 0 synchronized, 1 the realm accepts no such codes, 10 the codes do not match, the seed cannot be decrypted, or there is no such token, \
                  13 locked, 64 the command line is wrong, 69 the store or a key is unavailable."
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
        Some(drift) => format!("synchronized again: {quoted} is {drift}"),
        None => format!("synchronized: {quoted} was already synchronized"),
    };
    session.answer(&text, Outcome::Resync { token, drift })
}
