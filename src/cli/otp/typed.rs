//! Codes and seeds that a person types: a line of standard input, or a prompt that shows nothing of it.

use zeroize::Zeroizing;

use crate::e2e::person::{Gone, Input, LONGEST, Person};
use crate::exit::{Code as Exit, Failure};
use crate::otp::core::Code;
use crate::run::ask::limit::Stop;
use crate::run::signals;
use crate::terminal::{Hidden, TypeAhead};

/// Reads a code for each prompt; nothing is shown where standard input is no terminal.
///
/// # Errors
/// When there are fewer lines, or one is no code; the line itself is never in the error.
pub(super) async fn codes<const N: usize>(
    prompts: [&'static str; N],
) -> Result<[Code; N], Failure> {
    let mut codes = Vec::with_capacity(N);
    for line in &lines(&prompts).await? {
        let code = Code::parse(line).map_err(|why| Failure::usage(why.to_string()))?;
        codes.push(code);
    }
    let many = codes.len();
    codes.try_into().map_err(|_| {
        let text = format!("standard input holds {many} of {N} codes, a line each");
        Failure::usage(text)
    })
}

/// Reads a line for each prompt, fewer where standard input ends before.
///
/// # Errors
/// When standard input cannot be read, or the wait for it is interrupted.
pub(in crate::cli) async fn lines(prompts: &[&str]) -> Result<Vec<Zeroizing<String>>, Failure> {
    let _hidden = Hidden::begin(TypeAhead::Dropped);
    let mut stop = signals::listen();
    let mut person = Person::at_stdin();
    let mut lines = Vec::new();
    for prompt in prompts {
        let line = tokio::select! {
            line = typed(&mut person, prompt) => line,
            _ = stop.changed() => {
                let code = match *stop.borrow() {
                    Stop::Terminated => Exit::Terminated,
                    _ => Exit::Interrupted,
                };
                return Err(Failure::new(code, "interrupted; nothing was done"));
            }
        };
        match line {
            Ok(line) if line.len() > LONGEST => {
                let text = format!("a line of standard input is longer than {LONGEST} bytes");
                return Err(Failure::usage(text));
            }
            Ok(line) => lines.push(line),
            Err(Gone::Ended) => break,
            Err(why) => return Err(Failure::new(Exit::NoInput, why.to_string())),
        }
    }
    Ok(lines)
}

/// What is typed at a prompt, or the next line of a file or a pipe.
async fn typed(person: &mut Person, prompt: &str) -> Result<Zeroizing<String>, Gone> {
    if person.input() == Input::Pipe {
        return person.line().await;
    }
    let line = person.ask(prompt).await;
    if line.is_ok() {
        // The key that ended the line was not shown either.
        person.print("");
    }
    line
}
