//! Making a bundle.

use std::io::{Cursor, Write as _};

use checks::kit::Host;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Listed, MANIFEST, Manifest, SCHEMA, holds, sha256, too_large};

/// Packs files into the bytes of a bundle. The same files at the same time make the same bytes.
///
/// # Errors
/// When it would hold more than is read again; else only a lack of memory makes it fail.
pub fn pack(
    created_at: Timestamp,
    host: &Host,
    files: &[(&str, Vec<u8>)],
) -> std::io::Result<Vec<u8>> {
    let manifest = Manifest {
        schema: SCHEMA.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        created_at,
        host: host.clone(),
        faults: Vec::new(),
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        files: files
            .iter()
            .map(|(name, content)| Listed {
                name: (*name).to_owned(),
                bytes: content.len() as u64,
                sha256: sha256(content),
            })
            .collect(),
    };
    let mut manifest = serde_json::to_vec_pretty(&manifest)?;
    manifest.push(b'\n');
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(modified(created_at));
    let contents = files.iter().map(|(name, content)| (*name, content));
    for (name, content) in std::iter::once((MANIFEST, &manifest)).chain(contents) {
        archive.start_file(name, options)?;
        archive.write_all(content)?;
    }
    let packed = archive.finish()?.into_inner();
    let held: usize = files.iter().map(|(_, content)| content.len()).sum();
    match holds(packed.len()) {
        Some(most) if (held + manifest.len()) as u64 <= most => Ok(packed),
        _ => Err(std::io::Error::other(too_large())),
    }
}

/// The moment in UTC; zip files begin in 1980.
fn modified(at: Timestamp) -> DateTime {
    let at = at.to_zoned(TimeZone::UTC);
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or_default();
    let (month, day) = (part(at.month()), part(at.day()));
    let (hour, minute, second) = (part(at.hour()), part(at.minute()), part(at.second()));
    DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default()
}
