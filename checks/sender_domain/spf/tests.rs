//! The test suite of RFC 7208, played against its own zones.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::net::IpAddr;

use futures_util::future::{BoxFuture, FutureExt as _, ready};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::check_host::{Evaluation, Mail, Origin};
use super::fault::Stop;
use super::record::Qualifier;
use crate::kit::ctx::Gathered;
use crate::kit::ctx::{Here, Host, Network, Scope};
use crate::kit::peer_text::PeerText;
use crate::kit::probe::dns::{Answer, Exchanger, Kind};
use crate::kit::probe::tcp::Unresolved;
use crate::kit::probe::{Answered, Observed, Probe, Prober};
use crate::kit::realm::Platform;
use crate::kit::{Config, Ctx};

const SUITE: &str = include_str!("../../../fixtures/spf/rfc7208-tests.yml");

#[derive(Deserialize)]
struct Scenario {
    description: String,
    tests: HashMap<String, Test>,
    zonedata: HashMap<String, Vec<Value>>,
}

#[derive(Deserialize)]
struct Test {
    helo: String,
    host: IpAddr,
    mailfrom: String,
    result: OneOrMore,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::More(more) => more,
        }
    }
}

/// Answers from the records of a scenario.
struct Zone(HashMap<String, Vec<Value>>);

impl Zone {
    fn of(scenario: &Scenario) -> Self {
        let names = scenario.zonedata.iter();
        Self(
            names
                .map(|(name, records)| (name.to_ascii_lowercase(), records.clone()))
                .collect(),
        )
    }

    fn records(&self, name: &str, kind: &str, depth: usize) -> Result<Vec<Value>, Unresolved> {
        let Some(records) = self.0.get(name.trim_end_matches('.')) else {
            return Err(Unresolved::NoSuchName);
        };
        // A record of the abandoned type SPF stands for a TXT record where there is none.
        let has_txt = records.iter().any(|record| record.get("TXT").is_some());
        let stored = if kind == "TXT" && !has_txt {
            "SPF"
        } else {
            kind
        };
        let found: Vec<Value> = records
            .iter()
            .filter_map(|record| record.get(stored))
            .cloned()
            .collect();
        let found: Vec<Value> = found.into_iter().filter(|value| value != "NONE").collect();
        let alias = records
            .iter()
            .find_map(|record| record.get("CNAME")?.as_str());
        let silent = Unresolved::NoAnswer("no answer in time".into());
        match alias {
            _ if !found.is_empty() => Ok(found),
            _ if records.iter().any(|record| record == "TIMEOUT") => Err(silent),
            Some(_) if depth > 8 => Err(silent),
            Some(alias) => self.records(&alias.to_ascii_lowercase(), kind, depth + 1),
            None => Err(Unresolved::NoAddress),
        }
    }
}

impl Prober for Zone {
    fn ask<'a>(&'a self, probe: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        let Probe::Dns(query) = probe else {
            panic!("SPF asks the DNS alone: {probe:?}");
        };
        let find = |kind: &str| self.records(&query.name, kind, 0);
        let text = |value: &Value| match value {
            Value::Array(pieces) => pieces.iter().filter_map(Value::as_str).collect(),
            value => value.as_str().unwrap_or_default().to_owned(),
        };
        let peer = |value: &Value| PeerText::without_secrets(text(value));
        let mut answer = Answer::default();
        let found = match query.kind {
            Kind::Address => match (find("A"), find("AAAA")) {
                (Ok(mut v4), v6) => {
                    v4.extend(v6.unwrap_or_default());
                    Ok(v4)
                }
                (Err(_), Ok(v6)) => Ok(v6),
                (Err(why), _) => Err(why),
            },
            Kind::Mx => find("MX"),
            Kind::Txt => find("TXT"),
            Kind::Ptr => find("PTR"),
        };
        match (found, query.kind) {
            (Err(why), _) => answer.failure = Some(why),
            (Ok(found), Kind::Address) => {
                answer.addresses = found.iter().map(|one| text(one).parse().unwrap()).collect();
            }
            (Ok(found), Kind::Mx) => {
                let exchangers = found.iter().map(|one| Exchanger {
                    preference: 0,
                    host: peer(&one[1]),
                });
                answer.exchangers = exchangers.collect();
            }
            (Ok(found), Kind::Txt) => answer.texts = found.iter().map(peer).collect(),
            (Ok(found), Kind::Ptr) => answer.names = found.iter().map(peer).collect(),
        }
        Box::pin(ready(Ok(Observed::Dns(Box::new(answer)))))
    }
}

fn play(zone: &Zone, test: &Test) -> &'static str {
    let config: Config =
        serde_json::from_value(serde_json::json!({"schema": 1, "realms": {"A": {}}})).unwrap();
    let host = Host {
        name: "idp-01".into(),
        platform: Platform::Windows,
    };
    let cx = Ctx {
        config: &config,
        name: "A",
        realm: &config.realms["A"],
        now: Timestamp::UNIX_EPOCH,
        host: &host,
        scope: Scope {
            network: Network::Online,
            here: Here::ByName,
        },
        prober: zone,
        gathered: &Gathered::default(),
    };
    // Section 2.4 and 4.3: without a sender it is the host's postmaster that counts.
    let sender = match test.mailfrom.as_str() {
        "" => ("postmaster", test.helo.as_str()),
        sender => sender.rsplit_once('@').unwrap(),
    };
    let sender = match sender {
        ("", domain) => ("postmaster", domain),
        sender => sender,
    };
    let mail = Mail {
        sender,
        helo: Some(&test.helo),
        origin: Origin::Address(test.host),
    };
    let mut evaluation = Evaluation::new(&cx, "a", mail);
    let checked = evaluation.check_host(sender.1.to_ascii_lowercase(), false);
    match checked.now_or_never().unwrap() {
        Ok(outcome) => match outcome.result {
            None => "none",
            Some(Qualifier::Neutral) => "neutral",
            Some(Qualifier::Pass) => "pass",
            Some(Qualifier::Fail) => "fail",
            Some(Qualifier::SoftFail) => "softfail",
        },
        Err(Stop::Permanent(_)) => "permerror",
        Err(Stop::Temporary { .. }) => "temperror",
        Err(Stop::Unasked(why)) => panic!("{why:?}"),
    }
}

#[test]
fn the_suite_of_rfc_7208_ends_as_it_says() {
    let scenarios: Vec<Scenario> = serde_saphyr::from_multiple(SUITE).unwrap();
    let mut played = 0;
    let mut wrong = Vec::new();
    for scenario in &scenarios {
        let zone = Zone::of(scenario);
        for (name, test) in &scenario.tests {
            played += 1;
            let result = play(&zone, test);
            if !test.result.all().iter().any(|right| right == result) {
                let right = test.result.all();
                wrong.push(format!(
                    "{}: {name}: {result}, not {right:?}",
                    scenario.description
                ));
            }
        }
    }
    wrong.sort();
    assert!(
        wrong.is_empty(),
        "{} of {played}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
