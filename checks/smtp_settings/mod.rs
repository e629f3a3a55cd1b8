//! Detects SMTP settings that cannot work, whatever the server does.

use crate::kit::mail::{SUBJECT, is_address, off, sender, test_recipient};
use crate::kit::realm::{Endpoint, Smtp, is_host};
use crate::kit::text::quote;
use crate::kit::{About, Area, Asks, Check, Ctx, Edge, Entity, Finding, Judged, Link, Reason};

/// Server, port, SSL and sender of the realm's e-mail settings.
pub(crate) struct SmtpSettings;

const ABOUT: About = About {
    id: "smtp-settings",
    area: Area::Email,
    title: "the SMTP settings alone",
    asks: Asks::Config,
    reasons: &[
        Reason::fail("no-server", "no SMTP server is set"),
        Reason::fail(
            "server-invalid",
            "the SMTP server is not a host name or an address",
        ),
        Reason::fail(
            "implicit-tls",
            "port 465 begins with TLS, and the platform's client speaks STARTTLS only",
        ),
        Reason::warn(
            "plain-submission",
            "port 587 without SSL: servers there expect STARTTLS",
        ),
        Reason::warn(
            "credentials-in-clear",
            "user and password cross the network unencrypted",
        ),
        Reason::fail("sender-invalid", "the sender is not a mail address"),
        Reason::warn(
            "recipient-invalid",
            "the test recipient is not a mail address",
        ),
    ],
    leads_to: &[
        Edge {
            from: &["server-invalid"],
            to: &["name-resolution"],
            when: Link::SameHost,
        },
        Edge {
            from: &[
                "no-server",
                "server-invalid",
                "implicit-tls",
                "plain-submission",
            ],
            to: &["smtp-reach"],
            when: Link::SameRealm,
        },
        Edge {
            from: &[
                "no-server",
                "server-invalid",
                "implicit-tls",
                "plain-submission",
                "credentials-in-clear",
            ],
            to: &["smtp-tls"],
            when: Link::SameRealm,
        },
        Edge {
            from: &["no-server", "server-invalid"],
            to: &["smtp-firewall/not-reached"],
            when: Link::SameRealm,
        },
        Edge {
            from: &["sender-invalid"],
            to: &["smtp-relay/sender-rejected", "sender-domain/not-reached"],
            when: Link::SameRealm,
        },
        Edge {
            from: &["sender-invalid", "recipient-invalid"],
            to: &["smtp-relay/not-reached"],
            when: Link::SameRealm,
        },
    ],
    explain: include_str!("explain.md"),
};

impl Check for SmtpSettings {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run<'a>(&'a self, cx: &'a Ctx<'a>) -> Judged<'a> {
        Box::pin(std::future::ready(judge(cx)))
    }
}

fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    if let Some(off) = off(cx, &ABOUT, SUBJECT) {
        return vec![off];
    }
    let parts = [judge_server(cx), judge_sender(cx), judge_recipient(cx)];
    let findings: Vec<Finding> = parts.into_iter().flatten().collect();
    match (findings.is_empty(), &cx.realm.overview.smtp) {
        (true, Some(smtp)) => vec![sound(smtp)],
        _ => findings,
    }
}

fn judge_server(cx: &Ctx<'_>) -> Option<Finding> {
    let smtp = cx.realm.overview.smtp.as_ref();
    let Some((smtp, address)) = smtp.and_then(|smtp| Some((smtp, smtp.server_address.as_deref()?)))
    else {
        return Some(Finding::not_known(
            &ABOUT,
            SUBJECT,
            "the realm's SMTP server is not in the config",
        ));
    };
    match address.trim() {
        "" => Some(
            Finding::new(&ABOUT, "no-server", SUBJECT)
                .summary("no SMTP server is set, so no passcode leaves by e-mail")
                .step("In the Web Admin, open the realm's Overview tab, Email Settings, and enter the SMTP Server Address.")
                .at(cx.site("overview.smtp.server_address")),
        ),
        host if !is_host(host) => Some(
            Finding::new(&ABOUT, "server-invalid", SUBJECT)
                .touching(Entity::host(host))
                .summary(format!("the SMTP server {:?} is not a host name or an address", quote(host, 80)))
                .step("Enter the bare host name or address under SMTP Server Address (Overview tab, Email Settings), without a scheme, and the port in its own field.")
                .at(cx.site("overview.smtp.server_address")),
        ),
        host => {
            let server = Endpoint::new(host, smtp.port());
            judge_port(cx, smtp, &server).map(|finding| finding.touching(Entity::host(host)))
        }
    }
}

fn judge_port(cx: &Ctx<'_>, smtp: &Smtp, server: &Endpoint) -> Option<Finding> {
    let in_clear = smtp.use_ssl == Some(false);
    let finding = if server.port == 465 {
        Finding::new(&ABOUT, "implicit-tls", server.to_string())
            .summary("port 465 begins with TLS at once, and the appliance's mail client only knows STARTTLS: it waits until it gives up")
            .step("Set the port to 587, or 25 for a relay of your own, and SSL to True (Overview tab, Email Settings): the appliance then upgrades with STARTTLS.")
            .at(cx.site("overview.smtp.port"))
    } else if in_clear && smtp.user().is_some() {
        Finding::new(&ABOUT, "credentials-in-clear", server.to_string())
            .summary("a user name is set and SSL is off: user and password cross the network unencrypted, and many servers take no login that way")
            .step("Set SSL to True in the realm's Email Settings (Overview tab) if the server offers STARTTLS, or clear user and password if the relay needs none.")
            .at(cx.site("overview.smtp.use_ssl"))
    } else if in_clear && server.port == 587 {
        Finding::new(&ABOUT, "plain-submission", server.to_string())
            .summary("port 587 is for submission, where servers expect STARTTLS, and SSL is off")
            .step("Set SSL to True in the realm's Email Settings (Overview tab), or use port 25 if this is a relay without TLS.")
            .at(cx.site("overview.smtp.use_ssl"))
    } else {
        return None;
    };
    Some(
        finding
            .saw("port", server.port.to_string())
            .saw("SSL", ssl(smtp)),
    )
}

fn judge_sender(cx: &Ctx<'_>) -> Option<Finding> {
    let sender = sender(cx.realm)?;
    let finding = Finding::new(&ABOUT, "sender-invalid", "sender address");
    let finding = match sender {
        "" => finding.summary("no sender address is set, and servers refuse mail without one"),
        wrong if !is_address(wrong) => finding.summary(format!(
            "the sender {:?} is not a mail address in plain ASCII",
            quote(wrong, 80)
        )),
        _ => return None,
    };
    Some(
        finding
            .step("Enter one bare address such as otp@example.net under Sender Address (Overview tab, Email Settings); the name goes under Sender Name.")
            .at(cx.site("overview.email.sender_address")),
    )
}

fn judge_recipient(cx: &Ctx<'_>) -> Option<Finding> {
    let wrong = test_recipient(cx.realm).filter(|recipient| !is_address(recipient))?;
    Some(
        Finding::new(&ABOUT, "recipient-invalid", "test recipient")
            .summary(format!(
                "test_recipient {:?} is not a mail address in plain ASCII, so smtp-relay cannot try it",
                quote(wrong, 80)
            ))
            .step("Set `test_recipient` in the otpdoctor config to a mailbox that passcodes go to, or leave it out: the sender is tried then. Nothing is ever sent.")
            .at(cx.site("overview.email.test_recipient")),
    )
}

fn sound(smtp: &Smtp) -> Finding {
    let server = Endpoint::new(smtp.server().unwrap_or_default(), smtp.port());
    let login = match smtp.user() {
        Some(_) => "with a login",
        None => "without a login",
    };
    Finding::pass(
        &ABOUT,
        server.to_string(),
        format!("port {}, SSL {}, {login}", server.port, ssl(smtp)),
    )
}

fn ssl(smtp: &Smtp) -> &'static str {
    match smtp.use_ssl {
        Some(true) => "on",
        Some(false) => "off",
        None => "not known",
    }
}
