//! Files that cannot be on this machine: a config is often looked at far from its appliance.

use std::path::Path;

use checks::kit::peer_text::Shown;
use checks::kit::realm::Platform;
use checks::kit::{Answered, Probe, ProbeError};

/// The platform that this program runs on.
const HERE: Platform = match cfg!(windows) {
    true => Platform::Windows,
    false => Platform::Linux,
};

/// Passes a question whose files may be on this machine.
///
/// # Errors
/// A path is one of the other platform: its file is on the appliance.
pub(super) fn refuse(probe: &Probe) -> Answered<()> {
    let mut files = probe.files().into_iter();
    let Some(path) = files.find(|path| platform_of(path).is_some_and(|one| one != HERE)) else {
        return Ok(());
    };
    let (theirs, ours) = match HERE {
        Platform::Windows => ("Linux", "Windows"),
        Platform::Linux => ("Windows", "Linux"),
    };
    let path = path.to_string_lossy();
    Err(ProbeError::Unsupported(format!(
        "{} is a path of {theirs}, and this machine runs {ours}: run otpdoctor on the appliance",
        Shown(&path)
    )))
}

/// The platform that an absolute path is of; `None` for a relative one.
fn platform_of(path: &Path) -> Option<Platform> {
    match path.to_string_lossy().as_bytes() {
        [b'\\', b'\\', ..] => Some(Platform::Windows),
        [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic() => Some(Platform::Windows),
        [b'/', next, ..] if *next != b'/' => Some(Platform::Linux),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_its_platform() {
        for (path, platform) in [
            ("C:\\certs\\license.pem", Some(Platform::Windows)),
            ("d:/certs/license.pem", Some(Platform::Windows)),
            ("\\\\files\\certs\\license.pem", Some(Platform::Windows)),
            ("/etc/ssl/license.pem", Some(Platform::Linux)),
            ("certs/license.pem", None),
            ("c:license.pem", None),
            ("//files/certs", None),
        ] {
            assert_eq!(platform_of(Path::new(path)), platform, "{path}");
        }
    }
}
