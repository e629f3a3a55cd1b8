//! What keeps an SPF record from having a result.

use crate::kit::Finding;
use crate::kit::peer_text::Shown;

/// Why there is no result.
#[derive(Debug)]
pub(super) enum Stop {
    /// No receiver gets one (permerror).
    Permanent(Fault),
    /// A name server failed (temperror).
    Temporary { name: String, why: String },
    /// A question could not be asked.
    Unasked(Box<Finding>),
}

/// What makes a record useless to receivers, with the domain that it belongs to.
#[derive(Debug)]
pub(super) enum Fault {
    Term {
        domain: String,
        term: String,
    },
    Several {
        domain: String,
        records: Vec<String>,
    },
    Missing {
        domain: String,
        from: String,
    },
    Loop {
        domain: String,
    },
    Lookups,
    EmptyAnswers,
    Exchangers {
        domain: String,
    },
}

/// The limits of section 4.6.4.
pub(super) const MOST_LOOKUPS: usize = 10;
pub(super) const MOST_EMPTY: usize = 2;
pub(super) const MOST_NAMES: usize = 10;

impl Fault {
    /// What is wrong, and what to do about it.
    pub(super) fn words(&self, domain: &str) -> (String, String) {
        match self {
            Self::Term { domain: at, term } => {
                let (term, at) = (Shown(term), Shown(at));
                let whose = match *domain == *at.0 {
                    true => String::new(),
                    false => format!(" in the record of {at}, which it leads to,"),
                };
                (
                    format!("{term:?}{whose} is no term of SPF (RFC 7208 section 4.6)"),
                    format!("Correct this term in the TXT record of {at}."),
                )
            }
            Self::Several { domain: at, records } => (
                format!("{} has {} SPF records (RFC 7208 section 4.5)", Shown(at), records.len()),
                format!("Merge the SPF records of {} into one TXT record.", Shown(at)),
            ),
            Self::Missing { domain: gone, from } => {
                let (gone, from) = (Shown(gone), Shown(from));
                (
                    format!("the record of {from} refers to {gone}, which has no SPF record (RFC 7208 sections 5.2 and 6.1)"),
                    format!("Take {gone} out of the TXT record of {from}, or correct it."),
                )
            }
            Self::Loop { domain } => (
                format!("it leads from {} back to {} (RFC 7208 section 4.6.4)", Shown(domain), Shown(domain)),
                "Take the `include:` or `redirect=` that leads back out of the record.".to_owned(),
            ),
            Self::Lookups => (
                format!("it takes more than {MOST_LOOKUPS} lookups in the DNS (RFC 7208 section 4.6.4)"),
                "Take out what no longer sends for the domain, and replace `a`, `mx` and `include:` by `ip4:` and `ip6:` where the addresses are your own.".to_owned(),
            ),
            Self::EmptyAnswers => (
                format!("it leads to more than {MOST_EMPTY} names without an address (RFC 7208 section 4.6.4)"),
                "Take the `a`, `mx` and `exists` of hosts that are gone out of the record.".to_owned(),
            ),
            Self::Exchangers { domain } => (
                format!("its `mx` leads to {}, which has more than {MOST_NAMES} exchangers (RFC 7208 section 4.6.4)", Shown(domain)),
                "Replace the `mx` by the `ip4:` and `ip6:` of the servers that send.".to_owned(),
            ),
        }
    }
}
