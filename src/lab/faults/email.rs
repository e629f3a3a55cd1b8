//! Faults on the way of a passcode by e-mail.

use serde_json::json;

use super::super::dns::{Name, Record};
use super::super::pki::Server;
use super::super::plan::{DOMAIN, Handshake, Plan, mail_records, rule};
use super::super::serve::Door;
use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "smtp-settings",
        "no-server",
        "the realms name no mail server",
        |plan| plan.set("/defaults/overview/smtp/server_address", ""),
    ),
    fault(
        "smtp-settings",
        "credentials-in-clear",
        "the realms log in to the mail server without TLS",
        |plan| {
            plan.set("/defaults/overview/smtp/use_ssl", false);
            plan.mail.in_clear = vec!["AUTH PLAIN LOGIN"];
        },
    ),
    fault(
        "smtp-settings",
        "sender-invalid",
        "the sender is no mail address",
        |plan| plan.set("/defaults/overview/email/sender_address", "otp at example"),
    ),
    fault(
        "smtp-settings",
        "server-invalid",
        "the mail server is given as a URL",
        |plan| plan.set("/defaults/overview/smtp/server_address", "smtp://mail"),
    ),
    fault(
        "smtp-settings",
        "recipient-invalid",
        "the test recipient is no mail address",
        |plan| plan.set("/defaults/overview/email/test_recipient", "nobody"),
    ),
    fault(
        "smtp-reach",
        "refused",
        "nothing listens on the mail server's port",
        |plan| plan.mail.door = Door::Closed,
    ),
    fault(
        "smtp-reach",
        "filtered",
        "a firewall drops what goes to the mail server",
        |plan| plan.mail.door = Door::Full,
    ),
    fault(
        "smtp-reach",
        "reset",
        "connections to the mail server are reset",
        |plan| plan.mail.door = Door::Resets,
    ),
    fault(
        "smtp-reach",
        "no-banner",
        "the mail server accepts and says nothing",
        |plan| plan.mail.door = Door::Silent,
    ),
    fault(
        "smtp-reach",
        "not-smtp",
        "a web server answers on the mail server's port",
        |plan| plan.mail.door = Door::Says("HTTP/1.1 400 Bad Request\r\nServer: lab\r\n\r\n"),
    ),
    fault(
        "smtp-reach",
        "turned-away",
        "the mail server turns this address away",
        |plan| plan.mail.door = Door::Says("554 5.7.1 your address is on a block list\r\n"),
    ),
    fault(
        "smtp-reach",
        "rewritten-banner",
        "a firewall rewrites the mail server's greeting",
        |plan| plan.mail.banner = "220 ****************************************",
    ),
    fault(
        "smtp-firewall",
        "rule-missing",
        "the host firewall has no rule of the name",
        |plan| plan.firewall[0]["DisplayName"] = json!("Web server"),
    ),
    fault(
        "smtp-firewall",
        "rule-disabled",
        "the host firewall's rule is switched off",
        |plan| plan.firewall[0]["Enabled"] = json!("False"),
    ),
    fault(
        "smtp-firewall",
        "address-not-listed",
        "the host firewall's rule names an old mail server",
        |plan| plan.firewall[0]["RemoteAddress"] = json!(["192.0.2.25"]),
    ),
    fault(
        "smtp-firewall",
        "port-not-listed",
        "the host firewall's rule is for another port",
        |plan| plan.firewall[0]["RemotePort"] = json!(["2"]),
    ),
    fault(
        "smtp-firewall",
        "blocks",
        "another rule of the host firewall blocks mail",
        |plan| {
            let mut other = rule();
            other["DisplayName"] = json!("No mail from servers");
            other["Action"] = json!("Block");
            other["RemoteAddress"] = json!(["Any"]);
            plan.firewall = json!([rule(), other]);
        },
    ),
    fault(
        "smtp-firewall",
        "export-unreadable",
        "the host firewall's export is no list of rules",
        |plan| plan.firewall = json!("Access is denied."),
    ),
    fault(
        "smtp-tls",
        "not-offered",
        "the mail server offers no STARTTLS",
        |plan| plan.mail.in_clear = vec!["SIZE 10485760"],
    ),
    fault(
        "smtp-tls",
        "stripped",
        "a firewall writes X's over the offer of STARTTLS",
        |plan| plan.mail.in_clear = vec!["SIZE 10485760", "XXXXXXXA"],
    ),
    fault(
        "smtp-tls",
        "refused",
        "the mail server offers STARTTLS and then refuses it",
        |plan| plan.mail.starttls = "454 4.7.0 TLS is not available now",
    ),
    fault(
        "smtp-tls",
        "required",
        "the mail server takes mail only over TLS, and the realms' SSL is off",
        |plan| {
            plan.set("/defaults/overview/smtp/use_ssl", false);
            without_login(plan);
            plan.mail.sender = "530 5.7.0 Must issue a STARTTLS command first";
        },
    ),
    fault(
        "smtp-tls",
        "untrusted",
        "an unknown authority signed the mail server's certificate",
        |plan| plan.mail_tls = Handshake::With(Server::Untrusted),
    ),
    fault(
        "smtp-tls",
        "wrong-name",
        "the mail server's certificate is for another host",
        |plan| plan.mail_tls = Handshake::With(Server::ForAnotherHost),
    ),
    fault(
        "smtp-tls",
        "expired",
        "the mail server's certificate expired yesterday",
        |plan| plan.mail_tls = Handshake::With(Server::Expired),
    ),
    fault(
        "smtp-tls",
        "tls-version",
        "the mail server knows no TLS newer than 1.0",
        |plan| plan.mail_tls = Handshake::Old,
    ),
    fault(
        "smtp-auth",
        "not-offered",
        "the mail server offers no login",
        |plan| plan.mail.inside = vec!["SIZE 10485760"],
    ),
    fault(
        "smtp-auth",
        "mechanism-unsupported",
        "the mail server offers only logins of another kind",
        |plan| plan.mail.inside = vec!["AUTH GSSAPI NTLM"],
    ),
    fault(
        "smtp-auth",
        "rejected",
        "the mail server does not take the configured password",
        |plan| {
            plan.set(
                "/defaults/overview/smtp/password",
                json!({"file": "wrong.pass"}),
            );
        },
    ),
    fault(
        "smtp-auth",
        "required",
        "the mail server wants a login, and none is configured",
        |plan| {
            without_login(plan);
            plan.mail.sender = "530 5.7.0 Authentication required";
        },
    ),
    fault(
        "smtp-auth",
        "deferred",
        "the mail server cannot check logins just now",
        |plan| plan.mail.login = "454 4.7.0 the directory does not answer",
    ),
    fault(
        "smtp-relay",
        "sender-rejected",
        "the mail server does not take the sender",
        |plan| plan.mail.sender = "550 5.1.8 this sender is not known here",
    ),
    fault(
        "smtp-relay",
        "relay-denied",
        "the mail server does not relay for the appliance",
        |plan| plan.mail.recipient = "554 5.7.1 relay access denied",
    ),
    fault(
        "smtp-relay",
        "recipient-rejected",
        "the mail server does not know the recipient",
        |plan| plan.mail.recipient = "550 5.1.1 no such mailbox",
    ),
    fault(
        "smtp-relay",
        "deferred",
        "the mail server puts the recipient off by greylisting",
        |plan| plan.mail.recipient = "451 4.7.1 greylisted, try again later",
    ),
    fault(
        "sender-domain",
        "no-mx",
        "the sender's domain has no mail exchanger",
        |plan| {
            let policy = Record::Txt("v=spf1 ip4:127.0.0.1 -all".into());
            plan.names.has(DOMAIN, [policy]);
        },
    ),
    fault(
        "sender-domain",
        "spf-missing",
        "the sender's domain has no SPF policy",
        |plan| plan.names.has(DOMAIN, mail_records(None)),
    ),
    fault(
        "sender-domain",
        "spf-invalid",
        "the sender's domain has two SPF policies",
        |plan| {
            let mut records = mail_records(Some("v=spf1 ip4:127.0.0.1 -all"));
            records.push(Record::Txt("v=spf1 mx -all".into()));
            plan.names.has(DOMAIN, records);
        },
    ),
    fault(
        "sender-domain",
        "dmarc-missing",
        "the sender's domain has no DMARC policy",
        |plan| plan.names.has("_dmarc.lab.otpdoctor.test", []),
    ),
    fault(
        "sender-domain",
        "no-answer",
        "the name server fails on the sender's domain",
        |plan| plan.names.set(DOMAIN, Name::Fails),
    ),
];

fn without_login(plan: &mut Plan) {
    plan.unset("/defaults/overview/smtp/username");
    plan.unset("/defaults/overview/smtp/password");
}
