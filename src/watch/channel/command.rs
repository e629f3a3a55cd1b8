//! A program that gets the notice as JSON on its standard input.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Child;
use tokio::time::timeout;

use crate::secret::Vault;
use crate::watch::notice::Notice;

/// How long it may take; then it is killed, and what it started with it.
const PATIENCE: Duration = Duration::from_secs(30);
/// How much of what it says on stderr is read; who says more finds the pipe closed.
const SAID: u64 = 16 << 10;
/// How long its last words are waited for when it has ended.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// Runs it.
///
/// # Errors
/// Why the notice was not taken: it cannot be run, did not end in time, or ended with a failure.
pub(super) async fn run(argv: &[String], notice: &Notice, vault: &Vault) -> Result<(), String> {
    run_within(argv, notice, vault, PATIENCE).await
}

async fn run_within(
    argv: &[String],
    notice: &Notice,
    vault: &Vault,
    patience: Duration,
) -> Result<(), String> {
    let mut leader = Leader::new(spawn(argv, notice, vault)?);
    let ended = timeout(patience, converse(&mut leader.child, &notice.json())).await;
    let (status, said) = ended
        .map_err(|_| format!("it did not end within {} s", patience.as_secs_f64()))?
        .map_err(|why| format!("it cannot be waited for: {why}"))?;
    leader.has_ended();
    match (status.success(), said.trim()) {
        (true, _) => Ok(()),
        (false, "") => Err(format!("it ended with {status}")),
        (false, said) => Err(format!("it ended with {status}: {said}")),
    }
}

fn spawn(argv: &[String], notice: &Notice, vault: &Vault) -> Result<Child, String> {
    let [program, arguments @ ..] = argv else {
        return Err("it is empty".into());
    };
    let first = notice.changes.first();
    let kind = first.map_or("", |change| change.event.kind.word());
    let mut command = vault.program(program);
    command
        .args(arguments)
        .env("OTPDOCTOR_NOTICE_ID", &notice.id)
        .env("OTPDOCTOR_APPLIANCE", notice.appliance.as_str())
        .env("OTPDOCTOR_AT", notice.at.to_string())
        .env("OTPDOCTOR_KIND", kind)
        .env("OTPDOCTOR_SUMMARY", notice.summary.as_str())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    #[cfg(unix)]
    command.process_group(0);
    let failed = |why: std::io::Error| match why.kind() {
        std::io::ErrorKind::NotFound => "there is no such program".to_owned(),
        _ => format!("it cannot be run: {why}"),
    };
    command.spawn().map_err(failed)
}

/// Feeds it and listens to it until it ends: it need do neither.
async fn converse(child: &mut Child, text: &str) -> std::io::Result<(ExitStatus, String)> {
    let (stdin, stderr) = (child.stdin.take(), child.stderr.take());
    let feed = async move {
        if let Some(mut stdin) = stdin {
            // Who has received enough closes the pipe.
            let _ = stdin.write_all(text.as_bytes()).await;
            let _ = stdin.shutdown().await;
        }
    };
    let mut said = Vec::new();
    let listen = async {
        if let Some(stderr) = stderr {
            let _ = stderr.take(SAID).read_to_end(&mut said).await;
        }
    };
    let status = {
        let talk = async { tokio::join!(feed, listen) };
        tokio::pin!(talk);
        tokio::select! {
            status = child.wait() => {
                // What it started in the background may hold the pipes for long.
                let _ = timeout(LAST_WORDS, talk).await;
                status?
            }
            _ = &mut talk => child.wait().await?,
        }
    };
    Ok((status, String::from_utf8_lossy(&said).into_owned()))
}

/// A process that leads a group, all of which is ended unless the process ends by itself.
struct Leader {
    child: Child,
    #[cfg(windows)]
    group: Option<crate::windows::job::Job>,
}

impl Leader {
    fn new(child: Child) -> Self {
        Self {
            #[cfg(windows)]
            group: crate::windows::job::Job::of(&child),
            child,
        }
    }

    /// What it left behind lives on.
    fn has_ended(self) {
        #[cfg(windows)]
        if let Some(group) = self.group {
            group.release();
        }
    }
}

#[cfg(unix)]
impl Drop for Leader {
    fn drop(&mut self) {
        if let Some(id) = self.child.id().and_then(|id| i32::try_from(id).ok())
            && let Some(group) = rustix::process::Pid::from_raw(id)
        {
            // It has ended, or has a moment ago.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use jiff::Timestamp;

    use super::*;
    use crate::watch::outbox::tests::notice;

    async fn sh(script: &str, patience: Duration) -> Result<(), String> {
        let argv = ["/bin/sh", "-c", script].map(str::to_owned);
        let notice = notice("n1", Timestamp::UNIX_EPOCH);
        run_within(&argv, &notice, &Vault::default(), patience).await
    }

    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn it_hears_the_notice_and_its_end_counts() {
        let received =
            "test \"$OTPDOCTOR_NOTICE_ID\" = n1 && grep -q '\"schema\":\"otpdoctor.notice/1\"'";
        assert_eq!(sh(received, LONG).await, Ok(()));
        let failed = sh("echo 'no such number' >&2; exit 3", LONG)
            .await
            .unwrap_err();
        assert!(
            failed.contains("3") && failed.ends_with(": no such number"),
            "{failed}"
        );
        // It need not listen.
        assert_eq!(sh("exec 0<&-; exit 0", LONG).await, Ok(()));
        let none = run_within(
            &["/nowhere/at-all".into()],
            &notice("n", Timestamp::UNIX_EPOCH),
            &Vault::default(),
            LONG,
        )
        .await;
        assert_eq!(none.unwrap_err(), "there is no such program");
    }

    #[tokio::test]
    async fn what_floods_is_bounded_and_what_hangs_is_killed_with_what_it_started() {
        assert!(sh("yes >&2", LONG).await.is_err(), "the pipe closes on it");
        assert_eq!(sh("yes | head -c 100000000", LONG).await, Ok(()));
        // A background process that holds the pipes is not waited for.
        let begun = std::time::Instant::now();
        assert_eq!(sh("sleep 20 & exit 0", LONG).await, Ok(()));
        assert!(begun.elapsed() < Duration::from_secs(15));
        let folder = tempfile::tempdir().unwrap();
        let pid = folder.path().join("pid");
        let script = format!("sleep 600 & echo $! > {}; wait", pid.display());
        // Until then it has started what it starts, on a busy machine too.
        let hung = sh(&script, Duration::from_secs(3)).await.unwrap_err();
        assert!(hung.contains("did not end within"), "{hung}");
        let pid: i32 = std::fs::read_to_string(pid)
            .unwrap()
            .trim()
            .parse()
            .unwrap();
        let pid = rustix::process::Pid::from_raw(pid).unwrap();
        let gone = || match std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()))
        {
            Ok(stat) => stat.contains(") Z "),
            Err(_) => true,
        };
        let since = std::time::Instant::now();
        while !gone() {
            assert!(since.elapsed() < LONG, "what it started lives on");
            tokio::task::yield_now().await;
        }
    }
}

#[cfg(all(test, windows))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use jiff::Timestamp;

    use super::*;
    use crate::watch::outbox::tests::notice;

    #[tokio::test]
    async fn what_hangs_is_ended_with_what_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let held = folder.path().join("held");
        // ping has it open for as long as it runs, so that nobody can remove it.
        let script = format!("ping -n 600 127.0.0.1 > {}", held.display());
        let argv = ["cmd", "/c", &script].map(str::to_owned);
        let notice = notice("n1", Timestamp::UNIX_EPOCH);
        let vault = Vault::default();
        // Until then it has started what it starts, on a busy machine too.
        let hung = run_within(&argv, &notice, &vault, Duration::from_secs(3)).await;
        assert_eq!(hung.unwrap_err(), "it did not end within 3 s");
        let since = std::time::Instant::now();
        while let Err(why) = std::fs::remove_file(&held) {
            assert!(since.elapsed() < Duration::from_secs(60), "{why}");
            tokio::task::yield_now().await;
        }
    }
}
