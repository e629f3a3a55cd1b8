//! The POSIX ACL of a file, from the bytes that Linux keeps it in.

use std::io;
use std::path::Path;

use checks::kit::probe::key_access::{AclEntry, Who};

use super::names;

/// The entries of the ACL at `path`; none where there is no ACL beyond the mode.
#[cfg(target_os = "linux")]
pub(super) fn read(path: &Path) -> io::Result<Vec<AclEntry>> {
    match xattr::get(path, "system.posix_acl_access") {
        Ok(None) => Ok(Vec::new()),
        Ok(Some(bytes)) => decode(&bytes).ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                "its ACL has a format that otpdoctor does not know",
            )
        }),
        // A file system without ACLs.
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Elsewhere than on Linux, modes alone are looked at.
#[cfg(not(target_os = "linux"))]
pub(super) fn read(_path: &Path) -> io::Result<Vec<AclEntry>> {
    Ok(Vec::new())
}

/// The version that stands before the entries (linux/posix_acl_xattr.h).
const VERSION: u32 = 2;

/// Version, then eight bytes an entry: tag, permissions, id, all little endian.
fn decode(bytes: &[u8]) -> Option<Vec<AclEntry>> {
    let (version, entries) = bytes.split_first_chunk::<4>()?;
    let (entries, rest) = entries.as_chunks::<8>();
    if u32::from_le_bytes(*version) != VERSION || !rest.is_empty() {
        return None;
    }
    entries.iter().map(entry).collect()
}

fn entry(&[tag, tag_high, bits, bits_high, id @ ..]: &[u8; 8]) -> Option<AclEntry> {
    let id = u32::from_le_bytes(id);
    let who = match u16::from_le_bytes([tag, tag_high]) {
        0x01 => Who::Owner,
        0x02 => Who::User(names::user(id)),
        0x04 => Who::OwningGroup,
        0x08 => Who::Group(names::group(id)),
        0x10 => Who::Mask,
        0x20 => Who::Other,
        _ => return None,
    };
    let permissions = match (bits, bits_high) {
        (bits @ 0..=7, 0) => bits,
        _ => return None,
    };
    Some(AclEntry { who, permissions })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_setfacl_are_read() {
        // setfacl -m u:0:r-- on a file of mode 0600.
        let bytes = [
            2, 0, 0, 0, 1, 0, 6, 0, 255, 255, 255, 255, 2, 0, 4, 0, 0, 0, 0, 0, 4, 0, 0, 0, 255,
            255, 255, 255, 16, 0, 4, 0, 255, 255, 255, 255, 32, 0, 0, 0, 255, 255, 255, 255,
        ];
        let entries = decode(&bytes).expect("an ACL");
        let root = Who::User(names::user(0));
        let seen: Vec<(&Who, u8)> = entries
            .iter()
            .map(|entry| (&entry.who, entry.permissions))
            .collect();
        let told = [
            (&Who::Owner, 6),
            (&root, 4),
            (&Who::OwningGroup, 0),
            (&Who::Mask, 4),
            (&Who::Other, 0),
        ];
        assert_eq!(seen, told);
    }

    #[test]
    fn other_bytes_are_refused() {
        assert_eq!(decode(&[]), None);
        assert_eq!(decode(&[3, 0, 0, 0]), None, "another version");
        assert_eq!(decode(&[2, 0, 0, 0, 1, 0, 6]), None, "cut short");
        assert_eq!(
            decode(&[2, 0, 0, 0, 3, 0, 6, 0, 0, 0, 0, 0]),
            None,
            "a tag of its own"
        );
        assert_eq!(
            decode(&[2, 0, 0, 0, 1, 0, 8, 0, 0, 0, 0, 0]),
            None,
            "a bit of its own"
        );
    }
}
