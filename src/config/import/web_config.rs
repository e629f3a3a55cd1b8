//! A realm's web.config, read by aliases. Encrypted sections are recognized and named, never taken for missing.

mod document;

use std::path::Path;

use roxmltree::Node;
use serde_json::Value;

use self::document::{NAMED, continues, get, named};
use super::aliases::{Aliases, Location};
use super::find::ImportError;
use super::realm::{Realm, Variables};
use super::target::{Shape, Target, quoted};
use super::vendor::{VENDOR, switch};
use crate::config::expect::format_mismatch;

const SENDER: &str = "overview.email.sender_address";
const SENDER_NAME: &str = "overview.email.sender_name";

/// The provider that encrypts with the machine's key `NetFrameworkConfigurationKey`, as machine.config has it.
const RSA: &str = "RsaProtectedConfigurationProvider";

/// The most characters of an element's or attribute's name that are shown.
const NAME: usize = 60;

/// Takes what the aliases find.
///
/// # Errors
/// When it is no web.config.
pub(super) fn import(
    text: &str,
    folder: &Path,
    aliases: &Aliases,
    realm: &mut Realm,
    variables: &mut Variables,
) -> Result<(), ImportError> {
    let wrong = |why| ImportError::new(&realm.source, why);
    let whole = document::join(text, folder).map_err(wrong)?;
    let document = document::parse(&whole).map_err(wrong)?;
    let root = document.root_element();
    if !named(root, "configuration") {
        let found = quoted(root.tag_name().name());
        let why = format!("it is no web.config: it begins with {found}, not with <configuration>");
        return Err(ImportError::new(&realm.source, why));
    }
    remark(root, realm);
    let off = note(root, realm);
    for (path, places) in aliases.iter() {
        if !off.iter().any(|section| path.starts_with(section)) {
            take(root, path, places, realm, variables);
        }
    }
    Ok(())
}

fn take(root: Node, path: &str, places: &[Location], realm: &mut Realm, variables: &mut Variables) {
    let list = Target::find(path).is_some_and(|target| target.shape() == Shape::List);
    let mut closed = None;
    let mut items = Vec::new();
    for place in places {
        let (values, why) = look(root, place);
        match values.last() {
            Some(_) if list => {
                for value in values {
                    items.extend(entries(place, value, realm));
                }
            }
            // As in ASP.NET, what is added later replaces what was there.
            Some(last) => {
                let from = checks::kit::text::quote(&place.to_string(), 2 * NAME);
                let mut value = *last;
                // As .NET takes it: Name <ADDRESS>.
                if let (SENDER, Some((name, address))) = (path, display_name(value)) {
                    let name = name.trim().trim_matches('"').trim();
                    if !name.is_empty() {
                        realm.take(SENDER_NAME, &from, &Value::from(name), variables);
                    }
                    value = address;
                }
                realm.take(path, &from, &Value::from(value), variables);
                return;
            }
            None => closed = closed.or(why),
        }
    }
    match closed {
        _ if !items.is_empty() => {
            let mut seen = std::collections::HashSet::new();
            items.retain(|item: &(String, String)| seen.insert(item.0.clone()));
            let from = items[0].1.clone();
            let values: Vec<String> = items.into_iter().map(|(value, _)| value).collect();
            realm.set(path, &from, values.into());
        }
        Some(why) => realm.refuse(path, why),
        None => {}
    }
}

/// The entries of a list that a value stands for, and what each was taken from.
fn entries(place: &Location, value: &str, realm: &mut Realm) -> Vec<(String, String)> {
    let from = place.to_string();
    let ends = |end: &str| from.to_ascii_lowercase().ends_with(end);
    if ends("@bypassonlocal") {
        let on = switch(value) == Some(true);
        if on {
            let what = "hosts without a dot in their name are reached directly; of these only localhost was written";
            realm.remarks.push(format!("{from}: {what}"));
        }
        let local = on.then(|| ("localhost".to_owned(), from));
        return local.into_iter().collect();
    }
    let items: Vec<String> = if ends("bypasslist/add@address") {
        vec![plain_host(value)]
    } else {
        let items = value.split([';', ',', ' ']).map(str::trim);
        let items = items.filter(|item| !item.is_empty());
        items.map(str::to_owned).collect()
    };
    let is_fit = |item: &String| format_mismatch("bypass", item).is_none();
    let (fit, unfit): (Vec<_>, Vec<_>) = items.into_iter().partition(is_fit);
    for item in unfit {
        let what = quoted(&item);
        realm.remarks.push(format!(
            "{from}: {what} is not a host, suffix or network, and was omitted"
        ));
    }
    fit.into_iter().map(|item| (item, from.clone())).collect()
}

/// The host or suffix that a regular expression of a `bypasslist` most likely means.
fn plain_host(pattern: &str) -> String {
    let bare = pattern.trim().trim_start_matches('^').trim_end_matches('$');
    let bare = bare.replace("\\.", ".").replace("\\-", "-");
    let any = [".*.", "[^.]*.", "[^.]+.", "[a-z]+.", "*."];
    let suffix = any.iter().find_map(|any| bare.strip_prefix(any));
    let suffix = suffix.or_else(|| Some(bare.strip_prefix(".*")?.trim_start_matches('.')));
    suffix.map_or(bare.clone(), |suffix| format!("*.{suffix}"))
}

/// The values at a place, and why there may be others: a part of the file is encrypted or stands in another file.
fn look<'a>(root: Node<'a, 'a>, place: &Location) -> (Vec<&'a str>, Option<String>) {
    let (path, attribute) = match place {
        Location::Key(_) => (vec!["appSettings".to_owned()], "value"),
        Location::Attribute(path, attribute) => (path.clone(), attribute.as_str()),
    };
    let mut elements = containers(root);
    let mut closed = None;
    for name in &path {
        let mut below = Vec::new();
        for element in elements {
            for child in element.children().filter(|child| named(*child, name)) {
                match closing(child) {
                    Some(why) => closed = closed.or(Some(why)),
                    None => below.push(child),
                }
            }
        }
        elements = below;
    }
    if let Location::Key(key) = place {
        elements = elements
            .into_iter()
            .flat_map(|settings| settings.children())
            .filter(|child| named(*child, "add"))
            .filter(|add| get(*add, "key").is_some_and(|name| name.eq_ignore_ascii_case(key)))
            .collect();
    }
    let values = elements
        .into_iter()
        .filter_map(|element| get(element, attribute));
    (values.collect(), closed)
}

/// How many sections are encrypted by the provider that uses the machine's own key, unless the file defines it anew; `None`
/// where the text is no web.config.
pub(super) fn encrypted(text: &str, folder: &Path) -> Option<i64> {
    let whole = document::join(text, folder).ok()?;
    let document = document::parse(&whole).ok()?;
    let root = document.root_element();
    let is_it = |name: Option<&str>| name.is_some_and(|name| name.eq_ignore_ascii_case(RSA));
    let mut elements = root.descendants().filter(Node::is_element);
    let defines = |one: Node| get(one, "keyContainerName").is_some() && is_it(get(one, "name"));
    let sections = elements.clone();
    let sections = sections.filter(|one| is_it(get(*one, "configProtectionProvider")));
    let all = i64::try_from(sections.count()).ok()?;
    let is_own = elements.any(defines);
    named(root, "configuration").then_some(if is_own { 0 } else { all })
}

/// The file itself, and the parts of it that hold for the whole realm.
fn containers<'a>(root: Node<'a, 'a>) -> Vec<Node<'a, 'a>> {
    let own = root.children().filter(|child| {
        named(*child, "location") && matches!(get(*child, "path"), None | Some("" | "."))
    });
    std::iter::once(root).chain(own).collect()
}

/// Why nothing can be said of what stands in this element.
fn closing(element: Node) -> Option<String> {
    let name = checks::kit::text::quote(element.tag_name().name(), NAME);
    if is_encrypted(element) {
        return Some(format!("{name} is encrypted, not read"));
    }
    let file = get(element, "configSource")?;
    Some(format!("{name} stands in {}, not read", quoted(file)))
}

fn is_encrypted(element: Node) -> bool {
    get(element, "configProtectionProvider").is_some()
        || element
            .children()
            .any(|child| named(child, "EncryptedData"))
}

/// Names the encrypted sections and the files that are not read.
fn remark(root: Node, realm: &mut Realm) {
    let mut named_so_far = 0;
    for element in root.descendants().filter(Node::is_element) {
        let text = if is_encrypted(element) {
            let by = get(element, "configProtectionProvider")
                .map_or_else(String::new, |by| format!(" by {}", quoted(by)));
            let way = "decrypt it on the appliance first (Web Admin, System Info, Decrypt)";
            format!("<{}> is encrypted{by}, not read: {way}", path(element))
        } else if let Some((_, file)) = continues(element) {
            format!(
                "<{}> continues in {}, not read",
                path(element),
                quoted(file)
            )
        } else {
            continue;
        };
        named_so_far += 1;
        if named_so_far > NAMED {
            realm.remarks.push("further sections are not read".into());
            return;
        }
        realm.remarks.push(text);
    }
}

/// Says what no setting of ours does, and which settings count for nothing.
fn note(root: Node, realm: &mut Realm) -> Vec<&'static str> {
    let mut off: Vec<&str> = Vec::new();
    for note in &VENDOR.notes {
        let place = Location::parse(&note.place).expect("a test reads the file");
        let (values, _) = look(root, &place);
        let is_so = |found: &&str| match switch(found) {
            Some(on) => note.is == if on { "on" } else { "off" },
            None => note.is.eq_ignore_ascii_case(found.trim()),
        };
        if values.last().is_some_and(is_so) && !off.contains(&note.about.as_str()) {
            let remark = format!("{place} is {}: {}", note.is, note.says);
            realm.remarks.push(remark);
            off.extend(note.drops.then_some(note.about.as_str()));
        }
    }
    off
}

/// The name and the address of `Name <ADDRESS>`.
fn display_name(sender: &str) -> Option<(&str, &str)> {
    sender.trim().strip_suffix('>')?.rsplit_once('<')
}

fn path(element: Node) -> String {
    let mut names: Vec<String> = element
        .ancestors()
        .filter(Node::is_element)
        .take(8)
        .map(|element| checks::kit::text::quote(element.tag_name().name(), NAME))
        .filter(|name| !name.eq_ignore_ascii_case("configuration"))
        .collect();
    names.reverse();
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_become_hosts_and_suffixes() {
        for (pattern, host) in [
            ("intranet\\.example\\.net", "intranet.example.net"),
            ("^.*\\.corp\\.example\\.net$", "*.corp.example.net"),
            ("[a-z]+\\.example\\.net$", "*.example.net"),
            ("*.example.net", "*.example.net"),
        ] {
            assert_eq!(plain_host(pattern), host);
        }
    }
}
