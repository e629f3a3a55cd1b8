//! Stub.
use super::exit::Code;

/// Stub.
#[derive(clap::Args)]
pub struct Args {}

/// Stub.
///
/// # Errors
/// Never.
pub async fn run(_args: Args) -> anyhow::Result<Code> {
    Ok(Code::Ok)
}
