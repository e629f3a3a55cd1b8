//! `otpdoctor otp resync`: a token that is out of step, brought back by two of its codes in a row.

use std::path::Path;

use checks::kit::text;
use serde_json::json;

use super::desk::{TOKEN, Whom};
use super::{say, typed};
use crate::cli::output::{self, Plain};
use crate::exit::Code;
use crate::otp::engine::EngineError;

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
pub async fn run(args: Args, named: Option<&Path>) -> anyhow::Result<Code> {
    let desk = args.whom.look_up(named).await?;
    let [first, second] = typed::codes(["Code: ", "The next code: "]).await?;
    let codes = [&first, &second];
    let resynced = desk.engine.resync(&desk.user, &args.token, codes).await;
    let resynced = resynced.map_err(|error| {
        if matches!(error, EngineError::SeedNotOpened { .. }) {
            output::remark(&say::mismatch_advice(&desk.realm));
        }
        desk.explain_token(&args.token, error)
    })?;
    match desk.format {
        Plain::Human => {
            let token = text::quote(&args.token, 64);
            let way = say::drift(resynced.drift);
            output::print(&match way {
                Some(way) => format!("in step again: {token} is {way}\n"),
                None => format!("in step again: {token} was not out of step\n"),
            })?;
        }
        Plain::Json => {
            let fields = json!({"token": args.token, "drift": resynced.drift});
            output::print(&say::json(&desk, "resync", fields))?;
        }
    }
    Ok(Code::Ok)
}
