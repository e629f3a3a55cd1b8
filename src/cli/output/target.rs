//! `FORMAT[=PATH]`: in which formats something is written, and where each goes.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::terminal::{print, terminal_width};
use crate::exit::{Code, Failure};
use crate::files::save;

/// The formats that a command knows.
pub trait Formats: clap::ValueEnum + Copy + PartialEq {
    /// The one that a person reads at a terminal.
    const HUMAN: Self;

    /// All names, as a sentence lists them.
    fn names() -> String {
        let names: Vec<String> = Self::value_variants()
            .iter()
            .filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()))
            .collect();
        match names.split_last() {
            Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
            None => String::new(),
        }
    }
}

/// The formats of what is no report of checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Plain {
    /// For a person at a terminal.
    Human,
    /// For programs.
    Json,
}

impl Formats for Plain {
    const HUMAN: Self = Self::Human;
}

/// Something to be written: `FORMAT` to stdout, `FORMAT=PATH` to a file.
#[derive(Clone, Debug)]
pub struct Output<F> {
    /// In which format.
    pub format: F,
    /// Where to; stdout without one.
    pub path: Option<PathBuf>,
}

impl<F: Formats> FromStr for Output<F> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = match text.split_once('=') {
            Some((_, "")) => return Err("a path is missing after `=`".into()),
            Some((format, path)) => (
                format,
                Some(PathBuf::from(path)).filter(|path| path != Path::new("-")),
            ),
            None => (text, None),
        };
        let format = F::from_str(format, true)
            .map_err(|_| format!("expected {}, alone or as FORMAT=PATH", F::names()))?;
        Ok(Self { format, path })
    }
}

/// Refuses two of them in one place: neither could be read.
///
/// # Errors
/// A usage error.
pub fn check<F>(outputs: &[Output<F>]) -> Result<(), Failure> {
    // `q` and `./q` are one place.
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let paths: Vec<Option<PathBuf>> = outputs
        .iter()
        .map(|one| one.path.as_deref().map(whole))
        .collect();
    let twice = paths
        .iter()
        .enumerate()
        .find(|(place, path)| paths[..*place].contains(path));
    match twice {
        None => Ok(()),
        Some((_, None)) => Err(Failure::new(
            Code::Usage,
            "only one report fits on stdout: give the others a path, as in -o json=report.json",
        )),
        Some((_, Some(path))) => Err(Failure::new(
            Code::Usage,
            format!("two reports would be written to {}", path.display()),
        )),
    }
}

/// Writes what `render` makes of each format, at the width of where it goes; without any, for a person on stdout.
///
/// # Errors
/// The first that cannot be written; the others are written all the same. A file that could not be written whole
/// is not there.
pub fn write_each<F: Formats>(
    outputs: &[Output<F>],
    render: &dyn Fn(F, usize) -> String,
) -> Result<(), Failure> {
    let human_on_stdout = [Output {
        format: F::HUMAN,
        path: None,
    }];
    let outputs = match outputs {
        [] => &human_on_stdout,
        outputs => outputs,
    };
    let written: Vec<Result<(), Failure>> = outputs
        .iter()
        .map(|output| match &output.path {
            None => print(&render(output.format, terminal_width())),
            Some(path) => {
                let text = render(output.format, 100);
                let plain = anstream::adapter::strip_str(&text).to_string();
                save(path, plain.as_bytes())
            }
        })
        .collect();
    written.into_iter().collect()
}
