//! Reading a bundle that may come from anyone: into memory, within bounds, nothing but regular files with plain names.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use checks::kit::text::quote;
use zip::{CompressionMethod, ZipArchive};

use super::{Bundle, MANIFEST, MOST, Manifest, SCHEMA, ZIP, holds, too_large};

/// Reads a bundle. Whether its files are what its manifest says is for [`Bundle::faults`] to say.
///
/// # Errors
/// When it is no bundle, or none that is safe to read.
pub fn unpack(bytes: &[u8]) -> Result<Bundle, String> {
    if !bytes.starts_with(&ZIP) {
        return Err("it is not a bundle, which is a .zip file".into());
    }
    let mut left = holds(bytes.len()).ok_or_else(too_large)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    if archive.len() > MOST {
        return Err(too_large());
    }
    // The library keeps the last of several files of one name.
    if archive.has_duplicate_names() {
        return Err(strange("a file twice"));
    }
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(unreadable)?;
        // Of some programs a mode has permissions alone.
        let kind = file.unix_mode().map_or(0, |mode| mode >> 12);
        let is_regular = file.is_file() && matches!(kind, 0 | 0o10);
        let is_known = [CompressionMethod::Stored, CompressionMethod::Deflated];
        let name = file.name().map_err(unreadable)?.into_owned();
        if !is_regular || !is_known.contains(&file.compression()) || !is_plain(&name) {
            return Err(strange(&quote(&name, 80)));
        }
        // Counted while it is read: what the archive says of sizes may be a lie.
        let mut content = Vec::new();
        let read = file.take(left + 1).read_to_end(&mut content);
        let size = read.map_err(unreadable)? as u64;
        left = left.checked_sub(size).ok_or_else(too_large)?;
        files.insert(name, content);
    }
    let manifest = files.remove(MANIFEST);
    let manifest = manifest.ok_or_else(|| no_manifest("it is not there"))?;
    Ok(Bundle {
        manifest: read(&manifest)?,
        files,
    })
}

/// Its archive, or the compression or checksum of a file in it, is damaged.
fn unreadable(why: impl std::fmt::Display) -> String {
    format!("it cannot be read: {why}")
}

fn strange(what: &str) -> String {
    format!("it contains {what}, which no bundle of otpdoctor has")
}

fn no_manifest(why: &str) -> String {
    format!("it has no {MANIFEST} that can be read: {why}")
}

/// Whether it names a file in one level.
fn is_plain(name: &str) -> bool {
    !name.starts_with('.')
        && (1..=100).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

fn read(manifest: &[u8]) -> Result<Manifest, String> {
    let wrong = |why: serde_json::Error| no_manifest(&why.to_string());
    #[derive(serde::Deserialize)]
    struct Format {
        schema: String,
    }
    // The format first: the rest of another one need not make sense here.
    let format: Format = serde_json::from_slice(manifest).map_err(wrong)?;
    if format.schema != SCHEMA {
        return Err(format!(
            "its format is {:?}; this version reads {SCHEMA:?}",
            format.schema
        ));
    }
    let manifest: Manifest = serde_json::from_slice(manifest).map_err(wrong)?;
    let mut names: Vec<&str> = manifest.files.iter().map(|one| one.name.as_str()).collect();
    names.sort_unstable();
    if names.len() > MOST {
        return Err(too_large());
    }
    if names.is_sorted_by(|one, next| one < next) {
        Ok(manifest)
    } else {
        Err(no_manifest("it has a file name twice"))
    }
}
