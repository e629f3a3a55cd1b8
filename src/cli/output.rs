//! Where answers and reports go: stdout, stderr, or files that are whole or not there.

mod format;
mod reporting;
mod target;
mod terminal;

pub use format::{Format, Outputs, Reader};
pub use reporting::Reporting;
pub use target::{Output, Plain};
pub use terminal::{Color, complain, print, print_raw, remark, stdout_failed, terminal_width};

pub use crate::files::{check_place, save_private};
