//! A run from end to end: the decorators around whoever answers, the checks, and the report that comes of it.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use checks::kit::forecast::forecast;
use checks::kit::observed_chains::{Shown, shown, unseen};
use checks::kit::reason::shared;
use checks::kit::{About, Check, ProbeError, Prober, Realm, Stated, Status, text};
use jiff::{SignedDuration, Timestamp};

use super::ask::limit::{Limited, Stop};
use super::ask::record::{Log, Recorded};
use super::ask::retry::Retried;
use super::ask::shared::Shared;
use super::ask::silent::Silent;
use super::ask::timed::{Spans, Timed};
use super::asked::asked;
use super::context::Context;
use super::progress::Display;
use super::runner::{Job, run};
use super::select;
use crate::exit::Failure;
use crate::report::model::{
    Chain, ClockBounds, Expiry, Finding, Merged, Outlook, Remedy, Report, Site, Text, diagnosed,
    seconds,
};

/// How far the forecast looks.
const HORIZON: SignedDuration = SignedDuration::from_hours(24 * 90);

/// What a run came to.
pub struct Examined {
    /// The checks that were looked at: the chosen ones, and what they stand on where it does not hold.
    pub checks: Vec<&'static About>,
    /// What they say.
    pub findings: Vec<Merged>,
    /// What was asked and answered.
    pub log: Log,
    /// When each question was asked and how long it took; nothing of a recording.
    pub spans: Spans,
    /// What was seen to end, and what nobody could see.
    pub outlook: Outlook,
    /// How long it took.
    pub took: Duration,
}

/// The findings of the chosen checks, and of the others what explains them: whoever did not choose a check wants to know
/// only what kept a chosen one from looking. With them the checks that they are of.
fn explaining(
    ran: &[&'static dyn Check],
    chosen: &[&'static dyn Check],
    findings: Vec<Merged>,
) -> (Vec<&'static About>, Vec<Merged>) {
    let chosen: HashSet<&str> = chosen.iter().map(|check| check.about().id).collect();
    let stated: Vec<Stated<'_>> = findings.iter().map(Stated::from).collect();
    let mut explaining: HashSet<usize> = HashSet::new();
    for cause in checks::diagnose(&stated) {
        let mut explained = cause.explains.iter().map(|place| &findings[*place]);
        if explained.any(|one| chosen.contains(one.finding.check)) {
            explaining.extend(cause.findings);
        }
    }
    let kept = findings
        .into_iter()
        .enumerate()
        .filter(|(place, one)| chosen.contains(one.finding.check) || explaining.contains(place));
    let kept: Vec<Merged> = kept.map(|(_, one)| one).collect();
    let spoke = |about: &&About| kept.iter().any(|one| one.finding.check == about.id);
    let abouts = ran.iter().map(|check| check.about());
    (abouts.filter(spoke).collect(), kept)
}

impl Context {
    /// Runs against the world, and shows on a terminal what is being waited for.
    ///
    /// # Errors
    /// When the selection matches nothing.
    pub async fn examine_live(&mut self) -> Result<(Report, Examined), Failure> {
        let live = self.live();
        self.examine_shown(live).await
    }

    /// Runs against a live source, and shows on a terminal what is being waited for.
    ///
    /// # Errors
    /// When the selection matches nothing.
    pub async fn examine_shown<P: Prober + 'static>(
        &mut self,
        source: P,
    ) -> Result<(Report, Examined), Failure> {
        let display = Arc::<Display>::default();
        self.progress = display.clone();
        let examined = self.examine(source).await;
        display.clear();
        examined
    }

    /// Runs against a live source: shared, recorded, limited, timed, retried. No answer holds a
    /// secret, so that a recording is judged as the run itself was.
    ///
    /// # Errors
    /// When the selection matches nothing.
    pub async fn examine<P: Prober + 'static>(
        &self,
        source: P,
    ) -> Result<(Report, Examined), Failure> {
        let spans = Spans::default();
        // A pause before a second try is within the deadline like all else.
        // Within the limits: waiting for a turn is not the peer's time.
        let timed = Timed::new(Retried(source), spans.clone());
        let silent = Silent::new(timed);
        let limited = Limited::new(silent, self.ends_at(), self.stop(), self.progress.clone());
        let mut examined = Examined {
            spans,
            ..self.ask(&limited).await?
        };
        Ok((self.with_clock(self.report(&mut examined)?), examined))
    }

    /// The report, which says where this machine's clock was set after the run began: which of its times is right, no
    /// check can know. Where one has said so already, and where another moment is judged, it is as it was.
    fn with_clock(&self, mut report: Report) -> Report {
        let mut findings = report.findings.iter();
        let is_told = findings.any(|one| *one.reason == *shared::CLOCK_SET.code);
        let is_needed = !is_told && self.judged_at == self.started_at;
        let Some(by) = self.clock.was_set_by().filter(|_| is_needed) else {
            return report;
        };
        let summary = format!(
            "this machine's clock was set {} during the run: expiry and validity are checked by the time that it showed at the start",
            text::set_by(by)
        );
        let code = shared::CLOCK_SET.code;
        report.findings.push(Finding {
            remedy: Remedy {
                steps: vec!["Run it again, now that the clock is set.".into()],
                commands: Vec::new(),
            },
            ..Finding::of_run("run", Status::Unknown, code, "clock", &summary)
        });
        report.counted()
    }

    /// Runs against a source as it is: a recording needs no limits.
    ///
    /// # Errors
    /// When the selection matches nothing.
    pub async fn examine_again(&self, source: &dyn Prober) -> Result<(Report, Examined), Failure> {
        let mut examined = self.ask(source).await?;
        Ok((self.report(&mut examined)?, examined))
    }

    async fn ask(&self, source: &dyn Prober) -> Result<Examined, Failure> {
        let begin = Instant::now();
        let log = Log::default();
        let chosen = self.checks()?;
        let checks = select::with_foundations(&self.chosen, &chosen);
        let (ends_at, stop) = (self.ends_at(), self.stop());
        // What asks nobody is not cut short by the limits of questions.
        let over = || match *stop.borrow() {
            Stop::No => (tokio::time::Instant::now() >= ends_at).then_some(ProbeError::Deadline),
            _ => Some(ProbeError::Interrupted),
        };
        let job = Job {
            config: self.config(),
            realms: self.realms()?,
            checks,
            now: self.judged_at,
            host: &self.host,
            scope: self.scope,
            prober: &Shared::new(Recorded::new(source, log.clone())),
            over: &over,
        };
        let findings = run(&job).await;
        let (checks, findings) = if job.checks.len() > chosen.len() {
            explaining(&job.checks, &chosen, findings)
        } else {
            (chosen.iter().map(|check| check.about()).collect(), findings)
        };
        Ok(Examined {
            checks,
            findings,
            log,
            spans: Spans::default(),
            outlook: Outlook::default(),
            took: begin.elapsed(),
        })
    }

    fn outlook(&self, realms: &[(&str, &Realm)], chains: &[Shown<'_>]) -> Outlook {
        let (config, now) = (self.config(), self.judged_at);
        let texts = |all: Vec<String>| all.into_iter().map(Text::from).collect();
        let mut outlook = Outlook {
            unseen: unseen(config, realms, chains)
                .into_iter()
                .map(|(whose, realms)| (whose.into(), texts(realms)))
                .collect(),
            ..Outlook::default()
        };
        for end in forecast(config, realms, chains) {
            // In seconds, as certificates count.
            let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
            let left = end.at.duration_since(now);
            let end = Expiry {
                at: end.at,
                days_left: text::days_left(left),
                what: end.what.into(),
                realms: texts(end.realms),
            };
            match left {
                _ if left.is_negative() => outlook.over.push(end),
                _ if left <= HORIZON => outlook.soon.push(end),
                _ => outlook.next = outlook.next.or(Some(end)),
            }
        }
        outlook
    }

    fn report(&self, examined: &mut Examined) -> Result<Report, Failure> {
        let (config, realms) = (self.config(), self.realms()?);
        let cut = |text: &str| self.vault.redact(text);
        let log = examined.log.lock().expect("no holder panics");
        let spans = examined.spans.lock().expect("no holder panics");
        let answers = log
            .iter()
            .filter_map(|(probe, answer)| Some((probe, answer.as_ref().ok()?)));
        let chains = shown(config, &realms, answers);
        examined.outlook = self.outlook(&realms, &chains);
        let names: Vec<&str> = realms.iter().map(|(name, _)| *name).collect();
        let checks: Vec<&str> = examined.checks.iter().map(|about| about.id).collect();
        let time = &config.appliance.time;
        Ok(Report {
            forecast: examined.outlook.soon.clone(),
            chains: chains.iter().map(|one| Chain::of(one, &cut)).collect(),
            asked: asked(&spans, &log, &cut),
            clock_bounds: (!time.servers.is_empty()).then(|| ClockBounds::of(time)),
            ..self.report_of(&names, &checks, &examined.findings, examined.took)
        })
    }

    /// The report of what was found in these realms, without what a run observes beside it.
    pub fn report_of(
        &self,
        realms: &[&str],
        checks: &[&str],
        found: &[Merged],
        took: Duration,
    ) -> Report {
        let config = self.config();
        let site = |name: &&str| {
            let site = config.sites.exact(&format!("realms.{name}"))?;
            Some((Text::from(*name), Site::from(site)))
        };
        let texts = |names: &[&str]| names.iter().map(|name| Text::from(*name)).collect();
        let (findings, diagnosis) = diagnosed(found, &|text| self.vault.redact(text));
        Report {
            duration_s: seconds(took),
            judged_at: self.judged_at,
            appliance: config.appliance.name.as_deref().map(Text::from),
            platform: Some(self.platform()),
            config: self.loaded.path.display().to_string().into(),
            options: self.options().into(),
            realm_sites: realms.iter().filter_map(site).collect(),
            realms: texts(realms),
            checks: texts(checks),
            findings,
            diagnosis,
            ..Report::begun(self.started_at)
        }
        .counted()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::config::of_text;
    use crate::probe::ntp::Clock;
    use crate::run::context::Mode;
    use crate::secret::Commands;

    /// What is said of the clock in a run by one that was set by so much meanwhile.
    async fn said(
        set: SignedDuration,
        change: impl FnOnce(&mut Context),
    ) -> Option<(Status, String)> {
        let config =
            "schema: 1\nappliance: {license: {support_expires: 2030-01-31}}\nrealms: {A: {}}\n";
        let loaded = of_text(config.to_owned()).unwrap();
        let mut context = Context::new(loaded, Mode::Offline, Commands::Refused).unstoppable();
        context.clock = Clock::that_showed(context.started_at - set, Instant::now());
        change(&mut context);
        let (report, _) = context.examine(context.live()).await.unwrap();
        assert!(report.findings.iter().any(|one| one.status == Status::Pass));
        let mut said = report.findings.iter().filter(|one| *one.check == *"run");
        let one = said.next()?;
        assert_eq!(report.summary.unknown, 1);
        Some((one.status, one.summary.to_string()))
    }

    #[tokio::test]
    async fn a_clock_that_is_set_during_a_run_is_told_at_its_end() {
        let day = SignedDuration::from_hours(24);
        for (set, words) in [(day, "ahead by"), (-day, "back by")] {
            let (status, summary) = said(set, |_| {}).await.unwrap();
            assert_eq!(status, Status::Unknown);
            assert!(summary.contains(words), "{summary}");
        }
    }

    #[tokio::test]
    async fn a_clock_that_drifts_or_is_not_asked_is_not() {
        let half = SignedDuration::from_millis(500);
        assert_eq!(said(half, |_| {}).await, None);
        let day = SignedDuration::from_hours(24);
        let at = "2029-01-31T00:00:00Z".parse().unwrap();
        assert_eq!(said(day, |context| context.judged_at = at).await, None);
    }
}
