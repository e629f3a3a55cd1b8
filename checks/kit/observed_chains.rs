//! Which certificate chains were seen, whose they are, and which realms they touch.

use super::chain::Chain;
use super::probe::{Observed, Probe, tls};
use super::realm::{CertificateSource, Config, Realm};

/// A chain as it was read from a file or store, or shown by a peer.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown<'a> {
    /// Whose it is, in a few words: `certificate license`, `the certificate of mail.example.net`.
    pub whose: String,
    /// The chain, never empty.
    pub chain: &'a Chain,
    /// The realms that use it, in the order in which they were given.
    pub realms: Vec<String>,
}

/// Every chain that the answers show, each once; the one that ends soonest first.
pub fn shown<'a>(
    config: &Config,
    realms: &[(&str, &Realm)],
    answers: impl Iterator<Item = (&'a Probe, &'a Observed)>,
) -> Vec<Shown<'a>> {
    let mut all: Vec<Shown<'a>> = Vec::new();
    for (probe, observed) in answers {
        match (probe, observed) {
            (Probe::Certificate(query), Observed::Certificate(answer)) => {
                for (name, realm) in realms {
                    for certificate in selected(config, realm, &query.source) {
                        add(
                            &mut all,
                            format!("certificate {certificate}"),
                            &answer.chain,
                            name,
                        );
                    }
                }
            }
            (Probe::Https(query), Observed::Https(answer)) => {
                let host = query.url.host_str().unwrap_or_default();
                let uses = |realm: &Realm| uses_host(config, realm, host);
                add_peer(&mut all, answer.tls.as_ref(), host, realms, uses);
            }
            (Probe::Smtp(query), Observed::Smtp(answer)) => {
                let host = query.server.host.as_str();
                let uses = |realm: &Realm| {
                    let server = realm.overview.smtp.as_ref().and_then(|smtp| smtp.server());
                    server.is_some_and(|server| {
                        server.trim_end_matches('.').eq_ignore_ascii_case(host)
                    })
                };
                add_peer(&mut all, answer.tls.as_ref(), host, realms, uses);
            }
            _ => {}
        }
    }
    // Answers arrive in any order.
    for one in &mut all {
        let place = |name: &String| realms.iter().position(|(realm, _)| realm == name);
        one.realms.sort_by_key(place);
    }
    all.sort_by(|one, other| order(one).cmp(&order(other)));
    all
}

/// What two lists of the same chains are sorted by.
fn order<'a>(shown: &'a Shown<'_>) -> impl Ord + use<'a> {
    let ends = shown.chain.certificates.iter().map(|one| one.not_after);
    let leaf = shown.chain.leaf().map(|leaf| leaf.thumbprint.as_str());
    (ends.min(), shown.whose.as_str(), leaf)
}

fn add<'a>(all: &mut Vec<Shown<'a>>, whose: String, chain: &'a Chain, realm: &str) {
    if chain.certificates.is_empty() {
        return;
    }
    let known = all
        .iter_mut()
        .find(|one| one.whose == whose && one.chain == chain);
    match known {
        Some(one) if one.realms.iter().any(|name| name == realm) => {}
        Some(one) => one.realms.push(realm.to_owned()),
        None => all.push(Shown {
            whose,
            chain,
            realms: vec![realm.to_owned()],
        }),
    }
}

fn add_peer<'a>(
    all: &mut Vec<Shown<'a>>,
    tls: Option<&'a tls::Tls>,
    host: &str,
    realms: &[(&str, &Realm)],
    uses: impl Fn(&Realm) -> bool,
) {
    let Some(tls) = tls else { return };
    for (name, _) in realms.iter().filter(|(_, realm)| uses(realm)) {
        add(all, format!("the certificate of {host}"), &tls.chain, name);
    }
}

/// The names under which a realm selects this certificate.
fn selected<'a>(config: &'a Config, realm: &'a Realm, source: &CertificateSource) -> Vec<&'a str> {
    let mut names = config.certificates_of(realm);
    names.retain(|name| config.certificates.get(*name) == Some(source));
    names
}

fn uses_host(config: &Config, realm: &Realm, host: &str) -> bool {
    let mut services = config.cloud_of(realm).services();
    services.any(|(_, service)| service.url.host_str() == Some(host))
}
