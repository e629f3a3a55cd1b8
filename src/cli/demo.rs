//! `otpdoctor demo`: the whole doctor on an embedded realm, with faults of your choice.

use anyhow::bail;

use crate::lab::{Fault, Lab, faults, find};

/// What the user asked for.
#[derive(clap::Args, Debug)]
pub struct DemoArgs {
    /// Break something first: CHECK/REASON, such as `clock-skew/behind`; `list` names all, one a line. Repeats.
    #[arg(long = "fault", value_name = "CHECK/REASON")]
    pub faults: Vec<String>,
}

impl DemoArgs {
    /// Whether the faults are to be listed, and nothing started.
    pub fn wants_list(&self) -> bool {
        self.faults.iter().any(|name| name == "list")
    }
}

/// Starts the realm with the faults.
///
/// # Errors
/// When there is no fault of a name (usage, exit code 64), or no loopback.
pub async fn start(args: &DemoArgs) -> anyhow::Result<Lab> {
    let chosen = choose(&args.faults)?;
    Lab::start(&chosen).await
}

/// The faults of these names.
///
/// # Errors
/// Names the nearest ones where there is none of a name.
pub fn choose(names: &[String]) -> anyhow::Result<Vec<&'static Fault>> {
    let mut chosen: Vec<&Fault> = Vec::new();
    for name in names {
        let Some(fault) = find(name) else {
            bail!("{}", unknown(name));
        };
        if !chosen.iter().any(|other| std::ptr::eq(*other, fault)) {
            chosen.push(fault);
        }
    }
    Ok(chosen)
}

/// All faults, one a line.
pub fn list() -> String {
    faults().map(|fault| fault.name() + "\n").collect()
}

fn unknown(name: &str) -> String {
    let mut near: Vec<(f64, String)> = faults()
        .map(|fault| (strsim::jaro_winkler(name, &fault.name()), fault.name()))
        .collect();
    near.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let near: Vec<&str> = near.iter().take(3).map(|(_, name)| name.as_str()).collect();
    format!(
        "there is no fault {name:?}; nearest: {}; `--fault list` names all",
        near.join(", ")
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_wrong_name_is_told_with_the_nearest() {
        let wrong = choose(&["clock-skew/behing".into()]).err().unwrap();
        assert!(
            wrong.to_string().contains("nearest: clock-skew/behind,"),
            "{wrong}"
        );
    }

    #[test]
    fn a_fault_is_injected_once() {
        let twice = ["smtp-reach/refused".into(), "smtp-reach/refused".into()];
        assert_eq!(choose(&twice).unwrap().len(), 1);
    }
}
