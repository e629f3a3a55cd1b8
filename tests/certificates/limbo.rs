//! The suite x509-limbo: what otpdoctor makes of the chains of servers, beside what it should.

use std::collections::BTreeMap;
use std::path::PathBuf;

use checks::kit::chain_fault::ChainFault;
use data_encoding::BASE64;
use jiff::Timestamp;
use otpdoctor::probe::tls::trust::Roots;
use otpdoctor::probe::tls::verdict::Verifier;
use otpdoctor::secret::{Commands, Resolve, Vault};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    id: String,
    expected: String,
    name: String,
    time: Option<Timestamp>,
    features: Vec<String>,
    trusted: Vec<String>,
    shown: Vec<String>,
}

fn fixture(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/x509-limbo");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

fn certificates(base64: &[String]) -> Vec<CertificateDer<'static>> {
    let der = base64
        .iter()
        .map(|text| BASE64.decode(text.as_bytes()).unwrap());
    der.map(CertificateDer::from).collect()
}

/// What the checks find, where the library verifies the chain or says why not.
fn faults(case: &Case) -> Vec<ChainFault> {
    let at = case.time.unwrap_or_else(Timestamp::now);
    let (trusted, shown) = (certificates(&case.trusted), certificates(&case.shown));
    let Ok(roots) = Roots::at(trusted, at) else {
        return vec![ChainFault::Invalid("no root is usable".into())];
    };
    let name = ServerName::try_from(case.name.as_str()).unwrap();
    let seconds = std::time::Duration::from_secs(at.as_second().try_into().unwrap());
    let algorithms = rustls::crypto::aws_lc_rs::default_provider();
    let algorithms = algorithms.signature_verification_algorithms;
    let now = UnixTime::since_unix_epoch(seconds);
    let vault = Vault::new(vec![], vec![], Commands::Refused, Resolve::No);
    let verifier = Verifier {
        roots: &roots,
        algorithms,
        vault: &vault,
        now,
    };
    let (chain, refusal) = verifier.examine(&shown, Some(&name));
    let chain = chain.unwrap_or_default();
    let faults = chain.server_faults(refusal.as_ref(), at, &case.name);
    // What the library refuses is never passed.
    assert!(
        refusal.is_none() || !faults.is_empty(),
        "{}: {refusal:?}",
        case.id
    );
    faults
}

#[test]
fn every_disagreement_with_the_suite_has_a_reason() {
    let cases: Vec<Case> = serde_json::from_str(&fixture("cases.json")).unwrap();
    let reasons = fixture("disagreements.txt");
    let reasons: BTreeMap<&str, &str> = reasons
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(": ").expect("an id and a reason"))
        .collect();
    let mut found = BTreeMap::new();
    for case in &cases {
        let faults = faults(case);
        if faults.is_empty() != (case.expected == "SUCCESS") {
            let says = format!("{} {:?} {faults:?}", case.expected, case.features);
            found.insert(case.id.as_str(), says);
        }
    }
    let unexplained: Vec<_> = found
        .iter()
        .filter(|(id, _)| !reasons.contains_key(*id))
        .collect();
    let agreed: Vec<_> = reasons
        .keys()
        .filter(|id| !found.contains_key(*id))
        .collect();
    assert!(
        unexplained.is_empty() && agreed.is_empty(),
        "without a reason: {unexplained:#?}; no disagreement: {agreed:?}"
    );
}
