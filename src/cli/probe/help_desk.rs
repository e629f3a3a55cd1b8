//! `otpdoctor probe help-desk`: a passcode that a help desk releases.

use std::path::{Path, PathBuf};

use super::shared::Shared;
use crate::cli::otp::session::SIMULATED;
use crate::e2e::help_desk::release::Channel;
use crate::e2e::help_desk::{self, Conduct};
use crate::e2e::person::Person;
use crate::exit::{Code, Failure};
use crate::otp::core::Method;

/// Options of `otpdoctor probe help-desk`.
#[derive(clap::Args)]
#[command(after_help = "\
The user chooses a help desk. Its operator identifies the user, answers yes, and gets the code. The user enters it. \
With --yes the user counts as identified.\n\n\
Reports and logs go to more people than the operator, so none of them has the code: otpdoctor shows it on the terminal, \
on a screen that disappears afterwards, or, without a terminal, writes it to --operator-file.")]
pub struct Args {
    #[command(flatten)]
    shared: Shared,

    /// The help desk that the user chooses, 1 or 2 [default: the enabled one; if both are, otpdoctor asks]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(1..=2))]
    desk: Option<u8>,

    /// Write the code for the operator into this new file, which only its owner can read and which is removed at the end
    #[arg(long, value_name = "PATH")]
    operator_file: Option<PathBuf>,
}

/// Runs `otpdoctor probe help-desk`.
///
/// # Errors
/// As `otpdoctor probe`.
pub async fn run(args: Args, named: Option<&Path>) -> Result<Code, Failure> {
    let channel = args.operator_file.map_or(Channel::Terminal, Channel::File);
    // Before anything is issued: a code that nobody can be given is no use.
    channel.probe().map_err(Failure::usage)?;
    let mut session = args.shared.prepare("help-desk", named, |_| None)?;
    session.note = Some(SIMULATED);
    let desk = args.desk.map(|desk| format!("--desk {desk}"));
    session.context.named.extend(desk);
    let engine = session.engine().await?;
    let mut person = Person::at_stdin();
    person.print(SIMULATED);
    let conduct = Conduct {
        desk: args.desk.map(|number| match number {
            1 => Method::HelpDesk1,
            _ => Method::HelpDesk2,
        }),
        channel,
        consent: session.consent(),
    };
    let target = session.target();
    session
        .run(&target.plan(help_desk::STEPS), async |run, target| {
            help_desk::run(run, target, &conduct, &engine, &mut person).await
        })
        .await
}
