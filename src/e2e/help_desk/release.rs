//! How a code gets from the engine to the help desk's operator, and to nobody else.
//!
//! A report may be mailed and a log kept, so that a code in stdout, stderr or a recording would reach more people than
//! the operator. It goes to the terminal itself, onto its alternate screen, which leaves nothing to scroll back to;
//! or, where there is no terminal, into a new file that only its owner can read, and that is gone when the probe ends.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use crate::files;
use crate::otp::core::Code;
use crate::probe::facts::os_text;

/// Where the operator reads the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Channel {
    /// The terminal of this process, past stdout and stderr.
    Terminal,
    /// A file that is not there yet.
    File(PathBuf),
}

#[cfg(unix)]
const TERMINAL: [&str; 2] = ["/dev/tty", "/dev/tty"];
#[cfg(not(unix))]
const TERMINAL: [&str; 2] = ["CONIN$", "CONOUT$"];

/// The alternate screen, cleared; and back (xterm's private mode 1049, which every terminal of today knows).
const ASIDE: &str = "\x1b[?1049h\x1b[2J\x1b[H";
const BACK: &str = "\x1b[?1049l";

/// What holds a code that the operator has: a file goes when this is dropped.
pub type Released = Option<NamedTempFile>;

impl Channel {
    /// Whether the channel can be used.
    ///
    /// # Errors
    /// Why not.
    pub fn probe(&self) -> Result<(), String> {
        match self {
            Self::Terminal => terminal().map(drop).map_err(|why| {
                format!("there is no terminal to show the code to the operator ({why}): choose a file with --operator-file")
            }),
            // It is made and removed: what else may be in the way, no look at the folder shows.
            Self::File(path) => create(path).map(drop).map_err(|why| cannot_write(path, &why)),
        }
    }

    /// Hands the code to the operator, who says when the user has it.
    ///
    /// # Errors
    /// When it cannot be handed over.
    pub async fn release(&self, desk: &str, user: &str, code: &Code) -> Result<Released, String> {
        let code = code.expose().as_bytes();
        match self {
            Self::File(path) => {
                let write = |mut file: NamedTempFile| {
                    file.write_all(code)?;
                    file.write_all(b"\n")?;
                    Ok(Some(file))
                };
                create(path)
                    .and_then(write)
                    .map_err(|why| cannot_write(path, &why))
            }
            Self::Terminal => show(desk, user, code)
                .await
                .map(|()| None)
                .map_err(|why| format!("the code cannot be handed to the operator: {why}")),
        }
    }
}

async fn show(desk: &str, user: &str, code: &[u8]) -> io::Result<()> {
    let (input, output) = terminal()?;
    let _aside = AlternateScreen::begin(output, desk, user, code)?;
    // A thread of its own, since the read cannot be called off; the screen comes back all the same.
    let enter = tokio::task::spawn_blocking(move || {
        let mut line = Vec::new();
        BufReader::new(input.take(100)).read_until(b'\n', &mut line)
    });
    enter.await.map_err(io::Error::other)?.map(drop)
}

/// The alternate screen with the code on it, until this is dropped.
struct AlternateScreen(File);

impl AlternateScreen {
    fn begin(mut terminal: File, desk: &str, user: &str, code: &[u8]) -> io::Result<Self> {
        terminal.write_all(ASIDE.as_bytes())?;
        let mut aside = Self(terminal);
        write!(
            aside.0,
            "{desk}, for the operator\n\n  passcode for {user}\n  "
        )?;
        aside.0.write_all(code)?;
        aside.0.write_all(
            b"\n\nTell it to the user, and press Enter. It is on this screen only, and Enter clears it.\n",
        )?;
        Ok(aside)
    }
}

impl Drop for AlternateScreen {
    fn drop(&mut self) {
        // Where the terminal is gone, so is the screen.
        let _ = self.0.write_all(BACK.as_bytes());
    }
}

fn terminal() -> io::Result<(File, File)> {
    let [input, output] = TERMINAL;
    // Windows says what a console can do only to whoever may read it.
    let output = OpenOptions::new().read(true).write(true).open(output)?;
    #[cfg(windows)]
    if !crate::windows::console::understands_escapes(&output) {
        return Err(io::Error::other(
            "this console cannot clear what it has shown",
        ));
    }
    Ok((File::open(input)?, output))
}

/// A new file that only its owner can read, until it is dropped.
fn create(path: &Path) -> io::Result<NamedTempFile> {
    Ok(NamedTempFile::from_parts(
        files::private_file(path)?,
        TempPath::try_from_path(path)?,
    ))
}

fn cannot_write(path: &Path, why: &io::Error) -> String {
    let file = format!("--operator-file {}", path.display());
    match why.kind() {
        ErrorKind::AlreadyExists => {
            format!(
                "{file}: it already exists, and the code goes only into a new file: choose another one, or remove it"
            )
        }
        _ => format!(
            "{file}: the operator's file cannot be made: {}: choose one in an existing folder in which you may create files",
            os_text(why)
        ),
    }
}
