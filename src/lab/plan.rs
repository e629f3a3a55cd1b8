//! What the lab will be: healthy to begin with, and changed by each fault before anything starts.

use std::net::Ipv4Addr;

use checks::kit::probe::{discipline, key_access, system_proxy, zone};
use checks::kit::replay::Line;
use checks::kit::{Observed, text};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::api::Api;
use super::cloud::Service;
use super::dns::{Record, Zone};
use super::ntp::Ntp;
use super::pki;
use super::proxy::Proxy;
use super::sample::Sample;
use super::settings::day;
use super::smtp::Mail;

/// The domain of everything in the lab: `.test` is never anyone's (RFC 6761 section 6.2).
pub(super) const DOMAIN: &str = "lab.otpdoctor.test";
/// Where the help desks get their mail: apart from the sender's domain, so that each can break alone.
pub(super) const HELP_DESK_DOMAIN: &str = "desk.lab.otpdoctor.test";
pub(super) const NTP: [&str; 3] = [
    "ntp1.lab.otpdoctor.test",
    "ntp2.lab.otpdoctor.test",
    "ntp3.lab.otpdoctor.test",
];
pub(super) const MAIL: &str = "mail.lab.otpdoctor.test";
pub(super) const PROXY: &str = "proxy.lab.otpdoctor.test";
pub(super) const CERTS: &str = "certs.lab.otpdoctor.test";
pub(super) const SERVICES: &str = "services.lab.otpdoctor.test";
/// The appliance itself, as applications see it.
pub(super) const API: &str = "idp.lab.otpdoctor.test";
/// A host of the vendor's that the lab can play.
pub(super) const VENDOR: &str = "us-services.secureauth.com";
/// A host that the vendor has given up, for the certificate service.
pub(super) const RETIRED: &str = "us-cloud.secureauth.com";

/// What the lab will be.
pub(super) struct Plan {
    pub(super) time: [Ntp; 3],
    pub(super) names: Zone,
    pub(super) mail: Mail,
    pub(super) mail_tls: Handshake,
    /// The services for SMS and telephony; the certificate service is always well.
    pub(super) services: Service,
    pub(super) services_tls: Handshake,
    pub(super) clients: Clients,
    pub(super) proxy: Proxy,
    pub(super) license: pki::License,
    /// The sealed seed that the realms try.
    pub(super) sample: Sample,
    pub(super) api: Api,
    /// What stands in the file with the password of the PKCS#12 file.
    pub(super) pfx_password: &'static str,
    pub(super) host: HostFacts,
    /// What the host firewall's export holds: a list of rules, or a text that is none.
    pub(super) firewall: Value,
    /// The day that the config counts from: one, however late it is.
    pub(super) today: Date,
    /// Changes of the config.
    pub(super) edits: Vec<Edit>,
}

/// How a server begins TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Handshake {
    With(pki::Server),
    /// It chooses TLS 1.0.
    Old,
}

/// Whose client certificates the services accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clients {
    OfTheLab,
    OfAStranger,
}

/// A change of the config: the setting at a JSON pointer becomes this, or goes.
/// Texts may name ports: `{services}`, `{certs}`, `{mail}`, `{proxy}`, `{api}`.
pub(super) struct Edit {
    pub(super) pointer: &'static str,
    pub(super) value: Option<Value>,
}

/// What is said of the host instead of looking: the demo describes an appliance, not the machine that it runs on.
pub(super) struct HostFacts {
    pub(super) discipline: discipline::Answer,
    pub(super) zone: zone::Answer,
    /// What a place on the host says; absent: what the config says.
    pub(super) system_proxy: Option<String>,
    pub(super) key_access: key_access::Answer,
}

impl Plan {
    /// A lab without a fault.
    pub(super) fn healthy() -> Self {
        Self {
            time: [Ntp::default(); 3],
            names: names(),
            mail: Mail::default(),
            mail_tls: Handshake::With(pki::Server::Sound),
            services: Service::default(),
            services_tls: Handshake::With(pki::Server::Sound),
            clients: Clients::OfTheLab,
            proxy: Proxy::default(),
            license: pki::License::Sound,
            sample: Sample::Sound,
            api: Api::default(),
            pfx_password: PFX_PASSWORD,
            host: HostFacts::healthy(),
            firewall: json!([rule()]),
            today: Timestamp::now().to_zoned(TimeZone::UTC).date(),
            edits: Vec::new(),
        }
    }

    /// Sets a setting of the config to the day that lies so many days ahead.
    pub(super) fn set_day(&mut self, pointer: &'static str, ahead: i64) {
        self.set(pointer, day(self.today, ahead));
    }

    /// Sets a setting of the config.
    pub(super) fn set(&mut self, pointer: &'static str, value: impl Into<Value>) {
        let value = Some(value.into());
        self.edits.push(Edit { pointer, value });
    }

    /// Takes a setting out of the config.
    pub(super) fn unset(&mut self, pointer: &'static str) {
        let value = None;
        self.edits.push(Edit { pointer, value });
    }

    /// Without a proxy, so that the services are seen as they are.
    pub(super) fn directly(&mut self) {
        self.unset("/appliance/proxy");
        self.host.system_proxy = Some(String::new());
    }

    /// All time servers are off by so many seconds: the host is behind by that much.
    pub(super) fn shift_time(&mut self, seconds: i64) {
        for server in &mut self.time {
            server.shift = seconds;
        }
    }
}

/// What the PKCS#12 file is sealed with.
pub(super) const PFX_PASSWORD: &str = "pfx-lab-pass";

fn names() -> Zone {
    let here = || [Record::Address(Ipv4Addr::LOCALHOST.into())];
    let mut zone = Zone::default();
    for name in [
        NTP[0], NTP[1], MAIL, PROXY, CERTS, SERVICES, API, VENDOR, RETIRED,
    ] {
        zone.has(name, here());
    }
    zone.has(DOMAIN, mail_records(Some("v=spf1 ip4:127.0.0.1 -all")));
    zone.has(HELP_DESK_DOMAIN, [Record::Mx(10, MAIL.to_owned())]);
    zone.has(
        "_dmarc.lab.otpdoctor.test",
        [Record::Txt("v=DMARC1; p=reject".into())],
    );
    zone
}

/// The records of the sender's domain, with this SPF policy.
pub(super) fn mail_records(spf: Option<&str>) -> Vec<Record> {
    let mut records = vec![
        Record::Address(Ipv4Addr::LOCALHOST.into()),
        Record::Mx(10, MAIL.to_owned()),
    ];
    records.extend(spf.map(|policy| Record::Txt(policy.to_owned())));
    records
}

/// The rule of the host firewall that lets mail out.
pub(super) fn rule() -> Value {
    json!({
        "DisplayName": "SecureAuth SMTP", "Enabled": "True", "Direction": "Outbound", "Action": "Allow",
        "Protocol": "TCP", "RemoteAddress": ["127.0.0.1"], "RemotePort": ["{mail}"],
    })
}

impl HostFacts {
    fn healthy() -> Self {
        Self {
            discipline: discipline::Answer {
                services: vec!["chronyd".into()],
                synchronised: Some(true),
                source: Some(NTP[0].into()),
            },
            zone: zone::Answer {
                host: Some(ZONE.into()),
                host_offset: SignedDuration::ZERO,
                expected_offset: Some(SignedDuration::ZERO),
                same_rules: true,
                nearest: None,
            },
            system_proxy: None,
            key_access: key_access::Answer {
                account: Some(key_access::Account {
                    uid: ACCOUNT_ID,
                    gid: ACCOUNT_ID,
                    groups: Vec::new(),
                }),
                path: vec![
                    node("/", 0, "root", 0o755),
                    node("/srv", 0, "root", 0o755),
                    node("/srv/otp", ACCOUNT_ID, ACCOUNT, 0o750),
                    node("/srv/otp/license.key", ACCOUNT_ID, ACCOUNT, 0o440),
                ],
                problem: None,
            },
        }
    }

    /// The answers that are given instead of looking; `proxy` is what the config says.
    pub(super) fn script(&self, proxy: &str) -> Vec<Line> {
        let line = |kind: &str, observed| Line {
            probe: json!({ kind: {} }),
            observed: Some(observed),
            failed: None,
            retried: Vec::new(),
        };
        let setting = system_proxy::Setting {
            place: "HTTPS_PROXY".into(),
            proxy: Some(self.system_proxy.clone().unwrap_or_else(|| proxy.into())),
            bypass: vec!["localhost".into()],
        };
        let system = system_proxy::Answer {
            settings: match setting.proxy.as_deref() {
                Some("") => Vec::new(),
                _ => vec![setting],
            },
        };
        vec![
            line(
                "discipline",
                Observed::Discipline(Box::new(self.discipline.clone())),
            ),
            line("zone", Observed::Zone(Box::new(self.zone.clone()))),
            line("system_proxy", Observed::SystemProxy(Box::new(system))),
            line(
                "key_access",
                Observed::KeyAccess(Box::new(self.key_access.clone())),
            ),
        ]
    }

    /// What the script says, for people.
    pub(super) fn words(&self) -> String {
        let services = match self.discipline.services.is_empty() {
            true => "no time service".to_owned(),
            false => text::list(&self.discipline.services),
        };
        let zone = self.zone.host.as_deref().unwrap_or("unnamed");
        format!(
            "scripted, not looked up on this machine: {services} keeps the clock, the zone is {zone}, the system's proxy \
             settings, who may read the private key"
        )
    }
}

/// The zone of the lab's appliance.
pub(super) const ZONE: &str = "Europe/London";
/// The account that the realms of the lab run as.
pub(super) const ACCOUNT: &str = "otp-service";
const ACCOUNT_ID: u32 = 990;

/// A folder or file of the scripted path to the key.
pub(super) fn node(path: &str, id: u32, owner: &str, mode: u32) -> key_access::Node {
    let id = key_access::Id {
        id,
        name: Some(owner.into()),
    };
    key_access::Node {
        path: path.into(),
        owner: id.clone(),
        group: id,
        mode,
        acl: Vec::new(),
    }
}
