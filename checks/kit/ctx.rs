//! What a check knows while it judges one realm: the config, the time, the machine, and whom it may ask.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::probe::{Answered, Prober, Question, Reach};
use super::realm::{Cloud, License, Platform, Proxy, ServiceName};
use super::{Config, ProbeError, Realm, Site};

/// Everything that a check may know.
pub struct Ctx<'a> {
    /// The whole config: for checks that compare realms.
    pub config: &'a Config,
    /// The name of the realm under judgement.
    pub name: &'a str,
    /// The realm under judgement.
    pub realm: &'a Realm,
    /// The moment to judge at: the host's clock, the recording's, or that of `--at`.
    pub now: Timestamp,
    /// The machine that otpdoctor runs on.
    pub host: &'a Host,
    /// What may be asked in this run.
    pub scope: Scope,
    /// Who answers the questions.
    pub prober: &'a dyn Prober,
}

/// The machine that otpdoctor runs on, as a recording's header keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// Its short host name.
    pub name: String,
    /// Its operating system.
    pub platform: Platform,
}

/// What may be asked in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Whether servers may be contacted.
    pub network: Network,
    /// Whether this machine is to be judged although its name is not the appliance's.
    pub here: Here,
}

/// Whether servers may be contacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// The ordinary run.
    Online,
    /// `--offline`: nothing is resolved or contacted.
    Offline,
}

/// Whether this machine is taken for the appliance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Here {
    /// Only when its short host name is the appliance's.
    ByName,
    /// `--here`: yes.
    Yes,
}

impl<'a> Ctx<'a> {
    /// Asks a question, unless this run must not.
    pub async fn probe<Q: Question>(&self, question: Q) -> Answered<Q::Answer> {
        let probe = question.into_probe();
        match probe.reach() {
            Reach::Network if self.scope.network == Network::Offline => {
                return Err(ProbeError::Offline);
            }
            Reach::Host if !self.on_appliance() => {
                return Err(ProbeError::NotOnAppliance {
                    host: self.host.name.clone(),
                });
            }
            _ => {}
        }
        let observed = match self.prober.ask(&probe).await {
            // Nothing is resolved offline, so this says nothing of the secret.
            Err(ProbeError::SecretUnavailable(_)) if self.scope.network == Network::Offline => {
                return Err(ProbeError::Offline);
            }
            answer => answer?,
        };
        Ok(Q::answer(observed).expect("a prober answers the question that it was asked"))
    }

    /// Whether this machine is the appliance: its short host name is `appliance.name`, or `--here`.
    pub fn on_appliance(&self) -> bool {
        let named = self.config.appliance.name.as_deref();
        let short = |name: &str| {
            name.split('.')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
        };
        self.scope.here == Here::Yes
            || named.is_some_and(|name| short(name) == short(&self.host.name))
    }

    /// The platform that the realms run on.
    pub fn platform(&self) -> Platform {
        self.config.appliance.platform.unwrap_or(self.host.platform)
    }

    /// Where a setting stands: in the realm, else in the appliance, else the nearest thing around it.
    ///
    /// `path` is dotted and starts below the realm or the appliance: `overview.smtp.port`, `time.servers.0`.
    pub fn site(&self, path: &str) -> Option<&'a Site> {
        let sites = &self.config.sites;
        let in_realm = format!("realms.{}.{path}", self.name);
        let in_appliance = format!("appliance.{path}");
        let section = path.split('.').next().unwrap_or_default();
        sites
            .exact(&in_realm)
            .or_else(|| sites.exact(&in_appliance))
            .or_else(|| {
                let ours = sites.exact(&format!("realms.{}.{section}", self.name));
                ours.and_then(|_| sites.nearest(&in_realm))
            })
            .or_else(|| {
                let theirs = sites.exact(&format!("appliance.{section}"));
                theirs.and_then(|_| sites.nearest(&in_appliance))
            })
            .or_else(|| sites.nearest(&in_realm))
    }

    /// Where a certificate's setting stands: `key` below `certificates.NAME`.
    pub fn certificate_site(&self, name: &str, key: &str) -> Option<&'a Site> {
        self.config
            .sites
            .nearest(&format!("certificates.{name}.{key}"))
    }

    /// The realm's proxy, or the appliance's.
    pub fn proxy(&self) -> Option<&'a Proxy> {
        self.realm
            .proxy
            .as_ref()
            .or(self.config.appliance.proxy.as_ref())
    }

    /// The realm's cloud services, the appliance's, or the vendor's current ones.
    pub fn cloud(&self) -> &'a Cloud {
        self.realm
            .cloud
            .as_ref()
            .or(self.config.appliance.cloud.as_ref())
            .unwrap_or(Cloud::vendor())
    }

    /// Where a cloud service's URL stands; `None` where the vendor's own URLs apply.
    pub fn service_site(&self, service: ServiceName) -> Option<&'a Site> {
        self.realm
            .cloud
            .as_ref()
            .or(self.config.appliance.cloud.as_ref())?;
        self.site(&format!("cloud.{}", service.key()))
    }

    /// The realm's license, or the appliance's.
    pub fn license(&self) -> Option<&'a License> {
        self.realm
            .license
            .as_ref()
            .or(self.config.appliance.license.as_ref())
    }

    /// The certificate that the realm presents to the cloud: its own choice, else the license's.
    pub fn client_certificate(&self) -> Option<&'a str> {
        self.realm.client_certificate.as_deref().or_else(|| {
            self.license()
                .and_then(|license| license.certificate.as_deref())
        })
    }

    /// Every certificate that the realm selects, without repeats: client, license, OATH license.
    pub fn selected_certificates(&self) -> Vec<&'a str> {
        let license = self
            .license()
            .and_then(|license| license.certificate.as_deref());
        let chosen = [
            self.client_certificate(),
            self.realm.license_certificate.as_deref(),
            license,
        ];
        let chosen = chosen.into_iter().flatten();
        let mut names: Vec<&str> = chosen.filter(|name| !name.is_empty()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}
