//! Pairs of faults: which are independent, and whether both are found to be causes.

use std::collections::{BTreeMap, BTreeSet};

use checks::ALL;
use checks::kit::{About, Status};

use crate::seen::Seen;
use crate::singles::Single;

/// How all pairs are run live and recorded.
pub const BY_HAND: &str = "SNAPSHOTS=overwrite cargo test --test diagnosis -- --ignored";

/// Two faults, by their names.
pub type Pair = (String, String);

/// What speaks against both being causes: how the run came out.
pub type Told = (Pair, Option<String>);

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

/// What speaks against both being causes, of what was seen of them.
pub fn miss((one, other): &Pair, seen: &Seen) -> Option<String> {
    let lost = [one, other].into_iter().filter(|name| {
        let cause = crate::cause_of(name);
        !seen.causes.iter().any(|seen| seen == cause)
    });
    let how = |name: &String| match seen.troubles.contains(name) {
        true => format!("{name} is explained"),
        false => format!("{name} is not found"),
    };
    let told: Vec<String> = lost.map(how).collect();
    let causes = seen.causes.join(", ");
    (!told.is_empty()).then(|| format!("{}; the causes were {causes}", told.join(", ")))
}

/// The misses, a line each.
pub fn misses(told: &[Told]) -> Vec<String> {
    let missed = told
        .iter()
        .filter_map(|((one, other), miss)| Some((one, other, miss.as_ref()?)));
    missed
        .map(|(one, other, miss)| match why(one, other) {
            Some(why) => format!("{one} + {other}: {why}"),
            None => format!("{one} + {other}: {miss}"),
        })
        .collect()
}

/// Why a pair cannot be told apart, where that was looked into.
fn why(one: &str, other: &str) -> Option<&'static str> {
    let of = |name: &str| [one, other].iter().any(|fault| fault.starts_with(name));
    let unusable = of("smtp-settings/no-server") || of("smtp-settings/server-invalid");
    (unusable && of("smtp-firewall/")).then_some(
        "without a usable server the rules of the firewall cannot be judged, which smtp-firewall/not-reached says",
    )
}

/// What can be a cause, or pass one on.
fn active(about: &About) -> impl Iterator<Item = &'static str> {
    let counts = |status, code| status > Status::Skip || code == "not-reached";
    let reasons = about
        .reasons
        .iter()
        .filter(move |reason| counts(reason.status, reason.code));
    reasons.map(|reason| reason.code)
}

/// `check/reason` to what it leads to at once.
fn graph() -> BTreeMap<String, BTreeSet<String>> {
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for about in ALL.iter().map(|check| check.about()) {
        for code in active(about) {
            let ends = graph.entry(format!("{}/{code}", about.id)).or_default();
            for edge in about.leads_to.iter().filter(|edge| edge.starts_from(code)) {
                for other in ALL.iter().map(|check| check.about()) {
                    let led = active(other).filter(|reason| edge.leads_to(other.id, reason));
                    ends.extend(led.map(|reason| format!("{}/{reason}", other.id)));
                }
            }
        }
    }
    graph
}

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
