//! `otpdoctor demo`: the whole doctor on an embedded realm, with faults of your choice.

use std::io::IsTerminal as _;
use std::sync::Arc;
use std::time::Duration;

use checks::kit::Scope;
use checks::kit::ctx::{Here, Network};

use super::check::Reporting;
use super::exit::{Code, Failure};
use super::output;
use super::progress::Display;
use super::select::Selection;
use super::signals;
use super::stage::Stage;
use crate::config;
use crate::lab::{Fault, Lab, Scripted, VARIANTS, faults, find, find_variant};
use crate::probe::Live;
use crate::secret::{Commands, Resolve};

/// Longer than everything in the lab can take, silent servers included.
const DEADLINE: Duration = Duration::from_secs(10);

/// Options of `otpdoctor demo`.
#[derive(clap::Args)]
pub struct Args {
    /// Break something first, such as clock-skew/behind; `list` prints all names; repeatable
    #[arg(long = "fault", value_name = "CHECK/REASON")]
    faults: Vec<String>,

    /// Start from a healthy realm of another shape: the tests use it
    #[arg(long, value_name = "NAME", default_value = VARIANTS[0].name, hide = true)]
    variant: String,

    #[command(flatten)]
    reporting: Reporting,
}

/// Runs `otpdoctor demo`.
///
/// # Errors
/// When there is no fault of a name, this machine gives no loopback ports, or a report cannot be written.
pub async fn run(args: Args) -> anyhow::Result<Code> {
    if args.faults.iter().any(|name| name == "list") {
        output::print(&list())?;
        return Ok(Code::Ok);
    }
    args.reporting.check()?;
    let chosen = choose(&args.faults)?;
    let variant = find_variant(&args.variant).ok_or_else(|| {
        let why = format!("there is no variant {:?}", args.variant);
        Failure::error(Code::Usage, why)
    })?;
    // From here on a folder of the lab's would be left behind.
    let stop = signals::listen();
    let lab = Lab::start_as(variant, &chosen)
        .await
        .map_err(|why| Failure::error(Code::Unavailable, format!("the lab: {why:#}")))?;
    introduce(&lab, &args.reporting)?;

    let loaded = config::load(Some(&lab.config_path()))?;
    let scope = Scope {
        network: Network::Online,
        here: Here::Yes,
    };
    let selection = Selection::everything();
    let mut stage = Stage::new(&loaded, &selection, scope, Commands::Refused, Resolve::Yes);
    stage.deadline = DEADLINE;
    stage.stop = stop;
    let display = Arc::new(Display::new());
    stage.progress = display.clone();
    let appliance = &loaded.config.appliance;
    let live = Live::new(
        &appliance.trust,
        appliance.dns.as_ref(),
        stage.vault.clone(),
        lab.patience(),
    );
    let scripted = Scripted::new(lab.script().to_vec(), live);
    let (mut report, _) = stage.examine(scripted).await?;
    // The config goes with the lab.
    report.demo = Some(chosen.iter().map(|fault| fault.name()).collect());
    display.clear();
    let platform = appliance.platform.unwrap_or(stage.host.platform);
    args.reporting.finish(&report, platform, &stage.stop)
}

/// Says what runs and what is broken: before the report, or beside it where a program reads that.
fn introduce(lab: &Lab, reporting: &Reporting) -> anyhow::Result<()> {
    let mut text = String::from("started, on this machine's loopback alone:\n");
    for sentence in lab.started() {
        text += &indented(sentence);
    }
    match lab.broken() {
        [] => text += "nothing is broken; `otpdoctor demo --fault list` names what can be\n",
        broken => {
            text += "broken:\n";
            for sentence in broken {
                text += &indented(sentence);
            }
        }
    }
    match reporting.for_people() {
        true => output::print(&(text + "\n")),
        false => {
            output::remark(text.trim_end());
            Ok(())
        }
    }
}

/// A sentence in lines of its own.
fn indented(sentence: &str) -> String {
    let options = textwrap::Options::new(output::terminal_width().min(110))
        .initial_indent("  ")
        .subsequent_indent("    ")
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(sentence, options) + "\n"
}

/// The faults of these names, each once.
fn choose(names: &[String]) -> anyhow::Result<Vec<&'static Fault>> {
    let mut chosen: Vec<&Fault> = Vec::new();
    for name in names {
        let fault = find(name).ok_or_else(|| Failure::error(Code::Usage, unknown(name)))?;
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
    let mut near: Vec<(f64, String)> = faults()
        .map(|fault| (strsim::jaro_winkler(name, &fault.name()), fault.name()))
        .collect();
    near.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let near: Vec<&str> = near.iter().take(3).map(|(_, name)| name.as_str()).collect();
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
