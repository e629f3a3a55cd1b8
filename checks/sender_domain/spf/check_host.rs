//! `check_host()` of RFC 7208, to the end: what a domain's record says of mail that comes from somewhere.

use std::net::IpAddr;

use ipnet::IpNet;

use super::domain_spec::{DomainSpec, Values, dotted};
use super::fault::{Fault, MOST_EMPTY, MOST_LOOKUPS, MOST_NAMES, Stop};
use super::record::{self, About, Asks, Mechanism, Qualifier, Record};
use crate::kit::Ctx;
use crate::kit::probe::dns::{Answer, Kind, Query};
use crate::kit::probe::tcp::Unresolved;
use crate::kit::text::is_below;
use crate::sender_domain::about::ABOUT;

/// Mail whose sender is looked into.
#[derive(Clone, Copy)]
pub(super) struct Mail<'a> {
    /// The local part and the domain of the sender.
    pub sender: (&'a str, &'a str),
    /// The name in EHLO, where it is known.
    pub helo: Option<&'a str>,
    pub origin: Origin<'a>,
}

/// Where it comes from.
#[derive(Clone, Copy)]
pub(super) enum Origin<'a> {
    Address(IpAddr),
    /// An address that whatever is named by one of these, or below one, covers.
    CoveredBy(&'a [String]),
    Unknown,
}

/// What the record says.
#[derive(Debug)]
pub(super) struct Outcome {
    /// `None`: the domain has no record.
    pub result: Option<Qualifier>,
    /// The term that decided, as it is written; `None` where none matched.
    pub term: Option<String>,
    /// The domain in whose record it stands: another one after a redirect.
    pub domain: String,
}

/// One evaluation, with what it has used up so far.
pub(super) struct Evaluation<'a> {
    cx: &'a Ctx<'a>,
    subject: &'a str,
    mail: Mail<'a>,
    lookups: usize,
    empty: usize,
    /// The domains whose records are being read.
    path: Vec<String>,
    /// Whether a term rests on what is not known, so that nothing else is certain either.
    pub open: bool,
    /// The network that stood for a provider.
    pub network: Option<IpNet>,
}

impl<'a> Evaluation<'a> {
    pub(super) fn new(cx: &'a Ctx<'a>, subject: &'a str, mail: Mail<'a>) -> Self {
        Self {
            cx,
            subject,
            mail,
            lookups: 0,
            empty: 0,
            path: Vec::new(),
            open: false,
            network: None,
        }
    }

    /// What the record of a domain says. Within a provider's record the mail is `covered` by whatever it lists.
    pub(super) async fn check_host(
        &mut self,
        domain: String,
        covered: bool,
    ) -> Result<Outcome, Stop> {
        let Some(record) = self.record(&domain).await? else {
            return Ok(outcome(None, None, domain));
        };
        self.path.push(domain.clone());
        for directive in &record.directives {
            if self.matches(&directive.mechanism, &domain, covered).await? {
                self.path.pop();
                let term = Some(directive.text.clone());
                return Ok(outcome(Some(directive.qualifier), term, domain));
            }
        }
        let redirected = match &record.redirect {
            Some(target) => self.follow(target, &domain, covered).await?,
            None => None,
        };
        self.path.pop();
        Ok(redirected.unwrap_or_else(|| outcome(Some(Qualifier::Neutral), None, domain)))
    }

    async fn record(&mut self, domain: &str) -> Result<Option<Record>, Stop> {
        if !domain.contains('.') {
            return Ok(None);
        }
        let answer = self.ask(domain, Kind::Txt).await?;
        let domain = domain.to_owned();
        match record::among(answer.texts.iter().map(|text| text.raw())).as_slice() {
            [] => Ok(None),
            [text] => match Record::read(text) {
                Ok(record) => Ok(Some(record)),
                Err(term) => Err(Stop::Permanent(Fault::Term { domain, term })),
            },
            several => {
                let records = several.iter().map(|text| (*text).to_owned()).collect();
                Err(Stop::Permanent(Fault::Several { domain, records }))
            }
        }
    }

    /// What the record of another domain says; `None` where its name rests on what is not known.
    async fn follow(
        &mut self,
        target: &DomainSpec,
        domain: &str,
        covered: bool,
    ) -> Result<Option<Outcome>, Stop> {
        self.count()?;
        let Some(target) = self.expand(target, domain).await? else {
            return Ok(None);
        };
        if self.path.contains(&target) {
            return Err(Stop::Permanent(Fault::Loop(target)));
        }
        let covered = covered || self.is_theirs(&target);
        let outcome = Box::pin(self.check_host(target, covered)).await?;
        match outcome.result {
            None => Err(Stop::Permanent(Fault::Missing {
                domain: domain.to_owned(),
                gone: outcome.domain,
            })),
            Some(_) => Ok(Some(outcome)),
        }
    }

    async fn matches(
        &mut self,
        mechanism: &Mechanism,
        domain: &str,
        covered: bool,
    ) -> Result<bool, Stop> {
        let asks = match mechanism {
            Mechanism::All => return Ok(true),
            Mechanism::Ip(net) if covered => {
                self.network.get_or_insert(*net);
                return Ok(true);
            }
            Mechanism::Ip(net) => {
                let address = self.address();
                return Ok(address.is_some_and(|address| net.contains(&address)));
            }
            Mechanism::Include(target) => {
                let included = self.follow(target, domain, covered).await?;
                return Ok(included.is_some_and(|one| one.result == Some(Qualifier::Pass)));
            }
            Mechanism::Asks(asks) => asks,
        };
        self.count()?;
        if covered {
            return Ok(true);
        }
        let name = match &asks.name {
            Some(name) => self.expand(name, domain).await?,
            None => Some(domain.to_owned()),
        };
        match name {
            Some(name) if self.is_theirs(&name) => Ok(true),
            Some(name) => self.fits(asks, name).await,
            None => Ok(false),
        }
    }

    /// Whether the address that the mail comes from is what is asked about.
    async fn fits(&mut self, asks: &Asks, name: String) -> Result<bool, Stop> {
        match asks.about {
            About::A => {
                let found = self.addresses(&name).await?;
                Ok(self.are_among(&found, asks))
            }
            About::Mx => {
                let exchangers = self.ask(&name, Kind::Mx).await?.exchangers;
                self.note_empty(exchangers.is_empty())?;
                if exchangers.len() > MOST_NAMES {
                    return Err(Stop::Permanent(Fault::Exchangers(name)));
                }
                for exchanger in exchangers.iter().filter(|one| !one.host.is_empty()) {
                    let found = self.addresses(exchanger.host.raw()).await?;
                    if self.are_among(&found, asks) {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            About::Exists => {
                let found = self.ask(&name, Kind::Address).await?.addresses;
                let found = found.iter().any(IpAddr::is_ipv4);
                self.note_empty(!found)?;
                Ok(found)
            }
            About::Ptr => {
                self.open |= self.address().is_none();
                let names = self.validated().await?;
                Ok(names.iter().any(|one| is_below(one, &name)))
            }
        }
    }

    /// The addresses of a host, of the family that counts.
    async fn addresses(&mut self, name: &str) -> Result<Vec<IpAddr>, Stop> {
        let mut found = self.ask(name, Kind::Address).await?.addresses;
        if let Some(address) = self.address() {
            found.retain(|one| one.is_ipv4() == address.is_ipv4());
        }
        self.note_empty(found.is_empty())?;
        Ok(found)
    }

    fn are_among(&self, found: &[IpAddr], asks: &Asks) -> bool {
        let net = |address: &IpAddr| match address {
            IpAddr::V4(_) => IpNet::new(*address, asks.v4).ok(),
            IpAddr::V6(_) => IpNet::new(*address, asks.v6).ok(),
        };
        let mut nets = found.iter().filter_map(net);
        self.address()
            .is_some_and(|address| nets.any(|net| net.contains(&address)))
    }

    /// The names of the address that have the address (section 5.5); whatever fails has none.
    async fn validated(&mut self) -> Result<Vec<String>, Stop> {
        let Some(address) = self.address() else {
            return Ok(Vec::new());
        };
        let suffix = if address.is_ipv4() { "in-addr" } else { "ip6" };
        let dotted = dotted(address);
        let labels: Vec<&str> = dotted.rsplit('.').collect();
        let reverse = format!("{}.{suffix}.arpa", labels.join("."));
        let names = or_nothing(self.ask(&reverse, Kind::Ptr).await)?.names;
        let mut validated = Vec::new();
        for name in names.iter().take(MOST_NAMES) {
            let found = or_nothing(self.ask(name.raw(), Kind::Address).await)?.addresses;
            if found.contains(&address) {
                validated.push(name.raw().trim_end_matches('.').to_ascii_lowercase());
            }
        }
        Ok(validated)
    }

    async fn expand(&mut self, target: &DomainSpec, domain: &str) -> Result<Option<String>, Stop> {
        let validated = if target.has('p') && self.address().is_some() {
            Some(preferred(self.validated().await?, domain))
        } else {
            None
        };
        let name = target.expand(&Values {
            sender: self.mail.sender,
            domain,
            address: self.address(),
            helo: self.mail.helo,
            validated: validated.as_deref(),
        });
        self.open |= name.is_none();
        Ok(name)
    }

    /// Whether the name is the provider's.
    fn is_theirs(&self, name: &str) -> bool {
        let below = |domain: &String| is_below(name, domain);
        matches!(self.mail.origin, Origin::CoveredBy(names) if names.iter().any(below))
    }

    fn address(&self) -> Option<IpAddr> {
        match self.mail.origin {
            Origin::Address(address) => Some(address.to_canonical()),
            _ => None,
        }
    }

    fn count(&mut self) -> Result<(), Stop> {
        self.lookups += 1;
        if self.lookups > MOST_LOOKUPS {
            Err(Stop::Permanent(Fault::Lookups))
        } else {
            Ok(())
        }
    }

    fn note_empty(&mut self, empty: bool) -> Result<(), Stop> {
        self.empty += usize::from(empty);
        if self.empty > MOST_EMPTY {
            Err(Stop::Permanent(Fault::EmptyAnswers))
        } else {
            Ok(())
        }
    }

    async fn ask(&self, name: &str, kind: Kind) -> Result<Answer, Stop> {
        // What cannot be a name has no records.
        if !could_be_a_name(name) {
            return Ok(Answer::default());
        }
        let name = name.to_ascii_lowercase();
        let query = Query {
            name: name.clone(),
            kind,
        };
        let answer = self.cx.ask(&ABOUT, self.subject, query).await;
        let answer = answer.map_err(Stop::Unasked)?;
        match answer.failure {
            Some(Unresolved::NoAnswer(why)) => Err(Stop::Temporary { name, why }),
            _ => Ok(answer),
        }
    }
}

fn outcome(result: Option<Qualifier>, term: Option<String>, domain: String) -> Outcome {
    Outcome {
        result,
        term,
        domain,
    }
}

fn or_nothing(answer: Result<Answer, Stop>) -> Result<Answer, Stop> {
    match answer {
        Err(Stop::Temporary { .. }) => Ok(Answer::default()),
        answer => answer,
    }
}

/// What `%{p}` stands for (section 7.3): the domain itself, else a name below it, else any.
fn preferred(validated: Vec<String>, domain: &str) -> String {
    let itself = validated.iter().find(|name| *name == domain);
    let below = || validated.iter().find(|name| is_below(name, domain));
    let name = itself.or_else(below).or(validated.first());
    name.map_or_else(|| "unknown".to_owned(), String::clone)
}

/// Whether a question can carry it (RFC 1035 section 2.3.4).
fn could_be_a_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name.len() <= 253 && name.split('.').all(|label| (1..=63).contains(&label.len()))
}
