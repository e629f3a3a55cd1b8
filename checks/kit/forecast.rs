//! What will expire, in order: certificates of the realms and of their peers, and the support license.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::chain::Chain;
use super::probe::{Observed, Probe, tls};
use super::realm::{CertificateSource, Config, License, Realm};

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

/// What ends between `now` and `now + horizon`, soonest first, as far as the answers tell.
///
/// What is over already is not in it: that is a finding.
pub fn forecast<'a>(
    config: &Config,
    realms: &[(&str, &Realm)],
    answers: impl Iterator<Item = (&'a Probe, &'a Observed)>,
    now: Timestamp,
    horizon: SignedDuration,
) -> Vec<Expiry> {
    let mut ends = Ends::default();
    for (name, realm) in realms {
        let license = realm.license.as_ref().or(config.appliance.license.as_ref());
        if let Some(at) = license.and_then(last_moment) {
            ends.add(at, "the support license".into(), name);
        }
    }
    for (probe, observed) in answers {
        match (probe, observed) {
            (Probe::Certificate(query), Observed::Certificate(answer)) => {
                for (name, realm) in realms {
                    for certificate in selected(config, realm, &query.source) {
                        ends.add_chain(&answer.chain, &format!("certificate {certificate}"), name);
                    }
                }
            }
            (Probe::Https(query), Observed::Https(answer)) => {
                let host = query.url.host_str().unwrap_or_default();
                let uses = |realm: &Realm| uses_host(config, realm, host);
                ends.add_peer(answer.tls.as_ref(), host, realms, uses);
            }
            (Probe::Smtp(query), Observed::Smtp(answer)) => {
                let host = query.server.host.as_str();
                let uses = |realm: &Realm| {
                    let server = realm.overview.smtp.as_ref().and_then(|smtp| smtp.server());
                    server.is_some_and(|server| {
                        server.trim_end_matches('.').eq_ignore_ascii_case(host)
                    })
                };
                ends.add_peer(answer.tls.as_ref(), host, realms, uses);
            }
            _ => {}
        }
    }
    ends.within(now, horizon)
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

    fn add_peer(
        &mut self,
        tls: Option<&tls::Tls>,
        host: &str,
        realms: &[(&str, &Realm)],
        uses: impl Fn(&Realm) -> bool,
    ) {
        let Some(tls) = tls else { return };
        for (name, _) in realms.iter().filter(|(_, realm)| uses(realm)) {
            self.add_chain(&tls.chain, &format!("the certificate of {host}"), name);
        }
    }

    fn within(self, now: Timestamp, horizon: SignedDuration) -> Vec<Expiry> {
        let soon = |at: Timestamp| at >= now && at.duration_since(now) <= horizon;
        let ends = self.0.into_iter().filter(|((at, _), _)| soon(*at));
        ends.map(|((at, what), realms)| Expiry { at, what, realms })
            .collect()
    }
}

/// The last moment of the last day of support, in UTC.
fn last_moment(license: &License) -> Option<Timestamp> {
    let after = license.support_expires?.tomorrow().ok()?;
    let midnight = after.to_zoned(TimeZone::UTC).ok()?.timestamp();
    midnight.checked_sub(SignedDuration::from_secs(1)).ok()
}

/// The names under which a realm selects this certificate.
fn selected<'a>(config: &'a Config, realm: &'a Realm, source: &CertificateSource) -> Vec<&'a str> {
    let license = realm.license.as_ref().or(config.appliance.license.as_ref());
    let license = license.and_then(|license| license.certificate.as_deref());
    let mut names: Vec<&str> = [
        realm.client_certificate.as_deref(),
        realm.license_certificate.as_deref(),
        license,
    ]
    .into_iter()
    .flatten()
    .collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| config.certificates.get(*name) == Some(source));
    names
}

fn uses_host(config: &Config, realm: &Realm, host: &str) -> bool {
    let vendor = super::realm::Cloud::vendor();
    let cloud = realm
        .cloud
        .as_ref()
        .or(config.appliance.cloud.as_ref())
        .unwrap_or(vendor);
    cloud
        .services()
        .any(|(_, service)| service.url.host_str() == Some(host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::chain::Certificate;
    use crate::kit::probe::certificate::{Answer, Query};

    #[test]
    fn what_ends_within_the_horizon_stands_in_order() {
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
            .map(|(name, realm)| (name.as_str(), realm))
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
        let ends = forecast(
            &config,
            &realms,
            answers,
            at("2026-11-22T12:00:00Z"),
            SignedDuration::from_hours(24 * 90),
        );
        let told: Vec<(&str, usize)> = ends
            .iter()
            .map(|end| (end.what.as_str(), end.realms.len()))
            .collect();
        assert_eq!(
            told,
            [
                ("Issuer, an issuer of certificate license", 1),
                ("the support license", 1),
                ("certificate license", 1)
            ]
        );
    }
}
