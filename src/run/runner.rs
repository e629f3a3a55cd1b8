//! Runs checks on realms, all at once, and gathers what they say in registry order.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use checks::kit::ctx::Gathered;
use checks::kit::{Check, Config, Ctx, Finding, Host, Prober, Realm, Scope};
use futures_util::{FutureExt as _, StreamExt as _, stream::FuturesUnordered};
use jiff::Timestamp;

use crate::report::model::Merged;
use crate::run::ask::limit::words as panic_words;

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
    let mut running = FuturesUnordered::new();
    for (place, check) in job.checks.iter().enumerate() {
        for (realm, cx) in contexts.iter().enumerate() {
            running.push(async move {
                let begin = Instant::now();
                let findings = run_one(*check, cx).await;
                (place, realm, findings, begin.elapsed())
            });
        }
    }
    let mut outcomes = Vec::with_capacity(running.len());
    while let Some(outcome) = running.next().await {
        outcomes.push(outcome);
    }
    outcomes.sort_by_key(|(place, realm, ..)| (*place, *realm));
    merge(outcomes.into_iter().flat_map(|(_, realm, findings, took)| {
        let name = contexts[realm].name;
        findings
            .into_iter()
            .map(move |finding| (name, finding, took))
    }))
}

async fn run_one(check: &dyn Check, cx: &Ctx<'_>) -> Vec<Finding> {
    let judged = AssertUnwindSafe(async { check.run(cx).await })
        .catch_unwind()
        .await;
    judged.unwrap_or_else(|panic| {
        let message = panic_words(panic.as_ref());
        vec![Finding::panicked(check.about(), cx.name, &message)]
    })
}

/// Findings that say the same of several realms become one.
fn merge<'a>(findings: impl Iterator<Item = (&'a str, Finding, Duration)>) -> Vec<Merged> {
    let mut merged: Vec<Merged> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (realm, mut finding, took) in findings {
        let site = finding.site.take();
        let touches = std::mem::take(&mut finding.touches);
        let key = serde_json::to_string(&finding).expect("a finding is plain data");
        let place = *places.entry(key).or_insert_with(|| {
            merged.push(Merged {
                finding,
                realms: Vec::new(),
                sites: Vec::new(),
                took,
            });
            merged.len() - 1
        });
        let one = &mut merged[place];
        if one.realms.last().is_none_or(|last| last != realm) {
            one.realms.push(realm.to_owned());
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
