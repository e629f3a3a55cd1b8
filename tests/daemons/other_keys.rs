//! Servers whose keys and curves our TLS library does not have, beside those that it has and one that takes nobody:
//! `openssl s_server` is all of them.

use std::process::Command;

use super::doctor::{Findings, appliance, examine};
use super::harness::{Daemon, Ready};
use super::keys::Pki;

/// What is found of a cloud service with this certificate, started with these options.
fn found(certificate: &str, options: &[&str]) -> Findings {
    let path = |extension: &str| Pki::shared().path(&format!("{certificate}.{extension}"));
    let service = Daemon::start(Ready::Tcp, 1, |_, ports| {
        let mut command = Command::new("openssl");
        command.args([
            "s_server",
            "-www",
            "-accept",
            &format!("127.0.0.1:{}", ports[0]),
        ]);
        command.args(["-cert", &path("pem"), "-key", &path("key")]);
        command.args(options);
        command
    });
    let config = format!(
        "{}  cloud: {{sms: \"https://services.otp.test:{}/SMS.svc\", hosts: [services.otp.test]}}\nrealms:\n  SecureAuth1: {{}}\n",
        appliance(),
        service.port()
    );
    examine(&config, "cloud-reach", &[])
}

#[test]
fn a_key_or_a_curve_that_otpdoctor_does_not_have_is_its_limit() {
    for (certificate, options) in [
        ("brainpoolP256r1", &[][..]),
        ("brainpoolP384r1", &["-tls1_2"]),
        ("ed448", &[]),
        ("ed448", &["-tls1_3"]),
        ("sound", &["-groups", "P-521"]),
        ("sound", &["-groups", "X448", "-tls1_2"]),
    ] {
        found(certificate, options).show("cloud-reach/no-common-cipher");
    }
}

#[test]
fn keys_that_otpdoctor_has_pass() {
    for certificate in ["sound", "P-521", "ed25519"] {
        found(certificate, &[]).are_healthy();
    }
}

#[test]
fn a_server_that_takes_nobody_is_at_fault() {
    let nobody = [
        "-tls1_2",
        "-psk",
        "1234",
        "-cipher",
        "PSK-AES128-GCM-SHA256",
    ];
    found("sound", &nobody).show("cloud-reach/tls-failed");
}
