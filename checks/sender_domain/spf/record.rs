//! An SPF record as it is written (RFC 7208 section 12), read once as a whole: a fault anywhere makes it useless.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use ipnet::IpNet;

use super::domain_spec::DomainSpec;

/// What a domain says of who may send for it.
#[derive(Debug)]
pub(super) struct Record {
    /// In their order: the first that matches decides.
    pub directives: Vec<Directive>,
    /// Whose record counts where none matches.
    pub redirect: Option<DomainSpec>,
}

/// A mechanism, and what follows where it matches.
#[derive(Debug)]
pub(super) struct Directive {
    pub qualifier: Qualifier,
    pub mechanism: Mechanism,
    /// As it is written.
    pub text: String,
}

/// What a match says of the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Qualifier {
    Pass,
    Fail,
    SoftFail,
    Neutral,
}

/// What is compared with the address that the mail comes from (section 5).
#[derive(Debug)]
pub(super) enum Mechanism {
    All,
    Ip(IpNet),
    Include(DomainSpec),
    Asks(Asks),
}

/// A mechanism that asks the DNS about a name.
#[derive(Debug)]
pub(super) struct Asks {
    pub about: About,
    /// The name, where it is not the domain of the record.
    pub name: Option<DomainSpec>,
    /// How much of its addresses counts: `/24`, `//64`.
    pub v4: u8,
    pub v6: u8,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// Its addresses.
    A,
    /// Those of its exchangers.
    Mx,
    /// Whether the name of the address is below it.
    Ptr,
    /// Whether it has any address.
    Exists,
}

/// The SPF records among the texts of a domain: the version stands alone (section 4.5).
pub(super) fn among<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let version = |text: &str| text.split(' ').next().unwrap_or_default().to_owned();
    let texts = texts.into_iter();
    texts
        .filter(|text| version(text).eq_ignore_ascii_case("v=spf1"))
        .collect()
}

impl Record {
    /// Reads a record, version and all.
    ///
    /// # Errors
    /// The term that is not SPF.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut record = Self {
            directives: Vec::new(),
            redirect: None,
        };
        let mut explained = false;
        for term in text.split(' ').skip(1).filter(|term| !term.is_empty()) {
            let read = match modifier(term) {
                Some(("redirect", value)) => {
                    let first = record.redirect.is_none();
                    record.redirect = DomainSpec::read(value).filter(|_| first);
                    record.redirect.is_some()
                }
                Some(("exp", value)) => {
                    let first = !std::mem::replace(&mut explained, true);
                    first && DomainSpec::read(value).is_some()
                }
                Some((_, value)) => DomainSpec::is_macro_string(value),
                None => {
                    let directive = Directive::read(term);
                    let read = directive.is_some();
                    record.directives.extend(directive);
                    read
                }
            };
            if !read {
                return Err(term.to_owned());
            }
        }
        Ok(record)
    }
}

/// `name=value`, where it is one (section 6): the name in lower case where it means something here.
fn modifier(term: &str) -> Option<(&str, &str)> {
    let (name, value) = term.split_once('=')?;
    let of_name = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(of_name);
    let known = ["redirect", "exp"]
        .into_iter()
        .find(|known| name.eq_ignore_ascii_case(known));
    is_name.then_some((known.unwrap_or(name), value))
}

impl Directive {
    fn read(term: &str) -> Option<Self> {
        let (qualifier, text) = match term.split_at_checked(1)? {
            ("+", rest) => (Qualifier::Pass, rest),
            ("-", rest) => (Qualifier::Fail, rest),
            ("~", rest) => (Qualifier::SoftFail, rest),
            ("?", rest) => (Qualifier::Neutral, rest),
            _ => (Qualifier::Pass, term),
        };
        Some(Self {
            qualifier,
            mechanism: Mechanism::read(text)?,
            text: term.to_owned(),
        })
    }
}

impl Mechanism {
    fn read(text: &str) -> Option<Self> {
        let end = text.find([':', '/']).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let value = rest.strip_prefix(':');
        Some(match (name.to_ascii_lowercase().as_str(), value) {
            ("all", None) if rest.is_empty() => Self::All,
            ("include", Some(domain)) => Self::Include(DomainSpec::read(domain)?),
            ("a", _) => Self::Asks(Asks::read_lengths(About::A, rest)?),
            ("mx", _) => Self::Asks(Asks::read_lengths(About::Mx, rest)?),
            ("ptr", _) => Self::Asks(Asks::read(About::Ptr, rest)?),
            ("exists", Some(_)) => Self::Asks(Asks::read(About::Exists, rest)?),
            ("ip4", Some(net)) => Self::Ip(network::<Ipv4Addr>(net, 32)?),
            ("ip6", Some(net)) => Self::Ip(network::<Ipv6Addr>(net, 128)?),
            _ => return None,
        })
    }
}

impl Asks {
    /// `:name`, or nothing.
    fn read(about: About, text: &str) -> Option<Self> {
        let name = match text.strip_prefix(':') {
            Some(name) => Some(DomainSpec::read(name)?),
            None if text.is_empty() => None,
            None => return None,
        };
        Some(Self {
            about,
            name,
            v4: 32,
            v6: 128,
        })
    }

    /// `:name/24//64`, or any part of it.
    fn read_lengths(about: About, text: &str) -> Option<Self> {
        let (text, v6) = cut_length(text, "//", 128)?;
        let (text, v4) = cut_length(text, "/", 32)?;
        Some(Self {
            v4,
            v6,
            ..Self::read(about, text)?
        })
    }
}

fn network<A: FromStr + Into<IpAddr>>(text: &str, longest: u8) -> Option<IpNet> {
    let (address, length) = cut_length(text, "/", longest)?;
    let address: A = address.parse().ok()?;
    IpNet::new(address.into(), length).ok()
}

/// Cuts `/24` off the end, where it is there; `None` where there is no such length.
fn cut_length<'a>(text: &'a str, slash: &str, longest: u8) -> Option<(&'a str, u8)> {
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    match text.rsplit_once(slash) {
        Some((before, digits)) if is_number(digits) => {
            let plain = digits == "0" || !digits.starts_with('0');
            let length = digits.parse().ok().filter(|length| *length <= longest)?;
            plain.then_some((before, length))
        }
        _ => Some((text, longest)),
    }
}
