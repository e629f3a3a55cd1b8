//! How owners, modes and ACLs are shown, and the commands that set them right.

use std::fmt;
use std::path::Path;

use super::about::{NOT_READABLE, ORPHAN_ACCOUNT, READABLE_BY_OTHERS};
use super::access::{Blocked, Decider, Right, rwx};
use crate::kit::probe::key_access::{Account, Id, Node, Who};
use crate::kit::realm::CertificateSource;
use crate::kit::{Finding, Shell};

/// An owner or an ACL entry of an account that is gone.
pub(super) enum Orphan {
    Owner(u32),
    User(u32),
    Group(u32),
}

impl fmt::Display for Orphan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner(id) => write!(f, "the owner {id}"),
            Self::User(id) => write!(f, "user {id}"),
            Self::Group(id) => write!(f, "group {id}"),
        }
    }
}

/// The accounts of a node that have no name any longer.
pub(super) fn orphans(node: &Node) -> Vec<Orphan> {
    let Id { id, name } = &node.owner;
    let owner = name.is_none().then_some(Orphan::Owner(*id));
    let named = node.acl.iter().filter_map(|entry| match &entry.who {
        Who::User(Id { id, name: None }) => Some(Orphan::User(*id)),
        Who::Group(Id { id, name: None }) => Some(Orphan::Group(*id)),
        _ => None,
    });
    owner.into_iter().chain(named).collect()
}

/// Owner, group, mode and ACL of a node in one line.
pub(super) fn entries(node: &Node) -> String {
    let (owner, group) = (name(&node.owner), name(&node.group));
    let mut text = format!("owner {owner}, group {group}, mode {:04o}", node.mode);
    for entry in &node.acl {
        let who = match &entry.who {
            Who::Owner => "user:".to_owned(),
            Who::User(id) => format!("user:{}", name(id)),
            Who::OwningGroup => "group:".to_owned(),
            Who::Group(id) => format!("group:{}", name(id)),
            Who::Mask => "mask:".to_owned(),
            Who::Other => "other:".to_owned(),
        };
        text.push_str(&format!(", {who}:{}", rwx(entry.permissions.into())));
    }
    text
}

/// The ids of an account in one line.
pub(super) fn account(ids: &Account) -> String {
    let groups: Vec<String> = ids.groups.iter().map(ToString::to_string).collect();
    let ids = format!("uid {}, gid {}", ids.uid, ids.gid);
    match groups.as_slice() {
        [] => ids,
        groups => format!("{ids}, groups {}", groups.join(" ")),
    }
}

/// Says that everybody can read a key.
pub(super) fn by_others(source: &CertificateSource, key: &str) -> Finding {
    Finding::new(READABLE_BY_OTHERS, source.location())
        .summary(format!("every account of this machine can read {key}"))
}

/// Adds how to let the account past the node.
pub(super) fn grant(finding: Finding, account: &str, blocked: &Blocked<'_>) -> Finding {
    let (path, letter) = (&blocked.node.path, blocked.want.letter());
    let command = match blocked.by {
        Decider::Owner(_) => format!("chmod u+{letter} {}", quoted(path)),
        _ => let_in(account, letter, path),
    };
    let case = match blocked.want {
        Right::Read => "file",
        Right::Search => "folder",
    };
    finding
        .cured(NOT_READABLE.cure(case))
        .fill("account", account)
        .run(Shell::Linux, command)
}

/// Adds how to take a key away from everybody else. The account may have been one of them, so it is let in first.
pub(super) fn protect(finding: Finding, account: &str, key: &Node) -> Finding {
    finding
        .run(Shell::Linux, let_in(account, 'r', &key.path))
        .run(Shell::Linux, format!("chmod o-rwx {}", quoted(&key.path)))
}

fn let_in(account: &str, letter: char, path: &Path) -> String {
    let entry = shell(&format!("u:{account}:{letter}"));
    format!("setfacl -m {entry} {}", quoted(path))
}

/// Adds how to take accounts that are gone out of a node.
pub(super) fn strip(finding: Finding, node: &Node, gone: &[Orphan]) -> Finding {
    let path = quoted(&node.path);
    let finding = finding.cured(ORPHAN_ACCOUNT.cure("by-number"));
    finding.each(gone, |finding, orphan| {
        let command = match orphan {
            Orphan::Owner(_) => format!("chown root {path}"),
            Orphan::User(id) => format!("setfacl -x u:{id} {path}"),
            Orphan::Group(id) => format!("setfacl -x g:{id} {path}"),
        };
        finding.run(Shell::Linux, command)
    })
}

fn name(id: &Id) -> String {
    id.name.clone().unwrap_or_else(|| id.id.to_string())
}

fn quoted(path: &Path) -> String {
    shell(&path.to_string_lossy())
}

/// A word as a POSIX shell takes it.
fn shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-:@+=,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_cannot_break_out_of_its_command() {
        assert_eq!(shell("/srv/keys/a.key"), "/srv/keys/a.key");
        assert_eq!(shell("/srv/it's; rm"), r"'/srv/it'\''s; rm'");
    }
}
