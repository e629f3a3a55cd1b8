//! Whether the account can read a key on Windows, by the descriptors that Windows keeps of it.

mod configuration;

use std::collections::BTreeSet;

use super::about::*;
use super::wording::by_others;
use crate::kit::descriptor::{Descriptor, Entry, READ};
use crate::kit::peer_text::Shown;
use crate::kit::probe::key_access::{Kind, Object, Trustee, Windows};
use crate::kit::realm::CertificateSource;
use crate::kit::{Entity, Finding, Judgement as _, Shell, text};

/// Where accounts of machines and domains begin: others without a name are no orphans, as logons and services.
const ACCOUNTS: &str = "S-1-5-21-";
/// Where the accounts of application pools begin.
const POOLS: &str = "S-1-5-82-";

/// A key, and whose access to it is in question.
pub(super) struct Access<'a> {
    /// The certificate's name in the config.
    pub(super) name: &'a str,
    pub(super) source: &'a CertificateSource,
    /// The account as the config calls it.
    pub(super) account: &'a str,
    pub(super) trustee: &'a Trustee,
    pub(super) seen: &'a Windows,
}

/// What keeps an account from reading.
struct Obstacle<'d> {
    /// In words, behind a colon.
    why: String,
    /// The entry that denies it.
    denying: Option<&'d Entry>,
    /// Whether another entry allows it, so that it is enough to remove that one.
    allows: bool,
}

impl Access<'_> {
    /// What is wrong with the file of the key, or where it has none, with its container; else that the account can read it.
    pub(super) fn judge(&self) -> Vec<Finding> {
        // What a provider says of a key in a file is taken from the file.
        let mut objects = self.seen.objects.iter();
        let Some(key) = objects.find(|object| object.kind != Kind::Folder) else {
            return vec![
                self.not_judged("the private key has no permissions that Windows tells of"),
            ];
        };
        self.judge_one(key).or(|| {
            Finding::pass(&ABOUT, self.source.location()).summary(format!(
                "{} can read {}",
                self.account,
                self.called(key)
            ))
        })
    }

    fn judge_one(&self, object: &Object) -> Vec<Finding> {
        let name = self.called(object);
        let Some(descriptor) = Descriptor::parse(&object.descriptor) else {
            let why =
                format!("the permissions of {name} have a format that otpdoctor does not know");
            return vec![self.not_judged(&why)];
        };
        let orphan = self.orphans(object, &descriptor);
        let access = match (self.reads(&descriptor), orphan) {
            (Some(true), orphan) => orphan.map(Finding::only_warns),
            (None, _) => {
                let why = format!(
                    "otpdoctor cannot determine if {} can read {name}: it depends on a condition or on an unlisted group",
                    self.account
                );
                Some(self.show(object, &descriptor, self.not_judged(&why)))
            }
            (Some(false), None) => Some(self.not_readable(object, &descriptor)),
            // The permissions are those of another machine.
            (Some(false), orphan) => orphan.map(|finding| icacls(finding, object, &self.grant())),
        };
        let open = descriptor.rights(is_anybody, false) & READ != 0;
        let open = open.then(|| self.readable_by_others(object, &descriptor));
        [access, open].findings()
    }

    /// Whether the account can read what has the descriptor; `None` where that cannot be known.
    fn reads(&self, descriptor: &Descriptor) -> Option<bool> {
        let member = |sid: &str| is_member(self.trustee, sid);
        let reads = |doubt| descriptor.rights(member, doubt) & READ != 0;
        (reads(false) == reads(true)).then(|| reads(true))
    }

    fn not_readable(&self, object: &Object, descriptor: &Descriptor) -> Finding {
        let obstacle = self.obstacle(descriptor);
        let account = self.account;
        let finding = Finding::new(NOT_READABLE, self.source.location())
            .summary(format!(
                "{account} cannot read {}: {}",
                self.called(object),
                obstacle.why
            ))
            .identity("account", self.trustee.sid.as_str());
        let finding = self.show(object, descriptor, finding);
        let finding = finding.with(obstacle.denying, |finding, entry| {
            let finding = finding.cured(NOT_READABLE.cure("denied"));
            self.undeny(finding, object, entry)
        });
        if obstacle.allows {
            return finding;
        }
        let case = match self.source {
            CertificateSource::Store { .. } => "store",
            _ => "file",
        };
        let finding = finding.cured(NOT_READABLE.cure(case));
        icacls(finding.fill("account", account), object, &self.grant())
    }

    /// Adds how to remove the entry that denies.
    fn undeny(&self, finding: Finding, object: &Object, entry: &Entry) -> Finding {
        let finding = finding.fill("denied", self.name_of(&entry.sid));
        icacls(finding, object, &format!("/remove:d \"*{}\"", entry.sid))
    }

    /// What keeps the account from reading.
    fn obstacle<'d>(&self, descriptor: &'d Descriptor) -> Obstacle<'d> {
        let concerns = |entry: &&Entry| {
            entry.mask & READ != 0 && is_member(self.trustee, &entry.sid) != Some(false)
        };
        let entries = descriptor.entries.as_deref().unwrap_or_default();
        let decisive = entries.iter().filter(concerns);
        let denying = decisive
            .clone()
            .find(|one| !one.allows && !one.inherit_only);
        let why = match (denying, decisive.clone().find(|one| one.inherit_only)) {
            _ if entries.is_empty() => "its list of permissions is empty".to_owned(),
            (Some(entry), _) => format!("an entry denies it to {}", self.name_of(&entry.sid)),
            (None, Some(entry)) => format!(
                "its entry for {} is inherit-only, which does not count",
                self.name_of(&entry.sid)
            ),
            (None, None) => "no entry of its permissions allows it".to_owned(),
        };
        Obstacle {
            why,
            denying,
            allows: decisive.clone().any(|one| one.allows && !one.inherit_only),
        }
    }

    fn readable_by_others(&self, object: &Object, descriptor: &Descriptor) -> Finding {
        let finding = by_others(self.source, &self.called(object));
        let finding = self.show(object, descriptor, finding);
        let only = format!(
            "/inheritance:r {} \"*S-1-5-18:(F)\" \"*S-1-5-32-544:(F)\"",
            self.grant().replace("/grant", "/grant:r")
        );
        let others: BTreeSet<_> = descriptor
            .sids()
            .filter(|sid| is_anybody(sid) == Some(true))
            .collect();
        let finding = icacls(finding, object, &only);
        others.into_iter().fold(finding, |finding, sid| {
            icacls(finding, object, &format!("/remove:g \"*{sid}\""))
        })
    }

    /// One finding, however many accounts are gone.
    fn orphans(&self, object: &Object, descriptor: &Descriptor) -> Option<Finding> {
        let is_gone = |sid: &&str| {
            sid.starts_with(ACCOUNTS) && self.seen.names.get(*sid).is_some_and(Option::is_none)
        };
        let gone: BTreeSet<_> = descriptor.sids().filter(is_gone).collect();
        let gone = Vec::from_iter(gone);
        let finding = Finding::new(ORPHAN_ACCOUNT, self.source.location())
            .fill("object", self.called(object))
            .fill("gone", text::list(&gone));
        let finding = self
            .show(object, descriptor, finding)
            .cured(ORPHAN_ACCOUNT.cure("by-sid"))
            .fill("account", self.account);
        let finding = finding.each(&gone, |finding, sid| {
            let owns = descriptor.owner.as_deref() == Some(sid);
            let finding = if owns {
                icacls(finding, object, "/setowner \"*S-1-5-32-544\"")
            } else {
                finding
            };
            icacls(finding, object, &format!("/remove \"*{sid}\""))
        });
        Some(finding).filter(|_| !gone.is_empty())
    }

    fn not_judged(&self, why: &str) -> Finding {
        Finding::new(NOT_JUDGED, self.source.location())
            .summary(why)
            .cured(NOT_JUDGED.cure("certificate"))
            .fill("account", self.account)
    }

    /// Adds what the descriptor says.
    fn show(&self, object: &Object, descriptor: &Descriptor, finding: Finding) -> Finding {
        let mut shown: Vec<String> = match &descriptor.entries {
            None => vec!["no list of permissions, so everybody may do everything".into()],
            Some(entries) => entries
                .iter()
                .map(|entry| format!("{}:{entry}", self.name_of(&entry.sid)))
                .collect(),
        };
        if let Some(owner) = &descriptor.owner {
            shown.insert(0, format!("owner {}", self.name_of(owner)));
        }
        finding
            .touching(Entity::File(object.name.clone()))
            .identity(("access", object.name.clone()), text::commas(&shown))
    }

    fn name_of(&self, sid: &str) -> String {
        let name = self.seen.names.get(sid).and_then(Option::as_deref);
        Shown(name.unwrap_or(sid)).to_string()
    }

    /// The file where the config names it; where Windows chose its name, the certificate says more.
    fn called(&self, object: &Object) -> String {
        match self.source {
            CertificateSource::Store { .. } => {
                format!("the private key of certificate \"{}\"", self.name)
            }
            _ => format!("the private key {:.200}", Shown(&object.name)),
        }
    }

    fn grant(&self) -> String {
        format!("/grant \"*{}:(R)\"", self.trustee.sid)
    }
}

/// Whether what an entry names has the account in it; `None` where that cannot be known.
fn is_member(account: &Trustee, sid: &str) -> Option<bool> {
    let groups = account.groups.as_deref();
    if account.sid == sid || groups.is_some_and(|groups| groups.iter().any(|group| group == sid)) {
        return Some(true);
    }
    let of_directory = account.sid.starts_with(ACCOUNTS);
    let is_pool = account.sid.starts_with(POOLS);
    let is_system = account.sid == "S-1-5-18";
    match sid {
        // Everyone and Authenticated Users.
        "S-1-1-0" | "S-1-5-11" => Some(true),
        // The token of SYSTEM has those and Administrators.
        "S-1-5-32-544" if is_system => Some(true),
        _ if is_system && !sid.starts_with(POOLS) => Some(false),
        // LOCAL, CONSOLE LOGON, This Organization, Users, and IIS_IUSRS, to which IIS adds whatever account a pool has:
        // `whoami /all` of a pool lists them.
        "S-1-2-0" | "S-1-2-1" | "S-1-5-15" | "S-1-5-32-545" | "S-1-5-32-568" => Some(true),
        // A pool runs as a service or as a batch job.
        "S-1-5-6" | "S-1-5-3" if of_directory => None,
        "S-1-5-6" => Some(true),
        "S-1-5-82-0" if is_pool => Some(true),
        // The pool that the account runs has an identity besides.
        _ if sid.starts_with(POOLS) && !is_pool => None,
        // A group of the domain, or one of the machine's own, of which those that it is in are listed.
        _ if of_directory && sid.starts_with(ACCOUNTS) => None,
        _ if of_directory && sid.starts_with("S-1-5-32-") && groups.is_none() => None,
        _ => Some(false),
    }
}

/// Whether what an entry names has any user of the machine or its domain in it. Authenticated Users may be allowed to read,
/// since the vendor asks for that where the key signs assertions, and what is denied to them is denied.
fn is_anybody(sid: &str) -> Option<bool> {
    match sid {
        // Everyone, LOCAL, CONSOLE LOGON, INTERACTIVE, Users, and Domain Users.
        "S-1-1-0" | "S-1-2-0" | "S-1-2-1" | "S-1-5-4" | "S-1-5-32-545" => Some(true),
        "S-1-5-11" => None,
        _ => Some(sid.starts_with(ACCOUNTS) && sid.ends_with("-513")),
    }
}

/// Adds a command that changes the permissions of a file; those of a container have none.
fn icacls(finding: Finding, object: &Object, change: &str) -> Finding {
    match object.kind {
        Kind::Container => finding,
        Kind::Folder | Kind::File => {
            let path = text::argument(&object.name);
            finding.run(Shell::Windows, format!("icacls {path} {change}"))
        }
    }
}

#[cfg(test)]
mod tests;
