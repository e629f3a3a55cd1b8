//! Runs checks on realms, all at once, and gathers what they say in registry order.

use std::collections::{BTreeMap, HashMap};
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use checks::kit::ctx::Gathered;
use checks::kit::entity::Entity;
use checks::kit::{Check, Config, Ctx, Finding, Host, ProbeError, Prober, Realm, Scope, Site};
use futures_util::{FutureExt as _, StreamExt as _, stream};
use jiff::Timestamp;

use crate::report::model::Merged;
use crate::run::ask::limit::words as panic_words;

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
    let contexts: Vec<Ctx<'_>> = job
        .realms
        .iter()
        .map(|(name, realm)| Ctx {
            config: job.config,
            name,
            realm,
            now: job.now,
            host: job.host,
            scope: job.scope,
            prober: job.prober,
            gathered: &gathered,
        })
        .collect();
    let all = (job.checks.iter().enumerate()).flat_map(|(place, check)| {
        let contexts = contexts.iter().enumerate();
        contexts.map(move |(realm, cx)| async move {
            let begin = Instant::now();
            let findings = run_one(job, *check, cx).await;
            (place, realm, findings, begin.elapsed())
        })
    });
    let mut running = stream::iter(all).buffer_unordered(AT_ONCE);
    let mut said = Said::default();
    while let Some((place, realm, findings, took)) = running.next().await {
        for (nth, finding) in findings.into_iter().enumerate() {
            said.add((place, realm, nth), finding, took);
        }
    }
    said.merged(|realm| contexts[realm].name.to_owned())
}

async fn run_one(job: &Job<'_>, check: &dyn Check, cx: &Ctx<'_>) -> Vec<Finding> {
    if let Some(error) = (job.over)() {
        return vec![Finding::unasked(check.about(), "judgement", &error)];
    }
    let judged = AssertUnwindSafe(async { check.run(cx).await })
        .catch_unwind()
        .await;
    judged.unwrap_or_else(|panic| {
        let message = panic_words(panic.as_ref());
        vec![Finding::panicked(check.about(), cx.name, &message)]
    })
}

/// What was said so far, of ten thousand realms too: what is equal is kept once.
#[derive(Default)]
struct Said {
    findings: Vec<Finding>,
    places: HashMap<String, usize>,
    /// By the check, the realm, and the position among what the check said of it.
    of_realms: BTreeMap<(usize, usize, usize), OfRealm>,
}

/// Which finding, and what of it is a realm's own.
struct OfRealm {
    place: usize,
    site: Option<Site>,
    touches: Vec<Entity>,
    took: Duration,
}

impl Said {
    fn add(&mut self, by: (usize, usize, usize), mut finding: Finding, took: Duration) {
        let site = finding.site.take();
        let touches = std::mem::take(&mut finding.touches);
        let key = serde_json::to_string(&finding).expect("a finding is plain data");
        let place = *self.places.entry(key).or_insert_with(|| {
            self.findings.push(finding);
            self.findings.len() - 1
        });
        let of_realm = OfRealm {
            place,
            site,
            touches,
            took,
        };
        self.of_realms.insert(by, of_realm);
    }

    /// Findings that say the same of several realms become one.
    fn merged(self, name: impl Fn(usize) -> String) -> Vec<Merged> {
        let mut findings: Vec<_> = self.findings.into_iter().map(Some).collect();
        let mut merged: Vec<Merged> = Vec::new();
        let mut places = vec![0; findings.len()];
        for ((_, realm, _), one) in self.of_realms {
            let OfRealm {
                place,
                site,
                touches,
                took,
            } = one;
            if let Some(finding) = findings[place].take() {
                places[place] = merged.len();
                merged.push(Merged {
                    finding,
                    realms: Vec::new(),
                    sites: Vec::new(),
                    took,
                });
            }
            let one = &mut merged[places[place]];
            let name = name(realm);
            if one.realms.last() != Some(&name) {
                one.realms.push(name);
            }
            one.took = one.took.max(took);
            for entity in touches {
                one.finding
                    .touches
                    .extend((!one.finding.touches.contains(&entity)).then_some(entity));
            }
            if let Some(site) = site
                && !one.sites.contains(&site)
            {
                one.sites.push(site);
            }
        }
        merged
    }
}
