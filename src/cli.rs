//! The command line: one file a subcommand, one place that decides the exit code.

mod bundle;
mod certificates;
mod check;
mod completions;
pub mod config;
#[cfg(feature = "lab")]
mod demo;
mod diagnose;
mod diff;
mod examples;
mod explain;
mod forecast;
mod list;
mod man;
mod options;
mod otp;
mod output;
mod plan;
mod preview;
mod probe;
pub mod recording;
pub mod report;
mod runtime;
mod service;
mod tryout;
mod verdict;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::TypedValueParser as _;
use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use crate::config::ConfigError;
use crate::exit::{Code, Failure};
use crate::report::nagios;
use crate::run::signals;
pub use output::{Plain, STDOUT_IS_CLOSED};
use runtime::{caught, run_async};

/// Finds out why one-time passwords from SecureAuth IdP realms stop arriving, and shows what to do.
#[derive(Parser)]
#[command(
    name = "otpdoctor",
    version,
    propagate_version = true,
    max_term_width = 100,
    after_help = "\
Exit codes:
  0   nothing failed
  1   a check failed
  3   something could not be checked, or less than --min-checked asks for
  64  the command line is wrong
  66  a file is missing
  74  a report could not be written
  78  the config is invalid"
)]
struct Cli {
    #[cfg_attr(
        unix,
        doc = "The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]"
    )]
    #[cfg_attr(
        windows,
        doc = r"The realm config, a file or a folder [default: .\otpdoctor.yaml, %APPDATA%\otpdoctor, %ProgramData%\otpdoctor]"
    )]
    #[arg(
        long,
        global = true,
        value_name = "PATH",
        env = "OTPDOCTOR_CONFIG",
        hide_env_values = true,
        help_heading = "Global options",
        value_hint = clap::ValueHint::AnyPath,
        // Takes an empty one, unlike the parser of paths.
        value_parser = clap::builder::OsStringValueParser::new().map(PathBuf::from)
    )]
    config: Option<PathBuf>,

    /// When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Global options",
        hide_possible_values = true
    )]
    color: clap::ColorChoice,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the checks on the realms
    Check(check::Args),
    /// Run the checks on the servers and files of the command line, without a config
    Try(tryout::Args),
    /// Find the cause and the cure of what users report
    Diagnose(diagnose::Args),
    /// Repeat the checks, and report what changes
    Watch(watch::Args),
    /// Run a watch as a service of Windows
    #[command(subcommand)]
    Service(service::ServiceCommand),
    /// Show what will expire, and when
    Forecast(forecast::Args),
    /// List the certificates that a realm could select, and what is wrong with each
    Certificates(certificates::Args),
    /// Show the multi-factor page that a realm's users see, from the config alone
    Preview(preview::Args),
    /// Show what would be contacted, without contacting it
    Plan(plan::Args),
    /// Make, show or verify a support bundle
    #[command(subcommand)]
    Bundle(bundle::BundleCommand),
    /// Show what changed between two saved reports
    Diff(diff::Args),
    /// Show a saved report in another format, or the history of a watch from its folder
    Report(report::Args),
    /// List the checks
    List(list::Args),
    /// Explain a check, a reason, a step of a probe, or a symptom
    Explain(explain::Args),
    /// Make, check or show the realm config
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Issue, verify and enroll one-time passwords by a realm's settings
    #[command(subcommand)]
    Otp(otp::OtpCommand),
    /// Send a passcode end to end, step by step: issue, deliver, receive, verify
    #[command(subcommand)]
    Probe(probe::ProbeCommand),
    /// Run all checks on simulated realms on this machine, with chosen faults
    #[cfg(feature = "lab")]
    Demo(demo::Args),
    /// Print shell completions
    Completions(completions::Args),
    /// Print a manual page, or write all of them
    Man(man::Args),
}

/// Reads the command line, runs the command, returns the exit code.
pub fn main() -> ExitCode {
    quiet_panics();
    completions::answer(command);
    let plugin = verdict::is_plugin(std::env::args_os().skip(1));
    let cli = match parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() {
                Code::Usage
            } else {
                Code::Ok
            };
            let printed = match code {
                Code::Ok => output::stdout_is_open().and_then(|()| error.print()),
                _ => {
                    // Where even that cannot be said, the exit code still does.
                    let _ = error.print();
                    Ok(())
                }
            };
            if let Err(why) = printed {
                return unprinted(why).into();
            }
            return if plugin && code == Code::Usage {
                unknown(&Failure::usage("wrong usage"))
            } else {
                code.into()
            };
        }
    };
    output::apply_color(cli.color);
    let error = match caught(|| run(cli)) {
        Ok(code) => return code.into(),
        Err(error) => error,
    };
    if error.code() != Code::BrokenPipe {
        output::complain(&error);
    }
    if plugin {
        unknown(&error)
    } else {
        error.code().into()
    }
}

/// A help text that did not get out.
fn unprinted(why: std::io::Error) -> Code {
    match why.kind() {
        std::io::ErrorKind::BrokenPipe => Code::BrokenPipe,
        _ => {
            output::complain(&output::stdout_failed(why));
            Code::CannotWrite
        }
    }
}

/// Tells a monitoring system that there is no answer, and why: it reads stdout and knows no codes above 3.
fn unknown(error: &Failure) -> ExitCode {
    let why = match error.cause() {
        Some(ConfigError::Invalid(mistakes)) => mistakes.line(),
        _ => error.to_string(),
    };
    // Where stdout is gone too, the exit code still says it.
    let _ = output::print(&nagios::broken(&why));
    verdict::plugin(checks::kit::Status::Unknown).into()
}

fn run(cli: Cli) -> Result<Code, Failure> {
    signals::begin();
    // An empty variable names nothing.
    let named = cli.config.filter(|path| !path.as_os_str().is_empty());
    let named = named.as_deref();
    match cli.command {
        Command::Check(args) => run_async(check::run(args, named)),
        Command::Try(args) => run_async(tryout::run(args)),
        Command::Diagnose(args) => run_async(diagnose::run(args, named)),
        Command::Watch(args) => run_async(watch::run(args, named)),
        Command::Service(command) => service::run(command, named),
        Command::Forecast(args) => run_async(forecast::run(args, named)),
        Command::Certificates(args) => run_async(certificates::run(args, named)),
        Command::Preview(args) => run_async(preview::run(args, named)),
        Command::Plan(args) => run_async(plan::run(args, named)),
        Command::Bundle(command) => run_async(bundle::run(command, named)),
        Command::Diff(args) => diff::run(&args),
        Command::Report(args) => report::run(&args),
        Command::List(args) => list::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Config(command) => config::run(&command, named),
        Command::Otp(command) => run_async(otp::run(command, named)),
        Command::Probe(command) => run_async(probe::run(command, named)),
        #[cfg(feature = "lab")]
        Command::Demo(args) => run_async(demo::run(args)),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args, command()),
    }
}

/// The commands that read no config.
const WITHOUT_CONFIG: &[&str] = &[
    "try",
    "diff",
    "report",
    "list",
    "explain",
    "completions",
    "man",
    #[cfg(feature = "lab")]
    "demo",
];

/// The option that they do not take, so that nobody waits for what it would do.
fn no_config() -> clap::Arg {
    let refused = |_: &str| Err::<PathBuf, _>("this command reads no config");
    clap::Arg::new("config")
        .long("config")
        .hide(true)
        .value_parser(refused)
}

/// The whole command.
fn command() -> clap::Command {
    completions::with_values(examples::with_examples(bare_command()))
}

/// The command without what only help texts and completions say.
fn bare_command() -> clap::Command {
    let command = <Cli as clap::CommandFactory>::command();
    command.mut_subcommands(|one| {
        if WITHOUT_CONFIG.contains(&one.get_name()) {
            one.arg(no_config())
        } else {
            one
        }
    })
}

fn parse() -> Result<Cli, clap::Error> {
    let matches = match bare_command().try_get_matches() {
        Err(told) if told.kind() != ErrorKind::DisplayVersion => command().try_get_matches(),
        read => read,
    }?;
    let cli = <Cli as clap::FromArgMatches>::from_arg_matches(&matches);
    cli.map_err(|why| why.format(&mut command()))
}

/// A panic is reported as a finding or as an error, once; the default hook would print it into the report.
fn quiet_panics() {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
}
