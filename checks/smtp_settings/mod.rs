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
        "" => Some(Finding::new(NO_SERVER, SUBJECT).at(cx.site("overview.smtp.server_address"))),
        host if !is_host(host) => Some(
            Finding::new(SERVER_INVALID, SUBJECT)
                .touching(Entity::host(host))
                .fill("server", format!("{:?}", Shown(host)))
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
        Finding::new(IMPLICIT_TLS, server.to_string()).at(cx.site("overview.smtp.port"))
    } else if in_clear && smtp.user().is_some() {
        Finding::new(CREDENTIALS_IN_CLEAR, server.to_string()).at(cx.site("overview.smtp.use_ssl"))
    } else if in_clear && server.port == 587 {
        Finding::new(PLAIN_SUBMISSION, server.to_string()).at(cx.site("overview.smtp.use_ssl"))
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
        "" => finding.cured(SENDER_INVALID.cure("none")),
        wrong if !is_address(wrong) => finding
            .cured(SENDER_INVALID.cure("odd"))
            .fill("sender", format!("{:?}", Shown(wrong))),
        _ => return None,
    };
    Some(finding.at(cx.site("overview.email.sender_address")))
}

fn judge_recipient(cx: &Ctx<'_>) -> Option<Finding> {
    let wrong = test_recipient(cx.realm).filter(|recipient| !is_address(recipient))?;
    Some(
        Finding::new(RECIPIENT_INVALID, "test recipient")
            .fill("recipient", format!("{:?}", Shown(&wrong)))
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
