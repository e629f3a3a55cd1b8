//! Reading a bundle that may come from anyone: into memory, within bounds, nothing but regular files with plain names.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read};

use tar::EntryType;

use super::{Bundle, MANIFEST, Manifest, SCHEMA, ZSTD};
use crate::report::model::text::short;

/// The most that a bundle may hold in all, in bytes; 10,000 realms come to a tenth of it.
pub const LARGEST: u64 = 512 << 20;
/// The most files.
const MOST: usize = 64;
/// The largest window of the compression that is granted memory, as a power of 2: 128 MiB, the library's own bound.
const WINDOW: u32 = 27;

/// Why something is no bundle, or none that is read.
#[derive(Debug, thiserror::Error)]
pub enum NotABundle {
    /// It does not begin as one.
    #[error("it is no bundle, which is a .tar.zst file")]
    Other,
    /// It cannot be read, or its compression or archive is damaged.
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// It holds more than is read.
    #[error("it holds more than {} MiB or {MOST} files, which no bundle does", LARGEST >> 20)]
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
pub fn unpack(bytes: impl Read) -> Result<Bundle, NotABundle> {
    let mut bytes = BufReader::new(bytes);
    if !bytes.fill_buf()?.starts_with(&ZSTD) {
        return Err(NotABundle::Other);
    }
    let mut decoder = zstd::Decoder::with_buffer(bytes)?;
    decoder.window_log_max(WINDOW)?;
    // One byte more than is taken, so that reaching the bound can be told from ending at it.
    let mut archive = tar::Archive::new(decoder.take(LARGEST + 1));
    let mut files = BTreeMap::new();
    let mut held = 0;
    // Raw: extensions that rename or link appear as entries of their own, and are refused.
    for entry in archive.entries()?.raw(true) {
        let mut entry = entry?;
        let name = plain(&entry)?;
        held += entry.size();
        if held > LARGEST || files.len() == MOST {
            return Err(NotABundle::TooLarge);
        }
        let mut content = Vec::new();
        entry.read_to_end(&mut content)?;
        if content.len() as u64 != entry.size() {
            return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into());
        }
        if files.insert(name.clone(), content).is_some() {
            return Err(NotABundle::Strange(format!("{name} twice")));
        }
    }
    // To the end of the compression, whose checksum stands there.
    std::io::copy(&mut archive.into_inner(), &mut std::io::sink())?;
    let manifest = files
        .remove(MANIFEST)
        .ok_or_else(|| NotABundle::Manifest("it is not there".into()))?;
    Ok(Bundle {
        manifest: read(&manifest)?,
        files,
    })
}

/// The name of a regular file in one level.
fn plain<R: Read>(entry: &tar::Entry<'_, R>) -> Result<String, NotABundle> {
    let bytes = entry.path_bytes();
    let shown = short(&String::from_utf8_lossy(&bytes), 80);
    let kind = entry.header().entry_type();
    if !matches!(kind, EntryType::Regular) {
        return Err(NotABundle::Strange(format!(
            "{shown}, a link, folder or device"
        )));
    }
    let sound = |name: &str| {
        !name.starts_with('.')
            && (1..=100).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
    };
    match std::str::from_utf8(&bytes) {
        Ok(name) if sound(name) => Ok(name.to_owned()),
        _ => Err(NotABundle::Strange(format!("a file with the name {shown}"))),
    }
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
    serde_json::from_slice(manifest).map_err(wrong)
}
