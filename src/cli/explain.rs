//! `otpdoctor explain`: the page of one check, or of one step of a probe.

use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use checks::kit::About;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};

use super::{output, probe};
use crate::exit::{Code, Failure};
use crate::report::view::terminal::filled;

/// Options of `otpdoctor explain`.
#[derive(clap::Args)]
pub struct Args {
    /// The check, as `otpdoctor list` names it, or the step of a probe, as its report names it
    #[arg(
        value_name = "ID",
        value_parser = ids(),
        hide_possible_values = true,
        required_unless_present = "folder"
    )]
    id: Option<String>,
    /// Write the pages of all checks and steps into this folder, as Markdown
    #[arg(
        long,
        value_name = "FOLDER",
        conflicts_with = "id",
        value_hint = clap::ValueHint::DirPath
    )]
    folder: Option<PathBuf>,
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
    let about = checks::abouts()
        .find(|about| args.id.as_deref() == Some(about.id))
        .expect("the parser lets only ids through");
    let width = output::terminal_width().min(100);
    output::print(&page(&markdown(about), width))
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

fn ids() -> impl clap::builder::TypedValueParser<Value = String> {
    let ids = checks::abouts().map(|about| PossibleValue::new(about.id).help(about.title));
    PossibleValuesParser::new(ids.collect::<Vec<_>>()).map(|id| id)
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
            out.push_str(&format!("{bold}{heading}{bold:#}\n"));
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
