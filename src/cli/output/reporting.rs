//! How a run is reported: in which formats, how much of it, and with which exit code.

use std::path::Path;

use super::format::{Outputs, Reader};
use crate::cli::verdict::{self, Gate, state, unless_ended, verdict};
use crate::exit::{Code, Failure};
use crate::report::Report;
use crate::report::human::Detail;
use crate::run::context::Context;

/// How a run is reported.
#[derive(clap::Args)]
pub struct Reporting {
    #[command(flatten)]
    outputs: Outputs,

    /// Show every finding
    #[arg(short, long)]
    verbose: bool,

    #[command(flatten)]
    gate: Gate,

    /// Exit with 0 whatever was found
    #[arg(long)]
    exit_zero: bool,
}

impl Reporting {
    /// Refuses what cannot be written, before anything is done.
    ///
    /// # Errors
    /// A usage error.
    pub fn check(&self) -> Result<(), Failure> {
        self.outputs.check()
    }

    /// Every finding is shown, whether it is asked for or not.
    pub fn with_all(mut self) -> Self {
        self.verbose = true;
        self
    }

    /// Whether a report goes to this file.
    pub fn is_written_to(&self, path: &Path) -> bool {
        self.outputs.is_written_to(path)
    }

    /// Whether stdout is left to a person.
    #[cfg(feature = "lab")]
    pub fn for_people(&self) -> bool {
        self.outputs.for_people()
    }

    /// Writes the reports and decides the exit code: that of an interrupt wins, since the report is cut short.
    ///
    /// # Errors
    /// When a report cannot be written.
    pub fn finish(&self, report: &Report, context: &Context) -> Result<Code, Failure> {
        let ended = context.ended();
        let state = state(report, ended);
        let reader = Reader {
            detail: match self.verbose {
                true => Detail::All,
                false => Detail::Brief,
            },
            platform: context.platform(),
            state,
        };
        self.outputs.write(report, reader)?;
        Ok(match self.outputs.for_monitoring() {
            true => verdict::plugin(state),
            false => unless_ended(ended, || match self.exit_zero {
                true => Code::Ok,
                false => verdict(report, self.gate),
            }),
        })
    }
}
