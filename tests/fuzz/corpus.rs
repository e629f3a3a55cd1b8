//! What the mutations begin with: the files of `corpus/<target>/`, and inputs that stand elsewhere in the repository.

use data_encoding::BASE64;

/// The fixtures that are inputs of a target too.
const FIXTURES: [(&str, &[&str]); 8] = [
    (
        "config",
        &[
            "fixtures/*/otpdoctor.yaml",
            "tests/config/invalid/*.yaml",
            "src/lab/healthy.yaml",
        ],
    ),
    ("web_config", &["fixtures/import/web/*/web.config"]),
    ("admin_api", &["fixtures/import/*.json"]),
    ("aliases", &["fixtures/import/aliases.yaml"]),
    ("report", &["fixtures/reports/*/report.json"]),
    ("der", &["src/lab/weak/*.pem"]),
    ("pem", &["src/lab/weak/*"]),
    ("ticket", &["checks/kit/symptom/table.json"]),
];

/// The most of one input: of a longer one this much is its beginning.
const LONGEST: usize = 60_000;

pub(crate) fn of(target: &str) -> Vec<Vec<u8>> {
    let own = format!("tests/fuzz/corpus/{target}/*");
    let shared = FIXTURES.iter().filter(|(name, _)| *name == target);
    let patterns = shared.flat_map(|(_, patterns)| patterns.iter().copied());
    let mut inputs = Vec::new();
    for pattern in patterns.chain([own.as_str()]) {
        let whole = format!("{}/{pattern}", env!("CARGO_MANIFEST_DIR"));
        let mut paths: Vec<_> = glob::glob(&whole).unwrap().map(Result::unwrap).collect();
        paths.sort();
        inputs.extend(paths.iter().map(|path| std::fs::read(path).unwrap()));
    }
    if target == "der" {
        inputs.extend(limbo());
    }
    inputs.iter_mut().for_each(|input| input.truncate(LONGEST));
    inputs
}

/// Certificates of x509-limbo, which has odd ones of all kinds.
fn limbo() -> impl Iterator<Item = Vec<u8>> {
    let cases = include_str!("../../fixtures/x509-limbo/cases.json");
    let cases: Vec<serde_json::Value> = serde_json::from_str(cases).unwrap();
    let leaves: Vec<Vec<u8>> = cases
        .iter()
        .filter_map(|case| BASE64.decode(case["shown"][0].as_str()?.as_ref()).ok())
        .collect();
    leaves.into_iter()
}
