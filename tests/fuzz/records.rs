//! Records of a sender's domain: every name has what the input says, one text a line.

use checks::kit::ctx::{Gathered, Here, Host, Network, Scope};
use checks::kit::peer_text::PeerText;
use checks::kit::probe::dns::{Answer, Exchanger};
use checks::kit::realm::Platform;
use checks::kit::{Answered, Ctx, Observed, Probe, Prober};
use futures_util::future::{BoxFuture, ready};
use jiff::Timestamp;
use serde_json::json;

use crate::files::runtime;
use crate::harness::fuzz;

struct Dns(Answer);

impl Prober for Dns {
    fn ask<'a>(&'a self, _: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        Box::pin(ready(Ok(Observed::Dns(Box::new(self.0.clone())))))
    }
}

#[test]
fn sender_domain() {
    let realm = json!({"overview": {"smtp": {"server_address": "192.0.2.25"}, "email": {"sender_address": "otp@example.net"}}});
    let config = serde_json::from_value(json!({"schema": 1, "realms": {"A": realm}})).unwrap();
    let checks::kit::Config { realms, .. } = &config;
    let check = checks::ALL
        .iter()
        .find(|check| check.about().id == "sender-domain")
        .unwrap();
    let host = Host {
        name: "idp-01".into(),
        platform: Platform::Windows,
    };
    fuzz("sender_domain", |_, bytes| {
        let said = String::from_utf8_lossy(bytes);
        let texts = said
            .lines()
            .map(|line| PeerText::without_secrets(line.to_owned()));
        let host_of = |name: &str| PeerText::without_secrets(name.to_owned());
        let dns = Dns(Answer {
            addresses: vec!["198.51.100.1".parse().unwrap()],
            exchangers: vec![Exchanger {
                preference: 10,
                host: host_of(said.lines().next().unwrap_or_default()),
            }],
            names: vec![host_of("mail.example.net")],
            texts: texts.collect(),
            ..Answer::default()
        });
        let cx = Ctx {
            config: &config,
            name: "A",
            realm: &realms["A"],
            now: Timestamp::UNIX_EPOCH,
            host: &host,
            scope: Scope {
                network: Network::Online,
                here: Here::ByName,
            },
            prober: &dns,
            gathered: &Gathered::default(),
        };
        let found = runtime().block_on(check.run(&cx));
        let reasons = found
            .iter()
            .map(|one| format!("{} {}", one.reason, one.remedy.steps.len()));
        reasons.collect::<Vec<_>>().join(",")
    });
}
