//! Detects SMTP settings that cannot work, whatever the server does.

mod about;

pub(crate) use self::about::*;
use crate::kit::mail::{SUBJECT, is_address, off, sender, test_recipient};
use crate::kit::peer_text::Shown;
use crate::kit::realm::{Endpoint, Smtp, is_host};
use crate::kit::{Ctx, Entity, Finding, Judgement, check};

check!(SmtpSettings, judge);

async fn judge(cx: &Ctx<'_>) -> Result<Vec<Finding>, Box<Finding>> {
    off(cx, &ABOUT, SUBJECT)?;
    let nothing = Smtp::default();
    let smtp = cx.realm.overview.smtp.as_ref().unwrap_or(&nothing);
    let parts = [
        judge_server(cx, smtp),
        judge_sender(cx),
        judge_recipient(cx),
    ];
    Ok(parts.or(|| sound(smtp)))
}

fn judge_server(cx: &Ctx<'_>, smtp: &Smtp) -> Option<Finding> {
    let Some(address) = smtp.server_address.as_deref() else {
        return Some(
            Finding::not_known(&ABOUT, SUBJECT)
                .summary("the realm's SMTP server is not in the config"),
        );
    };
    match address.trim() {
        "" => Some(
            Finding::new(NO_SERVER, SUBJECT)
                .summary("no SMTP server is set, so no passcode can be sent by e-mail")
                .at(cx.site("overview.smtp.server_address")),
        ),
        host if !is_host(host) => Some(
            Finding::new(SERVER_INVALID, SUBJECT)
                .touching(Entity::host(host))
                .summary(format!(
                    "the SMTP server {:?} is not a host name or an address",
                    Shown(host)
                ))
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
        Finding::new(IMPLICIT_TLS, server.to_string())
            .summary("port 465 begins with TLS, but the appliance's mail client supports only STARTTLS, so mail fails")
            .at(cx.site("overview.smtp.port"))
    } else if in_clear && smtp.user().is_some() {
        Finding::new(CREDENTIALS_IN_CLEAR, server.to_string())
            .summary("user name and password cross the network unencrypted, since SSL is off")
            .at(cx.site("overview.smtp.use_ssl"))
    } else if in_clear && server.port == 587 {
        Finding::new(PLAIN_SUBMISSION, server.to_string())
            .summary("port 587 is for submission, where servers expect STARTTLS, but SSL is off")
            .at(cx.site("overview.smtp.use_ssl"))
    } else {
        return None;
    };
    Some(
        finding
            .identity("port", server.port.to_string())
            .identity("ssl", ssl(smtp)),
    )
}

fn judge_sender(cx: &Ctx<'_>) -> Option<Finding> {
    let sender = sender(cx.realm)?;
    let finding = Finding::new(SENDER_INVALID, "sender address");
    let finding = match sender.as_str() {
        "" => finding.summary("no sender address is set, and mail servers refuse mail without one"),
        wrong if !is_address(wrong) => finding.summary(format!(
            "the sender address {:?} is not a valid ASCII e-mail address",
            Shown(wrong)
        )),
        _ => return None,
    };
    Some(
        finding
            .step("Enter one plain address such as otp@example.net under Sender Address (Overview tab, Email Settings), and the name under Sender Name.")
            .at(cx.site("overview.email.sender_address")),
    )
}

fn judge_recipient(cx: &Ctx<'_>) -> Option<Finding> {
    let wrong = test_recipient(cx.realm).filter(|recipient| !is_address(recipient))?;
    Some(
        Finding::new(RECIPIENT_INVALID, "test recipient")
            .summary(format!(
                "test_recipient {:?} is not a valid ASCII e-mail address, so smtp-relay cannot try it",
                Shown(&wrong)
            ))
            .at(cx.site("overview.email.test_recipient")),
    )
}

fn sound(smtp: &Smtp) -> Finding {
    let server = Endpoint::new(smtp.server().unwrap_or_default(), smtp.port());
    let login = match smtp.user() {
        Some(_) => "with a login",
        None => "without a login",
    };
    Finding::pass(&ABOUT, server.to_string()).summary(format!(
        "the SMTP settings are consistent: port {}, SSL {}, {login}",
        server.port,
        ssl(smtp)
    ))
}

fn ssl(smtp: &Smtp) -> &'static str {
    match smtp.use_ssl {
        Some(true) => "on",
        Some(false) => "off",
        None => "not known",
    }
}
