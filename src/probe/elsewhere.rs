//! Files that cannot be on this machine: a config is often looked at far from its appliance.

use std::path::Path;

use checks::kit::peer_text::Shown;
use checks::kit::realm::Platform;
use checks::kit::{Answered, Probe, ProbeError};

/// The platform that this program runs on.
const HERE: Platform = if cfg!(windows) {
    Platform::Windows
} else {
    Platform::Linux
};

/// Passes a question whose files may be on this machine.
///
/// # Errors
/// A file is on the appliance: its path is one of the other platform, or it is absolute, leads nowhere here, not
/// even beside the config, and the config names another machine.
pub(super) fn refuse(probe: &Probe, far_from: Option<&Path>) -> Answered<()> {
    let mut why = probe
        .files()
        .into_iter()
        .filter_map(|path| why(path, far_from));
    why.next()
        .map_or(Ok(()), |why| Err(ProbeError::Unsupported(why)))
}

/// Why a file cannot be on this machine; `None` where it may be. `far_from` is the folder of the config where this machine is
/// another than the appliance.
pub(super) fn why(path: &Path, far_from: Option<&Path>) -> Option<String> {
    let (theirs, ours) = match HERE {
        Platform::Windows => ("Linux", "Windows"),
        Platform::Linux => ("Windows", "Linux"),
    };
    // What lies beside the config came with it.
    let is_far = |folder: &Path| folder.parent().is_none() || !path.starts_with(folder);
    let is_gone = || path.try_exists().is_ok_and(|exists| !exists);
    let why = match platform_of(path)? {
        HERE if far_from.is_some_and(is_far) && is_gone() => {
            "does not exist on this machine, which is not the appliance".to_owned()
        }
        HERE => return None,
        _ => format!("is a path of {theirs}, and this machine runs {ours}"),
    };
    let path = path.to_string_lossy();
    let path = Shown(&path);
    Some(format!("{path} {why}: run otpdoctor on the appliance"))
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
