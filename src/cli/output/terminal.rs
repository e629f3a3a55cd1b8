//! What goes to the terminal: stdout for the answer, stderr for all else.

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use checks::kit::text::harmless;

use crate::config::{self, ConfigError};
use crate::exit::{Code, Failure};
use crate::report::view::help::unlinked;
use crate::run::signals;

/// Whether the process was begun without stdout.
pub static STDOUT_IS_CLOSED: AtomicBool = AtomicBool::new(false);

/// Makes it the choice of every stream.
pub fn apply_color(choice: clap::ColorChoice) {
    match choice {
        clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
        clap::ColorChoice::Always => anstream::ColorChoice::Always,
        clap::ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

/// Prints to stdout, without styles and links where they are not wanted; the code is that of a command that has answered.
///
/// # Errors
/// When stdout cannot be written to.
pub fn print(text: &str) -> Result<Code, Failure> {
    let text = if supports_hyperlinks::supports_hyperlinks() {
        Cow::Borrowed(text)
    } else {
        unlinked(text)
    };
    write(&mut anstream::stdout().lock(), text.as_bytes())
}

/// As [`print`], of what has escapes of its own, such as a manual page: as it is.
///
/// # Errors
/// When stdout cannot be written to.
pub fn print_raw(bytes: &[u8]) -> Result<Code, Failure> {
    write(&mut io::stdout().lock(), bytes)
}

fn write(out: &mut dyn io::Write, bytes: &[u8]) -> Result<Code, Failure> {
    let written = stdout_is_open().and_then(|()| {
        signals::writing(|| {
            out.write_all(bytes)?;
            out.flush()
        })
    });
    written.map(|()| Code::Ok).map_err(stdout_failed)
}

/// Passes where the process was begun with a stdout.
///
/// # Errors
/// Where it was not.
pub fn stdout_is_open() -> io::Result<()> {
    if STDOUT_IS_CLOSED.load(Ordering::Relaxed) {
        Err(io::Error::other("it is closed"))
    } else {
        Ok(())
    }
}

/// Why stdout took nothing.
pub fn stdout_failed(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::new(Code::BrokenPipe, "stdout was closed"),
        _ => {
            let text = format!("cannot write to stdout: {error}");
            Failure::new(Code::CannotWrite, text)
        }
    }
}

/// Tells an error on stderr, with what caused it.
pub fn complain(error: &Failure) {
    if let Some(ConfigError::Invalid(mistakes)) = error.cause() {
        let _ = writeln!(
            anstream::stderr(),
            "{}",
            mistakes.render(config::Look::Colored)
        );
        let (said, mistakes) = (error.to_string(), mistakes.to_string());
        let besides = said.strip_prefix(&mistakes).unwrap_or_default();
        if !besides.is_empty() {
            remark(besides.trim_start());
        }
        return;
    }
    let style = anstyle::AnsiColor::Red.on_default().bold();
    let said = by_line(&error.to_string());
    // Where stderr is gone too, the exit code still says it.
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

/// The lines of the terminal; 24 where there is none.
pub fn terminal_height() -> usize {
    let size = terminal_size::terminal_size();
    size.map_or(24, |(_, height)| usize::from(height.0))
}

/// The columns of the terminal; 80 where there is none.
pub fn terminal_width() -> usize {
    let stdout = io::stdout();
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
