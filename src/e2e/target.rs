//! What a probe is about: a realm, a user, and who answers; and what checks find in the realm's settings.

use checks::kit::ctx::{Gathered, Here, Network};
use checks::kit::reason::shared;
use checks::kit::{About, Config, Ctx, Finding, Host, Realm, Scope};
use jiff::Timestamp;

use super::chain::Planned;
use crate::otp::core::User;
use crate::probe::Live;

/// A realm, a user, and who answers.
pub struct Target<'a> {
    /// The config.
    pub config: &'a Config,
    /// The realm's name.
    pub name: &'a str,
    /// The user: the reserved one, unless another is named.
    pub user: &'a User,
    /// The machine that this is.
    pub host: &'a Host,
    /// Who answers from the world.
    pub live: &'a Live,
    /// What checks gather from all realms.
    pub gathered: Gathered,
}

impl<'a> Target<'a> {
    /// The realm.
    pub fn realm(&self) -> &'a Realm {
        &self.config.realms[self.name]
    }

    /// These steps, in this realm.
    pub fn plan(&self, steps: &[&'static About]) -> Vec<Planned<'a>> {
        let realm = self.name;
        let steps = steps.iter();
        steps.map(|about| Planned { about, realm }).collect()
    }

    /// What a check knows of this realm as of now, where nobody is asked.
    pub fn ctx(&self) -> Ctx<'_> {
        self.ctx_of(self.name, self.realm())
    }

    /// The same of another realm.
    fn ctx_of<'b>(&'b self, name: &'b str, realm: &'b Realm) -> Ctx<'b> {
        Ctx {
            config: self.config,
            name,
            realm,
            now: Timestamp::now(),
            host: self.host,
            scope: Scope {
                network: Network::Offline,
                here: Here::ByName,
            },
            prober: self.live,
            gathered: &self.gathered,
        }
    }

    /// What a check finds in the settings of a realm, without asking anybody.
    pub async fn settings(&self, check: &About, name: &str) -> Vec<Finding> {
        let cx = self.ctx_of(name, &self.config.realms[name]);
        let mut all = checks::ALL.iter();
        let check = all.find(|one| one.about().id == check.id);
        let check = check.expect("every check is in the registry");
        let mut findings = check.run(&cx).await;
        // What it would ask somebody is no part of the settings.
        findings.retain(|finding| finding.reason != shared::OFFLINE.code);
        findings
    }
}
