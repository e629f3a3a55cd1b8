//! Where answers and reports go: stdout, stderr, or files that are whole or not there.

mod format;
mod reporting;
mod terminal;
mod written;

pub use format::{Answering, Format, Output, Outputs};
pub use reporting::Reporting;
pub use terminal::{
    STDOUT_IS_CLOSED, apply_color, complain, print, print_raw, remark, stdout_failed,
    stdout_is_open, terminal_height, terminal_width,
};
pub use written::Written;

pub use crate::files::{check_place, save_private};

/// The formats of what is no report of checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Plain {
    /// For a person at a terminal.
    Human,
    /// For programs.
    Json,
}
