//! `otpdoctor try`: the checks on what the command line names, without a config.

mod flag_names;
mod named;
mod note;
mod yaml;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use checks::kit::ctx::Here;
use checks::kit::realm::SecretRef;
use checks::kit::replay::Chosen;
use checks::kit::text::argument;

use self::flag_names::in_flags;
use self::named::Named;
use super::options::{Tracing, span};
use super::otp::typed;
use super::output::{self, Reporting};
use crate::config::{self, Loaded};
use crate::exit::{Code, Failure};
use crate::files;
use crate::report::Report;
use crate::report::model::Text;
use crate::run::context::{Context, Mode};
use crate::secret::Commands;

/// Options of `otpdoctor try`.
#[derive(clap::Args)]
#[command(after_help = "\
otpdoctor checks only the servers and files of the options, and reads no config. It sends no mail: an SMTP session ends before \
DATA. It asks for the password of --user without showing it, or takes it from the environment variable of --password-env.")]
pub struct Args {
    #[command(flatten, next_help_heading = "What to look at")]
    named: Named,

    /// Write a config of these options to FILE, without secrets, before the checks run
    #[arg(long, value_name = "FILE")]
    write_config: Option<PathBuf>,

    #[command(flatten, next_help_heading = "The run and its report")]
    reporting: Reporting,

    #[command(flatten)]
    tracing: Tracing,

    /// The time limit of the whole run, such as 30s or 2m
    #[arg(long, value_name = "SPAN", default_value = "60s", value_parser = span)]
    deadline: Duration,
}

/// Runs `otpdoctor try`.
///
/// # Errors
/// When nothing is named, what is named does not fit together, no password can be had, or a file cannot be written.
pub async fn run(args: Args) -> Result<Code, Failure> {
    let (named, reporting) = (&args.named, &args.reporting);
    reporting.outputs.check()?;
    named.check()?;
    if let Some(path) = &args.write_config {
        write(path, named)?;
    }
    let mut context = Context::new(loaded(named).await?, Mode::Live, Commands::Refused);
    context.deadline = args.deadline;
    context.chosen = Chosen {
        only: named.checks(),
        ..Chosen::default()
    };
    if !named.ntp.is_empty() {
        context.scope.here = Here::Yes;
    }
    args.tracing.begin(&mut context);
    let (report, _) = context.examine_live().await?;
    args.tracing.end(&context);
    let limit = context
        .limit()
        .map_or(String::new(), |limit| format!(" {limit}"));
    let report = Report {
        tried: Some((named.arguments() + &limit).into()),
        note: Some(named.note().into()),
        next: named.hint().into_iter().map(Text::from).collect(),
        ..in_flags(report)
    };
    reporting.finish(report, &context)
}

fn write(path: &Path, named: &Named) -> Result<(), Failure> {
    files::must_be_new(path, "choose another file with --write-config")?;
    files::save(path, named.config_to_keep().as_bytes())?;
    let (shown, path) = (path.display(), argument(&path.to_string_lossy()));
    output::remark(&format!(
        "wrote {shown}; next: otpdoctor check --config {path}"
    ));
    Ok(())
}

/// The config of the run, with the password that is typed.
async fn loaded(named: &Named) -> Result<Loaded, Failure> {
    let mut loaded =
        config::of_text(named.config()).map_err(|why| Failure::usage(why.to_string()))?;
    if let Some(question) = named.password_question() {
        let mut lines = typed::lines(&[&question]).await?;
        let password = lines.pop().filter(|line| !line.is_empty());
        let password = password.ok_or_else(|| {
            Failure::usage("there is no password: type it, or pass it in an environment variable with --password-env NAME")
        })?;
        loaded.literals.push(password.as_str().to_owned().into());
        let realms = loaded.config.realms.values_mut();
        let smtp = realms.filter_map(|realm| Arc::make_mut(realm).overview.smtp.as_mut());
        smtp.for_each(|smtp| smtp.password = Some(SecretRef::Literal(0)));
    }
    Ok(loaded)
}
