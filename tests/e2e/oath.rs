//! `probe oath`: realms that open each other's seeds, and one that does not.

use std::process::Command;

use crate::program::{Program, Run};

/// A certificate with its key, made by openssl.
fn certificate(program: &Program, name: &str) {
    let (key, pem) = (format!("{name}.key"), format!("{name}.pem"));
    let subject = format!("/CN={name}");
    let arguments = [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", &subject,
        "-keyout", &key, "-out", &pem,
    ];
    let openssl = Command::new("openssl")
        .args(arguments)
        .current_dir(program.path(""))
        .output();
    let output = openssl.expect("openssl runs: tests/setup installs it");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn config(login: &str) -> String {
    let seed = "data: {profile_fields: [{property_name: OATH Seed, field: postalAddress, data_format: advanced_encryption}]}";
    let workflow = "workflow: {default_workflow: username_second_factor}";
    format!(
        "schema: 1\n\
         certificates:\n  license-2026: {{certificate: license-2026.pem, key: license-2026.key}}\n  old: {{certificate: old.pem, key: old.key}}\n\
         realms:\n  SecureAuth998:\n    role: provisioning\n    {seed}\n    license_certificate: license-2026\n    multi_factor: {{oath: {{enabled: true}}}}\n\
         \x20 SecureAuth1:\n    {seed}\n    {workflow}\n    license_certificate: license-2026\n    multi_factor: {{oath: {{enabled: true}}}}\n\
         \x20 SecureAuth2:\n    {seed}\n    {workflow}\n    {login}\n"
    )
}

fn probe(login: &str, arguments: &[&str]) -> Run {
    let program = Program::with(&config(login));
    certificate(&program, "license-2026");
    certificate(&program, "old");
    let all = [&["probe", "oath", "-o", "json"], arguments].concat();
    program.run(&all, "")
}

#[test]
fn it_says_first_that_no_appliance_is_asked() {
    let run = probe(
        "license_certificate: old",
        &["-o", "markdown=report.md", "-o", "html=report.html"],
    );
    let note = "simulated with otpdoctor's engine; the appliance is not asked";
    assert_eq!(run.json()["note"], note);
}

#[test]
fn one_license_certificate_opens_every_seed() {
    let run = probe(
        "license_certificate: license-2026\n    multi_factor: {oath: {enabled: true}}",
        &["--count", "2", "--interval", "1ms"],
    );
    let mut expected = vec![
        "oath-enrollment SecureAuth998 pass",
        "oath-seed-opened SecureAuth998 pass",
        "passcode-verify SecureAuth998 pass",
    ];
    for realm in ["SecureAuth1", "SecureAuth2"] {
        for step in ["oath-settings", "oath-seed-opened", "passcode-verify"] {
            expected.push(Box::leak(format!("{step} {realm} pass").into_boxed_str()));
        }
    }
    // The second time at once: no passcode is waited for, and none is accepted twice.
    assert_eq!(well(&run), expected, "{}", run.err);
    let verified = run.finding("passcode-verify")["evidence"].to_string();
    assert!(verified.contains("2 of 2"), "{verified}");
    assert_eq!(run.code, 0);
}

/// The steps, each once; what a check of settings says of apps and of the directory is its own affair.
fn well(run: &Run) -> Vec<String> {
    let mut steps = run.steps();
    steps.retain(|step| !(step.starts_with("oath-settings") && step.contains("not-known")));
    steps.dedup();
    steps
}

#[test]
fn another_license_certificate_fails_exactly_where_the_seed_is_opened() {
    let run = probe(
        "license_certificate: old\n    multi_factor: {oath: {enabled: true}}",
        &[],
    );
    let bad: Vec<String> = run
        .steps()
        .into_iter()
        .filter(|step| !step.ends_with("pass") && !step.starts_with("oath-settings"))
        .collect();
    assert_eq!(
        bad,
        [
            "oath-seed-opened SecureAuth2 fail not-opened",
            "passcode-verify SecureAuth2 skip not-reached"
        ]
    );
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains("Registration code does not match"),
        "{}",
        run.out
    );
    let findings = run.json()["findings"].clone();
    let failed = findings
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["reason"] == "not-opened")
        .cloned();
    let cure = failed.unwrap()["remedy"]["steps"].to_string();
    assert!(
        cure.contains("license-2026") && cure.contains("SecureAuth2"),
        "{cure}"
    );
}

#[test]
fn digits_and_intervals_that_differ_are_found() {
    let length = probe(
        "license_certificate: license-2026\n    multi_factor: {oath: {enabled: true, passcode_length: 8}}",
        &["--realm", "SecureAuth2"],
    );
    let steps = length.steps();
    for step in [
        "oath-settings SecureAuth2 fail differs-from-provisioning",
        "oath-seed-opened SecureAuth2 pass",
        "passcode-verify SecureAuth2 fail wrong-length",
    ] {
        assert!(steps.contains(&step.to_owned()), "{steps:?}");
    }
    let interval = probe(
        "license_certificate: license-2026\n    multi_factor: {oath: {enabled: true, passcode_change_interval: 60}}",
        &["--realm", "SecureAuth2"],
    );
    let differs = "oath-settings SecureAuth2 fail differs-from-provisioning".to_owned();
    assert!(interval.steps().contains(&differs), "{interval:?}");
}

#[test]
fn a_realm_that_takes_no_such_codes_is_not_tried() {
    let off = "license_certificate: old\n    multi_factor: {oath: {enabled: false}}";
    let all = probe(off, &[]);
    assert!(!all.out.contains("SecureAuth2"), "{}", all.out);
    assert_eq!(all.code, 0);
    let named = probe(off, &["--realm", "SecureAuth2"]);
    assert_eq!(named.code, 64, "{}", named.err);
}
