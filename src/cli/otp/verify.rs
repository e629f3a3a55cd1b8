//! `otpdoctor otp verify`: a code against what was issued or enrolled, a verdict and an exit code.

use std::path::Path;

use serde_json::json;

use super::desk::{TOKEN, Whom};
use super::{say, typed};
use crate::cli::output::{self, Plain};
use crate::exit::Code as Exit;
use crate::otp::core::{Verdict, Why};

/// Options of `otpdoctor otp verify`.
#[derive(clap::Args)]
#[command(
    after_help = "The code is read from standard input, or asked for where that is a terminal.\n\n\
                  Exit codes: 0 verified, 10 rejected, 11 expired, 12 replayed, 13 locked, 64 wrong usage, 69 the store or a key is unavailable."
)]
pub struct Args {
    #[command(flatten)]
    pub(super) whom: Whom,

    /// The code is of this app or token [without a name: app]; left out: it was issued
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = TOKEN)]
    token: Option<String>,
}

/// Runs `otpdoctor otp verify`.
///
/// # Errors
/// When no code can be read, or the store or a key is not available.
pub async fn run(args: Args, named: Option<&Path>) -> anyhow::Result<Exit> {
    let token = args.token.as_deref();
    let desk = args.whom.look_up(named).await?;
    let [code] = typed::codes(["Code: "]).await?;
    let verdict = match token {
        Some(token) => desk.engine.verify_token(&desk.user, token, &code).await,
        None => desk.engine.verify(&desk.user, &code).await,
    };
    let verdict = verdict.map_err(|error| desk.explain(error))?;
    let line = say::line(&desk, token, &verdict);
    match desk.format {
        Plain::Human => output::print(&format!("{line}\n"))?,
        Plain::Json => {
            let (mut method, mut drift) = (None, None);
            let (mut left, mut until) = (None, None);
            match &verdict {
                Verdict::Verified {
                    method: by,
                    drift: steps,
                } => (method, drift) = (Some(say::method_word(*by)), Some(*steps)),
                Verdict::Rejected { left: rest, .. } => left = *rest,
                Verdict::Locked { until: end } => until = *end,
                Verdict::Expired | Verdict::Replayed | Verdict::Superseded => {}
            }
            output::print(&say::json(
                &desk,
                "verify",
                json!({
                    "token": token,
                    "verdict": say::word(&verdict),
                    "reason": say::reason(&verdict),
                    "attempts_left": left,
                    "locked_until": until,
                    "method": method,
                    "drift": drift,
                    "summary": line,
                }),
            ))?;
        }
    }
    if matches!(
        verdict,
        Verdict::Rejected {
            why: Why::SeedNotOpened,
            ..
        }
    ) {
        output::remark(&say::mismatch_advice(&desk.realm));
    }
    Ok(exit_code(&verdict))
}

/// The exit code of a presented code.
fn exit_code(verdict: &Verdict) -> Exit {
    match verdict {
        Verdict::Verified { .. } => Exit::Ok,
        Verdict::Rejected { .. } => Exit::Rejected,
        Verdict::Expired => Exit::Expired,
        Verdict::Replayed | Verdict::Superseded => Exit::Replayed,
        Verdict::Locked { .. } => Exit::Locked,
    }
}
