//! Realm objects of the vendor's Admin API, as files keep them or the API sends them.
//!
//! Names are those of the Admin SDK; letter case and separators do not count, since every source has its own.

use serde_json::{Map, Value};

use super::find::ImportError;
use super::realm::{Realm, Variables};
use super::target::quoted;
use super::vendor::{self, VENDOR};
use crate::config::text::bare;

/// How many realms an export may hold.
const REALMS: usize = 10_000;

/// The realm objects of a reply or an export: one, `{status, realm}`, or a list of either.
///
/// # Errors
/// When it holds something else.
pub(super) fn objects(value: &Value, source: &str) -> Result<Vec<Map<String, Value>>, ImportError> {
    let mut objects = Vec::new();
    let collected = collect(value, 0, &mut objects);
    let wrong = match (collected, objects.len()) {
        (Ok(()), 1..=REALMS) => return Ok(objects),
        (Ok(()), 0) => "it has no realm".to_owned(),
        (Ok(()), more) => format!("it has {more} realms; at most {REALMS} are read"),
        (Err(why), _) => why,
    };
    Err(ImportError::new(source, wrong))
}

/// The sections of a realm object, any of which makes it one.
const SECTIONS: [&str; 5] = ["Overview", "MultiFactor", "Workflow", "Data", "ApiSetting"];

fn collect(
    value: &Value,
    depth: usize,
    objects: &mut Vec<Map<String, Value>>,
) -> Result<(), String> {
    let is_section = |name: &&str| get(value, name).is_some_and(Value::is_object);
    let inner = get(value, "Realm").or(get(value, "Realms"));
    let inner = inner.filter(|inner| inner.is_object() || inner.is_array());
    match (value, inner) {
        (Value::Array(items), _) if depth < 3 => items
            .iter()
            .try_for_each(|item| collect(item, depth + 1, objects)),
        (Value::Object(_), Some(inner)) if depth < 3 => collect(inner, depth + 1, objects),
        (Value::Object(object), _) if SECTIONS.iter().any(is_section) => {
            objects.push(object.clone());
            Ok(())
        }
        (Value::Object(_), _) => {
            let said = ["Status", "Message"].iter();
            let said = said.filter_map(|key| get(value, key)?.as_str()).map(quoted);
            let said: Vec<String> = said.collect();
            Err(if said.is_empty() {
                "it has no realm of the Admin API, which means none of the sections Overview, Data, Workflow, MultiFactor".into()
            } else {
                format!("it has no realm, but the message {}", said.join(", "))
            })
        }
        _ => Err("it has no realm of the Admin API".into()),
    }
}

/// The realm's name: `SecureAuth` and its number, as its folder and its address have it.
pub(super) fn name(object: &Map<String, Value>, otherwise: &str) -> String {
    let own = |path: &str| {
        let (_, found) = find_in(object, path)?;
        let text = found.as_str().map(str::trim).map(str::to_owned);
        text.or_else(|| found.as_u64().map(|number| number.to_string()))
            .filter(|text| !text.is_empty())
    };
    match own("Id").map(|id| id.parse::<u64>()) {
        Some(Ok(id)) => format!("SecureAuth{id}"),
        _ => own("Overview.RealmName").unwrap_or_else(|| otherwise.to_owned()),
    }
}

/// Takes what the checks use out of a realm object.
pub(super) fn import(object: &Map<String, Value>, realm: &mut Realm, variables: &mut Variables) {
    let api_off = api_is_off(object, realm);
    let settings = VENDOR.settings.iter();
    for (path, places) in settings.filter(|(path, _)| !(api_off && path.starts_with("api."))) {
        for place in places {
            if let Some((from, found)) = find_in(object, place)
                && !realm.settings.contains_key(path)
            {
                realm.take(path, &from, found, variables);
            }
        }
    }
    describe(object, realm);
    throttle_interval(object, realm);
    profile_fields(object, realm);
}

/// A name that is not the folder's says what the realm is for.
fn describe(object: &Map<String, Value>, realm: &mut Realm) {
    if let Some((from, Value::String(name))) = find_in(object, "Overview.RealmName")
        && !realm.settings.contains_key("overview.description")
        && !name.trim().is_empty()
        && bare(name) != bare(&realm.name)
    {
        realm.set("overview.description", &from, name.trim().into());
    }
}

fn throttle_interval(object: &Map<String, Value>, realm: &mut Realm) {
    let path = "multi_factor.throttling.interval";
    let section = "MultiFactor.MultiFactorSetting";
    let (Some((from, length)), Some((from_unit, unit))) = (
        find_in(object, &format!("{section}.ThrottleInterval")),
        find_in(object, &format!("{section}.ThrottleTimeUnit")),
    ) else {
        return;
    };
    let (length, unit) = (plain(length), plain(unit));
    let factor = match bare(&unit).as_str() {
        "minutes" | "0" => Some((1, "m")),
        "hours" | "1" => Some((1, "h")),
        "days" | "2" => Some((24, "h")),
        _ => None,
    };
    match (factor, length.trim().parse::<u32>()) {
        (None, _) => {
            let unit = quoted(&unit);
            let why = format!("{from_unit}: {unit} is no unit of time that otpdoctor knows");
            realm.refuse(path, why);
        }
        (_, Err(_)) => {
            let why = format!("{from}: {} is not a length of time", quoted(&length));
            realm.refuse(path, why);
        }
        (_, Ok(0)) => {}
        (Some((factor, unit)), Ok(length)) => {
            let span = format!("{}{unit}", u64::from(length) * factor);
            realm.set(path, &from, span.into());
        }
    }
}

fn profile_fields(object: &Map<String, Value>, realm: &mut Realm) {
    let Some((from, Value::Array(fields))) = find_in(object, "Data.Profile.ProfileFields") else {
        return;
    };
    let mut taken = Vec::new();
    for (number, field) in fields.iter().enumerate() {
        let text = |key: &str| {
            let text = get(field, key)?.as_str()?.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        // A property without a field is one that the realm does not use.
        let (Some(property), Some(at)) = (text("PropertyName"), text("Field")) else {
            continue;
        };
        let mut one = serde_json::json!({"property_name": property, "field": at});
        let here = format!("{from}[{number}]");
        if let Some(format) = get(field, "DataFormat").filter(|format| !format.is_null()) {
            let written = plain(format);
            match vendor::ours("data.profile_fields.data_format", &written, &[]) {
                Some(format) => one["data_format"] = format,
                None => realm.refuse(
                    &format!("data.profile_fields.{number}.data_format"),
                    format!("{here}.DataFormat: {} is not known", quoted(&written)),
                ),
            }
        }
        if let Some(writable) = get(field, "IsWritable").and_then(switch) {
            one["is_writable"] = writable.into();
        }
        taken.push(one);
    }
    if !taken.is_empty() {
        realm.set("data.profile_fields", &from, taken.into());
    }
}

/// Whether the realm switches its Authentication API off.
fn api_is_off(object: &Map<String, Value>, realm: &mut Realm) -> bool {
    let off = ["EnableApi", "EnableAuthenticationApi"]
        .iter()
        .filter_map(|key| find_in(object, &format!("ApiSetting.{key}")))
        .find(|(_, found)| switch(found) == Some(false));
    if let Some((from, _)) = &off {
        let what = format!("{from} is off, so the Authentication API was omitted");
        realm.remarks.push(what);
    }
    off.is_some()
}

fn switch(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(on) => Some(*on),
        Value::String(text) => vendor::switch(text),
        _ => None,
    }
}

fn plain(value: &Value) -> String {
    let text = value.as_str();
    text.map_or_else(|| value.to_string(), str::to_owned)
}

/// The value at a dotted path, and the path as this source spells it.
fn find_in<'a>(object: &'a Map<String, Value>, path: &str) -> Option<(String, &'a Value)> {
    let mut names = path.split('.');
    let (mut from, mut value) = entry(object, names.next()?)
        .map(|(key, value)| (checks::kit::text::quote(key, 60), value))?;
    for name in names {
        let (key, below) = entry(value.as_object()?, name)?;
        from = format!("{from}.{}", checks::kit::text::quote(key, 60));
        value = below;
    }
    (!value.is_null()).then_some((from, value))
}

fn entry<'a>(object: &'a Map<String, Value>, name: &str) -> Option<(&'a str, &'a Value)> {
    let exact = object.get_key_value(name);
    let wanted = bare(name);
    exact
        .or_else(|| object.iter().find(|(key, _)| bare(key) == wanted))
        .map(|(key, value)| (key.as_str(), value))
}

fn get<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    entry(value.as_object()?, name).map(|(_, value)| value)
}
