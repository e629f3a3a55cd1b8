//! `otpdoctor report --schema`: the JSON Schemas of what otpdoctor writes for programs.

use crate::cli::output;
use crate::exit::{Code, Failure};
use crate::report::schema;

/// Prints the schema of this name, or the names.
///
/// # Errors
/// A usage error with the names, where there is none of this name.
pub fn print(name: &str) -> Result<Code, Failure> {
    if name == "list" {
        let width = schema::ALL.iter().map(|one| one.name.len()).max();
        let width = width.unwrap_or_default();
        let lines: String = schema::ALL
            .iter()
            .map(|one| format!("{:width$}  {}\n", one.name, one.what))
            .collect();
        return output::print(&lines).map(|()| Code::Ok);
    }
    match schema::ALL.iter().find(|one| one.name == name) {
        Some(one) => output::print(&one.render()).map(|()| Code::Ok),
        None => {
            let names: Vec<&str> = schema::ALL.iter().map(|one| one.name).collect();
            let text = format!(
                "there is no schema {name:?}; there are {}",
                checks::kit::text::list(&names)
            );
            Err(Failure::new(Code::Usage, text))
        }
    }
}
