//! What a machine says of itself, as the part of the config that describes it.

use checks::kit::probe::schannel::{Setting as TlsSetting, switched_off};
use checks::kit::probe::system_proxy::Setting;
use checks::kit::realm::CertificateSource;
use serde_json::{Value, json};

use crate::config::expect::format_mismatch;
use crate::config::text::is_unprintable;
use crate::config::yaml::{flow, word};

/// Settings and their comments after ` | `. A line stands only where all is known that it names in braces; `{no zone}` is
/// known where `{zone}` is not.
const LINES: &str = include_str!("machine.txt");

/// What a machine says of itself. What is absent it does not say.
#[derive(Debug)]
pub struct Machine {
    /// Its short host name.
    pub name: String,
    /// Whether it has joined a domain.
    pub domain_joined: Option<bool>,
    /// Its time zone.
    pub zone: Option<String>,
    /// Whom its time service follows: `NTP`, `NT5DS` (the domain).
    pub time_type: Option<String>,
    /// The time service's servers with their flags: `ntp1.example.net,0x9 10.30.0.3,8`.
    pub time_servers: Option<String>,
    /// The proxy of WinHTTP, or of the account that services run as, or why it is not known.
    pub proxy: Result<Option<Setting>, String>,
    /// How many keys of the firewall the registry has, or why they were not read.
    pub firewall: Result<usize, String>,
    /// What its registry says of versions of TLS.
    pub tls: Vec<TlsSetting>,
    /// What the Personal store of the Local Computer holds, or why it was not read.
    pub certificates: Result<Vec<Stored>, String>,
}

/// A certificate of a store.
#[derive(Debug)]
pub struct Stored {
    /// What the config calls it.
    pub name: String,
    /// Where it is.
    pub source: CertificateSource,
    /// Whose it is, until when it is valid, what it is suitable for.
    pub says: String,
    /// Whether an authority of the vendor issued it.
    pub is_vendors: bool,
}

impl Machine {
    /// The sections `appliance` and `certificates`: each setting with its comment, of which one may be empty.
    pub(super) fn lines(&self) -> Vec<(String, String)> {
        let mut known = self.settings();
        let unknown = known.iter().filter(|(_, value)| value.is_none());
        let unknown = unknown.map(|(key, _)| (format!("no {key}"), Some(String::new())));
        known.extend(unknown.collect::<Vec<_>>());
        let filled = LINES.lines().filter_map(|line| fill(line, &known));
        let split = |line: String| match line.split_once(" | ") {
            Some((setting, why)) => (setting.to_owned(), why.to_owned()),
            None => (line, String::new()),
        };
        let stored = self.certificates.iter().flatten();
        let stored = stored.map(|one| {
            let setting = format!("  {}: {}", one.name(), flow(&json!(one.source)));
            (setting, one.says.clone())
        });
        filled.map(split).chain(stored).collect()
    }

    /// What the lines name, with its value as the config writes it.
    fn settings(&self) -> Vec<(String, Option<String>)> {
        let set = self.proxy.as_ref().ok().and_then(Option::as_ref);
        let proxy = set.filter(|set| set.proxy.is_some());
        let why_no_proxy = match &self.proxy {
            Ok(_) => "neither WinHTTP nor Network Service has one".to_owned(),
            Err(why) => format!("not known ({why}): run otpdoctor as an administrator"),
        };
        let server = proxy.and_then(|set| set.proxy.as_deref());
        let exceptions = proxy.map_or(&[][..], |set| &set.bypass);
        let stored = self.certificates.as_deref().unwrap_or_default();
        let license = chosen(stored);
        let (firewall, refused) = match &self.firewall {
            Ok(0) => (None, "this registry holds no rules of the firewall"),
            Ok(_) => (Some(String::new()), ""),
            Err(why) => (None, why.as_str()),
        };
        let why_none = match &self.certificates {
            Ok(_) => "the Personal store of the Local Computer holds none".to_owned(),
            Err(why) => format!("{why}: run otpdoctor as an administrator"),
        };
        let off = switched_off(&self.tls);
        let known = [
            ("name", Some(word(&self.name))),
            (
                "joined",
                self.domain_joined.map(|joined| joined.to_string()),
            ),
            ("servers", list("endpoint", self.servers())),
            ("zone", self.zone.as_deref().map(word)),
            (
                "proxy",
                server.map(|server| word(&format!("http://{server}"))),
            ),
            ("proxy is known", server.map(|_| String::new())),
            ("proxy place", proxy.map(|set| set.place.clone())),
            ("why no proxy", Some(why_no_proxy)),
            (
                "bypass",
                list("bypass", exceptions.iter().map(String::as_str)),
            ),
            ("firewall", firewall),
            ("why no firewall", Some(refused.to_owned())),
            ("switched off", (!off.is_empty()).then(|| off.join(", "))),
            ("license", license.map(|(one, _)| one.name())),
            ("why license", license.map(|(_, why)| why.to_owned())),
            ("certificates", stored.first().map(|_| String::new())),
            ("why no certificates", Some(why_none)),
        ];
        known.map(|(key, value)| (key.to_owned(), value)).into()
    }

    /// The servers that the time service follows: those that are written beside NT5DS it does not ask.
    fn servers(&self) -> impl Iterator<Item = &str> {
        let kind = self.time_type.as_deref().unwrap_or_default();
        let written = self.time_servers.as_deref().unwrap_or_default();
        let written = written
            .split_whitespace()
            .filter(|_| !kind.eq_ignore_ascii_case("NT5DS"));
        written.filter_map(|one| one.split(',').next())
    }
}

impl Stored {
    fn name(&self) -> String {
        word(self.name.replace(is_unprintable, "").trim())
    }
}

/// The line with what it names; `None` where something of it is not known.
fn fill(line: &str, known: &[(String, Option<String>)]) -> Option<String> {
    let mut filled = line.to_owned();
    for (key, value) in known {
        let named = format!("{{{key}}}");
        if filled.contains(&named) {
            filled = filled.replace(&named, value.as_deref()?);
        }
    }
    let open = known
        .iter()
        .any(|(key, _)| filled.contains(&format!("{{no {key}}}")));
    (!open).then_some(filled)
}

/// Those that are fit for a setting of this format, where any is.
fn list<'a>(format: &str, items: impl Iterator<Item = &'a str>) -> Option<String> {
    let fit = items.filter(|one| format_mismatch(format, one).is_none());
    let fit: Vec<Value> = fit.map(Value::from).collect();
    (!fit.is_empty()).then(|| flow(&fit.into()))
}

/// The one that is the license certificate, where that is sure, and why it is.
fn chosen(stored: &[Stored]) -> Option<(&Stored, &'static str)> {
    let mut vendors = stored.iter().filter(|one| one.is_vendors);
    match (vendors.next(), vendors.next(), stored) {
        (Some(one), None, _) => Some((one, "no other of the store is of the vendor")),
        (None, _, [one]) => Some((one, "the store holds no other")),
        _ => None,
    }
}
