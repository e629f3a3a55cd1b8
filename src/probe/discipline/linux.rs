//! The time services of Linux: found among the processes, asked for their state.

use std::path::Path;
use std::time::Duration;

use checks::kit::peer_text::PeerText;
use checks::kit::probe::discipline::Answer;
use checks::kit::{Answered, ProbeError};

use super::chrony;
use crate::probe::command::run;
use crate::secret::Vault;

/// Touched by systemd-timesyncd each time that it has synchronized the clock (systemd-timesyncd.service(8)).
const TIMESYNC_MARK: &str = "run/systemd/timesync/synchronized";
/// It asks its server again within 2048 s (PollIntervalMaxSec= in timesyncd.conf(5)): an older mark says little of now.
const FRESH: Duration = Duration::from_secs(3600);
/// There where systemd runs the system (sd_booted(3)).
const SYSTEMD: &str = "run/systemd/system";

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
            let root = Path::new("/");
            let said = match marked(root).filter(|_| runs("systemd-timesyncd")) {
                Some(SyncFile::Fresh) => Some(true),
                mark => system_says(root).await.or(mark.map(|_| true)),
            };
            (said, None)
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

/// What systemd-timesyncd left behind.
#[derive(Debug, PartialEq)]
enum SyncFile {
    Fresh,
    Old,
}

fn marked(root: &Path) -> Option<SyncFile> {
    let touched = std::fs::metadata(root.join(TIMESYNC_MARK)).ok()?.modified();
    // One of the future was left before the clock was set back.
    let age = touched.ok().and_then(|touched| touched.elapsed().ok());
    Some(if age.is_some_and(|age| age < FRESH) {
        SyncFile::Fresh
    } else {
        SyncFile::Old
    })
}

/// What systemd read from the kernel; no program is started where it does not run.
async fn system_says(root: &Path) -> Option<bool> {
    std::fs::metadata(root.join(SYSTEMD)).ok()?;
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

    #[test]
    fn a_mark_counts_by_itself_while_it_is_fresh() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(marked(root.path()), None);
        let mark = root.path().join(TIMESYNC_MARK);
        std::fs::create_dir_all(mark.parent().unwrap()).unwrap();
        let file = std::fs::File::create(&mark).unwrap();
        assert_eq!(marked(root.path()), Some(SyncFile::Fresh));
        let now = std::time::SystemTime::now();
        for touched in [now - FRESH, now + FRESH] {
            file.set_modified(touched).unwrap();
            assert_eq!(marked(root.path()), Some(SyncFile::Old), "{touched:?}");
        }
    }

    #[tokio::test]
    async fn systemd_is_asked_only_where_it_runs() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(system_says(root.path()).await, None);
    }

    #[tokio::test]
    async fn this_machine_gives_an_answer() {
        assert!(look(&Vault::default()).await.is_ok());
    }
}
