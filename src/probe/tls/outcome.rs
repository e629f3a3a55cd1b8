//! How a handshake went, told from the error and from the peer's first bytes.

use std::io;

use checks::kit::probe::tcp::Ended;
use checks::kit::probe::tls::Handshake;
use checks::kit::text::quote;
use rustls::{AlertDescription, ClientConnection, Error, ProtocolVersion};

use crate::probe::Live;

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
pub(super) fn failed(error: &io::Error, said: &[u8]) -> Handshake {
    if let Some(alert) = alert_of(error) {
        return Handshake::Alert(alert);
    }
    if let Some(version) = old_version(said) {
        return Handshake::OldVersion(version);
    }
    if !said.is_empty() && !is_tls(said) {
        return Handshake::NotTls(String::from_utf8_lossy(said).into_owned());
    }
    match rustls_error(error) {
        Some(Error::PeerIncompatible(why)) => Handshake::Incompatible(format!("{why:?}")),
        Some(other) => Handshake::Incompatible(other.to_string()),
        None => Handshake::Ended(ended(error)),
    }
}

/// The outcome when time ran out.
pub(super) fn silent(said: &[u8]) -> Handshake {
    match said.is_empty() || is_tls(said) {
        true => Handshake::Ended(Ended::TimedOut),
        false => Handshake::NotTls(String::from_utf8_lossy(said).into_owned()),
    }
}

/// The outcome with secrets cut out of what the peer said, and that cut to what is shown.
pub(super) fn redacted(live: &Live, outcome: Handshake) -> Handshake {
    match outcome {
        Handshake::NotTls(said) => Handshake::NotTls(quote(&live.vault.redact(&said), SHOWN)),
        other => other,
    }
}

fn ended(error: &io::Error) -> Ended {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Ended::Closed,
        _ => Ended::Reset,
    }
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

fn alert_name(alert: AlertDescription) -> String {
    use AlertDescription as A;
    let name = match alert {
        A::CloseNotify => "close_notify",
        A::UnexpectedMessage => "unexpected_message",
        A::BadRecordMac => "bad_record_mac",
        A::DecryptionFailed => "decryption_failed",
        A::RecordOverflow => "record_overflow",
        A::DecompressionFailure => "decompression_failure",
        A::HandshakeFailure => "handshake_failure",
        A::NoCertificate => "no_certificate",
        A::BadCertificate => "bad_certificate",
        A::UnsupportedCertificate => "unsupported_certificate",
        A::CertificateRevoked => "certificate_revoked",
        A::CertificateExpired => "certificate_expired",
        A::CertificateUnknown => "certificate_unknown",
        A::IllegalParameter => "illegal_parameter",
        A::UnknownCA => "unknown_ca",
        A::AccessDenied => "access_denied",
        A::DecodeError => "decode_error",
        A::DecryptError => "decrypt_error",
        A::ExportRestriction => "export_restriction",
        A::ProtocolVersion => "protocol_version",
        A::InsufficientSecurity => "insufficient_security",
        A::InternalError => "internal_error",
        A::InappropriateFallback => "inappropriate_fallback",
        A::UserCanceled => "user_canceled",
        A::NoRenegotiation => "no_renegotiation",
        A::MissingExtension => "missing_extension",
        A::UnsupportedExtension => "unsupported_extension",
        A::CertificateUnobtainable => "certificate_unobtainable",
        A::UnrecognisedName => "unrecognized_name",
        A::BadCertificateStatusResponse => "bad_certificate_status_response",
        A::BadCertificateHashValue => "bad_certificate_hash_value",
        A::UnknownPSKIdentity => "unknown_psk_identity",
        A::CertificateRequired => "certificate_required",
        A::NoApplicationProtocol => "no_application_protocol",
        A::EncryptedClientHelloRequired => "ech_required",
        other => return format!("alert_{}", u8::from(other)),
    };
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

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
