//! What a program of the operating system prints, bounded in time and size.

use std::ffi::OsStr;
use std::time::Duration;

use tokio::process::Command;

use crate::secret::command;

/// How long such a program may take.
const PATIENCE: Duration = Duration::from_secs(3);
/// How much of its output is read, in bytes.
const LIMIT: u64 = 64 << 10;

/// What a program printed.
pub(super) struct Printed {
    /// Whether it says that it succeeded.
    #[cfg_attr(
        windows,
        expect(dead_code, reason = "w32tm prints why it failed, which is read")
    )]
    pub(super) succeeded: bool,
    /// Its output; what is not UTF-8 is read by the system's code page on Windows, and replaced elsewhere.
    pub(super) text: String,
}

/// Runs a program; `None` when there is none, or it does not end in time.
pub(super) async fn run(program: impl AsRef<OsStr>, arguments: &[&str]) -> Option<Printed> {
    let mut command = Command::new(program);
    command.args(arguments).env("LC_ALL", "C");
    let printed = command::run(command, PATIENCE, LIMIT).await.ok()?;
    Some(Printed {
        succeeded: printed.status.success(),
        text: text(&printed.bytes),
    })
}

fn text(printed: &[u8]) -> String {
    #[cfg(windows)]
    if std::str::from_utf8(printed).is_err() {
        return crate::windows::host::from_code_page(printed);
    }
    String::from_utf8_lossy(printed).into_owned()
}

/// The text after the label of a line; some translations write the colon in full width.
pub(super) fn after_label(line: &str) -> Option<&str> {
    let (_, value) = line.split_once([':', '：'])?;
    Some(value.trim()).filter(|value| !value.is_empty())
}

/// A program of Windows itself, by its full path: nothing else of that name is run.
#[cfg(windows)]
pub(super) fn system32(program: &str) -> std::path::PathBuf {
    let root = std::env::var_os("SystemRoot").unwrap_or_else(|| r"C:\Windows".into());
    std::path::Path::new(&root).join("System32").join(program)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[tokio::test]
    async fn output_and_success_are_kept_apart() {
        let printed = run("sh", &["-c", "echo seen; exit 3"]).await.unwrap();
        assert_eq!(
            (printed.succeeded, printed.text.as_str()),
            (false, "seen\n")
        );
    }

    #[tokio::test]
    async fn a_missing_program_is_no_error() {
        assert!(run("/no/such/program", &[]).await.is_none());
    }

    #[tokio::test]
    async fn endless_output_is_cut() {
        let printed = run("yes", &[]).await.unwrap();
        assert_eq!(printed.text.len() as u64, LIMIT);
    }
}
