//! `otpdoctor diagnose`: from what users say to the cause and the cure.

mod answers;
mod checklist;
mod choose;
mod dialogue;
mod help_desks;
mod outcome;
mod plain_summary;
mod screen;
mod understood;

use std::io::{ErrorKind, IsTerminal as _};
use std::path::{Path, PathBuf};

use checks::kit::realm::Platform;
use checks::kit::replay::Chosen;
use checks::kit::symptom::{Recognized, Symptom, all};
use checks::kit::{Area, Status};
use serde_json::json;

use self::answers::Answers;
pub use self::checklist::Checklist;
use self::dialogue::{Dialogue, Offered};
use self::outcome::Outcome;
use self::understood::Understood;
use super::options::Asking;
use super::output::{self, Format, Outputs};
use super::preview;
use super::recording;
use super::verdict;
use crate::bundle::summary::{Complaint, SupportSummary};
use crate::config;
use crate::e2e::person::Person;
use crate::exit::{Code, Failure};
use crate::report::view::json::pretty;
use crate::report::view::lacking_settings;
use crate::report::view::text::name;
use crate::report::{Finding, diagnosed};
use crate::run::context::{Context, Mode};
use crate::run::select;

/// Options of `otpdoctor diagnose`.
#[derive(clap::Args)]
pub struct Args {
    /// What users report: an id of --list, your own words, or a whole ticket (- for stdin); without it otpdoctor asks
    #[arg(value_name = "SYMPTOM")]
    symptom: Vec<String>,

    /// List the symptoms
    #[arg(long, conflicts_with_all = ["symptom", "answers"])]
    list: bool,

    /// A YAML file with the answers to otpdoctor's questions: symptom, method, realms, since, users; - for stdin
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,

    /// A realm that has the problem, by name or glob; repeatable
    #[arg(long, value_name = "NAME")]
    realm: Vec<String>,

    #[command(flatten)]
    outputs: Outputs,

    /// Exit with 0 whatever the checks find
    #[arg(long)]
    exit_zero: bool,

    #[command(flatten)]
    asking: Asking,

    /// Check a recording or a bundle instead of the servers, - for stdin; a bundle has its own config
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
}

/// Runs `otpdoctor diagnose`.
///
/// # Errors
/// When the symptom is not understood, an answers file or the config has mistakes, or a report cannot be written.
pub async fn run(args: Args, named: Option<&Path>) -> Result<Code, Failure> {
    if args.list {
        let one = |symptom: &Symptom| json!({"id": symptom.id, "title": symptom.title, "elsewhere": symptom.elsewhere});
        let json = || pretty(&all().iter().map(one).collect::<Vec<_>>());
        return args.outputs.write_list(&list, &json);
    }
    args.outputs.check()?;
    let mut known = known(&args)?;
    let is_set_up = args.replay.is_some() || config::is_found(named);
    let said = known.symptom.as_deref();
    let asked = match said.filter(|said| !said.trim().is_empty()) {
        Some(said) => Some(understood(&args, said, &known).await?),
        None if may_ask(&args) => None,
        None => return Err(silent()),
    };
    if let Some((_, understood)) = &asked {
        known.users = understood.users(&known);
    }
    if let Some((symptom, understood)) = &asked
        && (symptom.elsewhere.is_some() || !is_set_up)
    {
        return without_checks(&args, symptom, understood, &known);
    }
    let loaded = recording::with_config(args.replay.as_deref(), named, args.asking.deadline);
    let (loaded, replay) = args.outputs.with_mistakes(loaded)?;
    let realms = select::realms(&Chosen::default(), &loaded.config)?;
    let (symptom, mut understood, mut answers) = match asked {
        Some((symptom, understood)) => (symptom, understood, known),
        None => {
            let offered = realms
                .iter()
                .map(|(name, realm)| ((*name).to_owned(), realm.overview.description.clone()));
            let offered: Vec<Offered> = offered.collect();
            talk(async |dialogue| dialogue.hold(&offered, known).await).await?
        }
    };
    if symptom.elsewhere.is_some() {
        return without_checks(&args, symptom, &understood, &answers);
    }
    if answers.realms.is_empty() {
        understood.look_for(realms.iter().map(|(name, _)| *name));
        answers.realms.clone_from(&understood.realms);
    }
    let mode = match replay {
        Some(_) => Mode::Simulated,
        None => Mode::Live,
    };
    let mut context = args.asking.context(loaded, mode);
    let checks = bearing(symptom, &answers);
    context.chosen = Chosen {
        realm: answers.realms.clone(),
        only: checks.iter().map(|id| (*id).to_owned()).collect(),
        skip: Vec::new(),
    };
    let mut report = match replay {
        Some(replay) => recording::judge(&mut context, replay, None).await?.0,
        None => context.examine_live().await?.0,
    };
    let understood = understood.lines(symptom, |said| context.vault.redact(said));
    report.note = Some(if understood.is_empty() {
        format!("Users report: {}", symptom.title).into()
    } else {
        understood.join(". ").into()
    });
    report.second_help_desk = help_desks::steps_of(symptom);
    if !report.second_help_desk.is_empty() {
        report.sketches = preview::sketches(&context);
    }
    let outcome = Outcome::of(symptom, &answers, &report, context.config());
    let ended = context.ended();
    let state = verdict::state(&report, ended);
    write(&args, &context, &outcome, &understood, state)?;
    Ok(verdict::exit(&args.outputs, state, ended, || {
        if args.exit_zero {
            Code::Ok
        } else {
            code(&outcome)
        }
    }))
}

/// What the command line and the answers file say; the command line wins.
fn known(args: &Args) -> Result<Answers, Failure> {
    let mut known = match &args.answers {
        Some(path) => answers::read(path)?,
        None => Answers::default(),
    };
    match args.symptom.as_slice() {
        [] => (),
        [stdin] if stdin == "-" => {
            let input = recording::Input::read(Path::new("-"), "ticket")?;
            known.symptom = Some(String::from_utf8_lossy(&input.bytes).into_owned());
        }
        words => known.symptom = Some(words.join(" ")),
    }
    if !args.realm.is_empty() {
        known.realms.clone_from(&args.realm);
    }
    Ok(known)
}

/// Whether somebody is there to be asked: an answers file says that nobody is.
fn may_ask(args: &Args) -> bool {
    args.answers.is_none() && std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

fn silent() -> Failure {
    let text = "what do users report? Without a terminal otpdoctor cannot ask. Add the symptom \
        (`otpdoctor diagnose no-email`, `otpdoctor diagnose --list` names all), say it in your own words \
        (`otpdoctor diagnose \"users don't get texts\"`), or give --answers FILE with a line such as `symptom: no-email`";
    Failure::usage(text)
}

/// What the words are about; where that is not clear, a person at the terminal is asked.
async fn understood(
    args: &Args,
    said: &str,
    known: &Answers,
) -> Result<(&'static Symptom, Understood), Failure> {
    let unclear = match choose::recognize(said, known) {
        Recognized::One(symptom, also) => {
            return Ok((symptom, Understood::new(said, symptom, also)));
        }
        unclear => unclear,
    };
    if !may_ask(args) {
        return Err(choose::unclear(said, &unclear));
    }
    let symptom = talk(async |dialogue| dialogue.nearest(known, unclear).await).await?;
    Ok((symptom, Understood::new(said, symptom, Vec::new())))
}

/// What can be said without a check: who looks at it, or how a person does.
fn without_checks(
    args: &Args,
    symptom: &'static Symptom,
    understood: &Understood,
    answers: &Answers,
) -> Result<Code, Failure> {
    let what = "what otpdoctor does not check by itself";
    let formats = [Format::Human, Format::Json, Format::Markdown];
    args.outputs.only(&formats, what)?;
    let lines = understood.lines(symptom, str::to_owned);
    let checklist = Checklist::of(symptom, understood, &lines, answers);
    args.outputs.write_each(&|format, width| match format {
        Format::Json => pretty(&checklist),
        Format::Markdown => checklist.markdown() + &help_desks::markdown(symptom),
        _ => {
            let look = args.outputs.look(width, Platform::Windows);
            let mut screen = checklist.screen(look);
            help_desks::steps(&mut screen, symptom, look);
            screen
        }
    })?;
    Ok(Code::Unknown)
}

/// Asks the person at the terminal.
async fn talk<T>(
    ask: impl AsyncFnOnce(&mut Dialogue<anstream::Stderr>) -> std::io::Result<T>,
) -> Result<T, Failure> {
    let mut dialogue = Dialogue::new(Person::at_stdin(), anstream::stderr());
    let left = "ended before all questions were answered; nothing was checked";
    tokio::select! {
        told = ask(&mut dialogue) => told.map_err(|why| match why.kind() {
            ErrorKind::UnexpectedEof => Failure::new(Code::Interrupted, left),
            _ => Failure::new(Code::NoInput, format!("the terminal cannot be used: {why}")),
        }),
        _ = tokio::signal::ctrl_c() => {
            output::remark("");
            Err(Failure::new(Code::Interrupted, left))
        }
    }
}

/// The checks that bear on the symptom, without those that the method does not depend on.
fn bearing(symptom: &Symptom, answers: &Answers) -> Vec<&'static str> {
    let named = symptom.checks();
    let depends = |area| {
        let method = answers.method;
        method.is_none_or(|method| method.depends_on(area))
    };
    let all = checks::ALL.iter().map(|check| check.about());
    let bearing = all.filter(|about| named.contains(&about.id) && depends(about.area));
    bearing.map(|about| about.id).collect()
}

fn write(
    args: &Args,
    context: &Context,
    outcome: &Outcome<'_>,
    understood: &[String],
    state: Status,
) -> Result<(), Failure> {
    let answers = outcome.answers;
    let mut methods = answers.methods(outcome.symptom).iter();
    let license = context.config().appliance.license.as_ref();
    let complaint = Complaint {
        title: outcome.symptom.title.clone(),
        method: answers.method.map_or("any", |method| method.title()).into(),
        since: answers.since.describe().trim_start_matches("since ").into(),
        users: answers.users.describe().into(),
        is_of_cloud: methods.any(|method| method.depends_on(Area::Cloud)),
        support_until: license.and_then(|license| license.support_expires),
    };
    let summary = SupportSummary::of(outcome.report, &context.host, Some(&complaint)).text();
    let render = |format, width| {
        let look = args.outputs.look(width, context.platform());
        match format {
            Format::Human => {
                let mut screen = screen::render(outcome, understood, &summary, look);
                help_desks::show(&mut screen, outcome, context, look);
                screen::end(&mut screen, outcome, look);
                help_desks::steps(&mut screen, outcome.symptom, look);
                screen
            }
            Format::Json => json(outcome, understood, &summary),
            Format::Markdown => {
                let ticket = args.outputs.render(outcome.report, format, look, state);
                ticket + &help_desks::markdown(outcome.symptom)
            }
            other => args.outputs.render(outcome.report, other, look, state),
        }
    };
    args.outputs.write_each(&render)
}

fn json(outcome: &Outcome<'_>, understood: &[String], summary: &str) -> String {
    let causes = outcome.causes.iter().map(|one| name(one.first()));
    let diagnosed = diagnosed::Diagnosed {
        report: outcome.report,
        complaint: diagnosed::Complaint {
            symptom: &outcome.symptom.id,
            title: &outcome.symptom.title,
            understood,
            method: outcome.answers.method.map(|method| method.name()),
            since: outcome.answers.since.name(),
            users: outcome.answers.users.name(),
            sentence: plain_summary::sentence(outcome),
            causes: causes.collect(),
            beyond: plain_summary::beyond(outcome.symptom, outcome.answers.users),
            support_summary: summary,
            second_help_desk: help_desks::steps_of(outcome.symptom),
        },
    };
    pretty(&diagnosed)
}

/// 1 when a cause was found, 3 when none was and something, or everything, could not be checked.
fn code(outcome: &Outcome<'_>) -> Code {
    let mut findings = outcome.report.findings.iter();
    let unknown = |one: &Finding| one.status == Status::Unknown;
    match outcome.causes.is_empty() {
        false => Code::Failed,
        true if outcome.report.judged() == 0 || findings.any(unknown) => Code::Unknown,
        true if !lacking_settings(outcome.report).is_empty() => Code::Unknown,
        true => Code::Ok,
    }
}

/// All symptoms, one a line.
fn list() -> String {
    all()
        .iter()
        .map(|symptom| match symptom.elsewhere {
            None => format!("{:27} {}\n", symptom.id, symptom.title),
            Some(_) => format!(
                "{:27} {} (not checked: says who does)\n",
                symptom.id, symptom.title
            ),
        })
        .collect()
}
