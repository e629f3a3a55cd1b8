//! Whether mail to a help desk can have a destination at all (RFC 5321 section 5.1).

use futures_util::future::join;

use super::about::{ABOUT, MAIL_DOMAIN_UNKNOWN, NO_ANSWER};
use super::desk::Desk;
use crate::kit::mail::is_address;
use crate::kit::peer_text::Shown;
use crate::kit::probe::dns::{Answer, Kind, Query};
use crate::kit::probe::tcp::Unresolved;
use crate::kit::realm::HelpDesk as Settings;
use crate::kit::{Answered, Ctx, Finding, Shell};

/// What the DNS says of the domain of a help desk's address.
pub(super) struct Mailbox {
    domain: String,
    answers: Answered<(Answer, Answer)>,
}

impl Mailbox {
    /// Asks where mail goes; `None` when there is no usable address.
    pub(super) async fn ask(cx: &Ctx<'_>, settings: &Settings) -> Option<Self> {
        let address = settings.email.as_deref().map(str::trim);
        let (_, domain) = address
            .filter(|address| is_address(address))?
            .rsplit_once('@')?;
        let domain = domain.trim_end_matches('.').to_ascii_lowercase();
        let ask = |kind| {
            let name = domain.clone();
            cx.probe(Query { name, kind })
        };
        let (exchangers, addresses) = join(ask(Kind::Mx), ask(Kind::Address)).await;
        let answers = exchangers.and_then(|exchangers| Ok((exchangers, addresses?)));
        Some(Self { domain, answers })
    }

    /// What keeps mail from arriving; `None` when nothing does.
    pub(super) fn judge(&self, cx: &Ctx<'_>, desk: &Desk<'_>) -> Option<Finding> {
        let subject = format!("{} {}", desk.name, self.domain);
        let (mx, host) = match &self.answers {
            Ok(answers) => answers,
            Err(error) => return Some(Finding::unasked(&ABOUT, subject, error)),
        };
        let summary = match (&mx.failure, mx.exchangers.as_slice()) {
            (_, [only]) if only.host.is_empty() => {
                "has a null MX, which says that it takes no mail (RFC 7505)"
            }
            (_, [_, ..]) => return None,
            (Some(Unresolved::NoSuchName), _) => "does not exist in the DNS",
            (Some(Unresolved::NoAnswer(why)), _) => return Some(self.silent(subject, why)),
            // Without an MX record the domain's own address takes the mail.
            _ if !host.addresses.is_empty() => return None,
            _ => match &host.failure {
                Some(Unresolved::NoAnswer(why)) => return Some(self.silent(subject, why)),
                _ => "has neither an MX record nor an address",
            },
        };
        Some(
            Finding::new(MAIL_DOMAIN_UNKNOWN, subject)
                .summary(format!("the domain of its e-mail address {summary}, so what users write there comes back"))
                .step(format!(
                    "Enter as the Email of {} an address that receives mail (Multi-Factor Methods tab, Help Desk Settings), or give the domain an MX record.",
                    desk.name
                ))
                .step("If the domain exists only in another network's DNS, and users write from there, waive this.")
                .run(Shell::Any, format!("nslookup -type=MX {}", self.domain))
                .at(cx.site(&desk.path("email"))),
        )
    }

    fn silent(&self, subject: String, why: &str) -> Finding {
        Finding::new(NO_ANSWER, subject)
            .summary(format!(
                "the resolver did not answer for the domain of its e-mail address: {}",
                Shown(why)
            ))
            .step("Ask the same resolver by hand; if it answers then, check again.")
            .run(Shell::Any, format!("nslookup -type=MX {}", self.domain))
    }
}
