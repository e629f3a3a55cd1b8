//! Which realms and checks a run looks at, from the names and globs that were chosen.

use std::collections::HashSet;

use checks::kit::replay::Chosen;
use checks::kit::{About, Check, Config, Realm};

use crate::exit::{Code, Failure};
use crate::report::model::waivers::in_any_case;

/// A name that chooses every realm.
pub const ALL: &str = "all";

/// More realms than are named in an error.
const MANY: usize = 10;

/// How alike two names are, from 0 to 1 (Jaro-Winkler), when one may be meant by the other.
const ALIKE: f64 = 0.8;

/// The chosen realms, in natural order: SecureAuth2 before SecureAuth10.
///
/// # Errors
/// When a name or glob matches none, with the nearest name.
pub fn realms<'a>(
    chosen: &Chosen,
    config: &'a Config,
) -> Result<Vec<(&'a str, &'a Realm)>, Failure> {
    let everything = [ALL.to_owned()];
    let wanted = match chosen.realm.as_slice() {
        [] => &everything,
        named => named,
    };
    let mut found: Vec<(&str, &Realm)> = Vec::new();
    for wanted in wanted {
        let pattern = glob::Pattern::new(wanted)
            .map_err(|why| Failure::new(Code::Usage, format!("--realm {wanted}: {why}")))?;
        let before = found.len();
        for matches in [glob::Pattern::matches, in_any_case] {
            let all = config
                .realms
                .iter()
                .map(|(name, realm)| (name.as_str(), &**realm));
            if found.len() == before {
                found.extend(all.filter(|(name, _)| wanted == ALL || matches(&pattern, name)));
            }
        }
        if found.len() == before {
            return Err(no_such_realm(wanted, config));
        }
    }
    found.sort_by_cached_key(|(name, _)| natural(name));
    found.dedup_by_key(|(name, _)| *name);
    Ok(found)
}

/// The one realm of this name, whatever its case.
///
/// # Errors
/// When the config has none such, with the nearest name.
pub fn realm<'a>(name: &str, config: &'a Config) -> Result<(&'a str, &'a Realm), Failure> {
    let found = config.realms.get_key_value(name).or_else(|| {
        let mut alike = config.realms.iter();
        alike.find(|(known, _)| known.to_lowercase() == name.to_lowercase())
    });
    found
        .map(|(name, realm)| (name.as_str(), &**realm))
        .ok_or_else(|| no_such_realm(name, config))
}

/// The chosen checks, in registry order.
///
/// # Errors
/// When nothing is left.
pub fn checks(chosen: &Chosen) -> Result<Vec<&'static dyn Check>, Failure> {
    let left: Vec<_> = checks::ALL
        .iter()
        .copied()
        .filter(|check| chosen.only.is_empty() || is_named(&chosen.only, check.about()))
        .filter(|check| !is_named(&chosen.skip, check.about()))
        .collect();
    if left.is_empty() {
        Err(Failure::new(
            Code::Usage,
            "--only and --skip leave no check to run",
        ))
    } else {
        Ok(left)
    }
}

/// These checks and those that they stand on, in registry order: what would keep one of them from looking, and what would
/// keep that. What `--skip` names stays out.
pub fn with_foundations(chosen: &Chosen, checks: &[&'static dyn Check]) -> Vec<&'static dyn Check> {
    let mut ids: HashSet<&str> = checks.iter().map(|check| check.about().id).collect();
    loop {
        let stands_below = |about: &&About| {
            let mut all = checks::ALL.iter().map(|check| check.about());
            !is_named(&chosen.skip, about)
                && all.any(|one| ids.contains(one.id) && about.keeps_from_looking(one))
        };
        let below = checks::ALL.iter().map(|check| check.about());
        let below: Vec<&About> = below.filter(stands_below).collect();
        let before = ids.len();
        ids.extend(below.iter().map(|about| about.id));
        if ids.len() == before {
            let all = checks::ALL.iter().copied();
            return all.filter(|check| ids.contains(check.about().id)).collect();
        }
    }
}

fn is_named(list: &[String], about: &About) -> bool {
    list.iter()
        .any(|one| one == about.id || one == about.area.name())
}

/// What is left open, filled in from what a recording's run looked at: nothing else was asked.
pub fn or_recorded(chosen: Chosen, recorded: &Chosen) -> Chosen {
    let realm = if chosen.realm.is_empty() {
        recorded.realm.clone()
    } else {
        chosen.realm
    };
    let (only, skip) = if chosen.only.is_empty() && chosen.skip.is_empty() {
        (recorded.only.clone(), recorded.skip.clone())
    } else {
        (chosen.only, chosen.skip)
    };
    Chosen { realm, only, skip }
}

fn no_such_realm(wanted: &str, config: &Config) -> Failure {
    let near = config
        .realms
        .keys()
        .map(|name| {
            let (one, other) = (name.to_lowercase(), wanted.to_lowercase());
            (strsim::jaro_winkler(&one, &other), name)
        })
        .max_by(|(one, _), (other, _)| one.total_cmp(other));
    let hint = match near {
        Some((alike, near)) if alike > ALIKE => format!(": did you mean {near}?"),
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
    Failure::new(
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
    fn a_name_in_another_case_is_that_realm_unless_one_is_spelled_so() {
        let realm = || serde_json::json!({});
        let config = |names: [&str; 2]| -> Config {
            let realms = names.map(|name| (name.to_owned(), realm()));
            let realms: serde_json::Map<_, _> = realms.into_iter().collect();
            serde_json::from_value(serde_json::json!({"schema": 1, "realms": realms}))
                .expect("a config")
        };
        let chosen = |wanted: &str, config: &Config| {
            let realm = vec![wanted.to_owned()];
            let found = realms(
                &Chosen {
                    realm,
                    ..Chosen::default()
                },
                config,
            );
            let names = found.map(|found| {
                found
                    .iter()
                    .map(|(name, _)| (*name).to_owned())
                    .collect::<Vec<_>>()
            });
            names.map_err(|why| why.to_string())
        };
        let usual = config(["SecureAuth1", "SecureAuth12"]);
        assert_eq!(
            chosen("secureauth1", &usual),
            Ok(vec!["SecureAuth1".to_owned()])
        );
        assert_eq!(chosen("SECUREAUTH1*", &usual).map(|all| all.len()), Ok(2));
        assert_eq!(realm_name("secureAuth12", &usual), "SecureAuth12");
        let both = config(["vpn", "VPN"]);
        assert_eq!(chosen("VPN", &both), Ok(vec!["VPN".to_owned()]));
        assert_eq!(realm_name("vpn", &both), "vpn");
        let near = chosen("secreauth12", &usual).expect_err("there is none");
        assert!(near.contains("did you mean SecureAuth12?"), "{near}");
        assert!(chosen("printer", &usual).is_err());
    }

    fn realm_name<'a>(name: &str, config: &'a Config) -> &'a str {
        super::realm(name, config).expect("it is there").0
    }

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
