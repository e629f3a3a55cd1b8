//! How a code gets from the engine to the help desk's operator, and to nobody else.
//!
//! A report may be mailed and a log kept, so that a code in stdout, stderr or a recording would reach more people than
//! the operator. It goes to the terminal itself, onto its alternate screen, which leaves nothing to scroll back to;
//! or, where there is no terminal, into a new file that only its owner can read, and that is gone when the probe ends.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

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

/// A code that the operator has; a file with it goes when this is dropped.
pub struct Released(Option<PathBuf>);

impl Drop for Released {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // Where it is gone already, somebody was faster.
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Channel {
    /// Whether the channel can be used.
    ///
    /// # Errors
    /// Why not.
    pub fn probe(&self) -> Result<(), String> {
        match self {
            Self::Terminal => terminal().map(drop).map_err(|why| {
                format!("there is no terminal to show the operator the code on ({why}): name a file with --operator-file")
            }),
            Self::File(path) => {
                // It is made and removed: what else may be in the way, no look at the folder tells.
                let made = create(path).and_then(|file| {
                    drop(file);
                    std::fs::remove_file(path)
                });
                made.map_err(|why| cannot_write(path, &why))
            }
        }
    }

    /// Hands the code to the operator, who says when the user has been told.
    ///
    /// # Errors
    /// When it cannot be handed over.
    pub async fn release(&self, desk: &str, user: &str, code: &Code) -> Result<Released, String> {
        let failed = |why: std::io::Error| format!("the operator cannot be given the code: {why}");
        match self {
            Self::File(path) => {
                write(path, code).map_err(|why| cannot_write(path, &why))?;
                Ok(Released(Some(path.clone())))
            }
            Self::Terminal => {
                let (input, output) = terminal().map_err(failed)?;
                let aside = Aside::begin(output, desk, user, code).map_err(failed)?;
                // A thread of its own, since the read cannot be called off; the screen comes back all the same.
                let enter = tokio::task::spawn_blocking(move || {
                    let mut line = Vec::new();
                    BufReader::new(input.take(100)).read_until(b'\n', &mut line)
                });
                let read = enter.await;
                drop(aside);
                match read {
                    Ok(Ok(_)) => Ok(Released(None)),
                    Ok(Err(why)) => Err(failed(why)),
                    Err(why) => Err(failed(std::io::Error::other(why))),
                }
            }
        }
    }
}

/// The alternate screen with the code on it, until this is dropped.
struct Aside(File);

impl Aside {
    fn begin(mut terminal: File, desk: &str, user: &str, code: &Code) -> std::io::Result<Self> {
        terminal.write_all(ASIDE.as_bytes())?;
        let mut aside = Self(terminal);
        write!(
            aside.0,
            "{desk}, for the operator\n\n  passcode for {user}\n  "
        )?;
        aside.0.write_all(code.expose().as_bytes())?;
        aside.0.write_all(
            b"\n\nTell it to the user, and press Enter. It is on this screen alone, and goes with it.\n",
        )?;
        aside.0.flush()?;
        Ok(aside)
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        let _ = self.0.write_all(BACK.as_bytes());
        let _ = self.0.flush();
    }
}

fn terminal() -> std::io::Result<(File, File)> {
    let [input, output] = TERMINAL;
    let open = |path, options: &mut OpenOptions| options.open(Path::new(path));
    Ok((
        open(input, OpenOptions::new().read(true))?,
        open(output, OpenOptions::new().write(true))?,
    ))
}

/// The code and a line break, in a new file that only its owner can read.
fn write(path: &Path, code: &Code) -> std::io::Result<()> {
    let mut file = create(path)?;
    file.write_all(code.expose().as_bytes())
        .and_then(|()| file.write_all(b"\n"))
        .and_then(|()| file.flush())
        .inspect_err(|_| drop(std::fs::remove_file(path)))
}

/// A new file that only its owner can read.
fn create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn cannot_write(path: &Path, why: &std::io::Error) -> String {
    let file = format!("--operator-file {}", path.display());
    match why.kind() {
        ErrorKind::AlreadyExists => {
            format!(
                "{file}: it is there already, and the code goes into a new file only: name another, or remove it"
            )
        }
        _ => format!(
            "{file}: the operator's file cannot be made: {}: name one in a folder that is there, and in which you may make files",
            os_text(why)
        ),
    }
}
