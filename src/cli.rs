//! Stub.
#[cfg(feature = "lab")]
pub mod demo;

/// Stub.
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
