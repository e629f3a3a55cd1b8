//! `otpdoctor config pull`: a config made of what the appliance itself says.

use super::fetch::{PATIENCE, Request, fetch};
use super::import::Destination;
use crate::cli::runtime::run_async;
use crate::exit::{Code, Failure};

/// Options of `otpdoctor config pull`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// What to fetch, and as whom.
    #[command(flatten)]
    pub request: Request,

    /// Where the config goes
    #[command(flatten)]
    pub into: Destination,
}

/// Runs `otpdoctor config pull`.
///
/// # Errors
/// When a realm cannot be fetched, or the config cannot be written.
pub fn run(args: &Args) -> Result<Code, Failure> {
    args.into.check()?;
    let import = run_async(fetch(&args.request, PATIENCE))?;
    args.into.write("config pull", &import)
}
