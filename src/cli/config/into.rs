//! Where a config goes that was made of something else: stdout, or a file that is not overwritten by mistake.

use std::path::PathBuf;

use checks::kit::text;

use crate::cli::output;
use crate::config::import::Import;
use crate::exit::{Code, Failure};
use crate::files;

/// Where a config goes that was made of something else.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Destination {
    /// Write the config to FILE instead of stdout
    #[arg(long, value_name = "FILE")]
    pub into: Option<PathBuf>,

    /// Overwrite FILE
    #[arg(long, requires = "into")]
    pub force: bool,
}

impl Destination {
    /// Refuses to overwrite, before anything is asked or read.
    ///
    /// # Errors
    /// A usage error.
    pub fn check(&self) -> Result<(), Failure> {
        match &self.into {
            Some(path) if !self.force && path.exists() => {
                let path = path.display();
                let text = format!("{path} is there already, and stays as it is without --force");
                Err(Failure::new(Code::Usage, text))
            }
            _ => Ok(()),
        }
    }

    /// Writes the config, and says on stderr what was imported and what was not.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, import: &Import) -> Result<String, Failure> {
        let answer = match &self.into {
            Some(path) => {
                files::save(path, import.yaml().as_bytes())?;
                let named = text::argument(&path.to_string_lossy());
                let path = path.display();
                format!(
                    "wrote {path}\nnext: fill in what is not known, then\n  otpdoctor config validate --config {named}\n  otpdoctor check --config {named}\n"
                )
            }
            None => import.yaml(),
        };
        output::remark(import.account().trim_end());
        Ok(answer)
    }
}
