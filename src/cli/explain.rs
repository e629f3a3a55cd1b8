//! `otpdoctor explain`: the page of one check or of one step of a probe, or what it says of one reason.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use checks::kit::text::nearest;
use checks::kit::{About, Reason};
use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command};

use super::output::{self, Plain};
use super::{list, probe};
use crate::exit::{Code, Failure};
use crate::report::view::json::pretty;
use crate::report::view::terminal::filled;

/// Options of `otpdoctor explain`.
#[derive(clap::Args)]
pub struct Args {
    /// The check, as `otpdoctor list` names it, or the step of a probe, as its report names it; or one reason of it
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
        conflicts_with = "topic",
        value_hint = clap::ValueHint::DirPath
    )]
    folder: Option<PathBuf>,

    /// How to say it: human or json
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        default_value = "human",
        hide_possible_values = true,
        conflicts_with = "folder"
    )]
    output: Plain,
}

/// What a page is about: a check or a step, or one reason of it.
#[derive(Clone, Copy)]
struct Topic(&'static About, Option<&'static Reason>);

impl Topic {
    fn all() -> impl Iterator<Item = Self> {
        checks::abouts().flat_map(|about| {
            let reasons = about.reasons.iter();
            std::iter::once(Self(about, None)).chain(reasons.map(move |one| Self(about, Some(one))))
        })
    }

    fn name(self) -> String {
        match self {
            Self(about, None) => about.id.to_owned(),
            Self(about, Some(reason)) => format!("{}/{}", about.id, reason.code),
        }
    }

    /// The page; of a reason what it says of that, and how to fix it.
    fn markdown(self) -> String {
        let Self(about, Some(reason)) = self else {
            return markdown(self.0);
        };
        let page = markdown(about);
        let section = |title| {
            let mut parts = page.split("\n## ");
            parts.find(|part| part.starts_with(title))
        };
        let quoted = format!("`{}`", reason.code);
        let says = section("Reasons")
            .and_then(|part| part.lines().find(|line| line.contains(&quoted)))
            .unwrap_or_default();
        let fix = section("How to fix it").map_or(String::new(), |part| format!("\n## {part}"));
        format!(
            "# {}\n{}.\n\n{says}\n{fix}\nThe whole page: `otpdoctor explain {}`.\n",
            self.name(),
            reason.about,
            about.id
        )
    }
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
        let found = Topic::all().find(|topic| topic.name() == wanted);
        found.ok_or_else(|| {
            let near = nearest(&wanted, Topic::all().map(Topic::name));
            let why = format!(
                "there is no page of {wanted:?}; nearest: {}",
                near.join(", ")
            );
            command.clone().error(ErrorKind::InvalidValue, why)
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let value = |topic: Topic| {
            let about = topic.1.map_or(topic.0.title, |reason| reason.about);
            PossibleValue::new(topic.name()).help(about)
        };
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
    output::print(&match args.output {
        Plain::Human => page(&topic.markdown(), output::terminal_width().min(100)),
        Plain::Json => {
            let mut json = list::entry(topic.0);
            json["page"] = topic.markdown().into();
            pretty(&json)
        }
    })
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
