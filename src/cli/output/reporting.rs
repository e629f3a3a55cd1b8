//! How a run is reported: in which formats, how much of it, and with which exit code.

use super::format::Outputs;
use super::terminal::remark;
use crate::cli::verdict::{self, Gate, gated, state, verdict};
use crate::exit::{Code, Failure};
use crate::report::Report;
use crate::run::context::Context;
use crate::run::signals;

/// How a run is reported.
#[derive(clap::Args)]
pub struct Reporting {
    #[command(flatten)]
    pub outputs: Outputs,

    #[command(flatten)]
    gate: Gate,

    /// Exit with 0 whatever the checks find
    #[arg(long)]
    exit_zero: bool,
}

impl Reporting {
    /// Writes the reports and decides the exit code: that of an interrupt wins, since the report is cut short.
    ///
    /// # Errors
    /// When a report cannot be written.
    pub fn finish(&self, report: Report, context: &Context) -> Result<Code, Failure> {
        let ended = context.ended();
        signals::finishing();
        let report = &gated(report, self.gate);
        let state = state(report, ended);
        let platform = report.platform.unwrap_or(context.platform());
        self.outputs.write(report, platform, state)?;
        Ok(verdict::exit(&self.outputs, state, ended, || {
            if self.exit_zero {
                return Code::Ok;
            }
            let code = verdict(report, self.gate);
            if code == Code::Failed && report.summary.fail == 0 {
                remark(&verdict::by_the_gate(report, self.gate));
            }
            code
        }))
    }
}
