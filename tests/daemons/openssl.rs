//! The appliance's own certificates, as `openssl` makes them.

use super::doctor::{appliance, examine};
use super::keys::Pki;
use super::nginx::presenting;

const ALL: &str = "certificate-validity,certificate-chain,certificate-use,key-match";

/// A config whose realm presents this certificate with its key.
fn selecting(certificate: &str) -> String {
    format!("{}{}", appliance(), presenting(certificate))
}

/// A config whose realm presents a PKCS#12 file, opened with this password.
fn with_password(password: &str) -> String {
    format!(
        "{}certificates:\n  license: {{pfx: {}, password: {password}}}\nrealms:\n  SecureAuth1:\n    client_certificate: license\n",
        appliance(),
        Pki::shared().path("client.pfx")
    )
}

#[test]
fn a_sound_certificate_passes_in_either_form() {
    examine(&selecting("client"), ALL, &[]).are_healthy();
    examine(&with_password("s3cret-pfx"), ALL, &[]).are_healthy();
}

#[test]
fn a_wrong_password_does_not_open_the_file() {
    examine(&with_password("forgotten"), ALL, &[]).show("certificate-validity/wrong-password");
}

#[test]
fn a_certificate_out_of_date() {
    examine(&selecting("client-expired"), ALL, &[]).show("certificate-validity/expired");
}

#[test]
fn a_certificate_before_its_time() {
    examine(&selecting("client-early"), ALL, &[]).show("certificate-validity/not-yet-valid");
}

#[test]
fn a_certificate_that_ends_in_two_weeks() {
    examine(&selecting("client-ending"), ALL, &[]).show("certificate-validity/expires-soon");
}

#[test]
fn a_certificate_for_servers_is_no_client_certificate() {
    examine(&selecting("client-unfit"), ALL, &[]).show("certificate-use/no-client-auth");
}

#[test]
fn a_certificate_of_an_authority_nobody_trusts() {
    let config = selecting("client-of-stranger-with-issuer");
    examine(&config, ALL, &[]).show("certificate-chain/untrusted");
}

#[test]
fn a_certificate_without_its_issuer() {
    examine(&selecting("client-of-stranger"), ALL, &[]).show("certificate-chain/incomplete");
}

#[test]
fn a_key_of_another_certificate() {
    let config = selecting("client").replace("client.key", "client-ending.key");
    examine(&config, ALL, &[]).show("key-match/mismatch");
}

#[test]
fn a_file_that_is_gone() {
    let config = selecting("client").replace("client.pem", "removed.pem");
    // Of an absolute path only the appliance itself knows.
    examine(&config, ALL, &["--here"]).show("certificate-validity/missing");
}
