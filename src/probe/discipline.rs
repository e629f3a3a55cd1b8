//! What keeps the host's clock, read from the time service that runs.
//!
//! The kernel itself could be asked (adjtimex(2)), but not without unsafe code: the services
//! ask it, and tell.

use checks::kit::Answered;
use checks::kit::probe::discipline::{Answer, Query};

use super::live::Live;
#[cfg(not(target_os = "linux"))]
use crate::secret::Vault;

#[cfg(any(target_os = "linux", test))]
mod chrony;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(any(windows, test))]
mod w32tm;

/// Finds the running time services, and asks one for its state.
///
/// # Errors
/// When the platform has none that is known here, or does not let us look.
pub async fn ask(live: &Live, _query: &Query) -> Answered<Answer> {
    look(&live.vault).await
}

#[cfg(target_os = "linux")]
use linux::look;

#[cfg(windows)]
async fn look(vault: &Vault) -> Answered<Answer> {
    use super::command::{run, system32};
    use checks::kit::ProbeError;

    let unsupported = || ProbeError::Unsupported("w32tm cannot be run on this system".into());
    let printed = run(system32("w32tm.exe"), &["/query", "/status"])
        .await
        .ok_or_else(unsupported)?;
    match printed.succeeded {
        true => w32tm::status(vault, &printed.text).ok_or_else(unsupported),
        false => w32tm::refusal(&printed.text),
    }
}

#[cfg(not(any(target_os = "linux", windows)))]
async fn look(_vault: &Vault) -> Answered<Answer> {
    Err(checks::kit::ProbeError::Unsupported(
        "what keeps the clock is not known on this platform".into(),
    ))
}
