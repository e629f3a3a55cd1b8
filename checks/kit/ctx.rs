//! What a check knows while it judges one realm: the config, the time, the machine, and whom it may ask.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use futures_util::lock;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::about::About;
use super::finding::Finding;
use super::phone::{self, Phone};
use super::probe::smtp::{self, Envelopes};
use super::probe::{Answered, Prober, Question, Reach};
use super::probe::{https, ntp};
use super::realm::{Cloud, License, Platform, Proxy, Service, ServiceName, Trust};
use super::{Config, Probe, ProbeError, Realm, Site};

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
    /// What was gathered from all realms.
    pub gathered: &'a Gathered,
}

/// What checks need of all realms together, gathered when one first asks: once in a run, not for each realm anew.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The envelopes of every mail account.
    pub(super) envelopes: OnceLock<HashMap<smtp::Query, Envelopes>>,
    /// The license certificates that OATH realms select.
    pub(crate) licenses: OnceLock<Vec<Selection>>,
    /// The name of the realm that enrolls seeds.
    enroller: OnceLock<Option<String>>,
    /// What the appliance's time servers say, in the order of the config.
    pub(super) times: lock::Mutex<Option<Arc<[Answered<ntp::Answer>]>>>,
    /// Telephone numbers as they were read, by their text and the calling code of their country.
    phones: Mutex<HashMap<(String, Option<u16>), Phone>>,
}

impl Gathered {
    /// Reads a telephone number: realms share their help desks, and reading one takes a while.
    pub(crate) fn phone(&self, text: &str, calling_code: Option<u16>) -> Phone {
        let mut phones = self.phones.lock().unwrap_or_else(PoisonError::into_inner);
        let known = phones.entry((text.to_owned(), calling_code));
        known
            .or_insert_with(|| phone::read(text, calling_code))
            .clone()
    }
}

/// A certificate, and the realms that select it.
#[derive(Debug)]
pub(crate) struct Selection {
    pub(crate) certificate: String,
    pub(crate) realms: Vec<String>,
}

/// The machine that otpdoctor runs on, as a recording's header keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// `--offline`: nothing is resolved, contacted or run.
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
        let offline = self.scope.network == Network::Offline;
        match probe.reach() {
            Reach::Network if offline => return Err(ProbeError::Offline),
            Reach::Files if offline && self.leaves_the_machine(&probe) => {
                return Err(ProbeError::Offline);
            }
            Reach::Host => {
                self.must_be_appliance()?;
                if offline && probe.runs_programs() {
                    return Err(ProbeError::Offline);
                }
            }
            _ => {}
        }
        let observed = match self.prober.ask(&probe).await {
            // Nothing is resolved offline, so this says nothing of the secret.
            Err(ProbeError::SecretUnavailable(_)) if offline => return Err(ProbeError::Offline),
            Err(ProbeError::NoNetwork(why)) if self.on_appliance() => {
                return Err(ProbeError::Disconnected(why));
            }
            answer => answer?,
        };
        // A recording may hold anything, even the answer to another question.
        Q::answer(observed).ok_or(ProbeError::Unscripted)
    }

    /// The same, or the finding of a check that cannot ask it about this subject.
    ///
    /// # Errors
    /// The finding, when there is no answer.
    pub async fn ask<Q: Question>(
        &self,
        about: &About,
        subject: impl Into<String>,
        question: Q,
    ) -> Result<Q::Answer, Box<Finding>> {
        let answer = self.probe(question).await;
        answer.map_err(|error| Box::new(Finding::unasked(about, subject, &error)))
    }

    /// Whether a file that the question reads is on a share: Windows logs in to its server merely to look.
    fn leaves_the_machine(&self, probe: &Probe) -> bool {
        let trust = match &self.config.appliance.trust {
            Trust::File(bundle) => Some(bundle.as_path()),
            Trust::System => None,
        };
        probe.files().into_iter().chain(trust).any(is_share)
    }

    /// Whether this machine is the appliance: its short host name is `appliance.name`, or `--here`.
    pub fn on_appliance(&self) -> bool {
        self.scope.here == Here::Yes || is_named(self.config, self.host) == Some(true)
    }

    /// Whether the appliance's own clock and settings can be seen from here.
    ///
    /// # Errors
    /// On another machine.
    pub fn must_be_appliance(&self) -> Answered<()> {
        let host = &self.host.name;
        if self.on_appliance() {
            Ok(())
        } else {
            Err(ProbeError::NotOnAppliance { host: host.clone() })
        }
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
        let realm = format!("realms.{}", self.name);
        let section = path.split('.').next().unwrap_or_default();
        let names = |owner: &str| sites.exact(&format!("{owner}.{section}")).is_some();
        // A section of the realm's own wins whole: what the appliance says beside it is not in force.
        let owner = if !names(&realm) && names("appliance") {
            "appliance"
        } else {
            &realm
        };
        sites.nearest(&format!("{owner}.{path}"))
    }

    /// Where a certificate's setting stands: `key` below `certificates.NAME`.
    pub fn certificate_site(&self, name: &str, key: &str) -> Option<&'a Site> {
        self.config
            .sites
            .nearest(&format!("certificates.{name}.{key}"))
    }

    /// The realm that enrolls seeds, with its name.
    pub fn provisioning(&self) -> Option<(&'a str, &'a Realm)> {
        let realms = &self.config.realms;
        let found = || {
            let found = self.config.provisioning();
            found.map(|(name, _)| name.to_owned())
        };
        let name = self.gathered.enroller.get_or_init(found).as_ref()?;
        realms
            .get_key_value(name)
            .map(|(name, realm)| (name.as_str(), &**realm))
    }

    /// The realm's proxy, or the appliance's.
    pub fn proxy(&self) -> Option<&'a Proxy> {
        self.realm
            .proxy
            .as_ref()
            .or(self.config.appliance.proxy.as_ref())
    }

    /// The proxy by which the realm reaches a host; `None` where it goes there directly.
    pub fn proxy_to(&self, host: &str) -> Option<&'a Proxy> {
        self.proxy()
            .filter(|proxy| proxy.bypassed_by(host).is_none())
    }

    /// The realm's cloud services, the appliance's, or the vendor's current ones.
    pub fn cloud(&self) -> &'a Cloud {
        self.config.cloud_of(self.realm)
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
        self.config.license_of(self.realm)
    }

    /// How a service of the cloud is asked.
    pub(crate) fn request_to(&self, service: &Service) -> https::Query {
        let via = service.endpoint().and_then(|at| self.proxy_to(&at.host));
        let sources = &self.config.certificates;
        let certificate = self.client_certificate().and_then(|name| sources.get(name));
        https::Query {
            url: service.url.clone(),
            via: via.cloned(),
            client_certificate: certificate.cloned(),
        }
    }

    /// The certificate that the realm presents to the cloud: its own choice, else the license's.
    pub fn client_certificate(&self) -> Option<&'a str> {
        let own = self.realm.client_certificate.as_deref();
        own.or_else(|| self.license()?.certificate.as_deref())
    }
}

/// Whether the host is the one that the config names as the appliance; `None` where it names none.
pub fn is_named(config: &Config, host: &Host) -> Option<bool> {
    let short = |name: &str| {
        let short = name.split('.').next();
        short.unwrap_or_default().to_ascii_lowercase()
    };
    let named = config.appliance.name.as_deref();
    named.map(|name| short(name) == short(&host.name))
}

/// Whether the path leads to another machine: `\\SERVER\SHARE`, with slashes of either kind.
fn is_share(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let mut begin = text.chars();
    [begin.next(), begin.next()]
        .iter()
        .all(|c| matches!(c, Some('/' | '\\')))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::kit::probe::firewall;
    use crate::kit::replay::{Line, Replayed};

    fn host() -> Host {
        Host {
            name: "idp-01".into(),
            platform: Platform::Windows,
        }
    }

    static NOTHING: OnceLock<Gathered> = OnceLock::new();

    fn context<'a>(config: &'a Config, host: &'a Host, prober: &'a dyn Prober) -> Ctx<'a> {
        let (name, realm) = config.realms.first_key_value().unwrap();
        Ctx {
            config,
            name,
            realm,
            now: Timestamp::UNIX_EPOCH,
            host,
            scope: Scope {
                network: Network::Offline,
                here: Here::ByName,
            },
            prober,
            gathered: NOTHING.get_or_init(Gathered::default),
        }
    }

    fn config(appliance: serde_json::Value) -> Config {
        let realms = serde_json::json!({"A": {}});
        let config = serde_json::json!({"schema": 1, "appliance": appliance, "realms": realms});
        serde_json::from_value(config).unwrap()
    }

    fn export(path: &str) -> firewall::Query {
        firewall::Query {
            export: path.into(),
            rule: "SecureAuth SMTP".into(),
            port: 25,
        }
    }

    fn asked(cx: &Ctx<'_>, path: &str) -> Answered<firewall::Answer> {
        futures_util::FutureExt::now_or_never(cx.probe(export(path))).unwrap()
    }

    #[test]
    fn offline_no_file_is_read_over_the_network() {
        let (nobody, host) = (Replayed::default(), host());
        let local = config(serde_json::json!({}));
        let cx = context(&local, &host, &nobody);
        for share in [r"\\evil.example\share\rules.json", "//evil.example/share/x"] {
            assert_eq!(asked(&cx, share), Err(ProbeError::Offline), "{share}");
        }
        assert_eq!(asked(&cx, "rules.json"), Err(ProbeError::Unscripted));
        let trust = serde_json::json!({"trust": {"file": r"\\evil.example\share\ca.pem"}});
        let far = config(trust);
        let cx = context(&far, &host, &nobody);
        assert_eq!(asked(&cx, "rules.json"), Err(ProbeError::Offline));
    }

    #[test]
    fn an_answer_to_another_question_is_none() {
        let line: Line = serde_json::from_value(serde_json::json!({
            "probe": {"firewall": {}}, "observed": {"discipline": {}},
        }))
        .unwrap();
        let (recording, host) = (Replayed::new(vec![line]), host());
        let config = config(serde_json::json!({}));
        let cx = context(&config, &host, &recording);
        assert_eq!(asked(&cx, "rules.json"), Err(ProbeError::Unscripted));
    }

    #[test]
    fn a_setting_that_is_not_in_force_is_not_pointed_at() {
        let (nobody, host) = (Replayed::default(), host());
        let mut config = config(serde_json::json!({}));
        let site = |line| Site {
            file: "otpdoctor.yaml".into(),
            line,
            column: 1,
        };
        for (line, path) in (1..).zip([
            "appliance",
            "appliance.proxy",
            "appliance.proxy.username",
            "realms.A",
            "realms.A.proxy",
            "realms.A.proxy.url",
        ]) {
            config.sites.insert(path.into(), site(line));
        }
        let cx = context(&config, &host, &nobody);
        let line = |path: &str| cx.site(path).map(|site| site.line);
        assert_eq!(line("proxy.url"), Some(6));
        assert_eq!(line("proxy.username"), Some(5));
        assert_eq!(line("time.servers"), Some(4));
    }
}
