//! Making a bundle.

use std::io::Write as _;

use checks::kit::Host;
use jiff::Timestamp;

use super::{Listed, MANIFEST, Manifest, SCHEMA, sha256};

/// Packs files into the bytes of a bundle. The same files at the same time make the same bytes.
///
/// # Errors
/// When the compression fails, which only a lack of memory makes it do.
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
    // Level 3 is the library's own default; a checksum tells damage in transit.
    let mut encoder = zstd::Encoder::new(Vec::new(), 3)?;
    encoder.include_checksum(true)?;
    let mut archive = tar::Builder::new(encoder);
    add(&mut archive, MANIFEST, &manifest, created_at)?;
    for (name, content) in files {
        add(&mut archive, name, content, created_at)?;
    }
    let mut encoder = archive.into_inner()?;
    encoder.flush()?;
    encoder.finish()
}

fn add<W: std::io::Write>(
    archive: &mut tar::Builder<W>,
    name: &str,
    content: &[u8],
    created_at: Timestamp,
) -> std::io::Result<()> {
    let mut header = tar::Header::new_ustar();
    header.set_path(name)?;
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    header.set_mtime(u64::try_from(created_at.as_second()).unwrap_or(0));
    header.set_cksum();
    archive.append(&header, content)
}
