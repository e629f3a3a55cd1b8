//! `otpdoctor demo`: the whole doctor on an embedded realm, with faults of your choice.

use std::io::IsTerminal as _;
use std::time::Duration;

use checks::kit::ctx::Here;
use checks::kit::text::nearest;

use super::output::{self, Reporting};
use crate::config;
use crate::exit::{Code, Failure};
use crate::lab::{Fault, Lab, Scripted, faults, find};
use crate::report::view::terminal::filled;
use crate::run::context::{Context, Mode};
use crate::run::signals;
use crate::secret::Commands;

/// Longer than everything in the lab can take, silent servers included.
const DEADLINE: Duration = Duration::from_secs(10);

/// Options of `otpdoctor demo`.
#[derive(clap::Args)]
pub struct Args {
    /// Break something first, such as clock-skew/behind; `list` prints all names; repeatable
    #[arg(long = "fault", value_name = "CHECK/REASON")]
    faults: Vec<String>,

    #[command(flatten)]
    reporting: Reporting,
}

/// Runs `otpdoctor demo`.
///
/// # Errors
/// When there is no fault of a name, this machine gives no loopback ports, or a report cannot be written.
pub async fn run(args: Args) -> Result<Code, Failure> {
    if args.faults.iter().any(|name| name == "list") {
        return output::print(&list());
    }
    args.reporting.outputs.check()?;
    let chosen = choose(&args.faults)?;
    // From here on a signal that ends the process at once would leave a folder of the lab's behind.
    signals::listen();
    let lab = Lab::start(&chosen)
        .await
        .map_err(|why| Failure::new(Code::Unavailable, format!("the lab: {why:#}")))?;
    introduce(&lab, &args.reporting)?;

    let loaded = config::load(Some(&lab.config_path()))?;
    let mut context = Context::new(loaded, Mode::Live, Commands::Refused);
    context.scope.here = Here::Yes;
    context.deadline = DEADLINE;
    context.patience = lab.patience();
    let scripted = Scripted::new(lab.script.clone(), context.live());
    let (mut report, _) = context.examine_shown(scripted).await?;
    // The config goes with the lab.
    report.demo = Some(chosen.iter().map(|fault| fault.name().into()).collect());
    args.reporting.finish(&report, &context)
}

/// Says what runs and what is broken: before the report, or beside it where a program reads that.
fn introduce(lab: &Lab, reporting: &Reporting) -> Result<(), Failure> {
    let width = output::terminal_width().min(110);
    let mut text = String::from("started, on this machine's loopback alone:\n");
    for sentence in lab.started() {
        text += &filled(&sentence, width, "  ", "    ");
    }
    match lab.broken.as_slice() {
        [] => text += "nothing is broken; `otpdoctor demo --fault list` names what can be\n",
        broken => {
            text += "broken:\n";
            for sentence in broken {
                text += &filled(sentence, width, "  ", "    ");
            }
        }
    }
    match reporting.outputs.for_people() {
        true => drop(output::print(&(text + "\n"))?),
        false => output::remark(text.trim_end()),
    }
    Ok(())
}

/// The faults of these names, each once.
fn choose(names: &[String]) -> Result<Vec<&'static Fault>, Failure> {
    let mut chosen: Vec<&Fault> = Vec::new();
    for name in names {
        let fault = find(name).ok_or_else(|| Failure::new(Code::Usage, unknown(name)))?;
        if !chosen.iter().any(|other| std::ptr::eq(*other, fault)) {
            chosen.push(fault);
        }
    }
    Ok(chosen)
}

/// All faults, one a line; on a terminal with what is broken.
fn list() -> String {
    let widest = faults().map(|fault| fault.name().len()).max();
    let width = widest.unwrap_or_default();
    match std::io::stdout().is_terminal() {
        true => faults()
            .map(|fault| format!("{:width$}  {}\n", fault.name(), fault.says))
            .collect(),
        false => faults().map(|fault| fault.name() + "\n").collect(),
    }
}

fn unknown(name: &str) -> String {
    let near = nearest(name, faults().map(Fault::name));
    format!(
        "there is no fault {name:?}; nearest: {}; `otpdoctor demo --fault list` names all",
        near.join(", ")
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_wrong_name_is_told_with_the_nearest() {
        let wrong = choose(&["clock-skew/behing".into()]).err().unwrap();
        assert!(
            wrong.to_string().contains("nearest: clock-skew/behind,"),
            "{wrong}"
        );
    }

    #[test]
    fn a_fault_is_injected_once() {
        let twice = ["smtp-reach/refused".into(), "smtp-reach/refused".into()];
        assert_eq!(choose(&twice).unwrap().len(), 1);
    }
}
