//! Whether mail to a help desk can have a destination at all (RFC 5321 section 5.1).

use futures_util::future::join;

use super::about::{ABOUT, MAIL_DOMAIN_UNKNOWN, NO_ANSWER};
use super::desk::Desk;
use crate::kit::mail::is_address;
use crate::kit::peer_text::Shown;
use crate::kit::probe::dns::{Kind, Query};
use crate::kit::probe::tcp::Unresolved;
use crate::kit::{Ctx, Entity, Finding, Shell};

/// What keeps mail to a help desk from arriving; `None` when nothing does, or the address is at fault already.
pub(super) async fn judge(cx: &Ctx<'_>, desk: &Desk<'_>) -> Result<Option<Finding>, Box<Finding>> {
    let address = desk.settings.and_then(|settings| settings.email.as_deref());
    let address = address.map(str::trim).filter(|address| is_address(address));
    let Some((_, domain)) = address.and_then(|address| address.rsplit_once('@')) else {
        return Ok(None);
    };
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    let subject = format!("{} {domain}", desk.name);
    let look = format!("nslookup -type=MX {domain}");
    let ask = |kind| {
        let name = domain.clone();
        cx.ask(&ABOUT, subject.as_str(), Query { name, kind })
    };
    let (mx, host) = join(ask(Kind::Mx), ask(Kind::Address)).await;
    let (mx, host) = (mx?, host?);
    let silent = |why: &str| {
        let why = Shown(why);
        Finding::new(NO_ANSWER, subject.as_str())
            .touching(Entity::Appliance)
            .summary(format!(
                "the resolver did not answer for the domain of its e-mail address: {why}"
            ))
            .step("Ask the same resolver by hand; if it answers then, check again.")
            .run(Shell::Any, look.as_str())
    };
    let summary = match (&mx.failure, mx.exchangers.as_slice()) {
        (_, [only]) if only.host.is_empty() => {
            "has a null MX, which says that it takes no mail (RFC 7505)"
        }
        (_, [_, ..]) => return Ok(None),
        (Some(Unresolved::NoSuchName), _) => "does not exist in the DNS",
        (Some(Unresolved::NoAnswer(why)), _) => return Ok(Some(silent(why))),
        // Without an MX record the domain's own address takes the mail.
        _ if !host.addresses.is_empty() => return Ok(None),
        _ => match &host.failure {
            Some(Unresolved::NoAnswer(why)) => return Ok(Some(silent(why))),
            _ => "has neither an MX record nor an address",
        },
    };
    let finding = Finding::new(MAIL_DOMAIN_UNKNOWN, subject.as_str())
        .touching(Entity::host(&domain))
        .summary(format!("the domain of its e-mail address {summary}, so what users write there comes back"))
        .step(format!(
            "Enter as the Email of {} an address that receives mail (Multi-Factor Methods tab, Help Desk Settings), or give the domain an MX record.",
            desk.name
        ))
        .step("If the domain exists only in another network's DNS, and users write from there, waive this.")
        .run(Shell::Any, look.as_str())
        .at(cx.site(&desk.path("email")));
    Ok(Some(finding))
}
