//! What a check reads of an answer: records of a sender's domain, where every name has what the input says, one text a line;
//! the security descriptor of a key; the firewall's rules in the registry, one a line; and what `w32tm` prints.

use checks::kit::ctx::{Gathered, Here, Host, Network, Scope};
use checks::kit::firewall::registry::KEYS;
use checks::kit::peer_text::PeerText;
use checks::kit::probe::dns::{Answer, Exchanger};
use checks::kit::probe::host_firewall::{self, Value};
use checks::kit::probe::key_access::{self, Configuration, Kind, Object, Trustee, Windows};
use checks::kit::realm::Platform;
use checks::kit::{Answered, Config, Ctx, Observed, Probe, Prober};
use futures_util::future::{BoxFuture, ready};
use jiff::Timestamp;
use otpdoctor::probe::Patience;
use otpdoctor::probe::discipline::w32tm;
use serde_json::json;

use crate::files::{live, runtime};
use crate::harness::fuzz;

struct World(Observed);

impl Prober for World {
    fn ask<'a>(&'a self, _: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        Box::pin(ready(Ok(self.0.clone())))
    }
}

/// What a check finds where every question has this answer.
fn found(check: &str, config: &Config, answer: Observed) -> String {
    let mut all = checks::ALL.iter();
    let check = all.find(|one| one.about().id == check).unwrap();
    let cx = Ctx {
        config,
        name: "A",
        realm: &config.realms["A"],
        now: Timestamp::UNIX_EPOCH,
        host: &Host {
            name: "idp-01".into(),
            platform: Platform::Windows,
        },
        scope: Scope {
            network: Network::Online,
            here: Here::Yes,
        },
        prober: &World(answer),
        gathered: &Gathered::default(),
    };
    let found = runtime().block_on(check.run(&cx));
    let reasons = found
        .iter()
        .map(|one| format!("{} {}", one.reason, one.remedy.steps.len()));
    reasons.collect::<Vec<_>>().join(",")
}

#[test]
fn sender_domain() {
    let realm = json!({"overview": {"smtp": {"server_address": "192.0.2.25"}, "email": {"sender_address": "otp@example.net"}}});
    let config = serde_json::from_value(json!({"schema": 1, "realms": {"A": realm}})).unwrap();
    fuzz("sender_domain", |_, bytes| {
        let said = String::from_utf8_lossy(bytes);
        let texts = said
            .lines()
            .map(|line| PeerText::without_secrets(line.to_owned()));
        let host_of = |name: &str| PeerText::without_secrets(name.to_owned());
        let dns = Answer {
            addresses: vec!["198.51.100.1".parse().unwrap()],
            exchangers: vec![Exchanger {
                preference: 10,
                host: host_of(said.lines().next().unwrap_or_default()),
            }],
            names: vec![host_of("mail.example.net")],
            texts: texts.collect(),
            ..Answer::default()
        };
        found("sender-domain", &config, Observed::Dns(Box::new(dns)))
    });
}

#[test]
fn descriptor() {
    let license = json!({"store": "LocalMachine/My", "thumbprint": "00"});
    let config = serde_json::from_value(json!({
        "schema": 1, "appliance": {"service_account": "Network Service"},
        "certificates": {"license": license}, "realms": {"A": {"client_certificate": "license"}},
    }));
    let config = config.unwrap();
    fuzz("descriptor", |_, bytes| {
        let object = |kind| Object {
            kind,
            name: r"C:\key".into(),
            descriptor: bytes.to_vec(),
        };
        let account = |sid: &str| Windows {
            account: Some(Trustee {
                sid: sid.into(),
                groups: None,
            }),
            objects: vec![object(Kind::Folder), object(Kind::File)],
            names: [("S-1-5-21-1-2-3-1001".into(), None)].into(),
            configuration: Some(Configuration {
                key: Some(object(Kind::File)),
                problem: None,
                encrypted: [("A".into(), 1)].into(),
            }),
        };
        let judged = ["S-1-5-20", "S-1-5-21-1-2-3-1104"].map(|sid| {
            let answer = key_access::Answer {
                windows: Some(account(sid)),
                ..Default::default()
            };
            found("key-access", &config, Observed::KeyAccess(Box::new(answer)))
        });
        judged.join(" ")
    });
}

#[test]
fn firewall_rule() {
    let realm = json!({"overview": {"smtp": {"server_address": "192.0.2.25"}}});
    let config = serde_json::from_value(json!({"schema": 1, "realms": {"A": realm}})).unwrap();
    fuzz("firewall_rule", |_, bytes| {
        let said = String::from_utf8_lossy(bytes);
        let text = |words: &str| PeerText::without_secrets(words.to_owned());
        // The rules of this machine, those of services, and what the profile of domains says.
        let keys = [KEYS[1], KEYS[2], KEYS[4]].map(|path| {
            let blocks = (text("DefaultOutboundAction"), Value::Number(1));
            let rules = said.lines().enumerate();
            let rules = rules.map(|(at, rule)| (text(&at.to_string()), Value::Text(text(rule))));
            (path.to_owned(), rules.chain([blocks]).collect())
        });
        let answer = host_firewall::Answer {
            keys: keys.into(),
            ..Default::default()
        };
        let answer = Observed::HostFirewall(Box::new(answer));
        found("smtp-firewall", &config, answer)
    });
}

#[test]
fn what_w32tm_prints() {
    let config = serde_json::from_value(json!({"schema": 1, "realms": {"A": {}}})).unwrap();
    let live = live(None, Patience::default());
    fuzz("w32tm", |_, bytes| {
        let answer = w32tm::read(&live.vault, &String::from_utf8_lossy(bytes));
        let answer = Observed::Discipline(Box::new(answer));
        found("time-source", &config, answer)
    });
}
