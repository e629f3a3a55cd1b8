//! Pairs of faults: which are independent, and whether both are found to be causes.

use std::collections::{BTreeMap, BTreeSet};

use crate::edges::graph;
use crate::recorded::Recorded;
use crate::seen::Seen;
use crate::singles::Single;

/// How all pairs are run live and recorded.
pub const BY_HAND: &str = "SNAPSHOTS=overwrite cargo test --test diagnosis -- --ignored";

/// Two faults, by their names.
pub type Pair = (String, String);

/// What became of a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub pair: Pair,
    /// Those of the two that are no causes.
    pub lost: Vec<String>,
    /// All causes.
    pub causes: Vec<String>,
    /// Causes that are neither.
    pub more: Vec<String>,
}

/// All pairs, sorted out.
pub struct Pairs {
    /// Those with different subjects and no path between them.
    pub all: Vec<Pair>,
    pub same_subject: usize,
    pub connected: usize,
}

impl Pairs {
    /// Sorts the pairs by the subjects of the faults and the graph of the checks.
    pub fn independent(singles: &[Single]) -> Self {
        let graph = graph();
        let mut pairs = Self {
            all: Vec::new(),
            same_subject: 0,
            connected: 0,
        };
        for (place, one) in singles.iter().enumerate() {
            for other in &singles[place + 1..] {
                let (name, another) = (&one.name, &other.name);
                if !one.seen.subjects.is_disjoint(&other.seen.subjects) {
                    pairs.same_subject += 1;
                } else if leads(&graph, name, another) || leads(&graph, another, name) {
                    pairs.connected += 1;
                } else {
                    pairs.all.push((name.clone(), another.clone()));
                }
            }
        }
        pairs
    }

    pub fn counted(&self) -> usize {
        self.all.len() + self.same_subject + self.connected
    }
}

impl Told {
    /// What is told of a pair by what was seen of it.
    pub fn of(pair: &Pair, seen: &Seen) -> Self {
        let both = [&pair.0, &pair.1];
        let is = |cause: &String, name: &str| cause == crate::cause_of(name);
        let lost = both
            .into_iter()
            .filter(|name| !seen.causes.iter().any(|cause| is(cause, name)));
        let more = seen.causes.iter();
        Self {
            pair: pair.clone(),
            lost: lost.cloned().collect(),
            more: more
                .filter(|cause| !both.iter().any(|name| is(cause, name)))
                .cloned()
                .collect(),
            causes: seen.causes.clone(),
        }
    }
}

/// Causes that are neither fault of a pair, each with the number of pairs.
pub fn further(told: &[Told]) -> Vec<String> {
    let mut counted: BTreeMap<&String, usize> = BTreeMap::new();
    for cause in told.iter().flat_map(|told| &told.more) {
        *counted.entry(cause).or_default() += 1;
    }
    let counted = counted.into_iter();
    counted
        .map(|(cause, pairs)| format!("{cause}: {pairs}"))
        .collect()
}

/// The misses, a line each with its reason.
pub fn misses(told: &[Told], recorded: &Recorded) -> Vec<String> {
    let missed = told.iter().filter(|told| !told.lost.is_empty());
    missed
        .map(|told| {
            let (one, other) = &told.pair;
            let reasons: Vec<String> = told
                .lost
                .iter()
                .map(|lost| reason(told, lost, recorded))
                .collect();
            format!("{one} + {other}: {}", reasons.join("; "))
        })
        .collect()
}

/// Why a fault is no cause.
fn reason(told: &Told, lost: &str, recorded: &Recorded) -> String {
    let (one, other) = &told.pair;
    let beside = if one == lost { other } else { one };
    if recorded.hides(beside, lost) {
        return format!("{beside} hides {lost}, which shows in no setting and no answer");
    }
    let known = OBSCURED
        .iter()
        .find(|(name, by, _)| lost.starts_with(name) && beside.starts_with(by));
    match known {
        Some((.., why)) => format!("{lost} is not found: {why}"),
        None => format!(
            "{lost} is not found; the causes were {}",
            told.causes.join(", ")
        ),
    }
}

/// Faults that show beside another one and still are no causes: what the names of both begin with, and why.
const OBSCURED: &[(&str, &str, &str)] = &[
    (
        "proxy-settings/differs-from-system",
        "proxy-settings/scheme-unsupported",
        "a proxy that cannot be used is not held against the system's",
    ),
    (
        "proxy-reach/",
        "proxy-reach/",
        "this proxy turns everybody away, whatever the credentials",
    ),
    (
        "oath-license-certificate/differs",
        "cloud-reach/client-certificate-required",
        "no other certificate is selected that it could differ from",
    ),
    (
        "oath-license-certificate/differs",
        "certificate-validity/",
        "a certificate that cannot be read is held against no other",
    ),
    (
        "oath-",
        "second-factor/no-method",
        "passcodes of authenticator apps are off like every other method, so nothing of them is judged",
    ),
    (
        "key-access/",
        "key-access/no-such-account",
        "rights are judged once the account is known",
    ),
    (
        "smtp-settings/",
        "realm-prerequisites/no-smtp",
        "the realms send no passcodes by e-mail, so nothing of their mail is judged",
    ),
    (
        "smtp-settings/credentials-in-clear",
        "smtp-settings/",
        "without a usable server no credentials are sent",
    ),
    (
        "smtp-",
        "smtp-settings/",
        "this server makes its demand when a mail begins, and none does without two addresses",
    ),
    (
        "help-desk/same-contact",
        "help-desk/",
        "both faults are in the same phone number",
    ),
];

/// Whether there is a path.
fn leads(graph: &BTreeMap<String, BTreeSet<String>>, from: &str, to: &str) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        for next in graph.get(name).into_iter().flatten() {
            if next == to {
                return true;
            }
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    false
}
