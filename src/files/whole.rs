//! What is not to be cut short: a process that is asked to end does so once nothing is half done.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many are at work that must not be cut short, and with which code the process ends after the last of them.
struct State {
    held: usize,
    ending: Option<i32>,
}

static STATE: Mutex<State> = Mutex::new(State {
    held: 0,
    ending: None,
});

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// While it lives, [`end`] waits.
#[must_use]
pub struct ExitGuard(());

/// Holds the end of the process off.
pub fn hold() -> ExitGuard {
    state().held += 1;
    ExitGuard(())
}

impl Drop for ExitGuard {
    fn drop(&mut self) {
        let mut state = state();
        state.held -= 1;
        if let (0, Some(code)) = (state.held, state.ending) {
            std::process::exit(code);
        }
    }
}

/// Ends the process: at once, or after what holds it off; whoever asks again waits for nothing.
pub fn end(code: i32) {
    let mut state = state();
    if state.held == 0 || state.ending.replace(code).is_some() {
        std::process::exit(code);
    }
}
