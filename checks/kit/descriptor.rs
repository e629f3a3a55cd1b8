//! Security descriptors of Windows, from their bytes (MS-DTYP 2.4.2, 2.4.4 to 2.4.6): who may do what with a file.

use std::fmt;

/// The right to read what is in a file.
pub const READ: u32 = 0x0000_0001;
/// Every right that a file has.
pub const ALL: u32 = 0x001F_01FF;
/// To read the descriptor and to write its list: an owner has both, whatever the list says.
const OF_OWNERS: u32 = 0x0006_0000;
/// What a file makes of the four generic rights, the lowest bit first: all, execute, write, read.
const GENERIC: [(u32, u32); 4] = [
    (0x1000_0000, ALL),
    (0x2000_0000, 0x0012_00A0),
    (0x4000_0000, 0x0012_0116),
    (0x8000_0000, 0x0012_0089),
];

/// To write, append, delete, or give oneself such rights (MS-DTYP 2.4.3); of a folder, to add to it.
pub const CHANGE: u32 = 0x000D_0046;
/// To delete or rename a folder or what is in it, or give oneself such rights: what is added there replaces nothing.
pub const REPLACE: u32 = 0x000D_0040;

/// Who may do everything on a machine, whatever a list says: SYSTEM, Administrators, and TrustedInstaller; and CREATOR
/// OWNER, in whose place whoever makes what inherits an entry comes.
const OF_THE_MACHINE: [&str; 4] = [
    "S-1-5-18",
    "S-1-5-32-544",
    "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
    "S-1-3-0",
];
const EVERYONE: &str = "S-1-1-0";

/// OWNER RIGHTS: entries for it are the owner's, in place of the two rights that owners have.
pub const OWNER_RIGHTS: &str = "S-1-3-4";

const DACL_PRESENT: u16 = 0x0004;
const SELF_RELATIVE: u16 = 0x8000;

/// What of a descriptor decides about access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// The SID of the owner.
    pub owner: Option<String>,
    /// The entries in their order. Without a list everybody may do everything, with an empty one nobody anything.
    pub entries: Option<Vec<Entry>>,
}

/// An entry that allows or denies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Whether it allows, or denies.
    pub allows: bool,
    /// Whether a condition decides if it holds, which only Windows can decide.
    pub conditional: bool,
    /// Whether it is for what is made inside of a folder, and not for the folder.
    pub inherit_only: bool,
    /// The rights, none of them generic any more.
    pub mask: u32,
    /// Whom it is for.
    pub sid: String,
}

impl Descriptor {
    /// Reads a descriptor in self-relative form; `None` where the bytes are none.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (control, revision) = (u16_at(bytes, 2)?, *bytes.first()?);
        if revision != 1 || control & SELF_RELATIVE == 0 {
            return None;
        }
        let part = |at: usize| match u32_at(bytes, at)? {
            0 => Some(None),
            offset => Some(Some(bytes.get(usize::try_from(offset).ok()?..)?)),
        };
        let owner = match part(4)? {
            Some(owner) => Some(sid(owner)?),
            None => None,
        };
        let entries = match part(16)?.filter(|_| control & DACL_PRESENT != 0) {
            Some(list) => Some(entries(list)?),
            None => None,
        };
        Some(Self { owner, entries })
    }

    /// The rights of whoever is, surely or maybe (`None`), a member of what entries name: the ones that are sure, or where
    /// `doubt` counts for the account, all that are possible. Privileges are left out, as those of backup programs.
    pub fn rights(&self, is_member: impl Fn(&str) -> Option<bool>, doubt: bool) -> u32 {
        let Some(entries) = &self.entries else {
            return ALL;
        };
        let owns = self.owner.as_deref().map_or(Some(false), &is_member);
        let (mut allowed, mut denied) = (0, 0);
        let limited = entries
            .iter()
            .any(|entry| entry.sid == OWNER_RIGHTS && !entry.inherit_only);
        if owns.unwrap_or(doubt) && !limited {
            allowed = OF_OWNERS;
        }
        for entry in entries.iter().filter(|entry| !entry.inherit_only) {
            let concerned = match entry.sid.as_str() {
                OWNER_RIGHTS => owns,
                sid => is_member(sid),
            };
            let holds = match (concerned, entry.conditional) {
                (Some(false), _) => false,
                (Some(true), false) => true,
                _ => entry.allows == doubt,
            };
            match (holds, entry.allows) {
                (true, true) => allowed |= entry.mask & !denied,
                (true, false) => denied |= entry.mask & !allowed,
                (false, _) => {}
            }
        }
        allowed
    }

    /// Who may do any of this beside the accounts of the machine and these: an owner, who gives himself what he lacks, and
    /// whom an entry allows it, in their order. What is denied takes nothing away: who is denied may be one of many who
    /// are allowed.
    pub fn others<'a>(&'a self, rights: u32, trusted: &[&str]) -> Vec<&'a str> {
        let Some(entries) = &self.entries else {
            return vec![EVERYONE];
        };
        let allowed = entries
            .iter()
            .filter(|entry| entry.allows && !entry.inherit_only && entry.mask & rights != 0)
            .map(|entry| entry.sid.as_str());
        let mut others: Vec<&str> = Vec::new();
        for sid in self.owner.as_deref().into_iter().chain(allowed) {
            // The owner is in the list already.
            let is_trusted =
                sid == OWNER_RIGHTS || OF_THE_MACHINE.contains(&sid) || trusted.contains(&sid);
            if !is_trusted && !others.contains(&sid) {
                others.push(sid);
            }
        }
        others
    }

    /// The SIDs that it names, the owner's first.
    pub fn sids(&self) -> impl Iterator<Item = &str> {
        let entries = self.entries.iter().flatten();
        let named = entries.map(|entry| entry.sid.as_str());
        self.owner.as_deref().into_iter().chain(named)
    }
}

/// The entries of an ACL that bear on access: those for audits and labels, and kinds that Windows ignores, do not.
fn entries(list: &[u8]) -> Option<Vec<Entry>> {
    let (size, count) = (u16_at(list, 2)?, u16_at(list, 4)?);
    let mut rest = list.get(8..size.into())?;
    let mut found = Vec::new();
    for _ in 0..count {
        let size = usize::from(u16_at(rest, 2)?);
        let (entry, behind) = rest.split_at_checked(size)?;
        found.extend(self::entry(entry)?);
        rest = behind;
    }
    Some(found)
}

/// MS-DTYP 2.4.4.2 to 2.4.4.9: plain entries, those for an object of a kind, and both with a condition.
fn entry(bytes: &[u8]) -> Option<Option<Entry>> {
    let [kind, flags, _, _, ..] = *bytes else {
        return None;
    };
    let (allows, for_objects) = match kind {
        0x00 | 0x09 => (true, false),
        0x01 | 0x0A => (false, false),
        0x05 | 0x0B => (true, true),
        0x06 | 0x0C => (false, true),
        _ => return Some(None),
    };
    let named = if for_objects { u32_at(bytes, 8)? } else { 0 };
    let before = if for_objects {
        12 + 16 * (named & 3).count_ones() as usize
    } else {
        8
    };
    let granted = u32_at(bytes, 4)?;
    let entry = Entry {
        allows,
        conditional: kind >= 0x09,
        inherit_only: flags & 0x08 != 0,
        mask: GENERIC
            .iter()
            .fold(granted & ALL, |mask, (generic, means)| {
                mask | if granted & generic != 0 { *means } else { 0 }
            }),
        sid: sid(bytes.get(before..)?)?,
    };
    // A file is no object of a directory: what is allowed for one kind of those is not for it, what is denied is.
    Some(Some(entry).filter(|_| !allows || named & 1 == 0))
}

/// MS-DTYP 2.4.2: `S-1-5-32-544`.
fn sid(bytes: &[u8]) -> Option<String> {
    let (&[revision, count, high, higher, a, b, c, d], rest) = bytes.split_first_chunk::<8>()?;
    if revision != 1 || count > 15 {
        return None;
    }
    let authority = u64::from_be_bytes([0, 0, high, higher, a, b, c, d]);
    let mut text = format!("S-1-{authority}");
    for index in 0..usize::from(count) {
        text.push_str(&format!("-{}", u32_at(rest, index * 4)?));
    }
    Some(text)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let found = bytes.get(at..)?.first_chunk()?;
    Some(u16::from_le_bytes(*found))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let found = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*found))
}

impl fmt::Display for Entry {
    /// Behind the name of an account, as `icacls` writes it: `(DENY)(IO)(R)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (is_so, word) in [
            (!self.allows, "(DENY)"),
            (self.inherit_only, "(IO)"),
            (self.conditional, "(conditional)"),
        ] {
            f.write_str(if is_so { word } else { "" })?;
        }
        match self.mask {
            ALL => f.write_str("(F)"),
            0x0013_01BF => f.write_str("(M)"),
            0x0012_00A9 => f.write_str("(RX)"),
            0x0012_0089 => f.write_str("(R)"),
            0x0012_019F => f.write_str("(R,W)"),
            other => write!(f, "({other:#x})"),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
