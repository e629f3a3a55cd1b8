//! The console: what is typed and not shown, and escapes that mean something.
#![allow(
    unsafe_code,
    reason = "the console is reached by Windows' own functions alone"
)]

use std::fs::File;
use std::io::{Stdin, Write};
use std::os::windows::io::{AsRawHandle, IntoRawHandle as _, RawHandle};

use windows_sys::Win32::System::Console::{
    CONSOLE_MODE, ENABLE_ECHO_INPUT, ENABLE_VIRTUAL_TERMINAL_PROCESSING, FlushConsoleInputBuffer,
    GetConsoleMode, STD_ERROR_HANDLE, STD_OUTPUT_HANDLE, SetConsoleMode, SetStdHandle,
};

/// A console that does not show what is typed, until this is dropped.
pub struct Hidden {
    console: Stdin,
    shown: CONSOLE_MODE,
}

impl Hidden {
    /// From now on; what is no console shows nothing anyway. What was typed before may be dropped.
    pub fn begin(drop_early: bool) -> Option<Self> {
        let console = std::io::stdin();
        let handle = console.as_raw_handle();
        let shown = mode(handle)?;
        if drop_early {
            // SAFETY: the handle is that of standard input, which lasts as long as the process.
            unsafe { FlushConsoleInputBuffer(handle) };
        }
        set(handle, shown & !ENABLE_ECHO_INPUT).then_some(Self { console, shown })
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // Where the console is gone there is nothing to restore.
        set(self.console.as_raw_handle(), self.shown);
    }
}

/// Has a console understand escapes. That of Windows 8.1 and older cannot: then they must not be written.
pub fn understands_escapes(console: &(impl AsRawHandle + Write)) -> bool {
    let handle = console.as_raw_handle();
    mode(handle).is_some_and(|mode| set(handle, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING))
}

/// Has all that this process prints from now on go into a file.
pub fn print_into(file: File) {
    let handle = file.into_raw_handle();
    for stream in [STD_OUTPUT_HANDLE, STD_ERROR_HANDLE] {
        // SAFETY: nobody closes the handle as long as the process lasts. Where it is refused, nothing is printed.
        unsafe { SetStdHandle(stream, handle) };
    }
}

fn mode(handle: RawHandle) -> Option<CONSOLE_MODE> {
    let mut mode = 0;
    // SAFETY: the handle is open while its owner is borrowed, and the mode is a place on the stack.
    (unsafe { GetConsoleMode(handle, &raw mut mode) } != 0).then_some(mode)
}

fn set(handle: RawHandle, mode: CONSOLE_MODE) -> bool {
    // SAFETY: as above; a mode that the console does not know is refused.
    (unsafe { SetConsoleMode(handle, mode) }) != 0
}
