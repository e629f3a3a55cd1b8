//! The YAML file of waivers.

use checks::kit::text::nearest;
use jiff::civil::Date;
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::{Grounds, Waiver};
use crate::exit::{Code, Failure};
use crate::report::model::{Site, Text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    schema: u8,
    waivers: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    check: String,
    reason: Option<String>,
    realm: Option<String>,
    subject: Option<String>,
    why: String,
    who: String,
    until: Date,
}

/// Reads the text of the file of this name.
///
/// # Errors
/// With the place of the mistake, what was expected and what to do. All names that do not exist are told at once.
pub fn parse(name: &str, text: &str) -> Result<Vec<Waiver>, Failure> {
    let invalid = |why: String| Failure::new(Code::Config, why);
    let options = serde_saphyr::options! { with_snippet: false };
    let written: Written = serde_saphyr::from_str_with_options(text, options)
        .map_err(|why| invalid(format!("{name}: {why}; a waiver has check, why, who, until, and may have reason, realm, subject")))?;
    if written.schema != 1 {
        return Err(invalid(format!(
            "{name}: schema is {}; this version reads 1",
            written.schema
        )));
    }
    let file = Text::from(name);
    let (mut waivers, mut mistakes) = (Vec::new(), Vec::new());
    for entry in written.waivers {
        let place = entry.referenced;
        let line = u32::try_from(place.line()).unwrap_or(u32::MAX);
        let column = u32::try_from(place.column()).unwrap_or(u32::MAX);
        let site = Site {
            file: file.clone(),
            line,
            column,
        };
        match waiver(entry.value, site.clone()) {
            Ok(waiver) => waivers.push(waiver),
            Err(why) => mistakes.push(format!("{site}: {why}")),
        }
    }
    match mistakes.is_empty() {
        true => Ok(waivers),
        false => Err(invalid(mistakes.join("\n"))),
    }
}

fn waiver(entry: Entry, site: Site) -> Result<Waiver, String> {
    let check = checks::abouts().find(|about| about.id == entry.check);
    let Some(about) = check else {
        let near = nearest(&entry.check, checks::abouts().map(|about| about.id));
        return Err(format!(
            "there is no check {:?}; did you mean {}?",
            entry.check,
            near.first().unwrap_or(&"")
        ));
    };
    if let Some(reason) = &entry.reason
        && about.reason(reason).is_none()
    {
        let reasons: Vec<&str> = about.reasons.iter().map(|reason| reason.code).collect();
        return Err(format!(
            "{} has no reason {reason:?}; it has {}",
            entry.check,
            reasons.join(", ")
        ));
    }
    let pattern = |text: Option<String>, what: &str| {
        let text = text
            .filter(|text| text != "all")
            .unwrap_or_else(|| "*".into());
        glob::Pattern::new(&text).map_err(|why| format!("{what} {text:?}: {why}"))
    };
    Ok(Waiver {
        check: entry.check.into(),
        reason: entry.reason.map(Text::from),
        realm: pattern(entry.realm, "realm")?,
        subject: pattern(entry.subject, "subject")?,
        grounds: Grounds {
            why: entry.why.into(),
            who: entry.who.into(),
            until: entry.until,
        },
        site,
    })
}
