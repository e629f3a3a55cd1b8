//! Where reports go: stdout, or files that are whole or not there.

mod format;
mod target;

use std::io::{IsTerminal as _, Write};
use std::path::Path;

use anyhow::Context as _;
use checks::kit::text::harmless;

pub use format::{Format, Outputs, Reader};
pub use target::{Output, Plain, check, write_each};

use super::exit::{Code, Failure};
use crate::config::{self, ConfigError};
use crate::files;

/// When to color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Makes it the choice of every stream.
    pub fn apply(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

/// Prints to stdout, without styles where they are not wanted.
///
/// # Errors
/// When stdout cannot be written to.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(stdout_failed)
}

/// Why stdout took nothing.
pub fn stdout_failed(error: std::io::Error) -> anyhow::Error {
    match error.kind() {
        std::io::ErrorKind::BrokenPipe => Failure::error(Code::BrokenPipe, "stdout was closed"),
        _ => Failure::error(
            Code::CannotWrite,
            format!("cannot write to stdout: {error}"),
        ),
    }
}

/// Writes a file under a temporary name beside it and renames it: it is there whole, or not at all.
/// A device or a pipe is written to as it is: renaming would put a file in its place.
///
/// # Errors
/// With the path and what to do.
pub fn save(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    // A temporary file is private; a report is as readable as the one before it, else as the umask lets the user's
    // other files be.
    save_as(path, bytes, mode(path).unwrap_or(0o666))
}

#[cfg(unix)]
fn mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    let meta = std::fs::metadata(path).ok()?;
    Some(meta.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode(_: &Path) -> Option<u32> {
    None
}

/// As [`save`], for the eyes of the file's owner alone.
///
/// # Errors
/// As [`save`].
pub fn save_private(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    save_as(path, bytes, 0o600)
}

/// Whether a file could be saved there: for what must not be done in vain.
///
/// # Errors
/// As [`save`].
pub fn check_place(path: &Path) -> anyhow::Result<()> {
    match is_special(path) {
        true => Ok(()),
        false => told(path, files::beside(path, 0o600).map(drop)),
    }
}

fn save_as(path: &Path, bytes: &[u8], mode: u32) -> anyhow::Result<()> {
    let written = match is_special(path) {
        true => overwrite(path, bytes),
        false => files::replace(path, bytes, mode),
    };
    told(path, written)
}

/// Whether it is a device or a pipe.
fn is_special(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|meta| !meta.is_file())
}

fn told(path: &Path, written: std::io::Result<()>) -> anyhow::Result<()> {
    written
        .with_context(|| {
            format!(
                "{} cannot be written; nothing was left there",
                path.display()
            )
        })
        .map_err(|error| Failure::error(Code::CannotWrite, format!("{error:#}")))
}

fn overwrite(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).open(path)?;
    file.write_all(bytes)
}

/// Tells an error on stderr, with what caused it.
pub fn complain(error: &anyhow::Error) {
    if let Some(ConfigError::Invalid(mistakes)) = error.downcast_ref() {
        let _ = writeln!(
            anstream::stderr(),
            "{}",
            mistakes.render(config::Look::Colored)
        );
        return;
    }
    let style = anstyle::AnsiColor::Red.on_default().bold();
    let said = by_line(&format!("{error:#}"));
    // Where stderr is gone too, the exit code still tells.
    let _ = writeln!(anstream::stderr(), "{style}otpdoctor:{style:#} {said}");
}

/// Says something beside the report, on stderr.
pub fn remark(text: &str) {
    let _ = writeln!(anstream::stderr(), "{}", by_line(text));
}

/// Lines of our own, in which names of others steer no terminal.
fn by_line(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(harmless).collect();
    lines.join("\n")
}

/// The columns of the terminal; 80 where there is none.
pub fn terminal_width() -> usize {
    let stdout = std::io::stdout();
    let asked = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    if !stdout.is_terminal() {
        return asked.unwrap_or(80);
    }
    terminal_size::terminal_size()
        .map(|(width, _)| usize::from(width.0))
        .or(asked)
        .unwrap_or(80)
}
