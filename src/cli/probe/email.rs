//! `otpdoctor probe email`: issued, sent by the realm's mail server, read from a mailbox, verified.

use std::path::Path;

use super::shared::Shared;
use crate::cli::exit::{Code, Failure};

/// Options of `otpdoctor probe email`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    shared: Shared,
}

/// Runs `otpdoctor probe email`.
///
/// # Errors
/// As `otpdoctor probe`.
pub async fn run(args: Args, named: Option<&Path>) -> anyhow::Result<Code> {
    let _ground = args.shared.prepare(named)?;
    Err(Failure::error(Code::Usage, "probe email is not built yet"))
}
