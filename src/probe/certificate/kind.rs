//! What a file is that is no certificate, key or PKCS#12 file, and what to do with it.

use cms::cert::x509::request::CertReq;
use der::Decode as _;

pub(super) const OPENSSH: &str =
    "it is a private key of OpenSSH: `ssh-keygen -p -m PKCS8 -f FILE` converts it to PEM, as `key`";
const OPENSSH_PUBLIC: &str =
    "it is a public key of OpenSSH, and neither a certificate nor a private key";
const REQUEST: &str =
    "it is a certificate request: name the certificate that the authority makes of it instead";

const PGP: &str = "it is a key of PGP (GnuPG), which is no certificate of TLS: name the file that the certificate authority issued";

const WEB_PAGE: &str = "it is a web page (HTML), such as a login page that was saved in its place: download the certificate again, logged in";

/// By the label of PEM.
const LABELS: [(&str, &str); 9] = [
    ("PGP PRIVATE KEY BLOCK", PGP),
    ("PGP PUBLIC KEY BLOCK", PGP),
    ("CERTIFICATE REQUEST", REQUEST),
    ("OPENSSH PRIVATE KEY", OPENSSH),
    (
        "PRIVATE KEY",
        "it is a private key: name it as `key`, and the certificate as `certificate`",
    ),
    (
        "PUBLIC KEY",
        "it is a public key, and neither a certificate nor a private key",
    ),
    (
        "CERTIFICATE",
        "it is a certificate: name it as `certificate`, and its private key as `key`",
    ),
    ("X509 CRL", "it is a list of revoked certificates"),
    ("PKCS12", "it is a PKCS#12 file: name it as `pfx`"),
];

/// By the first bytes.
const BEGINS: [(&[u8], &str); 6] = [
    (
        b"PuTTY-User-Key-File",
        "it is a key of PuTTY: PuTTYgen converts it (Conversions, Export OpenSSH key), and `ssh-keygen -p -m PKCS8 -f FILE` the result to PEM",
    ),
    (b"ssh-", OPENSSH_PUBLIC),
    (b"ecdsa-sha2-", OPENSSH_PUBLIC),
    (
        b"\xfe\xed\xfe\xed",
        "it is a Java keystore: `keytool -importkeystore -srckeystore FILE -destkeystore NEW.pfx -deststoretype PKCS12` converts it, as `pfx`",
    ),
    (
        b"\xce\xce\xce\xce",
        "it is a Java keystore of the kind JCEKS: `keytool -importkeystore -srcstoretype JCEKS -srckeystore FILE -destkeystore NEW.pfx -deststoretype PKCS12` converts it, as `pfx`",
    ),
    (
        b"PK\x03\x04",
        "it is a ZIP archive: unpack it, and name the file inside",
    ),
];

/// What a PEM file is by the labels of its sections.
pub(super) fn of_labels<'a>(labels: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    let labels: Vec<&str> = labels.collect();
    let stands = |end: &str| labels.iter().any(|label| label.ends_with(end));
    let known = LABELS.iter().find(|(end, _)| stands(end));
    known.map(|(_, what)| *what)
}

/// What a file without PEM is.
pub(super) fn of_bytes(bytes: &[u8]) -> Option<&'static str> {
    let begins = BEGINS.iter().find(|(begin, _)| bytes.starts_with(begin));
    let begin = String::from_utf8_lossy(&bytes[..bytes.len().min(64)]).to_lowercase();
    let begin = begin.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if begin.starts_with("<!doctype html") || begin.starts_with("<html") {
        return Some(WEB_PAGE);
    }
    let request = || CertReq::from_der(bytes).is_ok().then_some(REQUEST);
    begins.map(|(_, what)| *what).or_else(request)
}
