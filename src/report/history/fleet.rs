//! Which appliances share a cause: the same reason about the same thing, and the same reason about different things.

use std::collections::BTreeMap;

use super::course::UNWATCHED;
use super::slices::Slices;
use super::types::{Appliance, Cause, Fleet, Outcome, Shared, Sharer};

/// What the appliances have in common.
pub fn fleet(appliances: &[Appliance], slices: Slices) -> Fleet {
    let mut silent: Vec<&Appliance> = appliances
        .iter()
        .filter(|one| one.silent_since.is_some())
        .collect();
    silent.sort_by_key(|one| one.silent_since);
    Fleet {
        shared: shared(appliances, slices),
        silent: silent.into_iter().map(|one| one.name.clone()).collect(),
    }
}

/// An appliance with what it says of a cause.
type Says<'a> = (&'a Appliance, &'a Cause);

fn shared(appliances: &[Appliance], slices: Slices) -> Vec<Shared> {
    let mut by_reason: BTreeMap<(&str, &str), BTreeMap<&str, Vec<Says<'_>>>> = BTreeMap::new();
    for appliance in appliances {
        for cause in &appliance.causes {
            let subjects = by_reason.entry((&cause.check, &cause.reason)).or_default();
            let says = subjects.entry(&cause.subject).or_default();
            says.push((appliance, cause));
        }
    }
    let of = appliances.len();
    let mut shared = Vec::new();
    for subjects in by_reason.values() {
        let all: Vec<Says<'_>> = subjects.values().flatten().copied().collect();
        shared.extend(
            subjects
                .iter()
                .filter_map(|(subject, says)| group(Some(subject), says, of, slices)),
        );
        // About one thing only, it is told already.
        if subjects.len() > 1 {
            shared.extend(group(None, &all, of, slices));
        }
    }
    shared.sort_by_key(|one| {
        let gravity = (one.holding.min(1), one.status, one.holding, one.appliances);
        (
            std::cmp::Reverse(gravity),
            one.subject.is_none(),
            one.first_at,
        )
    });
    shared
}

/// `None` where fewer than two appliances say so.
fn group(subject: Option<&str>, says: &[Says<'_>], of: usize, slices: Slices) -> Option<Shared> {
    let mut by_name: BTreeMap<&str, (&Appliance, Vec<&Cause>)> = BTreeMap::new();
    for (appliance, cause) in says {
        let (_, causes) = by_name
            .entry(&appliance.name)
            .or_insert_with(|| (appliance, Vec::new()));
        causes.push(cause);
    }
    if by_name.len() < 2 {
        return None;
    }
    let count = |is: &dyn Fn(char) -> bool| -> Vec<usize> {
        let on = |slice: usize| {
            let here = by_name.values().filter(|(_, causes)| {
                let mut letters = causes
                    .iter()
                    .filter_map(|one| one.strip.as_bytes().get(slice));
                letters.any(|letter| is(char::from(*letter)))
            });
            here.count()
        };
        (0..slices.count()).map(on).collect()
    };
    let counts = count(&|letter| Outcome::of(letter).is_some());
    let watched = count(&|letter| letter != UNWATCHED);
    let mut names: Vec<Sharer> = by_name
        .values()
        .filter_map(|(appliance, causes)| sharer(appliance, causes))
        .collect();
    names.sort_by(|one, other| (one.since, &one.name).cmp(&(other.since, &other.name)));
    let most = counts.iter().copied().max().unwrap_or_default();
    let first_at = names.first()?.since;
    // The slice began before anything of it was seen, where it is the first.
    let most_at = counts.iter().position(|count| *count == most);
    let most_at = slices.begin(most_at.unwrap_or_default()).max(first_at);
    // The worst that holds, or else that was, says it as it is now.
    let (_, told) = says
        .iter()
        .max_by_key(|(_, cause)| (cause.holds, cause.status, cause.until))?;
    Some(Shared {
        check: told.check.clone(),
        reason: told.reason.clone(),
        subject: subject.map(str::to_owned),
        status: told.status,
        summary: told.summary.clone(),
        appliances: names.len(),
        of,
        holding: names.iter().filter(|one| one.holds).count(),
        first_at,
        most,
        most_at,
        counts,
        watched,
        names,
    })
}

/// One appliance, which may name the reason of several things.
fn sharer(appliance: &Appliance, causes: &[&Cause]) -> Option<Sharer> {
    let subjects: Vec<&str> = causes.iter().map(|cause| cause.subject.as_str()).collect();
    let worst = causes.iter().map(|cause| (cause.holds, cause.status)).max();
    let (holds, status) = worst?;
    Some(Sharer {
        name: appliance.name.clone(),
        subject: subjects.join(", "),
        status,
        since: causes.iter().map(|cause| cause.since).min()?,
        until: causes.iter().map(|cause| cause.until).max()?,
        holds,
        silent: appliance.silent_since.is_some(),
    })
}
