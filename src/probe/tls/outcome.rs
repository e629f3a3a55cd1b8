//! How a handshake went, by its error and by the peer's first bytes.

use std::io;

use checks::kit::probe::tcp::Ended;
use checks::kit::probe::tls::Handshake;
use rustls::{AlertDescription, ClientConnection, Error, ProtocolVersion};

use crate::probe::facts::ended;
use crate::probe::live::Live;

/// The longest beginning of a peer's words that is shown.
const SHOWN: usize = 200;

/// The name of the alert that an error on a TLS connection stands for, in the snake_case of RFC 8446 section 6.
pub fn alert_of(error: &io::Error) -> Option<String> {
    match rustls_error(error)? {
        Error::AlertReceived(alert) => Some(alert_name(*alert)),
        _ => None,
    }
}

pub(super) fn completed(connection: &ClientConnection) -> Handshake {
    let version = match connection.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => "TLSv1.3".to_owned(),
        Some(ProtocolVersion::TLSv1_2) => "TLSv1.2".to_owned(),
        other => format!("{other:?}"),
    };
    Handshake::Completed { version }
}

/// The outcome when the connection or the peer broke it off.
pub(super) fn failed(live: &Live, error: &io::Error, said: &[u8]) -> Handshake {
    if let Some(alert) = alert_of(error) {
        return Handshake::Alert(alert);
    }
    if let Some(handshake) = of_first_bytes(live, said) {
        return handshake;
    }
    match rustls_error(error) {
        // The recorder's own: whatever else is wrong with the certificates, it lets the handshake go on.
        Some(Error::InvalidCertificate(_)) => withheld(),
        Some(Error::PeerIncompatible(why)) => incompatible(live, format!("{why:?}")),
        Some(other) => incompatible(live, other.to_string()),
        None => Handshake::Ended(ended(error)),
    }
}

/// The client certificate is shown to nobody who may be anybody.
pub(super) fn withheld() -> Handshake {
    let why = "the client certificate is not shown to a server whose own does not verify";
    Handshake::OurSide(why.into())
}

/// What the peer's first bytes show of a handshake that failed, whatever the error.
pub(super) fn of_first_bytes(live: &Live, said: &[u8]) -> Option<Handshake> {
    if let Some(version) = old_version(said) {
        return Some(Handshake::OldVersion(version));
    }
    (!said.is_empty() && !is_tls(said)).then(|| not_tls(live, said))
}

/// The outcome when time ran out.
pub(super) fn silent(live: &Live, said: &[u8]) -> Handshake {
    if said.is_empty() || is_tls(said) {
        Handshake::Ended(Ended::TimedOut)
    } else {
        not_tls(live, said)
    }
}

fn not_tls(live: &Live, said: &[u8]) -> Handshake {
    let said = live.vault.peer(String::from_utf8_lossy(said).trim_end());
    Handshake::NotTls(said.begin(SHOWN))
}

/// The library's words may repeat what the peer's certificate says.
fn incompatible(live: &Live, why: String) -> Handshake {
    Handshake::Incompatible(live.vault.peer(why))
}

fn rustls_error(error: &io::Error) -> Option<&Error> {
    error.get_ref()?.downcast_ref()
}

/// Whether the bytes begin like a TLS record (RFC 8446 section 5.1).
fn is_tls(said: &[u8]) -> bool {
    matches!(said, [20..=24] | [20..=24, 3, ..])
}

/// The version that a ServerHello chose, where it is one that is not offered any more.
fn old_version(said: &[u8]) -> Option<String> {
    let [22, 3, _, _, _, 2, _, _, _, 3, minor, ..] = said else {
        return None;
    };
    match minor {
        0 => Some("SSLv3".into()),
        1 => Some("TLSv1.0".into()),
        2 => Some("TLSv1.1".into()),
        _ => None,
    }
}

/// The name of an alert as RFC 8446 section 6 and the RFCs of extensions write it, from that of rustls.
pub(super) fn alert_name(alert: AlertDescription) -> String {
    match alert {
        AlertDescription::UnknownPSKIdentity => return "unknown_psk_identity".into(),
        AlertDescription::UnrecognisedName => return "unrecognized_name".into(),
        AlertDescription::EncryptedClientHelloRequired => return "ech_required".into(),
        _ => {}
    }
    let Some(name) = alert.as_str() else {
        return format!("alert_{}", u8::from(alert));
    };
    let mut snake = String::new();
    let mut before = '_';
    for c in name.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
        before = c;
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_have_the_names_of_the_rfcs() {
        use AlertDescription as A;
        for (alert, name) in [
            (A::CloseNotify, "close_notify"),
            (A::BadRecordMac, "bad_record_mac"),
            (A::UnknownCA, "unknown_ca"),
            (A::UnknownPSKIdentity, "unknown_psk_identity"),
            (A::UnrecognisedName, "unrecognized_name"),
            (A::CertificateRequired, "certificate_required"),
            (A::EncryptedClientHelloRequired, "ech_required"),
            (
                A::BadCertificateStatusResponse,
                "bad_certificate_status_response",
            ),
            (A::from(222), "alert_222"),
        ] {
            assert_eq!(alert_name(alert), name);
        }
    }

    #[test]
    fn old_versions_are_told_from_the_server_hello() {
        let hello = |minor| [22, 3, 1, 0, 74, 2, 0, 0, 70, 3, minor, 0, 0];
        assert_eq!(old_version(&hello(0)).as_deref(), Some("SSLv3"));
        assert_eq!(old_version(&hello(1)).as_deref(), Some("TLSv1.0"));
        assert_eq!(old_version(&hello(2)).as_deref(), Some("TLSv1.1"));
        assert_eq!(old_version(&hello(3)), None);
        assert_eq!(old_version(b"220 mail"), None);
    }
}
