//! Which realms and which checks.

use checks::kit::replay::Chosen;
use checks::kit::{Area, Check, Config, Realm};
use clap::builder::{PossibleValue, PossibleValuesParser};

use super::exit::{Code, Failure};

/// Which realms and which checks.
#[derive(clap::Args)]
pub struct Selection {
    /// A realm by name or glob, or `all`; repeatable
    #[arg(long, value_name = "NAME", default_value = "all")]
    realm: Vec<String>,

    /// Run only these checks or areas; repeatable, or separated by commas
    #[arg(long, value_name = "ID-OR-AREA", value_delimiter = ',', value_parser = ids_and_areas(), hide_possible_values = true)]
    only: Vec<String>,

    /// Leave out these checks or areas
    #[arg(long, value_name = "ID-OR-AREA", value_delimiter = ',', value_parser = ids_and_areas(), hide_possible_values = true)]
    skip: Vec<String>,
}

impl Selection {
    /// These realms, all without any, and these checks.
    pub fn of(realms: &[String], checks: &[&str]) -> Self {
        let all = || vec!["all".to_owned()];
        Self {
            realm: if realms.is_empty() {
                all()
            } else {
                realms.to_vec()
            },
            only: checks.iter().map(|id| (*id).to_owned()).collect(),
            skip: Vec::new(),
        }
    }

    /// The one realm of this name.
    ///
    /// # Errors
    /// When the config has none such, with the nearest name.
    pub fn one<'a>(config: &'a Config, name: &str) -> anyhow::Result<(&'a str, &'a Realm)> {
        let found = config.realms.get_key_value(name);
        found
            .map(|(name, realm)| (name.as_str(), realm))
            .ok_or_else(|| no_such_realm(name, config))
    }

    /// Everything.
    pub fn everything() -> Self {
        Self {
            realm: vec!["all".into()],
            only: Vec::new(),
            skip: Vec::new(),
        }
    }

    /// As a recording keeps it.
    pub fn chosen(&self) -> Chosen {
        let realm = match self.realm.as_slice() {
            [all] if all == "all" => Vec::new(),
            named => named.to_vec(),
        };
        Chosen {
            realm,
            only: self.only.clone(),
            skip: self.skip.clone(),
        }
    }

    /// What is left open here, as a recording says: its run asked nothing else.
    pub fn or(&self, recorded: &Chosen) -> Self {
        let own = self.chosen();
        let realm = match own.realm.is_empty() {
            true => &recorded.realm,
            false => &own.realm,
        };
        let checks = match own.only.is_empty() && own.skip.is_empty() {
            true => recorded,
            false => &own,
        };
        Self {
            only: checks.only.clone(),
            skip: checks.skip.clone(),
            ..Self::of(realm, &[])
        }
    }

    /// The chosen realms, in natural order: SecureAuth2 before SecureAuth10.
    ///
    /// # Errors
    /// When a name or glob matches none, with the nearest name.
    pub fn realms<'a>(&self, config: &'a Config) -> anyhow::Result<Vec<(&'a str, &'a Realm)>> {
        let mut chosen: Vec<(&str, &Realm)> = Vec::new();
        for wanted in &self.realm {
            let pattern = glob::Pattern::new(wanted)
                .map_err(|why| Failure::error(Code::Usage, format!("--realm {wanted}: {why}")))?;
            let matching = config
                .realms
                .iter()
                .filter(|(name, _)| wanted == "all" || pattern.matches(name));
            let before = chosen.len();
            chosen.extend(matching.map(|(name, realm)| (name.as_str(), realm)));
            if chosen.len() == before {
                return Err(no_such_realm(wanted, config));
            }
        }
        chosen.sort_by_cached_key(|(name, _)| natural(name));
        chosen.dedup_by_key(|(name, _)| *name);
        Ok(chosen)
    }

    /// The chosen checks, in registry order.
    ///
    /// # Errors
    /// When nothing is left.
    pub fn checks(&self) -> anyhow::Result<Vec<&'static dyn Check>> {
        let named = |list: &[String], check: &&dyn Check| {
            list.iter()
                .any(|one| one == check.about().id || one == check.about().area.name())
        };
        let chosen: Vec<_> = checks::ALL
            .iter()
            .copied()
            .filter(|check| self.only.is_empty() || named(&self.only, check))
            .filter(|check| !named(&self.skip, check))
            .collect();
        match chosen.is_empty() {
            true => Err(Failure::error(
                Code::Usage,
                "--only and --skip leave no check to run",
            )),
            false => Ok(chosen),
        }
    }
}

/// The ids of all checks and the names of all areas, for parsing and completion.
fn ids_and_areas() -> PossibleValuesParser {
    let ids = checks::ALL
        .iter()
        .map(|check| PossibleValue::new(check.about().id).help(check.about().title));
    let areas = Area::ALL
        .iter()
        .map(|area| PossibleValue::new(area.name()).help("every check of the area"));
    PossibleValuesParser::new(areas.chain(ids).collect::<Vec<_>>())
}

/// More realms than are named in an error.
const MANY: usize = 10;

fn no_such_realm(wanted: &str, config: &Config) -> anyhow::Error {
    let near = config
        .realms
        .keys()
        .max_by(|a, b| strsim::jaro_winkler(a, wanted).total_cmp(&strsim::jaro_winkler(b, wanted)));
    let hint = match near {
        Some(near) if strsim::jaro_winkler(near, wanted) > 0.8 => format!(": did you mean {near}?"),
        _ if config.realms.len() < MANY => {
            let mut names: Vec<&str> = config.realms.keys().map(String::as_str).collect();
            names.sort_by_cached_key(|name| natural(name));
            format!(": the config has {}", names.join(", "))
        }
        _ => format!(
            ": the config has {} realms, `otpdoctor config show` names them",
            config.realms.len()
        ),
    };
    Failure::error(
        Code::Usage,
        format!("--realm {wanted} matches no realm{hint}"),
    )
}

/// A sort key in which numbers count as numbers.
fn natural(name: &str) -> Vec<(String, u64)> {
    let mut parts = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let text_end = rest
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (text, digits) = rest.split_at(text_end);
        let digits_end = digits
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(digits.len());
        let (number, after) = digits.split_at(digits_end);
        parts.push((text.to_lowercase(), number.parse().unwrap_or(u64::MAX)));
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_as_numbers() {
        let mut names = [
            "SecureAuth10",
            "SecureAuth2",
            "SecureAuth998",
            "SecureAuth1",
        ];
        names.sort_by_key(|name| natural(name));
        assert_eq!(
            names,
            [
                "SecureAuth1",
                "SecureAuth2",
                "SecureAuth10",
                "SecureAuth998"
            ]
        );
    }
}
