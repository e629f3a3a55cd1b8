//! The options of `otpdoctor service`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args as _, FromArgMatches as _, Subcommand, ValueEnum};

use crate::cli::watch;
use crate::exit::Failure;

const ABOUT: &str = "\
The service, otpdoctor-watch, runs `otpdoctor watch` with the config that is named when it is installed. What the watch \
prints, errors included, goes into service\\watch.log in %ProgramData%\\otpdoctor; its reports go into service\\reports \
beside it, unless the config names a folder (watch.reports). It needs an administrator.

On Linux, systemd runs a watch: contrib/systemd/otpdoctor-watch.service in the release.";

#[derive(Subcommand)]
#[command(after_help = ABOUT)]
#[cfg_attr(
    not(windows),
    allow(dead_code, reason = "only Windows has such services")
)]
pub enum ServiceCommand {
    /// Install the service, which starts with Windows
    Install {
        /// The account that it runs as: network-service, as the appliance itself does, or system, which may look at all private
        /// keys
        #[arg(
            long,
            value_name = "ACCOUNT",
            default_value = "network-service",
            hide_possible_values = true
        )]
        account: Account,

        #[command(flatten)]
        watch: Options,
    },
    /// Run the watch as the service: the service manager of Windows starts this, nobody else can
    Run {
        /// The folder for its log and its reports
        #[arg(long, value_name = "FOLDER")]
        folder: Option<PathBuf>,

        #[command(flatten)]
        watch: Options,
    },
    /// Stop the service and remove it; its log and its reports remain
    Remove,
}

/// An account of Windows itself.
#[derive(Clone, Copy, ValueEnum)]
pub enum Account {
    NetworkService,
    System,
}

#[derive(clap::Args)]
pub struct Options {
    /// Options of `otpdoctor watch`, such as `-- --allow-commands`; relative paths start from the folder of the config
    #[arg(last = true, value_name = "OPTIONS")]
    pub options: Vec<OsString>,
}

impl Options {
    /// What they set for a watch.
    ///
    /// # Errors
    /// When it has no such options.
    #[cfg_attr(not(windows), allow(dead_code, reason = "as above"))]
    pub fn parse(&self) -> Result<watch::Args, Failure> {
        let command = clap::Command::new("otpdoctor watch").no_binary_name(true);
        let matches = watch::Args::augment_args(command).try_get_matches_from(&self.options);
        let args = matches.and_then(|matches| watch::Args::from_arg_matches(&matches));
        args.map_err(|why| Failure::usage(why.to_string().trim_start_matches("error: ")))
    }
}
