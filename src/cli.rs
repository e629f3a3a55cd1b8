//! Stub.

pub mod config;

/// Stub.
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
