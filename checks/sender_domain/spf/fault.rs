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
                    false => format!(" in the record of {at}"),
                };
                (
                    format!("{term:?}{whose} is not valid SPF"),
                    format!("Correct this term in the TXT record of {at} (RFC 7208 section 4.6)."),
                )
            }
            Self::Several { domain: at, records } => (
                format!("{} has {} SPF records", Shown(at), records.len()),
                format!("Merge the SPF records of {} into one TXT record (RFC 7208 section 4.5).", Shown(at)),
            ),
            Self::Missing { domain: gone, from } => {
                let (gone, from) = (Shown(gone), Shown(from));
                (
                    format!("{from} refers to {gone}, which has no SPF record"),
                    format!("Remove {gone} from the TXT record of {from}, or correct it (RFC 7208 sections 5.2 and 6.1)."),
                )
            }
            Self::Loop { domain } => (
                format!("it refers back to itself at {}", Shown(domain)),
                "Remove the `include:` or `redirect=` that refers back from the record (RFC 7208 section 4.6.4).".to_owned(),
            ),
            Self::Lookups => (
                format!("it needs more than {MOST_LOOKUPS} DNS lookups"),
                "Remove what no longer sends for the domain, and replace `a`, `mx` and `include:` with `ip4:` and `ip6:` for addresses of your own (RFC 7208 section 4.6.4).".to_owned(),
            ),
            Self::EmptyAnswers => (
                format!("it names more than {MOST_EMPTY} hosts without an address"),
                "Remove the `a`, `mx` and `exists` of hosts that no longer exist from the record (RFC 7208 section 4.6.4).".to_owned(),
            ),
            Self::Exchangers { domain } => (
                format!("its `mx` names {}, which has more than {MOST_NAMES} mail servers", Shown(domain)),
                "Replace the `mx` with the `ip4:` and `ip6:` of the servers that send (RFC 7208 section 4.6.4).".to_owned(),
            ),
        }
    }
}
