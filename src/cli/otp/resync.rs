//! `otpdoctor otp resync`: a token that is out of step, brought back by two of its codes in a row.

use std::path::Path;

use checks::kit::text;

use super::session::{TOKEN, Whom};
use super::{format, typed};
use crate::cli::output;
use crate::exit::Code;
use crate::otp::engine::EngineError;
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
    token: String,
}

/// Runs `otpdoctor otp resync`.
///
/// # Errors
/// When the codes are not found, or the store or a key is not available.
pub async fn run(args: &Args, named: Option<&Path>) -> anyhow::Result<Code> {
    let session = args.whom.open_existing(named).await?;
    let [first, second] = typed::codes(["Code: ", "The next code: "]).await?;
    let codes = [&first, &second];
    let resynced = session
        .engine
        .resync(&session.user, &args.token, codes)
        .await;
    let drift = resynced
        .map_err(|error| {
            if matches!(error, EngineError::SeedNotOpened { .. }) {
                output::remark(&format::mismatch_advice(&session.realm));
            }
            session.explain_token(&args.token, error)
        })?
        .drift;
    let found = format::drift(drift).unwrap_or_else(|| "was not out of step".into());
    let is = if drift == 0 { "" } else { "is " };
    let token = text::quote(&args.token, 64);
    let text = format!("in step again: {token} {is}{found}");
    let outcome = Outcome::Resync {
        token: &args.token,
        drift,
    };
    session.answer(&text, outcome)?;
    Ok(Code::Ok)
}
