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

/// What makes a record useless to receivers, with the domain that it belongs to. Each has a cure of its own.
#[derive(Debug, thiserror::Error, strum::IntoStaticStr)]
pub(super) enum Fault {
    #[error(
        "{:?} in the record of {} is not valid SPF",
        Shown(term),
        Shown(domain)
    )]
    #[strum(serialize = "term")]
    Term { domain: String, term: String },
    #[error("{} has {} SPF records", Shown(domain), records.len())]
    #[strum(serialize = "several")]
    Several {
        domain: String,
        records: Vec<String>,
    },
    #[error("{} refers to {}, which has no SPF record", Shown(domain), Shown(gone))]
    #[strum(serialize = "missing")]
    Missing { domain: String, gone: String },
    #[error("it refers back to itself at {}", Shown(_0))]
    #[strum(serialize = "loop")]
    Loop(String),
    #[error("it needs more than {MOST_LOOKUPS} DNS lookups")]
    #[strum(serialize = "lookups")]
    Lookups,
    #[error("it names more than {MOST_EMPTY} hosts without an address")]
    #[strum(serialize = "empty-answers")]
    EmptyAnswers,
    #[error(
        "its `mx` names {}, which has more than {MOST_NAMES} mail servers",
        Shown(_0)
    )]
    #[strum(serialize = "exchangers")]
    Exchangers(String),
}

/// The limits of section 4.6.4.
pub(super) const MOST_LOOKUPS: usize = 10;
pub(super) const MOST_EMPTY: usize = 2;
pub(super) const MOST_NAMES: usize = 10;
