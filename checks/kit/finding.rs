//! What a check says: a status, a stable reason, the evidence, the remedy, and the setting that caused it.

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::about::About;
use super::entity::Entity;
use super::evidence::{Evidence, EvidenceKind, Label};
use super::probe::ProbeError;
use super::probe::tcp::Attempt;
use super::realm::Endpoint;
use super::reason::{Reason, SharedReason, Status, shared};
use super::site::Site;

/// One statement of one check about one subject.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The check's id.
    pub check: &'static str,
    /// The outcome.
    pub status: Status,
    /// The stable reason code; `ok` when the status is pass.
    pub reason: &'static str,
    /// What it is about: a host, a file, a service; the realm where there is nothing narrower.
    pub subject: String,
    /// One sentence without a final full stop.
    pub summary: String,
    /// What was measured.
    pub evidence: Vec<Evidence>,
    /// What to do; empty where nothing is wrong.
    pub remedy: Remedy,
    /// The setting that caused it.
    pub site: Option<Site>,
    /// The things that it speaks of, for the diagnosis; no part of what it says.
    #[serde(skip)]
    pub touches: Vec<Entity>,
}

/// What to do about a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Remedy {
    /// Steps in order, as sentences.
    pub steps: Vec<String>,
    /// Commands that are ready to run.
    pub commands: Vec<Command>,
}

/// A command that is ready to run.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Command {
    /// Where it runs.
    pub platform: Shell,
    /// The command line.
    pub run: String,
}

/// The platform that a command is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Shell {
    /// An elevated Windows prompt.
    Windows,
    /// A root shell on Linux.
    Linux,
    /// Either.
    Any,
}

impl Finding {
    /// A finding with one of a check's own reasons: with that reason's status, what it means as its summary, and its cure.
    pub fn new(reason: Reason, subject: impl Into<String>) -> Self {
        let Reason {
            check,
            code,
            status,
            about,
            ..
        } = reason;
        Self::raw(check, status, code, subject.into())
            .summary(about)
            .cured(reason.own_cure())
    }

    /// All is well with the subject.
    pub fn pass(about: &About, subject: impl Into<String>) -> Self {
        Self::shared(about, shared::OK, subject)
    }

    /// The method or the part is switched off.
    pub fn off(about: &About, subject: impl Into<String>) -> Self {
        Self::shared(about, shared::OFF, subject)
    }

    /// The part is not configured, and need not be.
    pub fn not_configured(about: &About, subject: impl Into<String>) -> Self {
        Self::shared(about, shared::NOT_CONFIGURED, subject)
    }

    /// The setting is not in the config, which does not mean that the appliance lacks it.
    pub fn not_known(about: &About, subject: impl Into<String>) -> Self {
        Self::shared(about, shared::NOT_KNOWN, subject)
    }

    /// The question could not be asked, or got no usable answer on our side.
    pub fn unasked(about: &About, subject: impl Into<String>, error: &ProbeError) -> Self {
        Self::shared(about, error.reason(), subject)
            .summary(error.to_string())
            .with(error.silence(), |finding, (stage, waited)| {
                finding
                    .quoted("awaited", stage.waited_for())
                    .measured("waited", waited)
            })
            .with(error.cure(), Self::step)
    }

    /// The check itself panicked: a bug of ours, reported as such.
    pub fn panicked(about: &About, subject: impl Into<String>, message: &str) -> Self {
        Self::shared(about, shared::PANIC, subject)
            .summary(format!("the check failed with a bug of its own: {message}"))
            .step("Report the bug, with the recording that --record writes.")
    }

    /// It stands alone: there is nothing else to judge.
    ///
    /// # Errors
    /// Always, so that `?` ends the judgement.
    pub fn alone<T>(self) -> Result<T, Box<Self>> {
        Err(Box::new(self))
    }

    fn shared(about: &About, reason: SharedReason, subject: impl Into<String>) -> Self {
        Self::raw(about.id, reason.status, reason.code, subject.into())
    }

    fn raw(check: &'static str, status: Status, reason: &'static str, subject: String) -> Self {
        Self {
            check,
            status,
            reason,
            subject,
            summary: String::new(),
            evidence: Vec::new(),
            remedy: Remedy::default(),
            site: None,
            touches: Vec::new(),
        }
    }

    /// Whether something that is missing on this machine kept it from looking.
    pub fn is_hindered(&self) -> bool {
        let mut hindrances = shared::HINDRANCES.iter();
        hindrances.any(|one| one.code == self.reason)
    }

    /// Sets the one sentence that says what is the matter.
    pub fn summary(mut self, summary: impl Into<String>) -> Self {
        self.summary = summary.into();
        self
    }

    /// Puts a name in place of the general words that the summary begins with: a headline names what it is about.
    pub fn naming(mut self, general: &str, name: &str) -> Self {
        if let Some(rest) = self.summary.strip_prefix(general) {
            self.summary = format!("{name}{rest}");
        }
        self
    }

    /// Lowers the declared status to a warning.
    pub fn only_warns(mut self) -> Self {
        self.status = Status::Warn;
        self
    }

    /// Raises the declared status to a failure.
    pub fn fails(mut self) -> Self {
        self.status = Status::Fail;
        self
    }

    /// Adds who, what or where it is, or how it is set.
    pub fn identity(self, label: impl Into<Label>, value: impl Into<String>) -> Self {
        self.evidence(label.into(), EvidenceKind::Identity, value.into(), None)
    }

    /// Adds what somebody said or did.
    pub fn quoted(self, label: impl Into<Label>, value: impl Into<String>) -> Self {
        self.evidence(label.into(), EvidenceKind::Quote, value.into(), None)
    }

    /// Adds who, what or where each of them is.
    pub fn identity_all<V: Into<String>>(
        self,
        id: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        self.each(values, |finding, value| finding.identity(id, value))
    }

    /// Adds each thing that somebody said or did.
    pub fn quoted_all<V: Into<String>>(
        self,
        id: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        self.each(values, |finding, value| finding.quoted(id, value))
    }

    /// Adds a moment or a day.
    pub fn moment(self, label: impl Into<Label>, value: impl ToString) -> Self {
        self.evidence(label.into(), EvidenceKind::Measure, value.to_string(), None)
    }

    /// Adds a duration, in seconds with milliseconds.
    pub fn measured(self, label: impl Into<Label>, value: SignedDuration) -> Self {
        let seconds = (value.as_secs_f64() * 1000.0).round() / 1000.0;
        self.evidence(label.into(), EvidenceKind::Measure, seconds, Some("s"))
    }

    /// Adds a whole number with its unit.
    pub fn counted(self, label: impl Into<Label>, value: i64, unit: Option<&'static str>) -> Self {
        self.evidence(label.into(), EvidenceKind::Measure, value, unit)
    }

    /// Adds what became of each attempt to connect.
    pub fn attempts(self, attempts: &[Attempt]) -> Self {
        self.each(attempts, |finding, attempt| {
            let outcome = attempt.outcome.describe();
            finding.quoted(("attempt", attempt.address.to_string()), outcome)
        })
    }

    /// Goes on where there is something to go on with.
    pub fn with<T>(self, some: Option<T>, add: impl FnOnce(Self, T) -> Self) -> Self {
        match some {
            Some(value) => add(self, value),
            None => self,
        }
    }

    /// Goes on with each of several.
    pub fn each<T>(
        self,
        all: impl IntoIterator<Item = T>,
        add: impl FnMut(Self, T) -> Self,
    ) -> Self {
        all.into_iter().fold(self, add)
    }

    fn evidence(
        mut self,
        label: Label,
        kind: EvidenceKind,
        value: impl Into<serde_json::Value>,
        unit: Option<&'static str>,
    ) -> Self {
        self.evidence.push(Evidence {
            name: label.text(),
            id: label.id,
            of: label.of,
            kind,
            value: value.into(),
            unit,
        });
        self
    }

    /// Adds a step of the remedy, a whole sentence.
    pub fn step(mut self, step: impl Into<String>) -> Self {
        self.remedy.steps.push(step.into());
        self
    }

    /// Adds a command that is ready to run.
    pub fn run(mut self, platform: Shell, run: impl Into<String>) -> Self {
        self.remedy.commands.push(Command {
            platform,
            run: run.into(),
        });
        self
    }

    /// Adds the commands that try to connect by hand.
    pub fn try_connecting(self, to: &Endpoint) -> Self {
        self.try_connecting_from(Shell::Windows, to)
            .try_connecting_from(Shell::Linux, to)
    }

    /// Adds the command that tries to connect by hand from one platform.
    pub fn try_connecting_from(self, platform: Shell, to: &Endpoint) -> Self {
        let Endpoint { host, port } = to;
        let run = match platform {
            Shell::Windows => format!("powershell Test-NetConnection {host} -Port {port}"),
            _ => format!("nc -vz -w 5 {host} {port}"),
        };
        self.run(platform, run)
    }

    /// Names a thing that it speaks of, so that the diagnosis can link it to others.
    pub fn touching(mut self, entity: Entity) -> Self {
        if !self.touches.contains(&entity) {
            self.touches.push(entity);
        }
        self
    }

    /// Names several things that it speaks of.
    pub fn touching_all(self, entities: impl IntoIterator<Item = Entity>) -> Self {
        entities.into_iter().fold(self, Self::touching)
    }

    /// Points at the setting that caused it: `cx.site("overview.smtp.port")`.
    pub fn at(mut self, site: Option<&Site>) -> Self {
        self.site = site.cloned();
        self
    }

    /// Points at this setting where it points at none yet.
    pub fn or_at(self, site: Option<&Site>) -> Self {
        match self.site {
            Some(_) => self,
            None => self.at(site),
        }
    }
}
