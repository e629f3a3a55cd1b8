//! What keeps the host's clock, read from the time service that runs.
//!
//! The kernel itself could be asked (adjtimex(2)), but not without unsafe code: the services
//! ask it, and say.

use checks::kit::Answered;
use checks::kit::probe::discipline::{Answer, Query};

use super::live::Live;
#[cfg(not(target_os = "linux"))]
use crate::secret::Vault;

#[cfg(any(target_os = "linux", test))]
mod chrony;
#[cfg(target_os = "linux")]
mod linux;
pub mod w32tm;

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
    use self::w32tm::Setting;
    use super::command::{run, system32};
    use crate::windows::registry::{LOCAL_MACHINE, Value, value};
    use crate::windows::{host, service};

    let printed = run(system32("w32tm.exe"), &["/query", "/status", "/verbose"]).await;
    let mut answer = w32tm::read(vault, &printed.map(|one| one.text).unwrap_or_default());
    let mut time = answer.w32time.take().unwrap_or_default();
    w32tm::set_up(&mut time, vault, |path, name| {
        match value(LOCAL_MACHINE, path, name).ok()?? {
            Value::Number(number) => Some(Setting::Number(number)),
            Value::Text(text) => Some(Setting::Text(text)),
            Value::Bytes(_) | Value::Unreadable => None,
        }
    });
    time.runs = service::runs("W32Time").or(time.runs);
    time.joined = host::has_joined_a_domain();
    if time.runs == Some(true) {
        answer.services = vec!["w32time".into()];
    }
    answer.w32time = Some(time);
    Ok(answer)
}

#[cfg(not(any(target_os = "linux", windows)))]
async fn look(_vault: &Vault) -> Answered<Answer> {
    Err(checks::kit::ProbeError::Unsupported(
        "otpdoctor cannot ask this platform's time service".into(),
    ))
}
