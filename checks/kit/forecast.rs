//! What will expire, in order: certificates of the realms and of their peers, and the support license.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::chain::Chain;
use super::observed_chains::Shown;
use super::realm::{Config, License, Realm};

/// Something that will end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// When it ends.
    pub at: Timestamp,
    /// What ends, in a few words.
    pub what: String,
    /// The realms that it touches, in the order in which they were given.
    pub realms: Vec<String>,
}

/// Everything that ends, soonest first, as far as the answers show: what is over already stands first.
pub fn forecast(config: &Config, realms: &[(&str, &Realm)], chains: &[Shown<'_>]) -> Vec<Expiry> {
    let mut ends = Ends::default();
    for (name, realm) in realms {
        if let Some(at) = config.license_of(realm).and_then(last_moment) {
            ends.add(at, "the support license".into(), name);
        }
    }
    for shown in chains {
        for realm in &shown.realms {
            ends.add_chain(shown.chain, &shown.whose, realm);
        }
    }
    let ends = ends.0.into_iter();
    ends.map(|((at, what), realms)| Expiry { at, what, realms })
        .collect()
}

#[derive(Default)]
struct Ends(BTreeMap<(Timestamp, String), Vec<String>>);

impl Ends {
    fn add(&mut self, at: Timestamp, what: String, realm: &str) {
        let realms = self.0.entry((at, what)).or_default();
        if realms.last().is_none_or(|last| last != realm) {
            realms.push(realm.to_owned());
        }
    }

    fn add_chain(&mut self, chain: &Chain, whose: &str, realm: &str) {
        for (index, certificate) in chain.certificates.iter().enumerate() {
            let what = match index {
                0 => whose.to_owned(),
                _ => format!("{}, an issuer of {whose}", certificate.short_name()),
            };
            self.add(certificate.not_after, what, realm);
        }
    }
}

/// The last moment of the last day of support, in UTC.
fn last_moment(license: &License) -> Option<Timestamp> {
    let after = license.support_expires?.tomorrow().ok()?;
    let midnight = after.to_zoned(TimeZone::UTC).ok()?.timestamp();
    midnight.checked_sub(SignedDuration::from_secs(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::chain::Certificate;
    use crate::kit::observed_chains::shown;
    use crate::kit::probe::certificate::{Answer, Query};
    use crate::kit::probe::{Observed, Probe};

    #[test]
    fn what_ends_stands_in_order() {
        let config: Config = serde_json::from_value(serde_json::json!({
            "schema": 1,
            "appliance": {"license": {"certificate": "license", "support_expires": "2026-12-24"}},
            "certificates": {"license": {"certificate": "license.pem"}},
            "realms": {"A": {}, "B": {"license": {"support_expires": "2030-01-01"}}},
        }))
        .expect("a config");
        let realms: Vec<(&str, &Realm)> = config
            .realms
            .iter()
            .map(|(name, realm)| (name.as_str(), &**realm))
            .collect();
        let at = |text: &str| text.parse::<Timestamp>().expect("a timestamp");
        let certificate = |not_after| Certificate {
            subject: "CN=Issuer".into(),
            not_after: at(not_after),
            ..Certificate::default()
        };
        let chain = Chain {
            certificates: vec![
                certificate("2027-01-10T00:00:00Z"),
                certificate("2026-12-01T00:00:00Z"),
                certificate("2040-01-01T00:00:00Z"),
            ],
            ..Chain::default()
        };
        let probe = Probe::Certificate(Query {
            source: config.certificates["license"].clone(),
        });
        let observed = Observed::Certificate(Box::new(Answer {
            chain,
            ..Answer::default()
        }));
        let answers = [(&probe, &observed)].into_iter();
        let ends = forecast(&config, &realms, &shown(&config, &realms, answers));
        let told: Vec<(&str, usize)> = ends
            .iter()
            .map(|end| (end.what.as_str(), end.realms.len()))
            .collect();
        assert_eq!(
            told,
            [
                ("Issuer, an issuer of certificate license", 1),
                ("the support license", 1),
                ("certificate license", 1),
                ("the support license", 1),
                ("Issuer, an issuer of certificate license", 1),
            ]
        );
    }
}
