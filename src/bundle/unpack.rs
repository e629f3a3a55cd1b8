//! Reading a bundle that may come from anyone: into memory, within bounds, nothing but regular files with plain names.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use checks::kit::text::quote;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::{Bundle, MANIFEST, Manifest, SCHEMA, ZIP};

/// The most that a bundle may hold in all, in bytes; 10,000 realms come to less than half of it.
const LARGEST: u64 = 128 << 20;
/// The most that a bundle may take packed: its list of files is in memory before one is read.
const PACKED: usize = 32 << 20;
/// What any bundle may hold, however small it is packed.
const SMALL: u64 = 4 << 20;
/// How much smaller than its content a larger one may be packed: a report of thousands of equal realms comes to a third.
const RATIO: u64 = 100;
/// The most files.
const MOST: usize = 64;

/// Why something is no bundle, or none that is read.
#[derive(Debug, thiserror::Error)]
pub enum NotABundle {
    /// It does not begin as one.
    #[error("it is no bundle, which is a .zip file")]
    Other,
    /// Its archive is damaged.
    #[error("it cannot be read: {0}")]
    Damaged(#[from] ZipError),
    /// The compression or checksum of a file in it is damaged.
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// It holds more than is read.
    #[error("it holds more than {} MiB or {MOST} files, or is packed tighter than {RATIO} to 1, which no bundle does", LARGEST >> 20)]
    TooLarge,
    /// It holds something that is no regular file with a plain name, or one twice.
    #[error("it holds {0}, which no bundle of otpdoctor does")]
    Strange(String),
    /// It has no manifest that can be read.
    #[error("it has no {MANIFEST} that can be read: {0}")]
    Manifest(String),
    /// It is of another format.
    #[error("its format is {0:?}; this version reads {SCHEMA:?}")]
    Format(String),
}

/// Reads a bundle. Whether its files are what its manifest says is for [`Bundle::faults`] to tell.
///
/// # Errors
/// When it is no bundle, or none that is safe to read.
pub fn unpack(bytes: &[u8]) -> Result<Bundle, NotABundle> {
    if !bytes.starts_with(&ZIP) {
        return Err(NotABundle::Other);
    }
    if bytes.len() > PACKED {
        return Err(NotABundle::TooLarge);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    if archive.len() > MOST {
        return Err(NotABundle::TooLarge);
    }
    // The library keeps the last of several files of one name.
    if archive.has_duplicate_names() {
        return Err(NotABundle::Strange("a file twice".to_owned()));
    }
    let mut left = (bytes.len() as u64 * RATIO).clamp(SMALL, LARGEST);
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index)?;
        let is_regular = file.is_file() && file.unix_mode().is_none_or(|mode| mode >> 12 == 0o10);
        let is_known = [CompressionMethod::Stored, CompressionMethod::Deflated];
        let name = file.name()?.into_owned();
        if !is_regular || !is_known.contains(&file.compression()) || !is_plain(&name) {
            return Err(NotABundle::Strange(quote(&name, 80)));
        }
        // Counted while it is read: what the archive says of sizes may be a lie.
        let mut content = Vec::new();
        file.take(left + 1).read_to_end(&mut content)?;
        left = left
            .checked_sub(content.len() as u64)
            .ok_or(NotABundle::TooLarge)?;
        files.insert(name, content);
    }
    let manifest = files
        .remove(MANIFEST)
        .ok_or_else(|| NotABundle::Manifest("it is not there".into()))?;
    Ok(Bundle {
        manifest: read(&manifest)?,
        files,
    })
}

/// Whether it names a file in one level.
fn is_plain(name: &str) -> bool {
    !name.starts_with('.')
        && (1..=100).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

fn read(manifest: &[u8]) -> Result<Manifest, NotABundle> {
    let wrong = |why: serde_json::Error| NotABundle::Manifest(why.to_string());
    #[derive(serde::Deserialize)]
    struct Format {
        schema: String,
    }
    // The format first: the rest of another one need not make sense here.
    let format: Format = serde_json::from_slice(manifest).map_err(wrong)?;
    if format.schema != SCHEMA {
        return Err(NotABundle::Format(format.schema));
    }
    let manifest: Manifest = serde_json::from_slice(manifest).map_err(wrong)?;
    let mut names: Vec<&str> = manifest.files.iter().map(|one| one.name.as_str()).collect();
    names.sort_unstable();
    if names.len() > MOST {
        return Err(NotABundle::TooLarge);
    }
    match names.is_sorted_by(|one, next| one < next) {
        true => Ok(manifest),
        false => Err(NotABundle::Manifest("it names a file twice".into())),
    }
}
