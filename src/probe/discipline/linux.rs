//! The time services of Linux: found among the processes, asked for their state.

use std::path::Path;

use checks::kit::peer_text::PeerText;
use checks::kit::probe::discipline::Answer;
use checks::kit::{Answered, ProbeError};

use super::chrony;
use crate::probe::command::run;
use crate::secret::Vault;

/// Left by systemd-timesyncd once it has synchronized the clock.
const TIMESYNC_MARK: &str = "/run/systemd/timesync/synchronized";

/// What a process calls itself (15 characters at most, proc(5)), and the service that it is.
const SERVICES: &[(&str, &str)] = &[
    ("chronyd", "chronyd"),
    ("ntpd", "ntpd"),
    ("ntp-daemon", "ntpd-rs"),
    ("openntpd", "openntpd"),
    ("ptp4l", "ptp4l"),
    ("phc2sys", "phc2sys"),
    ("systemd-timesyn", "systemd-timesyncd"),
];

pub(super) async fn look(vault: &Vault) -> Answered<Answer> {
    let found = services(Path::new("/proc"));
    let services = found.clone().unwrap_or_default();
    let runs = |name: &str| services.iter().any(|service| *service == name);
    let tracking = if runs("chronyd") {
        tracking().await
    } else {
        None
    };
    let (synchronised, source) = match tracking {
        Some(told) => {
            let source = told.source.map(|source| vault.peer(source));
            (Some(told.synchronised), source)
        }
        None => {
            let marked = runs("systemd-timesyncd") && Path::new(TIMESYNC_MARK).exists();
            (system_says().await.or(marked.then_some(true)), None)
        }
    };
    if found.is_none() && synchronised != Some(true) {
        return Err(ProbeError::Unsupported(
            "the processes of this machine cannot be seen, so it is not known whether a time service runs: /proc is not mounted, or hides those of other accounts".into(),
        ));
    }
    Ok(Answer {
        services,
        synchronised,
        source,
        w32time: None,
    })
}

async fn tracking() -> Option<chrony::Tracking> {
    let printed = run("chronyc", &["-n", "-c", "tracking"]).await?;
    chrony::tracking(&printed.text).filter(|_| printed.succeeded)
}

/// What systemd read from the kernel.
async fn system_says() -> Option<bool> {
    let printed = run("timedatectl", &["show", "-p", "NTPSynchronized", "--value"]).await?;
    match printed.text.trim() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// The time services among the processes below `proc`, in the order of [`SERVICES`]; nothing where not even the first
/// process is to be seen.
fn services(proc: &Path) -> Option<Vec<PeerText>> {
    std::fs::metadata(proc.join("1/comm")).ok()?;
    let names: Vec<String> = std::fs::read_dir(proc)
        .ok()?
        .flatten()
        .filter(|entry| {
            entry
                .file_name()
                .as_encoded_bytes()
                .iter()
                .all(u8::is_ascii_digit)
        })
        .filter_map(|entry| std::fs::read_to_string(entry.path().join("comm")).ok())
        .collect();
    let runs = |process: &str| names.iter().any(|name| name.trim_end() == process);
    let running = SERVICES.iter().filter(|(process, _)| runs(process));
    let running = running.map(|(_, service)| PeerText::from(*service));
    Some(running.collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn services_are_known_by_their_process_names() {
        let proc = tempfile::tempdir().unwrap();
        for (pid, comm) in [
            ("1", "systemd"),
            ("40", "systemd-timesyn"),
            ("41", "chronyd"),
            ("self", "ntpd"),
        ] {
            std::fs::create_dir(proc.path().join(pid)).unwrap();
            std::fs::write(proc.path().join(pid).join("comm"), format!("{comm}\n")).unwrap();
        }
        std::fs::create_dir(proc.path().join("42")).unwrap();
        let services = services(proc.path()).unwrap();
        assert_eq!(services, ["chronyd", "systemd-timesyncd"]);
    }

    #[test]
    fn where_no_process_is_seen_nothing_is_known_of_services() {
        assert_eq!(services(Path::new("/no/such/folder")), None);
        // As a mount with hidepid=2 shows it to who is not root.
        let own = tempfile::tempdir().unwrap();
        std::fs::create_dir(own.path().join("42")).unwrap();
        assert_eq!(services(own.path()), None);
    }

    #[tokio::test]
    async fn this_machine_gives_an_answer() {
        assert!(look(&Vault::default()).await.is_ok());
    }
}
