//! The cloud, as nginx plays it: client certificates, bad certificates, statuses.

use std::process::Command;
use std::sync::OnceLock;

use super::doctor::{appliance, examine};
use super::harness::{ClosedPort, Daemon, Ready, write};
use super::keys::Pki;

/// The server that all tests share, each of its ports with another certificate.
pub(crate) struct Cloud {
    daemon: Daemon,
    _gone: ClosedPort,
}

/// What stands on a port.
#[derive(Clone, Copy)]
pub(crate) enum Site {
    /// Everything as it should be; a client certificate is demanded.
    Sound,
    /// Its own certificate is out of date.
    Expired,
    /// Its own certificate is for another host.
    Elsewhere,
    /// Its own certificate is an inspecting firewall's.
    Untrusted,
    /// It speaks TLS 1.1 only.
    Old,
}

impl Cloud {
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Cloud> = OnceLock::new();
        SHARED.get_or_init(|| {
            let gone = ClosedPort::hold();
            Self {
                daemon: start(gone.port),
                _gone: gone,
            }
        })
    }

    pub(crate) fn port(&self, site: Site) -> u16 {
        self.daemon.ports()[site as usize]
    }

    /// The setting `cloud`: the SMS service at this path of the site, everything else well.
    pub(crate) fn services(&self, site: Site, path: &str) -> String {
        let (sound, port) = (self.port(Site::Sound), self.port(site));
        format!(
            "  cloud:\n    certificate: https://certs.otp.test:{sound}/CertService/Cert.svc\n    \
             telephony: https://services.otp.test:{sound}/TelephonyService/Telephony.svc\n    \
             sms: https://services.otp.test:{port}{path}\n    hosts: [certs.otp.test, services.otp.test]\n"
        )
    }

    /// How often a request for this path came, by the server's own account.
    fn requests(&self, path: &str) -> String {
        self.daemon.logged(|line| line.contains(path))
    }
}

fn start(gone: u16) -> Daemon {
    Daemon::start(Ready::Tcp, 5, |folder, ports| {
        let name = folder.display();
        let ca = Pki::shared().path("ca.pem");
        let site = |port: u16, certificate: &str, more: &str| {
            let (certificate, key) = (
                Pki::shared().path(&format!("{certificate}.pem")),
                Pki::shared().path(&format!("{certificate}.key")),
            );
            format!(
                "server {{\n listen 127.0.0.1:{port} ssl;\n ssl_certificate {certificate};\n ssl_certificate_key {key};\n {more}\n \
                 ssl_client_certificate {ca};\n ssl_verify_client on;\n \
                 location / {{ return 405; }}\n location /gone/ {{ return 404; }}\n location /lapsed/ {{ return 403; }}\n \
                 location /broken/ {{ proxy_pass http://127.0.0.1:{gone}; }}\n}}\n"
            )
        };
        let modern = "ssl_protocols TLSv1.2 TLSv1.3;";
        let old = "ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;";
        let sites = [
            site(ports[0], "sound", modern),
            site(ports[1], "expired", modern),
            site(ports[2], "elsewhere", modern),
            site(ports[3], "untrusted", modern),
            site(ports[4], "sound", old),
        ];
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|what| format!("{what}_temp_path {name}/{what};\n"))
            .concat();
        let config = format!(
            "daemon off;\nuser root;\nworker_processes 1;\npid {name}/pid;\nerror_log stderr info;\nevents {{}}\n\
             http {{\naccess_log /dev/stdout;\n{temporary}{}}}\n",
            sites.concat()
        );
        let config = write(folder, "nginx.conf", &config);
        let mut command = Command::new("nginx");
        command.arg("-p").arg(folder).arg("-c").arg(config);
        command
    })
}

/// The end of a config: one realm that presents this certificate.
pub(crate) fn presenting(certificate: &str) -> String {
    let file = |name: String| Pki::shared().path(&name);
    format!(
        "certificates:\n  license: {{certificate: {}, key: {}}}\nrealms:\n  SecureAuth1:\n    client_certificate: license\n",
        file(format!("{certificate}.pem")),
        file(format!("{certificate}.key"))
    )
}

fn config(site: Site, path: &str, certificate: &str) -> String {
    let cloud = Cloud::shared().services(site, path);
    format!("{}{cloud}{}", appliance(), presenting(certificate))
}

#[test]
fn services_that_take_the_certificate_are_reached() {
    examine(
        &config(Site::Sound, "/SmsService/SMS.svc", "client"),
        "cloud-reach",
        &[],
    )
    .are_healthy();
    let line = Cloud::shared().requests("/SmsService/SMS.svc");
    assert!(line.contains("GET "), "{line}");
}

#[test]
fn without_a_certificate_one_is_required() {
    let cloud = Cloud::shared().services(Site::Sound, "/");
    let config = format!("{}{cloud}realms:\n  SecureAuth1: {{}}\n", appliance());
    examine(&config, "cloud-reach", &[]).show("cloud-reach/client-certificate-required");
}

#[test]
fn a_certificate_of_another_authority_is_rejected() {
    examine(
        &config(Site::Sound, "/", "client-of-stranger"),
        "cloud-reach",
        &[],
    )
    .show("cloud-reach/client-certificate-rejected");
}

#[test]
fn an_expired_client_certificate_is_rejected() {
    let config = config(Site::Sound, "/", "client-expired");
    examine(&config, "cloud-reach", &[]).show("cloud-reach/client-certificate-rejected");
}

#[test]
fn an_expired_service_is_expired() {
    examine(&config(Site::Expired, "/", "client"), "cloud-reach", &[]).show("cloud-reach/expired");
}

#[test]
fn a_service_under_another_name_has_the_wrong_name() {
    examine(&config(Site::Elsewhere, "/", "client"), "cloud-reach", &[])
        .show("cloud-reach/wrong-name");
}

#[test]
fn an_inspecting_firewall_is_not_trusted() {
    examine(&config(Site::Untrusted, "/", "client"), "cloud-reach", &[])
        .show("cloud-reach/untrusted");
}

#[test]
fn tls_1_1_alone_is_too_old() {
    examine(&config(Site::Old, "/", "client"), "cloud-reach", &[]).show("cloud-reach/tls-version");
}

#[test]
fn a_path_that_is_not_there_is_an_http_error() {
    examine(
        &config(Site::Sound, "/gone/SMS.svc", "client"),
        "cloud-reach",
        &[],
    )
    .show("cloud-reach/http-error")
    .say("404");
}

#[test]
fn a_gateway_without_its_service_is_an_http_error() {
    examine(
        &config(Site::Sound, "/broken/SMS.svc", "client"),
        "cloud-reach",
        &[],
    )
    .show("cloud-reach/http-error")
    .say("502");
}

#[test]
fn a_refusal_after_the_handshake_is_the_license() {
    examine(
        &config(Site::Sound, "/lapsed/SMS.svc", "client"),
        "cloud-reach",
        &[],
    )
    .show("cloud-reach/license-rejected");
}

#[test]
fn a_port_that_is_closed_refuses() {
    let gone = ClosedPort::hold();
    let sms = format!("https://services.otp.test:{}/SmsService/SMS.svc", gone.port);
    let healthy = config(Site::Sound, "/replaced", "client");
    let port = Cloud::shared().port(Site::Sound);
    let broken = healthy.replace(&format!("https://services.otp.test:{port}/replaced"), &sms);
    assert_ne!(healthy, broken);
    examine(&broken, "cloud-reach", &[]).show("cloud-reach/refused");
}
