//! Whether mail to a help desk can have a destination at all (RFC 5321 section 5.1).

use super::about::*;
use super::desk::Desk;
use crate::kit::mail::{Destination, destination, is_address, on_the_wire, with_server_below};
use crate::kit::peer_text::Shown;
use crate::kit::{Ctx, Entity, Finding};

/// What keeps mail to a help desk from arriving; `None` when nothing does, or the address is at fault already.
pub(super) async fn judge(cx: &Ctx<'_>, desk: &Desk<'_>) -> Result<Option<Finding>, Box<Finding>> {
    let address = desk.settings.and_then(|settings| settings.email.as_deref());
    let address = address
        .map(on_the_wire)
        .filter(|address| is_address(address));
    let Some((_, domain)) = address
        .as_deref()
        .and_then(|address| address.rsplit_once('@'))
    else {
        return Ok(None);
    };
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    let subject = format!("{} {domain}", desk.name);
    let what = match destination(cx, &ABOUT, &subject, &domain).await? {
        Destination::Exchangers | Destination::OwnAddress => return Ok(None),
        Destination::NullMx => "accepts no mail (null MX, RFC 7505)",
        Destination::NoSuchDomain => "does not exist in the DNS",
        Destination::Nowhere => "has neither an MX record nor an address",
        Destination::NotKnown(why) => {
            let finding = Finding::new(NO_ANSWER, subject)
                .touching(Entity::Appliance)
                .touching_all(with_server_below(cx, &domain))
                .fill("desk", desk.name)
                .fill("domain", &domain)
                .fill("why", Shown(&why));
            return Ok(Some(finding));
        }
    };
    let finding = Finding::new(MAIL_DOMAIN_UNKNOWN, subject.as_str())
        .touching(Entity::host(&domain))
        .fill("what", what)
        .fill("desk", desk.name)
        .fill("domain", &domain)
        .at(cx.site(&desk.path("email")));
    Ok(Some(finding))
}
