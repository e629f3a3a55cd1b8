//! Mail, as postfix takes it: TLS, logins, relaying. No message is ever handed over.

mod server;

use self::server::{port, postfix};
use super::doctor::{appliance, examine};
use super::harness::ClosedPort;

/// A realm that sends by this service, as the settings say.
fn config(service: &str, settings: &str, recipient: &str) -> String {
    format!(
        "{}realms:\n  SecureAuth1:\n    overview:\n      smtp: {{server_address: mail.otp.test, port: {}, {settings}}}\n      \
         email: {{sender_address: otp@otp.test, test_recipient: {recipient}}}\n",
        appliance(),
        port(service)
    )
}

const IN_CLEAR: &str = "use_ssl: false";
const SECURED: &str = "use_ssl: true";
const LOGGED_IN: &str = "use_ssl: true, username: otp, password: s3cret-mail";
const HERE: &str = "probe@otp.test";
const ABROAD: &str = "probe@example.net";
const ALL: &str = "smtp-reach,smtp-tls,smtp-auth,smtp-relay";

#[test]
fn an_own_relay_in_clear_is_well() {
    examine(
        &config("plain", IN_CLEAR, HERE),
        "smtp-reach,smtp-relay",
        &[],
    )
    .are_healthy();
}

#[test]
fn starttls_and_a_login_are_well() {
    examine(&config("login", LOGGED_IN, ABROAD), ALL, &[]).are_healthy();
    examine(
        &config("starttls", SECURED, HERE),
        "smtp-tls,smtp-relay",
        &[],
    )
    .are_healthy();
    examine(
        &config("encrypt", SECURED, HERE),
        "smtp-tls,smtp-relay",
        &[],
    )
    .are_healthy();
}

#[test]
fn nothing_is_ever_handed_over() {
    examine(&config("quiet", IN_CLEAR, HERE), "smtp-relay", &[]).are_healthy();
    let line = postfix().logged(|line| line.contains("quiet/smtpd") && line.contains(" ehlo="));
    assert!(line.contains(" mail=1 rcpt=1 rset=1 quit=1"), "{line}");
    assert!(!line.contains("data="), "{line}");
    for queue in ["maildrop", "incoming", "active", "deferred"] {
        let queue = postfix().folder().join("queue").join(queue);
        assert_eq!(
            std::fs::read_dir(&queue).unwrap().count(),
            0,
            "{}",
            queue.display()
        );
    }
}

#[test]
fn a_server_that_turns_strangers_away() {
    examine(&config("members", IN_CLEAR, HERE), ALL, &[]).show("smtp-reach/turned-away");
}

#[test]
fn a_server_without_starttls() {
    examine(&config("plain", SECURED, HERE), ALL, &[]).show("smtp-tls/not-offered");
}

#[test]
fn a_server_that_demands_starttls() {
    examine(&config("encrypt", IN_CLEAR, HERE), ALL, &[]).show("smtp-tls/required");
}

#[test]
fn a_certificate_of_an_unknown_authority() {
    examine(&config("untrusted", SECURED, HERE), ALL, &[]).show("smtp-tls/untrusted");
}

#[test]
fn a_certificate_out_of_date() {
    examine(&config("expired", SECURED, HERE), ALL, &[]).show("smtp-tls/expired");
}

#[test]
fn a_certificate_of_another_host() {
    examine(&config("elsewhere", SECURED, HERE), ALL, &[]).show("smtp-tls/wrong-name");
}

#[test]
fn a_wrong_password() {
    let settings = "use_ssl: true, username: otp, password: forgotten";
    examine(&config("login", settings, ABROAD), ALL, &[]).show("smtp-auth/rejected");
    let failure =
        |line: &str| line.contains("login/smtpd") && line.contains("authentication failed");
    postfix().logged(failure);
    let tried = postfix().log().lines().filter(|line| failure(line)).count();
    assert_eq!(tried, 1, "more would lock the account");
}

#[test]
fn a_login_where_none_is_offered() {
    examine(&config("starttls", LOGGED_IN, HERE), ALL, &[]).show("smtp-auth/not-offered");
}

#[test]
fn a_login_that_is_offered_inside_tls_only() {
    let settings = "use_ssl: false, username: otp, password: s3cret-mail";
    examine(&config("login", settings, HERE), ALL, &[])
        .show("smtp-auth/not-offered")
        .say("STARTTLS");
}

#[test]
fn ways_to_log_in_that_are_not_spoken_here() {
    examine(&config("gssapi", LOGGED_IN, HERE), ALL, &[]).show("smtp-auth/mechanism-unsupported");
}

#[test]
fn relaying_for_members_alone() {
    examine(&config("login", SECURED, ABROAD), ALL, &[]).show("smtp-relay/relay-denied");
}

#[test]
fn relaying_denied_for_good() {
    examine(&config("strict", IN_CLEAR, ABROAD), ALL, &[]).show("smtp-relay/relay-denied");
}

#[test]
fn relaying_denied_as_if_for_now() {
    examine(&config("shipped", IN_CLEAR, ABROAD), ALL, &[]).show("smtp-relay/relay-denied");
}

#[test]
fn a_submission_port_without_a_login() {
    examine(&config("submission", SECURED, HERE), ALL, &[]).show("smtp-relay/relay-denied");
    examine(&config("submission", LOGGED_IN, HERE), ALL, &[]).are_healthy();
}

#[test]
fn a_sender_that_is_not_wanted() {
    examine(&config("choosy", IN_CLEAR, HERE), ALL, &[]).show("smtp-relay/sender-rejected");
}

#[test]
fn a_sender_that_belongs_to_another_login() {
    examine(&config("owners", LOGGED_IN, HERE), ALL, &[]).show("smtp-relay/sender-rejected");
}

#[test]
fn a_recipient_who_does_not_exist() {
    examine(&config("plain", IN_CLEAR, "nobody@otp.test"), ALL, &[])
        .show("smtp-relay/recipient-rejected");
}

#[test]
fn a_server_that_puts_mail_off() {
    examine(&config("busy", IN_CLEAR, HERE), ALL, &[]).show("smtp-relay/deferred");
}

#[test]
fn a_server_that_wants_a_login_first() {
    examine(&config("demanding", SECURED, HERE), ALL, &[]).show("smtp-auth/required");
    examine(&config("demanding", LOGGED_IN, HERE), ALL, &[]).are_healthy();
}

#[test]
fn a_server_that_is_gone() {
    let gone = ClosedPort::hold();
    let config = config("plain", IN_CLEAR, HERE);
    let config = config.replace(&port("plain").to_string(), &gone.port.to_string());
    examine(&config, ALL, &[]).show("smtp-reach/refused");
}
