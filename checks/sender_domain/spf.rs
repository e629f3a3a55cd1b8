//! Whether the SPF record of the sender's domain covers the address that its mail leaves from (RFC 7208).

pub(super) mod check_host;
mod domain_spec;
mod fault;
mod record;
#[cfg(test)]
mod tests;

use std::net::IpAddr;

use self::check_host::{Evaluation, Mail, Origin, Outcome};
use self::fault::{Fault, Stop};
use self::record::Qualifier;
use super::about::{NO_ANSWER, SPF_EXCLUDES, SPF_INVALID, SPF_MISSING};
use super::provider::Provider;
use crate::kit::mail::with_server_below;
use crate::kit::peer_text::{PeerText, Shown};
use crate::kit::{Ctx, Finding, Reason};

/// What the mail leaves by.
pub(super) enum Relay {
    NotKnown,
    /// Its addresses are internal, so that another server sends on.
    Internal(String),
    Provider(String, &'static Provider),
    /// Its public addresses.
    Listens(String, Vec<IpAddr>),
}

/// An SPF record, and whoever sends under it.
pub(super) struct Sender<'a> {
    pub local: &'a str,
    pub domain: &'a str,
    pub relay: &'a Relay,
    /// What follows where SPF does not pass.
    pub consequence: &'a str,
}

/// What is said of the record where nothing is wrong with it.
pub(super) struct Sound {
    pub record: String,
    pub covers: String,
}

impl Sender<'_> {
    /// Judges the record among the texts of the domain.
    ///
    /// # Errors
    /// What is wrong with it, or why that is not known.
    pub(super) async fn judge(
        &self,
        cx: &Ctx<'_>,
        texts: &[PeerText],
    ) -> Result<Sound, Box<Finding>> {
        let records = record::among(texts.iter().map(PeerText::raw));
        let Some(record) = records.first() else {
            return self.finding(SPF_MISSING).alone();
        };
        let mut covers = match self.relay {
            Relay::NotKnown => "the address of the mail server is not known".to_owned(),
            Relay::Internal(host) => {
                format!("{host} is internal, so its public address is unknown")
            }
            Relay::Provider(host, provider) if provider.records.is_empty() => {
                let name = &provider.name;
                format!("{name} names no SPF record, so {host} is not checked")
            }
            Relay::Provider(_, provider) => {
                format!("SPF covers the servers of {}", provider.name)
            }
            Relay::Listens(host, _) => {
                format!("SPF covers {host}")
            }
        };
        for origin in self.origins() {
            let mut evaluation = self.evaluation(cx, origin);
            let outcome = evaluation.check_host(self.domain.to_owned(), false).await;
            let spf = |finding: Finding| finding.identity("spf", Shown(record));
            match outcome {
                Err(stop) => return self.stopped(cx, stop, record).alone(),
                Ok(outcome) if !is_refusal(&outcome) => {
                    if outcome.result == Some(Qualifier::Neutral) {
                        covers = "SPF is neutral, so the DKIM signature decides".to_owned();
                    }
                }
                Ok(_) if evaluation.open => {
                    covers = "SPF depends on the sending address, which is not known".to_owned();
                }
                Ok(outcome) => match (self.relay, origin) {
                    (Relay::Listens(host, _), Origin::Address(address)) => {
                        return spf(self.excluded(host, address, &outcome)).alone();
                    }
                    (Relay::Provider(host, provider), Origin::CoveredBy(_))
                        if !self.lists_addresses_of(cx, provider).await =>
                    {
                        return spf(self.leads_elsewhere(host, provider, &outcome)).alone();
                    }
                    _ => {}
                },
            }
        }
        Ok(Sound {
            record: Shown(record).into(),
            covers,
        })
    }

    fn origins(&self) -> Vec<Origin<'_>> {
        match self.relay {
            Relay::Listens(_, addresses) => {
                addresses.iter().copied().map(Origin::Address).collect()
            }
            Relay::Provider(_, provider) if !provider.records.is_empty() => {
                vec![Origin::CoveredBy(&provider.records)]
            }
            _ => vec![Origin::Unknown],
        }
    }

    fn evaluation<'a>(&'a self, cx: &'a Ctx<'_>, origin: Origin<'a>) -> Evaluation<'a> {
        let helo = match self.relay {
            Relay::Listens(host, _) => Some(host.as_str()),
            _ => None,
        };
        let sender = (self.local, self.domain);
        let mail = Mail {
            sender,
            helo,
            origin,
        };
        Evaluation::new(cx, self.domain, mail)
    }

    /// Whether the record lists the provider's addresses itself: it is tried with the first of them.
    async fn lists_addresses_of(&self, cx: &Ctx<'_>, provider: &Provider) -> bool {
        let Some(include) = &provider.include else {
            return false;
        };
        let mut theirs = self.evaluation(cx, Origin::CoveredBy(&provider.records));
        // Whether it ends well does not matter: the first network on the way will do.
        let _ = theirs.check_host(include.clone(), true).await;
        let Some(net) = theirs.network else {
            return false;
        };
        let mut ours = self.evaluation(cx, Origin::Address(net.addr()));
        let outcome = ours.check_host(self.domain.to_owned(), false).await;
        ours.open || outcome.is_ok_and(|outcome| !is_refusal(&outcome))
    }

    fn finding(&self, reason: Reason) -> Finding {
        Finding::new(reason, self.domain).fill("domain", self.domain)
    }

    fn excluded(&self, host: &str, address: IpAddr, outcome: &Outcome) -> Finding {
        let family = if address.is_ipv4() { "ip4" } else { "ip6" };
        self.excludes(outcome, "address")
            .fill("whom", host)
            .fill("beside", format!("for {address}"))
            .fill("term", format!("{family}:{address}"))
    }

    fn leads_elsewhere(&self, host: &str, provider: &Provider, outcome: &Outcome) -> Finding {
        let (their, case) = match &provider.include {
            Some(include) => (include, "provider"),
            None => (&provider.records[0], "provider-of-accounts"),
        };
        let finding = self.excludes(outcome, case).identity("mail-server", host);
        let finding = if provider.other_envelope {
            finding.cured(SPF_EXCLUDES.cure("other-envelope"))
        } else {
            finding
        };
        finding
            .fill("whom", &provider.name)
            .fill("beside", format!("without {their}"))
            .fill("include", their)
            .fill("provider", &provider.name)
            .fill("domain", self.domain)
    }

    /// The record of a domain, which may be another one than the sender's, leaves the mail server out.
    fn excludes(&self, outcome: &Outcome, case: &str) -> Finding {
        let term = outcome.term.as_deref().unwrap_or_default();
        self.finding(SPF_EXCLUDES)
            .cured(SPF_EXCLUDES.cure(case))
            .fill("record", Shown(&outcome.domain))
            .fill("before", Shown(term))
            .fill("consequence", self.consequence)
    }

    fn stopped(&self, cx: &Ctx<'_>, stop: Stop, record: &str) -> Finding {
        let fault = match stop {
            Stop::Unasked(finding) => return *finding,
            Stop::Temporary { name, why } => {
                let finding = self
                    .finding(NO_ANSWER)
                    .touching_all(with_server_below(cx, &name));
                return finding
                    .cured(NO_ANSWER.cure("of-record"))
                    .fill("name", Shown(&name))
                    .fill("why", Shown(&why))
                    .fill("domain", self.domain);
            }
            Stop::Permanent(fault) => fault,
        };
        let why = match &fault {
            Fault::Term { domain, term } if domain == self.domain => {
                format!("{:?} is not valid SPF", Shown(term))
            }
            fault => fault.to_string(),
        };
        let finding = self
            .finding(SPF_INVALID)
            .cured(SPF_INVALID.cure((&fault).into()))
            .fill("why", why)
            .fill("consequence", self.consequence);
        match &fault {
            Fault::Several { domain, records } => finding
                .fill("at", Shown(domain))
                .identity_all("spf", records.iter().map(|record| Shown(record))),
            Fault::Missing { domain, gone } => finding
                .fill("at", Shown(domain))
                .fill("gone", Shown(gone))
                .identity("spf", Shown(record)),
            Fault::Term { domain, .. } => finding
                .fill("at", Shown(domain))
                .identity("spf", Shown(record)),
            _ => finding.identity("spf", Shown(record)),
        }
    }
}

fn is_refusal(outcome: &Outcome) -> bool {
    matches!(outcome.result, Some(Qualifier::Fail | Qualifier::SoftFail))
}

/// An address that no receiver ever sees: another server sends on from there.
pub(super) fn is_internal(address: &IpAddr) -> bool {
    match address.to_canonical() {
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
