//! `otpdoctor explain`: the page of one check or of one step of a probe, what it says of one reason, what a reason means
//! that all checks share, or which checks have a reason or bear on a symptom.

mod near;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anstyle::{AnsiColor, Style};
use checks::kit::reason::{SharedReason, shared};
use checks::kit::symptom::{self, Symptom};
use checks::kit::text::nearest;
use checks::kit::{About, Reason, Remedy};
use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command};
use serde::Deserialize;
use serde_json::json;

use super::output::Answering;
use super::{list, probe};
use crate::exit::{Code, Failure};
use crate::report::view::json::pretty;
use crate::report::view::terminal::filled;
use crate::report::view::text::sentence_of;
use crate::report::view::{grouped, shell_name};

/// Options of `otpdoctor explain`.
#[derive(clap::Args)]
pub struct Args {
    /// A check of `otpdoctor list`, a step of a probe, one of their reasons, or a symptom of `otpdoctor diagnose --list`
    #[arg(
        value_name = "ID[/REASON]",
        value_parser = Topics,
        hide_possible_values = true,
        required_unless_present = "folder"
    )]
    topic: Option<Topic>,
    /// Write the pages of all checks and steps into this folder, as Markdown
    #[arg(
        long,
        value_name = "FOLDER",
        conflicts_with_all = ["topic", "form"],
        value_hint = clap::ValueHint::DirPath
    )]
    folder: Option<PathBuf>,

    #[command(flatten)]
    answering: Answering,
}

/// What a page is about.
#[derive(Clone, Copy)]
enum Topic {
    /// A check or a step.
    Check(&'static About),
    /// One reason of it.
    Reason(&'static About, &'static Reason),
    /// A reason that all checks share.
    Shared(&'static SharedReason),
    /// A reason that several checks have.
    Code(&'static str),
    /// What users say.
    Symptom(&'static Symptom),
    /// What is said of a run, its config or its waivers, and by no check.
    Run(&'static OfRun),
}

/// A finding that no check makes.
#[derive(Deserialize)]
struct OfRun {
    name: String,
    means: String,
    fix: String,
}

fn of_run() -> &'static [OfRun] {
    static TABLE: LazyLock<Vec<OfRun>> = LazyLock::new(|| {
        serde_json::from_str(include_str!("explain/of_run.json")).expect("a test reads it")
    });
    &TABLE
}

/// The checks and steps with a reason of this code.
fn having(code: &str) -> impl Iterator<Item = Topic> {
    let reasons =
        checks::abouts().flat_map(|about| about.reasons.iter().map(move |one| (about, one)));
    let having = reasons.filter(move |(_, reason)| reason.code == code);
    having.map(|(about, reason)| Topic::Reason(about, reason))
}

impl Topic {
    /// All that have a name of their own.
    fn all() -> impl Iterator<Item = Self> {
        let of_checks = checks::abouts().flat_map(|about| {
            let reasons = about.reasons.iter();
            std::iter::once(Self::Check(about))
                .chain(reasons.map(move |one| Self::Reason(about, one)))
        });
        let symptoms = symptom::all().iter().map(Self::Symptom);
        of_checks
            .chain(shared::ALL.iter().map(Self::Shared))
            .chain(symptoms)
            .chain(of_run().iter().map(Self::Run))
    }

    /// The one of this name, whatever its case: a check with a reason that all share is that reason, and a reason that
    /// one check alone has is the check's.
    fn find(wanted: &str) -> Option<Self> {
        let wanted = wanted.trim().to_lowercase();
        let by_name = || Self::all().find(|topic| topic.name() == wanted);
        let shared = || {
            let (check, code) = wanted.split_once('/')?;
            checks::abouts().find(|about| about.id == check)?;
            SharedReason::find(code).map(Self::Shared)
        };
        let by_code = || {
            let mut having = having(&wanted);
            match (having.next()?, having.next()) {
                (only, None) => Some(only),
                (Self::Reason(_, reason), _) => Some(Self::Code(reason.code)),
                _ => None,
            }
        };
        let by_part = || {
            let is = |one: &&OfRun| one.name.split('/').any(|part| part == wanted);
            of_run().iter().find(is).map(Self::Run)
        };
        by_name().or_else(shared).or_else(by_code).or_else(by_part)
    }

    fn name(self) -> String {
        match self {
            Self::Check(about) => about.id.to_owned(),
            Self::Reason(about, reason) => format!("{}/{}", about.id, reason.code),
            Self::Shared(shared) => shared.code.to_owned(),
            Self::Code(code) => code.to_owned(),
            Self::Symptom(symptom) => symptom.id.clone(),
            Self::Run(one) => one.name.clone(),
        }
    }

    /// What it means, in a line.
    fn about(self) -> &'static str {
        match self {
            Self::Check(about) => about.title,
            Self::Reason(_, reason) => reason.about,
            Self::Shared(shared) => shared.about.split(". ").next().unwrap_or_default(),
            Self::Code(_) => "a reason of several checks",
            Self::Symptom(symptom) => &symptom.title,
            Self::Run(one) => &one.means,
        }
    }

    /// The page; of a reason what it says of that, and how to fix it.
    fn markdown(self) -> String {
        match self {
            Self::Check(about) => markdown(about),
            Self::Reason(about, reason) => self.section(about, reason),
            Self::Shared(shared) => {
                let status = shared.status.name();
                let own = listed(having(shared.code));
                format!(
                    "# {} ({status}): a reason that any check may give\n{}\n{own}",
                    shared.code, shared.about
                )
            }
            Self::Code(code) => {
                let own = listed(having(code));
                format!(
                    "# {code}: a reason of several checks\n{own}\nEach has a page: `otpdoctor explain CHECK/{code}`.\n"
                )
            }
            Self::Symptom(symptom) => {
                let (id, wanted) = (&symptom.id, symptom.checks());
                let bearing = checks::abouts().filter(|about| wanted.contains(&about.id));
                let says = match &symptom.elsewhere {
                    Some(who) => format!("{who}\n"),
                    None => format!(
                        "These checks look for its causes:\n\n{}\n`otpdoctor diagnose {id}` looks for the cause.\n",
                        listed(bearing.map(Self::Check))
                    ),
                };
                format!("# {id}: {}\n{says}", symptom.title)
            }
            Self::Run(OfRun { name, means, fix }) => {
                let id = name.split('/').next().unwrap_or_default();
                let is_alike =
                    |one: &&OfRun| one.name != *name && one.name.split('/').next() == Some(id);
                let also = of_run()
                    .iter()
                    .find(is_alike)
                    .map(|one| format!("\nSee also: `otpdoctor explain {}`.\n", one.name));
                format!(
                    "# {name}: {means}\nThis finding is about the run itself, and comes from no check.\n\n## How to fix it\n{fix}\n{}",
                    also.unwrap_or_default()
                )
            }
        }
    }

    fn section(self, about: &About, reason: &Reason) -> String {
        let page = markdown(about);
        let section = |title| {
            let mut parts = page.split("\n## ");
            parts.find(|part| part.starts_with(title))
        };
        let quoted = format!("`{}`", reason.code);
        let says = section("Reasons")
            .and_then(|part| part.lines().find(|line| line.contains(&quoted)))
            .unwrap_or_default();
        let cure = cure(reason.every_cure());
        let fix = match section("How to fix it") {
            _ if !cure.is_empty() => format!("\n## How to fix it\n{cure}"),
            Some(part) => format!("\n## {part}"),
            None => String::new(),
        };
        format!(
            "# {}\n{}\n\n{says}\n{fix}\nThe whole page: `otpdoctor explain {}`.\n",
            self.name(),
            sentence_of(reason.about, []),
            about.id
        )
    }
}

/// Steps, and the commands of each shell.
fn cure(remedy: Remedy) -> String {
    let steps = remedy.steps.iter().map(|step| format!("- {step}\n"));
    let commands = grouped(remedy.commands.iter(), |one| one.platform).into_iter();
    let commands = commands.map(|alike| {
        let shell = shell_name(alike[0].platform);
        let runs: String = alike.iter().map(|one| format!("{}\n", one.run)).collect();
        format!("\n{shell}:\n\n```\n{runs}```\n")
    });
    steps.chain(commands).collect()
}

/// Topics one a line, each with what it means.
fn listed(topics: impl Iterator<Item = Topic>) -> String {
    topics
        .map(|one| format!("- `{}`: {}\n", one.name(), one.about()))
        .collect()
}

/// Lets through what has a page, and names what is near to what has none.
#[derive(Clone)]
struct Topics;

impl TypedValueParser for Topics {
    type Value = Topic;

    fn parse_ref(
        &self,
        command: &Command,
        _: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Topic, clap::Error> {
        let wanted = value.to_string_lossy();
        Topic::find(&wanted).ok_or_else(|| {
            // A wrong reason of a check that there is was meant for one of that check.
            let (check, code) = wanted.split_once('/').unwrap_or_default();
            let of_check: Vec<String> = Topic::all()
                .map(Topic::name)
                .filter(|name| {
                    name.strip_prefix(check)
                        .is_some_and(|rest| rest.starts_with('/'))
                })
                .collect();
            let near = match of_check.as_slice() {
                [] => near::near(
                    &wanted,
                    Topic::all().map(|topic| (topic.name(), topic.about(), topic.markdown())),
                ),
                _ => nearest(&format!("{check}/{code}"), of_check),
            };
            let why = format!(
                "there is no page for {wanted:?}; nearest: {}",
                near.join(", ")
            );
            command.clone().error(ErrorKind::InvalidValue, why)
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let value = |topic: Topic| PossibleValue::new(topic.name()).help(topic.about());
        Some(Box::new(Topic::all().map(value)))
    }
}

/// Runs `otpdoctor explain`.
///
/// # Errors
/// When stdout or the folder cannot be written to.
pub fn run(args: &Args) -> Result<Code, Failure> {
    if let Some(folder) = &args.folder {
        return write(folder).map(|()| Code::Ok).map_err(|why| {
            let text = format!("cannot write the pages into {}: {why}", folder.display());
            Failure::new(Code::CannotWrite, text)
        });
    }
    let topic = args.topic.expect("the parser wants a topic or a folder");
    let json = || {
        let mut json = match topic {
            Topic::Check(about) | Topic::Reason(about, _) => list::entry(about),
            other => json!({"id": other.name(), "about": other.about()}),
        };
        json["page"] = topic.markdown().into();
        pretty(&json)
    };
    let human = |width: usize| page(&topic.markdown(), width.min(100));
    args.answering.write(&human, &json)
}

fn write(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    checks::abouts().try_for_each(|about| {
        let file = folder.join(about.id).with_extension("md");
        std::fs::write(file, markdown(about))
    })
}

fn markdown(about: &About) -> String {
    match about.explain {
        "" => step(about),
        explain => explain.to_owned(),
    }
}

/// The page of a step that is no check: its reasons say all that there is to it.
fn step(about: &About) -> String {
    let probes = probe::with_step(about)
        .iter()
        .map(|probe| format!("- `otpdoctor probe {probe}`\n"))
        .collect::<String>();
    let reasons = about.reasons.iter().map(|reason| {
        let status = reason.status.name();
        format!("- `{}` ({status}): {}.\n", reason.code, reason.about)
    });
    format!(
        "# {}: {}\n\n## How it is run\nIt is a step of\n\n{probes}\n## Reasons\n{}",
        about.id,
        about.title,
        reasons.collect::<String>()
    )
}

/// A Markdown page for a terminal: headings bold, commands apart, text wrapped.
fn page(markdown: &str, width: usize) -> String {
    let bold = Style::new().bold();
    let command = AnsiColor::Cyan.on_default();
    let mut out = String::new();
    let mut verbatim = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            verbatim = !verbatim;
        } else if verbatim {
            out.push_str(&format!("    {command}{line}{command:#}\n"));
        } else if let Some(heading) = line.strip_prefix("# ").or_else(|| line.strip_prefix("## ")) {
            let heading = filled(heading, width, "", "");
            out.push_str(&format!("{bold}{}{bold:#}\n", heading.trim_end()));
        } else {
            let indent = if line.starts_with("- ") { "  " } else { "" };
            let text = filled(&line.replace("**", ""), width, "", indent);
            out.push_str(&code(&text, command));
        }
    }
    out
}

/// Text between backticks in the style of commands.
fn code(text: &str, style: Style) -> String {
    let mut out = String::new();
    for (index, part) in text.split('`').enumerate() {
        match index % 2 {
            0 => out.push_str(part),
            _ => out.push_str(&format!("{style}{part}{style:#}")),
        }
    }
    out
}
