//! What a person types that nobody else is to see: a terminal that does not show it, and a reader that keeps no copy.

use std::io::{self, Read};

use zeroize::{Zeroize as _, Zeroizing};

/// What becomes of what was typed before the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeAhead {
    /// It is taken for the answer.
    Taken,
    /// It is dropped: it was shown.
    Dropped,
}

/// A terminal that does not show what is typed, until this is dropped.
pub struct Hidden {
    #[cfg(unix)]
    shown: Option<rustix::termios::Termios>,
    #[cfg(windows)]
    _console: Option<crate::windows::console::Hidden>,
}

impl Hidden {
    /// From now on; what is no terminal shows nothing anyway.
    #[cfg(unix)]
    pub fn begin(early: TypeAhead) -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let stdin = io::stdin();
        let Ok(shown) = tcgetattr(&stdin) else {
            return Self { shown: None };
        };
        let when = match early {
            TypeAhead::Taken => OptionalActions::Now,
            TypeAhead::Dropped => OptionalActions::Flush,
        };
        let mut hidden = shown.clone();
        hidden.local_modes.remove(LocalModes::ECHO);
        let set = tcsetattr(&stdin, when, &hidden);
        Self {
            shown: set.is_ok().then_some(shown),
        }
    }

    /// From now on; what is no console shows nothing anyway.
    #[cfg(windows)]
    pub fn begin(early: TypeAhead) -> Self {
        Self {
            _console: crate::windows::console::Hidden::begin(early == TypeAhead::Dropped),
        }
    }
}

#[cfg(unix)]
impl Drop for Hidden {
    fn drop(&mut self) {
        if let Some(shown) = &self.shown {
            let now = rustix::termios::OptionalActions::Now;
            // Where the terminal is gone there is nothing to restore.
            let _ = rustix::termios::tcsetattr(io::stdin(), now, shown);
        }
    }
}

/// Lines, from a buffer that never grows and is wiped: one that grows leaves copies behind.
pub struct Lines<R> {
    input: R,
    longest: usize,
    held: Zeroizing<Vec<u8>>,
}

/// Standard input past the buffer of the standard library, which is never wiped.
///
/// # Errors
/// When there is none.
#[cfg(unix)]
pub fn stdin() -> io::Result<impl Read + Send> {
    use std::os::fd::AsFd as _;
    let own = io::stdin().as_fd().try_clone_to_owned()?;
    Ok(std::fs::File::from(own))
}

/// Standard input; a console's own encoding is read by the standard library alone.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn stdin() -> io::Result<impl Read + Send> {
    Ok(io::stdin())
}

impl<R: Read> Lines<R> {
    /// Those of this input; what is longer comes in pieces.
    pub fn new(input: R, longest: usize) -> Self {
        Self {
            input,
            longest,
            held: Zeroizing::new(Vec::with_capacity(longest)),
        }
    }

    /// The next line with its end; `None` where the input has ended.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub fn line(&mut self) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
        loop {
            let end = self.held.iter().position(|byte| *byte == b'\n');
            if let Some(end) = end {
                return Ok(Some(self.take(end + 1)));
            }
            if self.held.len() == self.longest {
                return Ok(Some(self.take(self.longest)));
            }
            if self.fill()? == 0 {
                let left = self.held.len();
                return Ok((left > 0).then(|| self.take(left)));
            }
        }
    }

    fn fill(&mut self) -> io::Result<usize> {
        let held = self.held.len();
        self.held.resize(self.longest, 0);
        let read = loop {
            match self.input.read(&mut self.held[held..]) {
                Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.held.truncate(held + *read.as_ref().unwrap_or(&0));
        read
    }

    fn take(&mut self, many: usize) -> Zeroizing<Vec<u8>> {
        let taken = Zeroizing::new(self.held[..many].to_vec());
        self.held.copy_within(many.., 0);
        let left = self.held.len() - many;
        self.held[left..].zeroize();
        self.held.truncate(left);
        taken
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn read(text: &str, longest: usize) -> Vec<String> {
        let mut lines = Lines::new(text.as_bytes(), longest);
        let mut read = Vec::new();
        while let Some(line) = lines.line().unwrap() {
            read.push(String::from_utf8(line.to_vec()).unwrap());
        }
        read
    }

    #[test]
    fn lines_come_one_by_one() {
        assert_eq!(read("123\n\n456", 10), ["123\n", "\n", "456"]);
        assert_eq!(read("", 10), [""; 0]);
        assert_eq!(read("1234567\n8", 4), ["1234", "567\n", "8"]);
    }

    #[test]
    fn the_buffer_never_grows_and_holds_no_line_that_was_taken() {
        let mut lines = Lines::new(&b"493817\n1\n"[..], 16);
        let before = (lines.held.as_ptr(), lines.held.capacity());
        lines.line().unwrap();
        assert_eq!(lines.held.as_slice(), b"1\n");
        assert_eq!((lines.held.as_ptr(), lines.held.capacity()), before);
    }
}
