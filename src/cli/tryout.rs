//! `otpdoctor try`: the checks on what the command line names, without a config.

mod flag_words;
mod named;
mod words;
mod yaml;

use std::path::{Path, PathBuf};
use std::time::Duration;

use checks::kit::ctx::Here;
use checks::kit::realm::SecretRef;
use checks::kit::replay::Chosen;
use checks::kit::text::argument;

use self::flag_words::in_flags;
use self::named::{Named, usage};
use super::options::{Tracing, span};
use super::otp::typed;
use super::output::{self, Reporting};
use crate::config::{self, Loaded};
use crate::exit::{Code, Failure};
use crate::files;
use crate::report::Report;
use crate::run::context::{Context, Mode};
use crate::secret::Commands;

/// Options of `otpdoctor try`.
#[derive(clap::Args)]
#[command(after_help = "\
Only what is named is looked at, and no config is read. Nothing is sent: a mail conversation ends before DATA. The password \
of --user is asked for and not shown, or comes from the environment variable that --password-env names.

Examples:
  otpdoctor try --smtp smtp.example.net:587 --starttls --user otp --from otp@example.net --to me@example.net
  otpdoctor try --ntp ntp1.example.net ntp2.example.net ntp3.example.net
  otpdoctor try --cloud --proxy http://proxy.example.net:3128
  otpdoctor try --cloud --certificate license.pem --key license.key -o html=try.html
  otpdoctor try --smtp smtp.example.net --from otp@example.net --write-config otpdoctor.yaml")]
pub struct Args {
    #[command(flatten, next_help_heading = "What to look at")]
    named: Named,

    /// Write the config of all this to FILE, without any secret, before the checks run
    #[arg(long, value_name = "FILE")]
    write_config: Option<PathBuf>,

    #[command(flatten, next_help_heading = "The run and its report")]
    reporting: Reporting,

    #[command(flatten)]
    tracing: Tracing,

    /// The longest that the whole run may take, such as 30s or 2m
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
    if named.asks_for_the_time() {
        context.scope.here = Here::Yes;
    }
    args.tracing.begin(&mut context);
    let (report, _) = context.examine_live().await?;
    args.tracing.end(&context);
    let report = Report {
        tried: Some(named.arguments().into()),
        note: Some(named.note().into()),
        ..in_flags(report)
    };
    let code = reporting.finish(&report, &context);
    named.hint().into_iter().for_each(output::remark);
    if let Some(path) = &args.write_config {
        let shown = path.display();
        let path = argument(&path.to_string_lossy());
        output::remark(&format!(
            "wrote {shown}; next: otpdoctor check --config {path}"
        ));
    }
    code
}

fn write(path: &Path, named: &Named) -> Result<(), Failure> {
    if path.exists() {
        let shown = path.display();
        return Err(usage(format!(
            "{shown} is there already, and stays as it is: name another place with --write-config"
        )));
    }
    files::save(path, named.config_to_keep().as_bytes())
}

/// The config of the run, with the password that is typed.
async fn loaded(named: &Named) -> Result<Loaded, Failure> {
    let mut loaded = config::of_text(named.config()).map_err(|why| usage(why.to_string()))?;
    if let Some(question) = named.password_question() {
        let mut lines = typed::lines(&[&question]).await?;
        let password = lines.pop().filter(|line| !line.is_empty());
        let password = password.ok_or_else(|| {
            usage("there is no password: type it, or name its environment variable with --password-env NAME")
        })?;
        loaded.literals.push(password.as_str().to_owned().into());
        let realms = loaded.config.realms.values_mut();
        let smtp = realms.filter_map(|realm| realm.overview.smtp.as_mut());
        smtp.for_each(|smtp| smtp.password = Some(SecretRef::Literal(0)));
    }
    Ok(loaded)
}
