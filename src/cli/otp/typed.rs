//! Codes and seeds that a person types: a line of standard input, or a prompt that shows nothing of it.

use std::io::{IsTerminal as _, Write as _};

use tokio::sync::oneshot;
use zeroize::Zeroizing;

use crate::exit::{Code as Exit, Failure};
use crate::files::MARK;
use crate::otp::core::Code;
use crate::run::ask::limit::Stop;
use crate::run::signals;
use crate::terminal::{self, Early, Hidden, Lines};

/// The longest line that is read, in bytes: an `otpauth://` URI fits.
const LONGEST: usize = 4096;

/// Reads a code for each prompt; nothing is shown where standard input is no terminal.
///
/// # Errors
/// When there are fewer lines, or one is no code; the line itself is never in the error.
pub(super) async fn codes<const N: usize>(prompts: [&'static str; N]) -> anyhow::Result<[Code; N]> {
    let lines = lines(&prompts).await?;
    let mut codes = Vec::with_capacity(N);
    for line in &lines {
        let code = Code::parse(line).map_err(|why| Failure::error(Exit::Usage, why.to_string()))?;
        codes.push(code);
    }
    let many = codes.len();
    codes.try_into().map_err(|_| {
        let text = format!("standard input holds {many} of {N} codes, a line each");
        Failure::error(Exit::Usage, text)
    })
}

/// Reads a line for each prompt, fewer where standard input ends before.
///
/// # Errors
/// When standard input cannot be read, or the wait for it is interrupted.
pub(super) async fn lines(prompts: &[&'static str]) -> anyhow::Result<Vec<Zeroizing<String>>> {
    let hidden = Hidden::begin(Early::Dropped);
    let mut stop = signals::listen();
    let (say, said) = oneshot::channel();
    let prompts = prompts.to_vec();
    let prompting = std::io::stdin().is_terminal();
    // A thread of its own: whoever waits for a line cannot be interrupted.
    std::thread::spawn(move || {
        // Nobody waits any more after Ctrl-C.
        let _ = say.send(read(&prompts, prompting));
    });
    let outcome = tokio::select! {
        read = said => read.unwrap_or_else(|_| {
            Err(Failure::error(Exit::Bug, "the reader of standard input ended early"))
        }),
        _ = stop.changed() => {
            let code = match *stop.borrow() {
                Stop::Terminated => Exit::Terminated,
                _ => Exit::Interrupted,
            };
            Err(Failure::error(code, "interrupted; nothing was done"))
        }
    };
    drop(hidden);
    outcome
}

fn read(prompts: &[&str], prompting: bool) -> anyhow::Result<Vec<Zeroizing<String>>> {
    let unreadable = |why: std::io::Error| {
        Failure::error(
            Exit::NoInput,
            format!("standard input cannot be read: {why}"),
        )
    };
    let mut input = Lines::new(terminal::stdin().map_err(unreadable)?, LONGEST + 1);
    let mut lines = Vec::new();
    for prompt in prompts {
        if prompting {
            let mut terminal = anstream::stderr();
            write!(terminal, "{prompt}").map_err(unreadable)?;
            terminal.flush().map_err(unreadable)?;
        }
        let line = input.line().map_err(unreadable)?;
        if prompting {
            // The key that ended the line was not shown either.
            writeln!(anstream::stderr()).map_err(unreadable)?;
        }
        let Some(line) = line else {
            break;
        };
        if line.len() > LONGEST {
            let text = format!("a line of standard input is longer than {LONGEST} bytes");
            return Err(Failure::error(Exit::Usage, text));
        }
        let text = std::str::from_utf8(&line)
            .map_err(|_| Failure::error(Exit::Usage, "standard input is not valid UTF-8"))?;
        let text = text.trim_start_matches(MARK).trim_ascii();
        lines.push(Zeroizing::new(text.to_owned()));
    }
    Ok(lines)
}
