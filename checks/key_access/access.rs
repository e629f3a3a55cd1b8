//! What an account may do with a folder or a file: the algorithm of acl(5), as the Linux kernel follows it.

use std::fmt;

use crate::kit::probe::key_access::{Account, AclEntry, Id, Node, Who};

/// What is wanted of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    /// To read a file.
    Read,
    /// To pass through a folder.
    Search,
}

impl Right {
    fn bit(self) -> u32 {
        match self {
            Self::Read => 4,
            Self::Search => 1,
        }
    }

    /// The letter that `setfacl` and `chmod` take.
    pub(super) fn letter(self) -> char {
        match self {
            Self::Read => 'r',
            Self::Search => 'x',
        }
    }
}

/// A node on the way that an account does not get past.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Blocked<'a> {
    /// The node.
    pub(super) node: &'a Node,
    /// What was wanted of it.
    pub(super) want: Right,
    /// Which entry decided.
    pub(super) by: Decider<'a>,
}

/// The entry that decides about an account, with its permission bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Decider<'a> {
    /// The account owns the node; its ACL does not matter then.
    Owner(u32),
    /// The ACL names the account: its bits, and those of the mask.
    User(u32, u32),
    /// The account is in the owning group, and there is no ACL.
    OwningGroup(u32),
    /// Groups of the account are in the ACL, and none of them grants it; the last that matched, and the mask.
    Group(&'a Who, u32, u32),
    /// Nothing else matches.
    Other(u32),
}

impl fmt::Display for Decider<'_> {
    /// Fits after "the account cannot read it: …".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner(bits) => write!(f, "its owner permissions are {}", rwx(*bits)),
            Self::User(bits, mask) => {
                let (bits, mask) = (rwx(*bits), rwx(*mask));
                write!(f, "its ACL entry is {bits}, and the mask {mask}")
            }
            Self::OwningGroup(bits) => write!(f, "its group permissions are {}", rwx(*bits)),
            Self::Group(who, bits, mask) => {
                let group = match who {
                    Who::Group(Id {
                        name: Some(name), ..
                    }) => format!("group {name}"),
                    Who::Group(Id { id, .. }) => format!("group {id}"),
                    _ => "the owning group".to_owned(),
                };
                let (bits, mask) = (rwx(*bits), rwx(*mask));
                write!(f, "{group} has {bits} in the ACL, and the mask is {mask}")
            }
            Self::Other(bits) => match rwx(*bits).as_str() {
                "---" => f.write_str("it has no permission"),
                bits => write!(f, "it has only the permissions of others, {bits}"),
            },
        }
    }
}

/// The first node that the account does not get past; `None` when it can read the last one.
pub(super) fn first_block<'a>(path: &'a [Node], account: &Account) -> Option<Blocked<'a>> {
    wants(path).find_map(|(node, want)| {
        let by = judge(node, account, want).err()?;
        Some(Blocked { node, want, by })
    })
}

/// Whether an account without any tie to the nodes gets to read the last one.
pub(super) fn open_to_others(path: &[Node]) -> bool {
    wants(path).all(|(node, want)| node.mode & want.bit() != 0)
}

fn wants(path: &[Node]) -> impl Iterator<Item = (&Node, Right)> {
    let last = path.len().saturating_sub(1);
    path.iter().enumerate().map(move |(index, node)| {
        if index == last {
            (node, Right::Read)
        } else {
            (node, Right::Search)
        }
    })
}

fn judge<'a>(node: &'a Node, account: &Account, want: Right) -> Result<(), Decider<'a>> {
    let grant = |bits: u32, by: Decider<'a>| unless(bits & want.bit() != 0, by);
    let class = |shift: u32| node.mode >> shift & 7;
    if account.uid == 0 {
        return Ok(());
    }
    if account.uid == node.owner.id {
        return grant(class(6), Decider::Owner(class(6)));
    }
    // With an ACL the group bits of the mode are its mask. Where they are empty, Linux does not
    // look at the ACL at all: fs/namei.c, acl_permission_check(). A named user falls to `other` then.
    if !node.acl.is_empty() && class(3) != 0 {
        return judge_acl(node, account, want);
    }
    if is_member(account, node.group.id) {
        grant(class(3), Decider::OwningGroup(class(3)))
    } else {
        grant(class(0), Decider::Other(class(0)))
    }
}

fn judge_acl<'a>(node: &'a Node, account: &Account, want: Right) -> Result<(), Decider<'a>> {
    let mask = mask_of(&node.acl);
    let grants = |entry: &AclEntry| u32::from(entry.permissions) & mask & want.bit() != 0;
    let named = |entry: &&AclEntry| matches!(&entry.who, Who::User(id) if id.id == account.uid);
    if let Some(entry) = node.acl.iter().find(named) {
        return unless(grants(entry), Decider::User(entry.permissions.into(), mask));
    }
    let ours = |entry: &&AclEntry| match &entry.who {
        Who::OwningGroup => is_member(account, node.group.id),
        Who::Group(id) => is_member(account, id.id),
        _ => false,
    };
    let mut groups = node.acl.iter().filter(ours).peekable();
    if groups.peek().is_none() {
        let other = node.mode & 7;
        return unless(other & want.bit() != 0, Decider::Other(other));
    }
    let each = groups.map(|entry| {
        let by = Decider::Group(&entry.who, entry.permissions.into(), mask);
        unless(grants(entry), by)
    });
    each.reduce(Result::or).expect("one matched")
}

fn unless(granted: bool, by: Decider<'_>) -> Result<(), Decider<'_>> {
    if granted { Ok(()) } else { Err(by) }
}

/// An ACL without a mask, which has the owner, the owning group and others alone, masks nothing.
fn mask_of(acl: &[AclEntry]) -> u32 {
    acl.iter()
        .find(|entry| entry.who == Who::Mask)
        .map_or(7, |entry| entry.permissions.into())
}

fn is_member(account: &Account, group: u32) -> bool {
    account.gid == group || account.groups.contains(&group)
}

pub(super) fn rwx(bits: u32) -> String {
    let letter = |bit: u32, letter: char| if bits & bit != 0 { letter } else { '-' };
    [letter(4, 'r'), letter(2, 'w'), letter(1, 'x')]
        .iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(id: u32) -> Id {
        Id { id, name: None }
    }

    fn file(mode: u32, acl: &[(Who, u8)]) -> Node {
        let entry = |(who, permissions): &(Who, u8)| AclEntry {
            who: who.clone(),
            permissions: *permissions,
        };
        Node {
            path: "/key".into(),
            owner: id(1),
            group: id(10),
            mode,
            acl: acl.iter().map(entry).collect(),
        }
    }

    fn account(uid: u32, gid: u32, groups: &[u32]) -> Account {
        Account {
            uid,
            gid,
            groups: groups.to_vec(),
        }
    }

    fn reads(node: &Node, account: &Account) -> bool {
        first_block(std::slice::from_ref(node), account).is_none()
    }

    #[test]
    fn one_class_decides_even_where_another_would_grant() {
        assert!(!reads(&file(0o044, &[]), &account(1, 10, &[])), "the owner");
        assert!(!reads(&file(0o604, &[]), &account(2, 10, &[])), "the group");
        assert!(
            !reads(&file(0o604, &[]), &account(2, 20, &[10])),
            "a supplementary group"
        );
        assert!(reads(&file(0o604, &[]), &account(2, 20, &[])), "others");
        assert!(reads(&file(0o000, &[]), &account(0, 0, &[])), "root");
    }

    #[test]
    fn the_mask_limits_named_users_and_groups() {
        let acl = |mask| {
            [
                (Who::Owner, 6),
                (Who::User(id(2)), 4),
                (Who::OwningGroup, 4),
                (Who::Mask, mask),
                (Who::Other, 0),
            ]
        };
        assert!(reads(&file(0o640, &acl(4)), &account(2, 20, &[])));
        assert!(!reads(&file(0o620, &acl(2)), &account(2, 20, &[])));
        assert!(!reads(&file(0o620, &acl(2)), &account(3, 10, &[])));
    }

    #[test]
    fn any_matching_group_may_grant_and_none_falls_to_others() {
        let acl = [
            (Who::Owner, 6),
            (Who::OwningGroup, 0),
            (Who::Group(id(11)), 4),
            (Who::Mask, 4),
            (Who::Other, 4),
        ];
        let node = file(0o644, &acl);
        assert!(reads(&node, &account(3, 10, &[11])), "the second grants");
        assert!(
            !reads(&node, &account(3, 10, &[])),
            "a match that denies is final"
        );
        assert!(reads(&node, &account(3, 20, &[])), "no match: others");
    }

    #[test]
    fn an_empty_mask_switches_the_acl_off() {
        let acl = [
            (Who::Owner, 6),
            (Who::User(id(2)), 4),
            (Who::OwningGroup, 4),
            (Who::Mask, 0),
            (Who::Other, 4),
        ];
        assert!(reads(&file(0o604, &acl), &account(2, 20, &[])));
        assert!(!reads(&file(0o604, &acl), &account(3, 10, &[])));
    }

    #[test]
    fn a_folder_needs_search_and_the_file_read() {
        let folder = Node {
            path: "/".into(),
            ..file(0o744, &[])
        };
        let path = [folder, file(0o644, &[])];
        let blocked = first_block(&path, &account(2, 20, &[])).expect("the folder blocks");
        assert_eq!(
            (blocked.want, blocked.by.to_string()),
            (
                Right::Search,
                "it has only the permissions of others, r--".into()
            )
        );
        assert!(!open_to_others(&path));
    }
}
