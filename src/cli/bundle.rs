//! `otpdoctor bundle create|show|verify`: what a support engineer is sent.

use std::path::{Path, PathBuf};

use checks::kit::text::argument;
use jiff::Timestamp;
use tokio::time::Instant;

use super::options::{Accepted, Asking, Selection, mode, moment as at};
use super::output::{self, Answering, Written};
use super::verdict::unless_ended;
use super::{preview, recording};
use crate::bundle::summary::SupportSummary;
use crate::bundle::{self, Bundle};
use crate::config::{portable, show};
use crate::exit::{Code, Failure};
use crate::files;
use crate::report::model::text::clean;
use crate::report::model::{Report, waivers};
use crate::report::view::text::{counts, moment};
use crate::report::view::{Realms, headline, problems};
use crate::report::{html, json};
use crate::run::ask::limit::Stop;
use crate::run::context::{Context, Mode};
use crate::run::recording as recorded;

/// The support bundle.
#[derive(clap::Subcommand)]
pub enum BundleCommand {
    /// Run the checks, and pack the report, the answers and the config without its secrets into one file
    Create(Create),
    /// Show what is in a bundle, or print one of its files
    Show {
        /// The bundle
        #[arg(value_name = "FILE")]
        path: PathBuf,

        /// The file of the bundle to print
        #[arg(value_name = "NAME", conflicts_with = "form")]
        name: Option<String>,

        #[command(flatten)]
        answering: Answering,
    },
    /// Compare every file of a bundle with its manifest; exits with 0 if all are unchanged, else with 1
    Verify {
        /// The bundle
        #[arg(value_name = "FILE")]
        path: PathBuf,

        #[command(flatten)]
        answering: Answering,
    },
}

/// Options of `otpdoctor bundle create`.
#[derive(clap::Args)]
pub struct Create {
    #[command(flatten)]
    selection: Selection,

    /// Where to write the bundle [default: otpdoctor-APPLIANCE-TIME.zip in this folder]
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,

    /// Overwrite FILE
    #[arg(long, requires = "into")]
    force: bool,

    /// Contact nothing and read no secret
    #[arg(long)]
    offline: bool,

    /// Check as of another moment, such as 2027-01-31 or 2027-01-31T08:00:00Z
    #[arg(long, value_name = "TIME", value_parser = at)]
    at: Option<Timestamp>,

    #[command(flatten)]
    asking: Asking,

    /// Pack a recording instead of running the checks; - for stdin
    #[arg(long, value_name = "FILE", conflicts_with = "offline")]
    replay: Option<PathBuf>,

    #[command(flatten)]
    accepted: Accepted,

    #[command(flatten)]
    answering: Answering,
}

/// Runs `otpdoctor bundle`.
///
/// # Errors
/// When the config is missing or invalid, the file is no bundle, or one cannot be written.
pub async fn run(command: BundleCommand, named: Option<&Path>) -> Result<Code, Failure> {
    match command {
        BundleCommand::Create(args) => create(args, named).await,
        BundleCommand::Show {
            path,
            name,
            answering,
        } => show_bundle(&path, name.as_deref(), &answering),
        BundleCommand::Verify { path, answering } => verify(&path, &answering),
    }
}

async fn create(args: Create, named: Option<&Path>) -> Result<Code, Failure> {
    let begun = Instant::now();
    let loaded = recording::with_config(args.replay.as_deref(), named, args.asking.deadline);
    let ((mut loaded, replay), waivers) = Failure::both(loaded, args.accepted.read())?;
    // The recipients of a watch are private, and the address of a webhook may hold a key.
    loaded.config.watch = None;
    let mode = match replay {
        Some(_) => Mode::Simulated,
        None => mode(args.offline),
    };
    let mut context = args.asking.context(loaded, mode);
    context.begun = Some(begun);
    context.chosen = args.selection.chosen();
    args.accepted.name(&mut context);
    let path = args.into.clone().unwrap_or_else(|| name(&context));
    if !args.force {
        files::must_be_new(&path, "--into FILE --force overwrites it")?;
    }
    let (report, examined) = match replay {
        Some(replay) => recording::judge(&mut context, replay, args.at).await?,
        None => {
            context.judged_at = args.at.unwrap_or(context.judged_at);
            context.examine_live().await?
        }
    };
    let report = Report {
        sketches: preview::sketches(&context),
        ..waivers::apply(report, &waivers, context.config())
    };
    let summary = SupportSummary::of(&report, &context.host, None);
    let shown = show::yaml(&context.loaded, &show::all(&context.loaded));
    let files = [
        (bundle::README, readme(&report, &context).into_bytes()),
        (bundle::SUMMARY, summary.text().into_bytes()),
        (bundle::REPORT, json::pretty(&report).into_bytes()),
        (bundle::RECORDING, recorded::write(&examined, &context)?),
        (bundle::SHOWN, shown.into_bytes()),
        (bundle::CONFIG, portable::write(&context.loaded)),
        (bundle::PAGE, html::render(&report).into_bytes()),
    ];
    let packed = bundle::pack(context.started_at, &context.host, &files)?;
    files::save_private(&path, &packed)?;
    let (shown, named) = (path.display(), argument(&path.display().to_string()));
    let size = packed.len().div_ceil(1024);
    let written = Written {
        realms: Some(report.realms.len()),
        summary: Some(report.summary),
        ..Written::new("bundle create", &path, &packed)
    };
    let text = format!(
        "wrote {shown}, {size} KiB: {}\nread it before you send it, and fill in its summary:\n  otpdoctor bundle show {named}\n  otpdoctor bundle show {named} summary.txt\nrun the checks again on the recorded answers, on any machine:\n  otpdoctor check --replay {named}\n",
        answer(&report, &context)
    );
    let code = written.tell(&args.answering, &text)?;
    Ok(unless_ended(context.ended(), || code))
}

/// A name that sorts by appliance and time.
fn name(context: &Context) -> PathBuf {
    let appliance = context.config().appliance.name.as_deref();
    let plain: String = appliance
        .unwrap_or(&context.host.name)
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let at = context.started_at.strftime("%Y%m%dT%H%M%SZ");
    PathBuf::from(format!("otpdoctor-{plain}-{at}.zip"))
}

/// The answer as in every report, how many findings are of which kind, and whether that is all of them.
fn answer(report: &Report, context: &Context) -> String {
    let answer = headline(report, &problems(report)).into_iter();
    let answer: Vec<String> = answer.map(|(text, _)| text).collect();
    let ended = match context.ended() {
        Stop::No => "",
        Stop::Interrupted | Stop::Terminated => "; the run was interrupted before its end",
    };
    format!(
        "{} (findings: {}){ended}",
        answer.join(", "),
        counts(report)
    )
}

/// What a person at the vendor's support reads first.
fn readme(report: &Report, context: &Context) -> String {
    let mut text = format!(
        "This is a support bundle of otpdoctor {}, made on {} at {}.\n\
         otpdoctor finds out why one-time passwords of SecureAuth IdP realms do not arrive.\n\n\
         Appliance: {}. Realms: {}. Found: {}.\n\n\
         The files:\n",
        report.version,
        clean(&context.host.name),
        moment(report.started_at),
        report.appliance.as_deref().unwrap_or("not named"),
        Realms::of(&report.realms, report).listed(),
        answer(report, context),
    );
    for (name, what) in bundle::CONTENTS {
        text += &format!("  {name:16} {what}\n");
    }
    text + "\nThe bundle has no passwords and no keys: the config names only where they are kept, and replies of\n\
         servers were searched for them. It has names, addresses and certificates.\n\n\
         To run the checks again on the recorded answers, without a network:\n\
         \x20 otpdoctor check --replay FILE\n\
         \x20 otpdoctor diagnose --replay FILE\n"
}

/// The manifest with what is not as it lists it, for programs.
fn manifest(bundle: &Bundle) -> String {
    json::pretty(&bundle::Manifest {
        faults: bundle.faults(),
        ..bundle.manifest.clone()
    })
}

fn show_bundle(path: &Path, name: Option<&str>, answering: &Answering) -> Result<Code, Failure> {
    let bundle = recording::read_bundle(path)?;
    let Some(name) = name else {
        return answering.write(&|_| contents(&bundle), &|| manifest(&bundle));
    };
    let manifest = match name {
        bundle::MANIFEST => {
            let json = serde_json::to_vec_pretty(&bundle.manifest);
            Some(json.expect("a manifest is plain data"))
        }
        _ => None,
    };
    let Some(content) = manifest.as_deref().or(bundle.file(name)) else {
        let names: Vec<&str> = bundle.names().collect();
        let text = format!("the bundle has no {name:?}; it has {}", names.join(", "));
        return Err(Failure::usage(text));
    };
    output::print(&clean_lines(&String::from_utf8_lossy(content)))
}

/// A text of a stranger, line by line, since lines are for reading.
fn clean_lines(text: &str) -> String {
    let lines = text.lines().map(|line| clean(line).into_owned() + "\n");
    lines.collect()
}

/// What is in a bundle, in lines.
fn contents(bundle: &Bundle) -> String {
    let manifest = &bundle.manifest;
    let mut text = format!(
        "made by otpdoctor {} on {}, {}, at {}\n\n",
        clean(&manifest.version),
        clean(&manifest.host.name),
        clean(&manifest.system),
        moment(manifest.created_at),
    );
    for file in &manifest.files {
        text += &format!("  {:>9} B  {}\n", file.bytes, clean(&file.name));
    }
    text += match bundle.faults().as_slice() {
        [] => format!("\n{}\n", sound(bundle)),
        faults => format!("\nit is not as it was made:\n{}", listed(faults)),
    }
    .as_str();
    if let Some(readme) = bundle.file(bundle::README) {
        text += "\n";
        text += &clean_lines(&String::from_utf8_lossy(readme));
    }
    text
}

fn sound(bundle: &Bundle) -> String {
    match (bundle.is_filled_in(), bundle.manifest.files.len()) {
        (false, count) => format!("all {count} files are unchanged"),
        (true, count) => format!(
            "{} of {count} files are unchanged, and {} was filled in",
            count - 1,
            bundle::SUMMARY
        ),
    }
}

fn listed(faults: &[String]) -> String {
    let lines = faults.iter().map(|fault| format!("  {}\n", clean(fault)));
    lines.collect()
}

fn verify(path: &Path, answering: &Answering) -> Result<Code, Failure> {
    let bundle = recording::read_bundle(path)?;
    let path = path.display();
    let (text, code) = match bundle.faults().as_slice() {
        [] => {
            let text = format!("{path}: {}\n", sound(&bundle));
            (text, Code::Ok)
        }
        faults => {
            let text = format!("{path}: not as it was made\n{}", listed(faults));
            (text, Code::Failed)
        }
    };
    let written = answering.write(&|_| text.clone(), &|| manifest(&bundle));
    written.map(|_| code)
}
