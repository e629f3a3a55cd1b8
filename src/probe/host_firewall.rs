//! The host's own firewall, from the registry.

use checks::kit::Answered;
use checks::kit::probe::host_firewall::{Answer, Query};

use super::live::Live;

/// Reads the keys that there are.
///
/// # Errors
/// When one may not be read.
#[cfg(windows)]
pub fn ask(live: &Live, _query: &Query) -> Answered<Answer> {
    use checks::kit::ProbeError;
    use checks::kit::firewall::registry::{KEYS, may_go_out};
    use checks::kit::probe::host_firewall::{Key, Value};

    use crate::windows::registry::{self, LOCAL_MACHINE, values};

    let mut answer = Answer::default();
    for path in KEYS {
        let found = values(LOCAL_MACHINE, path).map_err(|why| {
            ProbeError::NoPermission(format!("HKEY_LOCAL_MACHINE\\{path} cannot be read: {why}"))
        })?;
        let Some(found) = found else { continue };
        let unreadable = &mut answer.unreadable;
        let kept = found.into_iter().filter_map(|(name, value)| {
            let value = match value {
                registry::Value::Number(number) => Value::Number(number),
                registry::Value::Text(text) if may_go_out(&text) => {
                    Value::Text(live.vault.peer(text))
                }
                registry::Value::Unreadable => {
                    unreadable.push(live.vault.peer(format!(r"{path}\{name}")));
                    return None;
                }
                _ => return None,
            };
            Some((live.vault.peer(name), value))
        });
        answer.keys.insert(path.to_owned(), kept.collect::<Key>());
    }
    Ok(answer)
}

/// Asks nothing.
///
/// # Errors
/// On this platform, always.
#[cfg(not(windows))]
pub fn ask(_live: &Live, _query: &Query) -> Answered<Answer> {
    Err(checks::kit::ProbeError::Unsupported(
        "the registry is read on Windows alone".into(),
    ))
}
