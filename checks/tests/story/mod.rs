//! A story: a config, and what the world answers.

use checks::kit::ctx::Gathered;
use checks::kit::ctx::{Here, Host, Network, Scope};
use checks::kit::realm::Platform;
use checks::kit::replay::{Line, Replayed};
use checks::kit::{Check, Config, Ctx, Finding};
use jiff::Timestamp;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    #[allow(dead_code, reason = "it is for the reader of a story of one check")]
    pub about: String,
    pub config: Config,
    #[serde(default = "noon")]
    now: Timestamp,
    #[serde(default = "appliance")]
    host: Host,
    #[serde(default)]
    offline: bool,
    #[serde(default)]
    observed: Vec<Line>,
    /// The causes, in their order, for a story of several checks: `check/reason > what it explains`.
    #[serde(default)]
    #[allow(dead_code, reason = "stories of one check have none")]
    pub causes: Vec<String>,
}

fn noon() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().expect("a timestamp")
}

fn appliance() -> Host {
    Host {
        name: "idp-01".into(),
        platform: Platform::Windows,
    }
}

/// What a check says of each realm of a story.
pub fn judge(check: &dyn Check, story: &Story) -> Vec<(String, Finding)> {
    let prober = Replayed::new(story.observed.clone());
    let network = if story.offline {
        Network::Offline
    } else {
        Network::Online
    };
    let gathered = Gathered::default();
    let mut all = Vec::new();
    for (name, realm) in &story.config.realms {
        let cx = Ctx {
            config: &story.config,
            name,
            realm,
            now: story.now,
            host: &story.host,
            scope: Scope {
                network,
                here: Here::ByName,
            },
            prober: &prober,
            gathered: &gathered,
        };
        let found = futures_util::FutureExt::now_or_never(check.run(&cx))
            .expect("a replay answers at once");
        assert!(
            !found.is_empty(),
            "{} says nothing of {name}",
            check.about().id
        );
        all.extend(found.into_iter().map(|finding| (name.clone(), finding)));
    }
    all
}
