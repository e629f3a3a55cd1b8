//! What a program prints, bounded in time and size.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::process::Command;
use zeroize::Zeroizing;

/// What came of a program.
pub(crate) struct Printed {
    pub(crate) status: ExitStatus,
    /// The beginning of its output, wiped when it is dropped.
    pub(crate) bytes: Zeroizing<Vec<u8>>,
}

/// Runs a program; of its output at most `limit` bytes are read.
///
/// # Errors
/// When it cannot be run, or does not end in time: [`io::ErrorKind::TimedOut`].
pub(crate) async fn run(
    mut command: Command,
    patience: Duration,
    limit: u64,
) -> io::Result<Printed> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let running = async {
        let mut child = command.spawn()?;
        // Where it does not end in time, what it started ends with it. On Linux a group of its own would keep it from
        // asking at the terminal.
        #[cfg(windows)]
        let job = crate::windows::job::Job::of(&child);
        let mut bytes = Zeroizing::new(Vec::new());
        if let Some(stdout) = child.stdout.take() {
            // The pipe closes with the reader, so that a program that prints without end is stopped by it.
            stdout.take(limit).read_to_end(&mut bytes).await?;
        }
        let status = child.wait().await?;
        // An agent that it leaves behind is meant to stay.
        #[cfg(windows)]
        if let Some(job) = job {
            job.release();
        }
        Ok(Printed { status, bytes })
    };
    tokio::time::timeout(patience, running).await?
}
