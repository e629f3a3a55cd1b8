//! Name resolution and the sender's domain, as unbound answers.

use std::process::Command;
use std::sync::OnceLock;

use super::doctor::{appliance, examine};
use super::harness::{ClosedPort, Daemon, Ready, write};

/// The name server that all tests share. It knows what is below, and reaches nothing else.
pub(crate) fn names() -> &'static Daemon {
    static SHARED: OnceLock<(Daemon, ClosedPort)> = OnceLock::new();
    let (daemon, _) = SHARED.get_or_init(|| {
        let nowhere = ClosedPort::hold();
        (start(nowhere.port), nowhere)
    });
    daemon
}

const ZONE: &str = r#"
  local-zone: "otp.test." static
  local-data: "mail.otp.test. A 127.0.0.1"
  local-data: "services.otp.test. A 127.0.0.1"
  local-data: "certs.otp.test. A 127.0.0.1"
  local-data: "proxy.otp.test. A 127.0.0.1"
  local-data: "ntp.otp.test. A 127.0.0.1"
  local-data: "text-only.otp.test. TXT unaddressed"
  local-data: "otp.test. MX 10 mail.otp.test."
  local-data: 'otp.test. TXT "v=spf1 mx -all"'
  local-data: '_dmarc.otp.test. TXT "v=DMARC1; p=reject"'

  local-zone: "careless.test." static
  local-data: "careless.test. MX 10 mail.otp.test."
  local-data: 'careless.test. TXT "google-site-verification=none"'
  local-data: '_dmarc.careless.test. TXT "v=DMARC1; p=none"'

  local-zone: "lax.test." static
  local-data: "lax.test. MX 10 mail.otp.test."
  local-data: 'lax.test. TXT "v=spf1 mx -all"'

  local-zone: "mute.test." static
  local-data: 'mute.test. TXT "v=spf1 -all"'
  local-data: '_dmarc.mute.test. TXT "v=DMARC1; p=reject"'

  local-zone: "far.test." static
  local-data: "far.test. MX 10 mail.otp.test."
  local-data: 'far.test. TXT "v=spf1 include:spf.far.test ptr:otp.test -all"'
  local-data: 'spf.far.test. TXT "v=spf1 mx:otp.test a:gone.far.test exists:%{ir}.list.far.test -all"'
  local-data: '_dmarc.far.test. TXT "v=DMARC1; p=quarantine"'
  local-data: "otp.near.far.test. MX 10 mail.otp.test."
  local-data: 'otp.near.far.test. TXT "v=spf1 redirect=spf.far.test"'
  local-data: "relay.otp.test. A 192.0.2.25"
  local-zone: "2.0.192.in-addr.arpa." static
  local-data: "25.2.0.192.in-addr.arpa. PTR relay.otp.test."

  local-zone: "refused.test." refuse

  local-zone: "secureauth.com." redirect
  local-data: "secureauth.com. A 0.0.0.0"
"#;

fn start(nowhere: u16) -> Daemon {
    Daemon::start(Ready::Tcp, 1, |folder, ports| {
        let port = ports[0];
        let folder_name = folder.display();
        let config = format!(
            "server:\n  interface: 127.0.0.1@{port}\n  do-daemonize: no\n  username: \"\"\n  chroot: \"\"\n  directory: {folder_name}\n  \
             pidfile: {folder_name}/pid\n  use-syslog: no\n  logfile: \"\"\n  num-threads: 1\n  module-config: iterator\n  \
             do-not-query-localhost: no\n  local-zone: \"test.\" nodefault\n{ZONE}\n\
             remote-control:\n  control-enable: no\n\
             forward-zone:\n  name: \".\"\n  forward-addr: 127.0.0.1@{nowhere}\n"
        );
        let config = write(folder, "unbound.conf", &config);
        let mut command = Command::new("unbound");
        command.arg("-d").arg("-c").arg(config);
        command
    })
}

/// A realm whose mail server has this name.
fn mail_server(host: &str) -> String {
    format!(
        "{}  cloud: {{sms: \"https://services.otp.test/SmsService/SMS.svc\", telephony: \"https://services.otp.test/T.svc\", certificate: \"https://certs.otp.test/C.svc\", hosts: [services.otp.test, certs.otp.test]}}\n\
         realms:\n  SecureAuth1:\n    overview:\n      smtp: {{server_address: {host}, port: 25, use_ssl: false}}\n",
        appliance()
    )
}

#[test]
fn names_that_are_there_resolve() {
    examine(&mail_server("mail.otp.test"), "name-resolution", &[]).are_healthy();
}

#[test]
fn a_misspelled_name_is_no_such_name() {
    examine(&mail_server("mial.otp.test"), "name-resolution", &[])
        .show("name-resolution/no-such-name");
}

#[test]
fn a_name_without_an_address_is_told_from_a_missing_one() {
    examine(&mail_server("text-only.otp.test"), "name-resolution", &[])
        .show("name-resolution/no-address");
}

#[test]
fn a_refusal_is_no_answer() {
    examine(&mail_server("mail.refused.test"), "name-resolution", &[])
        .show("name-resolution/no-answer")
        .say("REFUSED");
}

#[test]
fn a_name_server_whose_own_servers_are_gone_gives_no_answer() {
    examine(&mail_server("mail.example.net"), "name-resolution", &[])
        .show("name-resolution/no-answer");
}

/// Nothing answers DNS there.
const GONE: &str = "127.0.0.1:9";

/// The same config with another name server before or behind the shared one.
fn with_server(config: &str, change: impl Fn(&str) -> String) -> String {
    let shared = format!("\"127.0.0.1:{}\"", names().port());
    config.replacen(&shared, &change(&shared), 1)
}

#[test]
fn a_first_name_server_that_is_gone_is_seen_and_the_names_resolve() {
    let config = with_server(&mail_server("mail.otp.test"), |shared| {
        format!("\"{GONE}\", {shared}")
    });
    examine(&config, "name-resolution", &[])
        .show("name-resolution/name-server-failing")
        .say("all 3 host names resolve");
}

#[test]
fn a_second_name_server_that_is_gone_is_never_asked() {
    let behind = |shared: &str| format!("{shared}, \"{GONE}\"");
    let config = with_server(&mail_server("mail.otp.test"), behind);
    examine(&config, "name-resolution", &[]).are_healthy();
    let config = with_server(&mail_server("mial.otp.test"), behind);
    examine(&config, "name-resolution", &[]).show("name-resolution/no-such-name");
}

#[test]
fn a_name_server_that_is_gone_is_the_one_cause_of_all_that_asked_it() {
    let config = with_server(&sender("otp.test"), |_| format!("\"{GONE}\""));
    let config = config.replace("  dns:", "  time: {servers: [ntp.otp.test]}\n  dns:")
        + "    multi_factor:\n      help_desk_1: {enabled: true, phone: \"+1 949 555 0100\", email: desk@desk.test}\n";
    let checks = "name-resolution,time-source,cloud-reach,smtp-reach,sender-domain,help-desk";
    examine(&config, checks, &[]).have_one_cause("name-resolution/no-answer");
}

#[test]
fn a_name_server_that_blocks_the_vendor_is_seen() {
    let config = format!("{}realms:\n  SecureAuth1: {{}}\n", appliance());
    examine(&config, "name-resolution", &[]).show("name-resolution/sinkholed");
}

/// A realm whose passcodes come from this domain, by a server inside.
fn sender(domain: &str) -> String {
    sender_by("mail.otp.test", domain)
}

fn sender_by(server: &str, domain: &str) -> String {
    format!(
        "{}realms:\n  SecureAuth1:\n    overview:\n      smtp: {{server_address: {server}, port: 25, use_ssl: false}}\n      email: {{sender_address: otp@{domain}}}\n",
        appliance()
    )
}

#[test]
fn a_domain_with_all_records_is_believed() {
    examine(&sender("otp.test"), "sender-domain", &[]).are_healthy();
}

#[test]
fn a_domain_without_spf_is_seen() {
    examine(&sender("careless.test"), "sender-domain", &[]).show("sender-domain/spf-missing");
}

#[test]
fn a_domain_without_dmarc_is_seen() {
    examine(&sender("lax.test"), "sender-domain", &[]).show("sender-domain/dmarc-missing");
}

#[test]
fn a_domain_without_mx_is_seen() {
    examine(&sender("mute.test"), "sender-domain", &[]).show("sender-domain/no-mx");
}

#[test]
fn a_domain_that_does_not_exist_takes_no_mail() {
    examine(&sender("gone.otp.test"), "sender-domain", &[]).show("sender-domain/no-mx");
}

#[test]
fn spf_is_followed_to_the_end() {
    examine(
        &sender_by("relay.otp.test", "far.test"),
        "sender-domain",
        &[],
    )
    .are_healthy();
    let excluded = sender_by("relay.otp.test", "otp.near.far.test");
    examine(&excluded, "sender-domain", &[])
        .show("sender-domain/spf-excludes")
        .say("treat the mail as spam (quarantine)");
}
