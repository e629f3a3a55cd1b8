//! Stub.
use std::path::Path;

use super::exit::Code;

/// Stub.
#[derive(clap::Subcommand)]
pub enum ConfigCommand {
    /// Stub
    Validate,
}

/// Stub.
///
/// # Errors
/// Never.
pub fn run(_command: ConfigCommand, _named: Option<&Path>) -> anyhow::Result<Code> {
    Ok(Code::Ok)
}
