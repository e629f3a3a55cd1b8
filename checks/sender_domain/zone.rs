//! What the DNS says of a sender's domain, and what is wrong with it.

use std::net::IpAddr;

use futures_util::future::{OptionFuture, join_all, join5};

use super::about::{
    ABOUT, DMARC_MISSING, NO_ANSWER, NO_MX, NOT_REACHED, SPF_EXCLUDES, SPF_INVALID, SPF_MISSING,
};
use super::spf::{self, Known, Verdict};
use crate::kit::mail::{addresses, server};
use crate::kit::peer_text::Shown;
use crate::kit::probe::dns::{self, Answer, Kind};
use crate::kit::probe::tcp::Unresolved;
use crate::kit::text::list;
use crate::kit::{Ctx, Entity, Finding, Judgement, Reason, Shell};

/// What the DNS says of the sender's domain, and the server that sends for it.
pub(super) struct Zone<'a> {
    domain: &'a str,
    mx: Answer,
    texts: Answer,
    /// `_dmarc` of the domain, then of its parent where that may be the organization's.
    dmarc: Vec<Answer>,
    own: Option<Vec<IpAddr>>,
    /// The host that sends for it; empty where none is known.
    server: String,
    relay: Vec<IpAddr>,
}

impl<'a> Zone<'a> {
    pub(super) async fn ask(cx: &Ctx<'_>, domain: &'a str) -> Result<Self, Box<Finding>> {
        let ask = |name: String, kind| cx.ask(&ABOUT, domain, dns::Query { name, kind });
        let policies = dmarc_names(domain)
            .into_iter()
            .map(|name| ask(name, Kind::Txt));
        let server = server(cx, &ABOUT, NOT_REACHED).ok();
        let (mx, texts, dmarc, own, relay) = join5(
            ask(domain.to_owned(), Kind::Mx),
            ask(domain.to_owned(), Kind::Txt),
            join_all(policies),
            ask(domain.to_owned(), Kind::Address),
            OptionFuture::from(server.as_ref().map(|server| addresses(cx, server))),
        )
        .await;
        Ok(Self {
            domain,
            mx: mx?,
            texts: texts?,
            dmarc: dmarc.into_iter().collect::<Result<_, _>>()?,
            own: own
                .ok()
                .filter(|own| silence(own).is_none())
                .map(|own| own.addresses),
            relay: relay.and_then(Result::ok).unwrap_or_default(),
            server: server.map_or_else(String::new, |server| server.host),
        })
    }

    pub(super) fn judge(&self) -> Vec<Finding> {
        if self.mx.failure == Some(Unresolved::NoSuchName) {
            return vec![self.nonexistent()];
        }
        let mut answers = [&self.mx, &self.texts].into_iter().chain(&self.dmarc);
        if let Some(Unresolved::NoAnswer(why)) = answers.find_map(|answer| silence(answer)) {
            let why = Shown(why);
            return vec![self.finding(NO_ANSWER, "MX")
                .touching(Entity::Appliance)
                .summary(format!("the resolver did not answer for the sender's domain: {why}"))
                .step("Check that the DNS servers of this machine are up and answer for this domain, then run the check again.")];
        }
        [self.judge_mx(), self.judge_spf(), self.judge_dmarc()].or(|| self.sound())
    }

    /// What is wrong, with the command that shows the records of this kind.
    fn finding(&self, reason: Reason, kind: &str) -> Finding {
        let look = format!("nslookup -type={kind} {}", self.domain);
        Finding::new(reason, self.domain).run(Shell::Any, look)
    }

    fn nonexistent(&self) -> Finding {
        self.finding(NO_MX, "MX")
            .touching(Entity::host(self.domain))
            .summary("the sender's domain does not exist in the DNS, and most servers refuse mail from it")
            .step("Enter as Sender Address (Overview tab, Email Settings) an address in a domain that your organization owns and that receives mail.")
    }

    fn judge_mx(&self) -> Option<Finding> {
        let null = self.mx.exchangers.iter().any(|one| one.host.is_empty());
        let summary = match (self.mx.exchangers.is_empty(), null) {
            (true, _) => {
                "the sender's domain has no MX record: nobody can answer or report a failed delivery, and strict servers refuse such senders"
            }
            (_, true) => {
                "the sender's domain has a null MX, which says that it takes no mail: servers may refuse mail from it (RFC 7505 section 4.2)"
            }
            _ => return None,
        };
        Some(
            self.finding(NO_MX, "MX").summary(summary).step(
                "Use a sender in a domain that receives mail, or give this domain an MX record.",
            ),
        )
    }

    fn judge_spf(&self) -> Option<Finding> {
        let records = spf::records(&self.texts.texts);
        let record = match records.as_slice() {
            [] => return Some(self.without_spf()),
            [record] => record,
            several => {
                let count = several.len();
                let summary = format!(
                    "the sender's domain has {count} SPF records, and receivers then use none (RFC 7208 section 4.5)"
                );
                let finding = self.finding(SPF_INVALID, "TXT").summary(summary);
                let finding = finding.step("Merge the records into one TXT record.");
                return Some(finding.each(several, |finding, record| {
                    finding.identity("spf", Shown(record))
                }));
            }
        };
        // What the record says of the form of its terms does not depend on the address.
        let anywhere = IpAddr::from([0, 0, 0, 0]);
        if let Verdict::Invalid(term) = self.spf_of(record, anywhere) {
            let term = Shown(&term);
            let finding = self.finding(SPF_INVALID, "TXT")
                .summary(format!("receivers cannot use the SPF record, since {term:?} is no term of SPF (RFC 7208 section 4.6)"))
                .identity("spf", Shown(record))
                .step("Correct this term in the TXT record of the domain.");
            return Some(finding);
        }
        let mut public = self.relay.iter().filter(|one| !is_internal(one));
        public.find_map(|address| match self.spf_of(record, *address) {
            Verdict::Excluded(term) => Some(self.excluded(record, *address, &term)),
            _ => None,
        })
    }

    fn spf_of(&self, record: &str, address: IpAddr) -> Verdict {
        let exchangers = self.mx.exchangers.iter().map(|one| one.host.raw());
        let exchangers: Vec<&str> = exchangers.collect();
        let known = Known {
            domain: self.domain,
            addresses: self.own.as_deref(),
            exchangers: &exchangers,
            server: &self.server,
        };
        spf::evaluate(record, address, &known)
    }

    fn without_spf(&self) -> Finding {
        self.finding(SPF_MISSING, "TXT")
            .summary("the sender's domain has no SPF record, so receivers cannot tell its mail from forged mail")
            .step(format!("Publish a TXT record at {} that names every server that sends for it, such as `v=spf1 mx ip4:ADDRESS ~all`.", self.domain))
    }

    fn excluded(&self, record: &str, address: IpAddr, term: &str) -> Finding {
        let family = if address.is_ipv4() { "ip4" } else { "ip6" };
        let (server, term) = (&self.server, Shown(term));
        self.finding(SPF_EXCLUDES, "TXT")
            .summary(format!("the SPF record says {term} to {address}, the address of {server}, so receivers refuse passcodes or file them as spam"))
            .identity("spf", Shown(record))
            .step(format!("Add `{family}:{address}` to the TXT record of {}, before {term}.", self.domain))
            .step("If the server hands mail on to another that sends it, it is that one's address which counts: look at the Received lines of a passcode that arrived.")
    }

    fn judge_dmarc(&self) -> Option<Finding> {
        let mut texts = self.dmarc.iter().flat_map(|answer| &answer.texts);
        if texts.any(|text| is_dmarc(text.raw())) {
            return None;
        }
        let names = dmarc_names(self.domain);
        Some(
            Finding::new(DMARC_MISSING, self.domain)
                .summary(format!("there is no DMARC policy at {}, which large mail providers expect of senders", list(&names)))
                .step(format!("Publish a TXT record at {}, to begin with `v=DMARC1; p=none; rua=mailto:POSTMASTER@{}`.", names[0], self.domain))
                .run(Shell::Any, format!("nslookup -type=TXT {}", names[0])),
        )
    }

    fn sound(&self) -> Finding {
        let finding = Finding::pass(&ABOUT, self.domain).summary("MX, SPF and DMARC are there");
        let Some(record) = spf::records(&self.texts.texts).first().copied() else {
            return finding;
        };
        let finding = finding.identity("spf", Shown(record));
        let unclear = self
            .relay
            .iter()
            .find_map(|address| match self.spf_of(record, *address) {
                Verdict::Unclear(terms) => Some((address, terms)),
                _ => None,
            });
        finding.with(unclear, |finding, (address, terms)| {
            let terms: Vec<_> = terms.iter().map(|term| Shown(term)).collect();
            let text = format!("{} may cover {address}", list(&terms));
            finding.quoted("not-followed", Shown(&text))
        })
    }
}

/// Where the policy may stand (RFC 7489 section 6.6.3); which parent is the organization's is not looked up.
fn dmarc_names(domain: &str) -> Vec<String> {
    let domain = domain.trim_end_matches('.');
    let parent = domain.split_once('.').map(|(_, parent)| parent);
    let parent = parent.filter(|parent| parent.contains('.'));
    let domains = std::iter::once(domain).chain(parent);
    domains.map(|domain| format!("_dmarc.{domain}")).collect()
}

/// RFC 7489 section 6.3: the version comes first.
fn is_dmarc(text: &str) -> bool {
    let version = text.split(';').next().unwrap_or_default();
    version.split('=').map(str::trim).eq(["v", "DMARC1"])
}

fn silence(answer: &Answer) -> Option<&Unresolved> {
    let failure = answer.failure.as_ref();
    failure.filter(|failure| matches!(failure, Unresolved::NoAnswer(_)))
}

/// An address that no receiver ever sees: another server sends on from there.
fn is_internal(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let shared = v4.octets()[0] == 100 && v4.octets()[1] & 0xc0 == 64;
            v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || shared
        }
        IpAddr::V6(v6) => {
            v6.is_loopback()
                || v6.is_unique_local()
                || v6.is_unicast_link_local()
                || v6.is_unspecified()
        }
    }
}
