//! What Windows printed or kept, read and judged here as on an appliance.

use checks::kit::ctx::{Gathered, Here, Host, Network, Scope};
use checks::kit::firewall::registry::KEYS;
use checks::kit::peer_text::PeerText;
use checks::kit::probe::host_firewall::{self, Value};
use checks::kit::realm::Platform;
use checks::kit::{Answered, Config, Ctx, Finding, Observed, Probe, Prober};
use futures_util::future::{BoxFuture, ready};
use jiff::Timestamp;
use otpdoctor::probe::discipline::w32tm;
use otpdoctor::secret::{Commands, Resolve, Vault};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Output {
    /// Where it stands, and what it shows.
    source: String,
    /// What the check says of it.
    finds: String,
    /// What `w32tm` printed: what the clock follows, and for how many seconds it did not ask.
    w32tm: Option<String>,
    follows: Option<String>,
    since: Option<i64>,
    /// A value among the rules of the firewall.
    rule: Option<String>,
}

struct World(Observed);

impl Prober for World {
    fn ask<'a>(&'a self, _: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        Box::pin(ready(Ok(self.0.clone())))
    }
}

/// What a check finds on a Windows host where every question has this answer.
fn found(check: &str, answer: Observed) -> Vec<Finding> {
    let realm = json!({"overview": {"smtp": {"server_address": "192.0.2.25"}}});
    let config = json!({"schema": 1, "appliance": {"domain_joined": true}, "realms": {"A": realm}});
    let config: Config = serde_json::from_value(config).unwrap();
    let check = checks::ALL.iter().find(|one| one.about().id == check);
    let cx = Ctx {
        config: &config,
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
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.build().unwrap().block_on(check.unwrap().run(&cx))
}

fn text(words: &str) -> PeerText {
    PeerText::without_secrets(words.to_owned())
}

fn beside_the_rule_for_mail(rule: &str) -> Observed {
    let mail = "v2.22|Action=Allow|Active=TRUE|Dir=Out|Protocol=6|RPort=25|RA4=192.0.2.25|Name=SecureAuth SMTP|";
    let blocks = || (text("DefaultOutboundAction"), Value::Number(1));
    let rules = [("{1}", mail), ("{2}", rule)];
    let rules = rules.map(|(id, rule)| (text(id), Value::Text(text(rule))));
    let mut answer = host_firewall::Answer::default();
    answer.keys.insert(KEYS[1].to_owned(), rules.into());
    for profile in &KEYS[4..7] {
        let says = [blocks()].into();
        answer.keys.insert((*profile).to_owned(), says);
    }
    Observed::HostFirewall(Box::new(answer))
}

#[test]
fn outputs_of_windows_are_read_and_judged() {
    let all: Vec<Output> = serde_saphyr::from_str(include_str!("windows.yaml")).unwrap();
    let vault = Vault::new(Vec::new(), Vec::new(), Commands::Refused, Resolve::Yes);
    let mut wrong = Vec::new();
    for output in &all {
        let findings = match (&output.w32tm, &output.rule) {
            (Some(printed), None) => {
                let answer = w32tm::read(&vault, &printed.replace('\n', "\r\n"));
                let follows = answer.source.as_ref().map(|source| source.raw());
                let since = answer.w32time.as_ref().and_then(|time| time.last_good_sync);
                let since = since.map(|since| since.as_secs());
                if (follows, since) != (output.follows.as_deref(), output.since) {
                    wrong.push(format!("{}: follows {follows:?}, {since:?}", output.source));
                }
                found("time-source", Observed::Discipline(Box::new(answer)))
            }
            (None, Some(rule)) => found("smtp-firewall", beside_the_rule_for_mail(rule)),
            _ => panic!("{}", output.source),
        };
        // Servers are left to the domain here.
        let told = findings.iter().filter(|one| one.reason != "not-configured");
        let told: Vec<String> = told
            .map(|one| format!("{}/{}", one.check, one.reason))
            .collect();
        if told != [output.finds.as_str()] {
            wrong.push(format!("{}: {told:?}", output.source));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
