//! `otpdoctor demo`: the whole doctor on an embedded realm, with faults of your choice.

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use checks::kit::ctx::Here;
use checks::kit::text::{argument, nearest};
use jiff::Span;
use jiff::civil::Date;

use super::output::{self, Reporting};
use super::preview;
use crate::config;
use crate::exit::{Code, Failure};
use crate::files;
use crate::lab::{Fault, Lab, Scripted, faults, find};
use crate::report::model::Text;
use crate::report::view::terminal::filled;
use crate::report::{Report, json};
use crate::run::context::{Context, Mode};
use crate::run::{recording, signals};
use crate::secret::Commands;

/// Longer than everything in the lab can take, silent servers included.
const DEADLINE: Duration = Duration::from_secs(10);

/// What is kept of a demo, beside the files that its config names.
const CONFIG: &str = "otpdoctor.yaml";
const RECORDING: &str = "run.jsonl";
const REPORT: &str = "report.json";
/// After so many months something has expired.
const LATER: i32 = 14;

/// Options of `otpdoctor demo`.
#[derive(clap::Args)]
pub struct Args {
    /// A fault to simulate, such as clock-skew/behind; `list` prints all names; repeatable
    #[arg(long = "fault", value_name = "CHECK/REASON")]
    faults: Vec<String>,

    /// Keep the config, the recording and the report in DIR, to try other commands with; DIR must be empty or new
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    keep: Option<PathBuf>,

    #[command(flatten)]
    reporting: Reporting,
}

/// Runs `otpdoctor demo`.
///
/// # Errors
/// When there is no fault of a name, this machine gives no loopback ports, or a report cannot be written.
pub async fn run(args: Args) -> Result<Code, Failure> {
    if args.faults.iter().any(|name| name == "list") {
        let one = |fault: &Fault| serde_json::json!({"name": fault.name(), "says": fault.says});
        let json = || json::pretty(&faults().map(one).collect::<Vec<_>>());
        return args.reporting.outputs.write_list(&list, &json);
    }
    args.reporting.outputs.check()?;
    let chosen = choose(&args.faults)?;
    // From here on a signal that ends the process at once would leave a folder of the lab's behind.
    signals::listen();
    let lab = Lab::start(&chosen)
        .await
        .map_err(|why| Failure::new(Code::Unavailable, format!("the lab: {why:#}")))?;
    introduce(&lab, &args.reporting)?;

    let kept = args.keep.as_deref().map(|folder| Kept::begin(&lab, folder));
    let mut kept = kept.transpose()?;
    let config = kept.as_ref().map(|kept| kept.folder.join(CONFIG));
    let loaded = config::load(Some(&config.unwrap_or(lab.config_path())))?;
    let mut context = Context::new(loaded, Mode::Live, Commands::Refused);
    context.scope.here = Here::Yes;
    context.deadline = DEADLINE;
    context.patience = lab.patience();
    let mut live = context.live();
    // The realm of the demo is the same everywhere.
    live.by_windows = false;
    let scripted = Scripted::new(lab.script.clone(), live);
    let (mut report, examined) = context.examine_shown(scripted).await?;
    report.sketches = preview::sketches(&context);
    // Its commands are for whoever reads it here.
    report.platform = Some(context.host.platform);
    report.demo = Some(chosen.iter().map(|fault| fault.name().into()).collect());
    if let Some(kept) = &mut kept {
        let folder = &kept.folder;
        files::save(
            &folder.join(RECORDING),
            &recording::write(&examined, &context)?,
        )?;
        files::save(&folder.join(REPORT), json::pretty(&report).as_bytes())?;
        let lines = next(folder, &report, lab.today);
        kept.is_whole = true;
        if args.reporting.outputs.for_people() {
            report.next = lines.into_iter().map(Text::from).collect()
        } else {
            output::remark(&lines.join("\n"))
        }
    } else {
        // The config goes with the lab: no path leads to it.
        nowhere(&mut report);
    }
    args.reporting.finish(report, &context)
}

/// Names the files of the demo alone, without the folder that is gone.
fn nowhere(report: &mut Report) {
    let findings = report.findings.iter_mut();
    let sites = findings.flat_map(|one| one.site.iter_mut().chain(&mut one.sites));
    let sites = sites.chain(report.realm_sites.values_mut());
    let files = sites.map(|site| &mut site.file);
    for file in files.chain([&mut report.config]) {
        let name = Path::new(file.as_str()).file_name();
        let name = name.map(|name| Text::from(&*name.to_string_lossy()));
        *file = name.unwrap_or_default();
    }
}

/// Says in three lines what runs and what is broken, or in more where several faults or all is to be shown: before the
/// report, or beside it where a program reads that.
fn introduce(lab: &Lab, reporting: &Reporting) -> Result<(), Failure> {
    let mut lines = vec![
        "Three realms and their servers, simulated on this machine's loopback.".to_owned(),
        "What describes the host (time service, zone, key access) is simulated too.".to_owned(),
    ];
    let list = "`otpdoctor demo --fault list` names what can be";
    lines.push(match lab.broken.as_slice() {
        [] => format!("Nothing is broken; {list}."),
        broken => format!("Fault: {}", broken.join("; ")),
    });
    if reporting.outputs.verbose {
        lines.extend(lab.started().iter().map(|one| format!("  {one}")))
    }
    let width = output::terminal_width().saturating_sub(1);
    let text: String = lines
        .iter()
        .map(|line| filled(line, width, "", "  "))
        .collect();
    if reporting.outputs.for_people() {
        output::print(&(text + "\n"))?;
    } else {
        output::remark(text.trim_end())
    }
    Ok(())
}

/// The folder of `--keep`. Where not all can be kept, nothing of it stays.
struct Kept {
    folder: PathBuf,
    is_new: bool,
    is_whole: bool,
}

impl Kept {
    /// Puts what the run needs there.
    fn begin(lab: &Lab, folder: &Path) -> Result<Self, Failure> {
        let shown = folder.display();
        let broken = |why: io::Error| {
            let text = format!("the demo cannot be kept in {shown}: {why}");
            Failure::new(Code::CannotWrite, text)
        };
        let folder = std::path::absolute(folder).map_err(broken)?;
        let is_new = !folder.exists();
        std::fs::create_dir_all(&folder).map_err(broken)?;
        if std::fs::read_dir(&folder).map_err(broken)?.next().is_some() {
            let text = format!("{shown} is not empty and was not changed: choose a new folder");
            return Err(Failure::new(Code::CannotWrite, text));
        }
        let kept = Self {
            folder,
            is_new,
            is_whole: false,
        };
        lab.copy_files(&kept.folder).map_err(broken)?;
        Ok(kept)
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if self.is_whole {
            return;
        }
        // What cannot be removed either stays.
        for file in std::fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten()
        {
            let _ = std::fs::remove_file(file.path());
        }
        if self.is_new {
            let _ = std::fs::remove_dir(&self.folder);
        }
    }
}

/// What can be tried on what was kept, as it is typed.
fn next(folder: &Path, report: &Report, today: Date) -> Vec<String> {
    let first = report.diagnosis.first();
    let said = first.and_then(|cause| cause.symptoms.first());
    let said = said.map_or("users get no texts", |said| said.trim_matches('"'));
    let file = |name: &str| argument(&folder.join(name).to_string_lossy());
    let run = format!("--config {} --replay {}", file(CONFIG), file(RECORDING));
    let (report, later) = (file(REPORT), file("later.json"));
    let at = today + Span::new().months(LATER);
    vec![
        "Kept. Try these commands on it; they need no server:".to_owned(),
        format!("  otpdoctor diagnose {} {run}", argument(said)),
        format!(
            "  otpdoctor bundle create {run} --into {}",
            file("bundle.zip")
        ),
        format!("  otpdoctor check {run} --at {at} --exit-zero -o json={later}"),
        format!("  otpdoctor diff {report} {later}"),
    ]
}

/// The faults of these names, each once.
fn choose(names: &[String]) -> Result<Vec<&'static Fault>, Failure> {
    let mut chosen: Vec<&Fault> = Vec::new();
    for name in names {
        let fault = find(name).ok_or_else(|| Failure::usage(unknown(name)))?;
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
    if std::io::stdout().is_terminal() {
        faults()
            .map(|fault| format!("{:width$}  {}\n", fault.name(), fault.says))
            .collect()
    } else {
        faults().map(|fault| fault.name() + "\n").collect()
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
    fn where_not_all_is_kept_nothing_is() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("kept");
        for (is_new, is_whole) in [(true, false), (false, false), (true, true)] {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("license.pem"), "").unwrap();
            let kept = Kept {
                folder: folder.clone(),
                is_new,
                is_whole,
            };
            drop(kept);
            let left = std::fs::read_dir(&folder).map(Iterator::count).ok();
            let expected = if is_whole {
                Some(1)
            } else {
                (!is_new).then_some(0)
            };
            assert_eq!(left, expected);
        }
    }

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
