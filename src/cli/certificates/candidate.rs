//! A certificate that a realm could select: what is known of it, what is wrong with it, and how that is shown.

use checks::kit::descriptor::{Descriptor, READ};
use checks::kit::probe::certificate::{Answer, Key};
use checks::kit::probe::key_access::{self, Kind, Who};
use checks::kit::realm::{CertificateSource, StoreEntry};
use checks::kit::{Observed, Probe, Status, text};
use schemars::JsonSchema;
use serde::Serialize;

use crate::config::import::Stored;
use crate::report::model::text::clean;
use crate::report::view::terminal::filled;
use crate::run::examine::Examined;

/// What a realm selects certificates for, and how each is called.
pub(super) const USES: [(&str, &str); 2] = [
    ("client", "client certificate"),
    ("license", "license certificate"),
];

/// What is in the names of the vendor's issuing authorities (its guide "Grant Permission to Use Signing Certificate Private
/// Key"), in lowercase.
const VENDORS: [&str; 2] = ["secureauth", "mfcissuer"];

/// The realm that selects a candidate for one use.
pub(super) fn realm_of(index: usize, usage: &str) -> String {
    format!("{index} {usage}")
}

/// A certificate.
#[derive(Serialize, JsonSchema)]
pub(super) struct Candidate {
    /// Its name in the config; of others the thumbprint.
    pub(super) name: String,
    /// Its file, or the store and by what it is known there.
    place: String,
    #[serde(skip)]
    pub(super) source: CertificateSource,
    /// What an administrator called it in the store.
    pub(super) friendly_name: Option<String>,
    /// SHA-1 of the certificate in lowercase hexadecimal digits; null where it cannot be read.
    pub(super) thumbprint: Option<String>,
    /// Whose it is.
    subject: Option<String>,
    /// Who issued it.
    issuer: Option<String>,
    /// Its last day, `YYYY-MM-DD` in UTC.
    not_after: Option<String>,
    /// The private key: `absent`, `unreadable`, `matching`, or `of-another` certificate.
    key: Option<&'static str>,
    /// Who may read the key, by name; null where that was not looked at.
    readers: Option<Vec<String>>,
    /// The realms that select it.
    selected_by: Vec<String>,
    /// What is wrong with it; empty where nothing is.
    findings: Vec<Fault>,
}

/// What is wrong with a certificate.
#[derive(Serialize, JsonSchema)]
struct Fault {
    /// The check's id.
    check: &'static str,
    /// The reason's code.
    reason: &'static str,
    /// How bad it is.
    status: Status,
    /// One sentence.
    summary: String,
    /// For which use: `client` (presented to the cloud), `license` (encrypts OATH seeds), or both.
    uses: Vec<&'static str>,
}

impl Candidate {
    pub(super) fn new(name: String, source: CertificateSource, selected_by: Vec<String>) -> Self {
        Self {
            name,
            place: source.location(),
            source,
            friendly_name: None,
            thumbprint: None,
            subject: None,
            issuer: None,
            not_after: None,
            key: None,
            readers: None,
            selected_by,
            findings: Vec::new(),
        }
    }

    /// Whether the store holds it, and the config does not name it.
    pub(super) fn is_listed(&self) -> bool {
        matches!(&self.source, CertificateSource::Store { entry: StoreEntry::Thumbprint(digits), .. } if *digits == self.name)
    }

    /// What a run found out about it.
    pub(super) fn learn(&mut self, index: usize, examined: &Examined) {
        for (probe, answer) in examined.log.lock().expect("no holder panics").iter() {
            match (probe, answer) {
                (Probe::Certificate(query), Ok(Observed::Certificate(answer)))
                    if query.source == self.source =>
                {
                    self.identify(answer);
                }
                (Probe::KeyAccess(query), Ok(Observed::KeyAccess(answer)))
                    if query.source == self.source =>
                {
                    self.readers = Some(readers(answer)).filter(|readers| !readers.is_empty());
                }
                _ => {}
            }
        }
        for one in &examined.findings {
            let is_for =
                |(usage, _): &(&'static str, _)| one.realms.contains(&realm_of(index, usage));
            let uses: Vec<_> = USES
                .iter()
                .filter(|one| is_for(one))
                .map(|(usage, _)| *usage)
                .collect();
            let finding = &one.finding;
            if uses.is_empty() || matches!(finding.status, Status::Pass | Status::Skip) {
                continue;
            }
            self.findings.push(Fault {
                check: finding.check,
                reason: finding.reason,
                status: finding.status,
                summary: clean(&finding.summary).into_owned(),
                uses,
            });
        }
    }

    fn identify(&mut self, answer: &Answer) {
        let Some(leaf) = answer.chain.leaf() else {
            return;
        };
        self.thumbprint = Some(leaf.thumbprint.clone());
        self.subject = Some(leaf.subject.to_string());
        self.issuer = Some(leaf.issuer.to_string());
        self.not_after = Some(text::day(leaf.not_after));
        self.key = Some(match &answer.key {
            Key::Absent => "absent",
            Key::Failed(_) => "unreadable",
            Key::Present { public_key_sha256 } if *public_key_sha256 == leaf.public_key_sha256 => {
                "matching"
            }
            Key::Present { .. } => "of-another",
        });
    }

    pub(super) fn human(&self, width: usize) -> String {
        let mut shown = format!(
            "{}\n",
            clean(self.friendly_name.as_deref().unwrap_or(&self.name))
        );
        let readers = self.readers.as_deref().map(text::commas);
        let selected_by = Some(text::commas(&self.selected_by)).filter(|realms| !realms.is_empty());
        let key = self.key.map(|key| match key {
            "matching" => "present, and belongs to it",
            "of-another" => "present, but belongs to another certificate",
            "unreadable" => "present, but cannot be read",
            other => other,
        });
        let lines = [
            ("location", Some(self.place.as_str())),
            ("thumbprint", self.thumbprint.as_deref()),
            ("subject", self.subject.as_deref()),
            ("issuer", self.issuer.as_deref()),
            ("valid until", self.not_after.as_deref()),
            ("private key", key),
            ("read by", readers.as_deref()),
            ("selected by", selected_by.as_deref()),
        ];
        for (label, value) in lines {
            let Some(value) = value else { continue };
            shown += &filled(
                &clean(value),
                width,
                &format!("  {label:12} "),
                &" ".repeat(15),
            );
        }
        for one in &self.findings {
            let usage = match one.uses[..] {
                [only] => format!(", as {only} certificate"),
                _ => String::new(),
            };
            let line = format!("{} ({}/{}{usage})", one.summary, one.check, one.reason);
            shown += &filled(
                &line,
                width,
                &format!("  {:12} ", one.status.name()),
                &" ".repeat(15),
            );
        }
        let fit = self.suitable_as();
        if !fit.is_empty() {
            shown += &format!("  {:12} {}\n", "suitable as", text::list(&fit));
        }
        shown
    }

    fn suitable_as(&self) -> Vec<&'static str> {
        let fits = |usage: &str| {
            let mut against = self.findings.iter().filter(|one| one.uses.contains(&usage));
            !against.any(|one| matches!(one.status, Status::Fail | Status::Unknown))
        };
        let fit = USES.iter().filter(|(usage, _)| fits(usage));
        fit.map(|(_, what)| *what).collect()
    }

    /// As an import writes it, under this name.
    pub(super) fn stored(&self, name: &str) -> Stored {
        let issuer = self.issuer.as_deref().unwrap_or_default();
        let is_vendors = VENDORS
            .iter()
            .any(|part| issuer.to_ascii_lowercase().contains(part));
        let said = [
            ("", &self.subject),
            ("issued by ", &self.issuer),
            ("valid until ", &self.not_after),
        ];
        let said = said
            .iter()
            .filter_map(|(what, value)| Some(format!("{what}{}", value.as_deref()?)));
        let fit = match self.suitable_as()[..] {
            [] => "suitable as neither client nor license certificate".to_owned(),
            ref fit => format!("suitable as {}", text::list(fit)),
        };
        Stored {
            name: name.to_owned(),
            source: self.source.clone(),
            says: said.chain([fit]).collect::<Vec<_>>().join("; "),
            is_vendors,
        }
    }
}

/// Who may read the key, by name.
fn readers(answer: &key_access::Answer) -> Vec<String> {
    if let Some(windows) = &answer.windows {
        let key = windows
            .objects
            .iter()
            .find(|object| object.kind != Kind::Folder);
        let Some(descriptor) = key.and_then(|key| Descriptor::parse(&key.descriptor)) else {
            return Vec::new();
        };
        let Some(entries) = descriptor.entries else {
            return vec!["everybody".into()];
        };
        let reading = entries
            .iter()
            .filter(|one| one.allows && !one.inherit_only && one.mask & READ != 0);
        let name = |sid: &String| {
            windows
                .names
                .get(sid)
                .cloned()
                .flatten()
                .unwrap_or_else(|| sid.clone())
        };
        return reading.map(|one| name(&one.sid)).collect();
    }
    let Some(key) = answer.path.last() else {
        return Vec::new();
    };
    let name = |id: &key_access::Id| id.name.clone().unwrap_or_else(|| id.id.to_string());
    let of_mode = [
        (0o400, name(&key.owner)),
        (0o040, format!("group {}", name(&key.group))),
        (0o004, "everybody".to_owned()),
    ];
    let of_mode = of_mode.into_iter().filter(|(bit, _)| key.mode & bit != 0);
    let of_list = key
        .acl
        .iter()
        .filter(|one| one.permissions & 4 != 0)
        .filter_map(|one| match &one.who {
            Who::User(id) => Some(name(id)),
            Who::Group(id) => Some(format!("group {}", name(id))),
            _ => None,
        });
    of_mode.map(|(_, who)| who).chain(of_list).collect()
}
