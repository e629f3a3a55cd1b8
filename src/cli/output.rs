//! Where reports go: stdout, or files that are whole or not there.

use std::io::{IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context as _;
use checks::kit::realm::Platform;

use super::exit::{Code, Failure};
use crate::config::{self, ConfigError};
use crate::report::human::{Detail, Look};
use crate::report::{Report, human, json};

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

/// A report format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a person at a terminal.
    Human,
    /// For programs.
    Json,
}

/// A report to be written: `FORMAT` to stdout, `FORMAT=PATH` to a file.
#[derive(Clone, Debug)]
pub struct Output {
    format: Format,
    path: Option<PathBuf>,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = match text.split_once('=') {
            Some((_, "")) => return Err("a path is missing after `=`".into()),
            Some((format, path)) => (
                format,
                Some(PathBuf::from(path)).filter(|path| path != Path::new("-")),
            ),
            None => (text, None),
        };
        let format = <Format as clap::ValueEnum>::from_str(format, true)
            .map_err(|_| "expected human or json, alone or as FORMAT=PATH".to_owned())?;
        Ok(Self { format, path })
    }
}

/// Whether the outputs leave stdout to programs, so that nothing else may be printed there.
#[cfg(feature = "lab")]
pub fn for_programs(outputs: &[Output]) -> bool {
    outputs
        .iter()
        .any(|output| output.path.is_none() && output.format != Format::Human)
}

/// Refuses two reports on stdout: neither could be read.
///
/// # Errors
/// A usage error.
pub fn check(outputs: &[Output]) -> anyhow::Result<()> {
    match outputs
        .iter()
        .filter(|output| output.path.is_none())
        .count()
    {
        0 | 1 => Ok(()),
        _ => Err(Failure::error(
            Code::Usage,
            "only one report fits on stdout: give the others a path, as in -o json=report.json",
        )),
    }
}

/// Writes the report in every format that was asked for; without any, for a person on stdout.
///
/// # Errors
/// The first that cannot be written; the others are written all the same. A file that could not be written whole
/// is not there.
pub fn write(
    report: &Report,
    outputs: &[Output],
    detail: Detail,
    platform: Platform,
) -> anyhow::Result<()> {
    let look = |width| Look {
        width,
        detail,
        platform,
    };
    write_each(outputs, &|format, width| {
        render(report, format, look(width))
    })
}

/// Writes what `render` makes of each format, at the width of where it goes.
///
/// # Errors
/// As [`write`].
pub fn write_each(
    outputs: &[Output],
    render: &dyn Fn(Format, usize) -> String,
) -> anyhow::Result<()> {
    let human_on_stdout = [Output {
        format: Format::Human,
        path: None,
    }];
    let outputs = if outputs.is_empty() {
        &human_on_stdout
    } else {
        outputs
    };
    let written: Vec<anyhow::Result<()>> = outputs
        .iter()
        .map(|output| match &output.path {
            None => print(&render(output.format, terminal_width())),
            Some(path) => {
                let text = render(output.format, 100);
                let plain = anstream::adapter::strip_str(&text).to_string();
                save(path, plain.as_bytes())
            }
        })
        .collect();
    written.into_iter().collect()
}

fn render(report: &Report, format: Format, look: Look) -> String {
    match format {
        Format::Human => human::render(report, look),
        Format::Json => json::render(report),
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

fn stdout_failed(error: std::io::Error) -> anyhow::Error {
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
    // A temporary file is private; a report is as readable as the umask lets the user's other files be.
    save_as(path, bytes, 0o666)
}

/// As [`save`], for the eyes of the file's owner alone.
///
/// # Errors
/// As [`save`].
pub fn save_private(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    save_as(path, bytes, 0o600)
}

fn save_as(path: &Path, bytes: &[u8], mode: u32) -> anyhow::Result<()> {
    let special = std::fs::metadata(path).is_ok_and(|meta| !meta.is_file());
    let written = match special {
        true => overwrite(path, bytes),
        false => replace(path, bytes, mode),
    };
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

fn replace(path: &Path, bytes: &[u8], mode: u32) -> std::io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".otpdoctor-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = builder
        .tempfile_in(folder)
        .map_err(|why| refused(folder, why))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Why a folder takes no file, without the temporary name that nobody asked for.
fn refused(folder: &Path, error: std::io::Error) -> std::io::Error {
    let folder = folder.display();
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            std::io::Error::other(format!("the folder {folder} does not exist"))
        }
        std::io::ErrorKind::PermissionDenied => {
            std::io::Error::other(format!("the folder {folder} may not be written to"))
        }
        _ => error,
    }
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
    // Where stderr is gone too, the exit code still tells.
    let _ = writeln!(anstream::stderr(), "{style}otpdoctor:{style:#} {error:#}");
}

/// Says something beside the report, on stderr.
pub fn remark(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
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
