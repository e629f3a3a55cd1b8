//! Runs checks on realms, all at once, and gathers what they say in registry order.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use checks::kit::ctx::Gathered;
use checks::kit::entity::Entity;
use checks::kit::{Check, Config, Ctx, Finding, Host, ProbeError, Prober, Realm, Scope, Site};
use futures_util::{FutureExt as _, StreamExt as _, stream};
use jiff::Timestamp;

use crate::report::model::Merged;
use crate::run::ask::limit::panic_text;

/// Checks of realms at once: more than a thousand realms have, whose servers are bounded apart.
const AT_ONCE: usize = 50_000;

/// What to run, and on what.
pub struct Job<'a> {
    /// The config.
    pub config: &'a Config,
    /// The chosen realms, in report order.
    pub realms: Vec<(&'a str, &'a Realm)>,
    /// The chosen checks, in registry order.
    pub checks: Vec<&'static dyn Check>,
    /// The moment to judge at.
    pub now: Timestamp,
    /// The machine that this is.
    pub host: &'a Host,
    /// What may be asked.
    pub scope: Scope,
    /// Who answers.
    pub prober: &'a dyn Prober,
    /// Why no further check is begun, once that is so.
    pub over: &'a dyn Fn() -> Option<ProbeError>,
}

/// Runs every check on every realm. Whatever happens to one does not touch the others:
/// a check that panics is `unknown` for that realm alone.
pub async fn run(job: &Job<'_>) -> Vec<Merged> {
    let gathered = Gathered::default();
    let groups = alike(&job.realms);
    let contexts: Vec<Ctx<'_>> = groups
        .iter()
        .map(|group| {
            let (name, realm) = job.realms[group[0]];
            Ctx {
                config: job.config,
                name,
                realm,
                now: job.now,
                host: job.host,
                scope: job.scope,
                prober: job.prober,
                gathered: &gathered,
            }
        })
        .collect();
    let all = (job.checks.iter().enumerate()).flat_map(|(place, check)| {
        let contexts = contexts.iter().enumerate();
        contexts.map(move |(group, cx)| async move {
            let begin = Instant::now();
            let findings = run_one(job, *check, cx).await;
            (place, group, findings, begin.elapsed())
        })
    });
    let mut running = stream::iter(all).buffer_unordered(AT_ONCE);
    let mut said = Collected::default();
    while let Some((place, group, findings, took)) = running.next().await {
        for (nth, finding) in findings.into_iter().enumerate() {
            said.add((place, group, nth), finding, took);
        }
    }
    said.merged(job, &groups)
}

/// The realms, by their numbers, that are one and the same: what is said of one of them holds for all.
fn alike(realms: &[(&str, &Realm)]) -> Vec<Vec<usize>> {
    let mut places: HashMap<*const Realm, usize> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (number, (_, realm)) in realms.iter().enumerate() {
        let place = *places.entry(*realm).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(number),
            None => groups.push(vec![number]),
        }
    }
    groups
}

async fn run_one(job: &Job<'_>, check: &dyn Check, cx: &Ctx<'_>) -> Vec<Finding> {
    if let Some(error) = (job.over)() {
        return vec![Finding::unasked(check.about(), "judgement", &error)];
    }
    let judged = AssertUnwindSafe(async { check.run(cx).await })
        .catch_unwind()
        .await;
    judged.unwrap_or_else(|panic| {
        let message = panic_text(panic.as_ref());
        vec![Finding::panicked(check.about(), cx.name, &message)]
    })
}

/// What was said so far, of ten thousand realms too: what is equal is kept once.
#[derive(Default)]
struct Collected {
    findings: Vec<Finding>,
    places: HashMap<String, usize>,
    /// By the check, the group of realms, and the position among what the check said of them.
    of_groups: BTreeMap<(usize, usize, usize), GroupMember>,
}

/// Which finding, and what of it is a group's own.
struct GroupMember {
    place: usize,
    site: Option<Site>,
    touches: Vec<Entity>,
    took: Duration,
}

impl Collected {
    fn add(&mut self, by: (usize, usize, usize), mut finding: Finding, took: Duration) {
        let site = finding.site.take();
        let touches = std::mem::take(&mut finding.touches);
        let key = serde_json::to_string(&finding).expect("a finding is plain data");
        let place = *self.places.entry(key).or_insert_with(|| {
            self.findings.push(finding);
            self.findings.len() - 1
        });
        let of_group = GroupMember {
            place,
            site,
            touches,
            took,
        };
        self.of_groups.insert(by, of_group);
    }

    /// Findings that say the same of several realms become one.
    fn merged(self, job: &Job<'_>, groups: &[Vec<usize>]) -> Vec<Merged> {
        let mut all: Vec<Joined> = self.findings.into_iter().map(Joined::new).collect();
        let mut order = Vec::new();
        for ((_, group, _), one) in self.of_groups {
            let joined = &mut all[one.place];
            if joined.realms.is_empty() {
                order.push(one.place);
            }
            joined.add(one, &groups[group], job);
        }
        let mut all: Vec<_> = all.into_iter().map(Some).collect();
        let said = order.into_iter().filter_map(|place| all[place].take());
        said.map(|joined| joined.merged(job)).collect()
    }
}

/// A finding, with what the realms that it holds for have of their own.
struct Joined {
    finding: Finding,
    touches: HashSet<Entity>,
    /// The realms by their numbers, each with a setting that caused it.
    realms: Vec<(usize, Option<Site>)>,
    took: Duration,
}

impl Joined {
    fn new(finding: Finding) -> Self {
        Self {
            finding,
            touches: HashSet::new(),
            realms: Vec::new(),
            took: Duration::ZERO,
        }
    }

    fn add(&mut self, one: GroupMember, group: &[usize], job: &Job<'_>) {
        self.took = self.took.max(one.took);
        for entity in one.touches {
            if self.touches.insert(entity.clone()) {
                self.finding.touches.push(entity);
            }
        }
        // What stands nowhere stands where the realm does, and that is elsewhere for each.
        let place = |realm: usize| {
            job.config
                .sites
                .exact(&format!("realms.{}", job.realms[realm].0))
        };
        let is_own = one.site.is_some() && one.site.as_ref() == place(group[0]);
        let site = |realm| {
            if is_own {
                place(realm).cloned()
            } else {
                one.site.clone()
            }
        };
        self.realms
            .extend(group.iter().map(|realm| (*realm, site(*realm))));
    }

    fn merged(mut self, job: &Job<'_>) -> Merged {
        self.realms.sort_by_key(|(realm, _)| *realm);
        let mut known = HashSet::new();
        let sites = self.realms.iter().filter_map(|(_, site)| site.as_ref());
        let sites = sites.filter(|site| known.insert(*site)).cloned().collect();
        self.realms.dedup_by_key(|(realm, _)| *realm);
        let realms = self
            .realms
            .iter()
            .map(|(realm, _)| job.realms[*realm].0.to_owned());
        Merged {
            realms: realms.collect(),
            sites,
            finding: self.finding,
            took: self.took,
        }
    }
}
