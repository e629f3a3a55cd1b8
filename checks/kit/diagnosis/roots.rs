//! Which findings explain which, realm by realm, and which nothing explains.

use std::collections::{BTreeMap, BTreeSet};

use super::stated::Stated;
use super::steps::step;
use super::touched::Touched;
use crate::kit::about::{About, Edge, Link};
use crate::kit::finding::Finding;
use crate::kit::reason::{NOT_REACHED, Reason, Status};

/// A finding in one of its realms, both by their places.
type Instance = (usize, usize);

/// In place of a realm: the finding wherever it is, by way of which it leads to what is anywhere.
const ANYWHERE: usize = usize::MAX;

/// What explains what.
pub(super) struct Explanation<'a> {
    /// The findings that may be causes.
    culprits: BTreeSet<usize>,
    /// The warnings that may explain a failure.
    odd_settings: &'a [Reason],
    realms: Vec<&'a str>,
    /// The realms of each finding, by their places.
    realms_of: Vec<Vec<usize>>,
    /// What each finding leads to.
    consequences: BTreeMap<Instance, Vec<Instance>>,
    explained: BTreeSet<Instance>,
}

impl<'a> Explanation<'a> {
    pub(super) fn of(
        abouts: &[&'static About],
        odd_settings: &'a [Reason],
        findings: &[Stated<'a>],
    ) -> Self {
        let about = |finding: &Finding| abouts.iter().find(|about| about.id == finding.check);
        let mut realms: Vec<&str> = Vec::new();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut realms_of = Vec::with_capacity(findings.len());
        for stated in findings {
            let of_this = stated.realms.iter().map(|realm| {
                *places.entry(realm).or_insert_with(|| {
                    realms.push(realm);
                    realms.len() - 1
                })
            });
            realms_of.push(of_this.collect::<Vec<usize>>());
        }
        let culprits = (0..findings.len())
            .filter(|place| {
                let finding = findings[*place].finding;
                about(finding).is_some_and(|about| may_be_a_cause(about, finding))
            })
            .collect();
        let mut this = Self {
            culprits,
            odd_settings,
            realms,
            realms_of,
            consequences: BTreeMap::new(),
            explained: BTreeSet::new(),
        };
        this.draw(abouts, findings);
        this
    }

    /// Draws every edge between findings that are in the same realm.
    fn draw(&mut self, abouts: &[&'static About], findings: &[Stated<'_>]) {
        let mut in_realm: Vec<Vec<usize>> = vec![Vec::new(); self.realms.len()];
        for (place, stated) in findings.iter().enumerate() {
            if in_play(stated.finding) {
                for realm in &self.realms_of[place] {
                    in_realm[*realm].push(place);
                }
            }
        }
        let touched = findings.iter().map(|one| Touched::of(one.finding));
        let touched: Vec<Touched<'_>> = touched.collect();
        for about in abouts {
            for edge in about.leads_to {
                match edge.when {
                    Link::Anywhere => self.draw_anywhere(about, edge, findings),
                    _ => self.draw_within(about, edge, findings, &touched, &in_realm),
                }
            }
        }
    }

    fn draw_within(
        &mut self,
        about: &About,
        edge: &Edge,
        findings: &[Stated<'_>],
        touched: &[Touched<'_>],
        in_realm: &[Vec<usize>],
    ) {
        for (realm, places) in in_realm.iter().enumerate() {
            let starts = places.iter().filter(|place| is_of(about, findings, place));
            for start in starts {
                for end in places {
                    if self.joins(edge, findings[*start].finding, findings[*end].finding)
                        && touched[*start].shares(edge.when, &touched[*end])
                    {
                        self.join((*start, realm), (*end, realm));
                    }
                }
            }
        }
    }

    fn draw_anywhere(&mut self, about: &About, edge: &Edge, findings: &[Stated<'_>]) {
        let places: Vec<usize> = (0..findings.len())
            .filter(|place| in_play(findings[*place].finding))
            .collect();
        for start in places.iter().filter(|place| is_of(about, findings, place)) {
            for from in self.realms_of[*start].clone() {
                self.lead((*start, from), (*start, ANYWHERE));
            }
            for end in &places {
                if self.joins(edge, findings[*start].finding, findings[*end].finding) {
                    for to in self.realms_of[*end].clone() {
                        self.join((*start, ANYWHERE), (*end, to));
                    }
                }
            }
        }
    }

    /// Whether the one finding explains the other by this edge, as far as realms and what they speak of do not matter.
    fn joins(&self, edge: &Edge, one: &Finding, other: &Finding) -> bool {
        let mut odd_settings = self.odd_settings.iter();
        let may_explain = one.status != Status::Warn
            || other.status == Status::Warn
            || odd_settings.any(|odd| (odd.check, odd.code) == (one.check, one.reason));
        may_explain
            && !other.is_hindered()
            && edge.starts_from(one.reason, one.status)
            && edge.leads_to(other.check, other.reason)
    }

    fn join(&mut self, start: Instance, end: Instance) {
        self.lead(start, end);
        self.explained.insert(end);
    }

    fn lead(&mut self, start: Instance, end: Instance) {
        step();
        self.consequences.entry(start).or_default().push(end);
    }

    /// The findings that are causes in at least one realm.
    pub(super) fn roots(&self) -> Vec<usize> {
        let is_root = |place: &usize| self.unexplained(*place).next().is_some();
        self.culprits.iter().copied().filter(is_root).collect()
    }

    /// The realms in which nothing explains the finding.
    pub(super) fn unexplained_realms(&self, place: usize) -> impl Iterator<Item = &'a str> {
        self.unexplained(place).map(|(_, realm)| self.realms[realm])
    }

    fn unexplained(&self, place: usize) -> impl Iterator<Item = Instance> {
        let instances = self.realms_of[place]
            .iter()
            .map(move |realm| (place, *realm));
        instances.filter(|instance| !self.explained.contains(instance))
    }

    /// Everything that these causes lead to, however far, in the order of the findings.
    pub(super) fn led_to(&self, causes: &[usize]) -> BTreeSet<usize> {
        let mut open: Vec<Instance> = causes
            .iter()
            .flat_map(|place| self.unexplained(*place))
            .collect();
        let mut seen: BTreeSet<Instance> = BTreeSet::new();
        while let Some(instance) = open.pop() {
            for next in self.consequences.get(&instance).into_iter().flatten() {
                if seen.insert(*next) {
                    open.push(*next);
                }
            }
        }
        let led_to = seen.into_iter().filter(|(_, realm)| *realm != ANYWHERE);
        led_to.map(|(place, _)| place).collect()
    }
}

fn is_of(about: &About, findings: &[Stated<'_>], place: &usize) -> bool {
    findings[*place].finding.check == about.id
}

/// Whether a finding explains or is explained: what is wrong, what is unknown, and what could not be reached.
fn in_play(finding: &Finding) -> bool {
    match finding.status {
        Status::Fail | Status::Warn | Status::Unknown => true,
        Status::Skip => finding.reason == NOT_REACHED,
        Status::Pass => false,
    }
}

/// Reasons that all checks share say something of otpdoctor, not of the world; of what it lacks, somebody can give it.
fn may_be_a_cause(about: &About, finding: &Finding) -> bool {
    match finding.status {
        Status::Fail | Status::Warn => true,
        Status::Unknown => finding.is_hindered() || about.reason(finding.reason).is_some(),
        Status::Pass | Status::Skip => false,
    }
}
