//! `otpdoctor certificates`: what each certificate could be selected for, and what is wrong with it.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};

use crate::program::Program;

const CONFIG: &str = "\
schema: 1
appliance: {trust: {file: root.pem}}
certificates:
  license-2026: {certificate: good.pem, key: good.key}
  web-server: {certificate: server.pem, key: good.key}
  lost: {certificate: lost.pem}
realms:
  SecureAuth1: {client_certificate: license-2026}
  SecureAuth2: {client_certificate: web-server, license_certificate: license-2026}
";

fn program() -> Program {
    let program = Program::with(CONFIG);
    let write = |name: &str, text: String| std::fs::write(program.path(name), text).unwrap();
    let params = |name: &str, purpose: Option<ExtendedKeyUsagePurpose>| {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = purpose.into_iter().collect();
        params
    };
    let mut authority = params("Root", None);
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let root = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    write("root.pem", root.pem());
    let (good, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let client = params(
        "idp-01.example.net",
        Some(ExtendedKeyUsagePurpose::ClientAuth),
    );
    write("good.pem", client.signed_by(&good, &root).unwrap().pem());
    write("good.key", good.serialize_pem());
    let server = params("www.example.net", Some(ExtendedKeyUsagePurpose::ServerAuth));
    write("server.pem", server.signed_by(&other, &root).unwrap().pem());
    program
}

#[test]
fn each_is_listed_with_what_is_wrong_with_it_for_which_use() {
    let (out, _) = program().expect(&["certificates"], 0);
    let parts: Vec<&str> = out.split("\n\n").collect();
    // Those of the store of Windows come after those of the config.
    let [good, lost, server, ref found @ ..] = parts[..] else {
        panic!("{out}");
    };
    assert!(cfg!(windows) || found.is_empty(), "{out}");
    for line in [
        "license-2026\n",
        "  subject      CN=idp-01.example.net\n",
        "  private key  present, and belongs to it\n",
        "  selected by  SecureAuth1, SecureAuth2\n",
        "  suitable as  client certificate and license certificate",
    ] {
        assert!(good.contains(line), "{line}: {good}");
    }
    assert!(!good.contains("fail"), "{good}");
    assert!(
        lost.contains("  fail") && lost.contains("certificate-validity/missing"),
        "{lost}"
    );
    assert!(!lost.contains("suitable"), "{lost}");
    let joined = server.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "private key present, but belongs to another certificate",
        "(key-match/mismatch)",
        "(certificate-use/no-client-auth, as client certificate)",
    ] {
        assert!(joined.contains(words), "{words}: {server}");
    }
    assert!(!server.contains("suitable"), "{server}");
}

#[test]
fn programs_read_the_same() {
    let program = program();
    program.expect(&["certificates", "-o", "json=list.json"], 0);
    let list = std::fs::read(program.path("list.json")).unwrap();
    let list: serde_json::Value = serde_json::from_slice(&list).unwrap();
    assert_eq!(list["schema"], "otpdoctor.certificates/1");
    let reasons = list
        .pointer("/certificates/2/findings")
        .unwrap()
        .as_array()
        .unwrap();
    let use_of = reasons
        .iter()
        .find(|one| one["reason"] == "no-client-auth")
        .unwrap();
    assert_eq!(use_of["uses"], serde_json::json!(["client"]));
    assert_eq!(
        list.pointer("/certificates/0/findings"),
        Some(&serde_json::json!([]))
    );
}

#[cfg(unix)]
#[test]
fn without_a_config_and_a_store_it_says_where_certificates_could_be() {
    let program = Program::with("");
    std::fs::remove_file(program.path("otpdoctor.yaml")).unwrap();
    let (_, said) = program.expect(&["certificates"], 66);
    assert!(said.contains("no config names a certificate"), "{said}");
    assert!(said.contains("otpdoctor try --certificate"), "{said}");
}

/// Time is judged as it was when the run began.
#[cfg(target_os = "linux")]
#[test]
fn a_clock_that_steps_by_a_year_in_a_run_makes_no_certificate_expire() {
    let realms = "realms: {A: {client_certificate: web}}";
    let program = Program::with(&format!(
        "schema: 1\nappliance: {{trust: {{file: web.pem}}}}\ncertificates: {{web: {{certificate: web.pem}}}}\n{realms}\n"
    ));
    let day = std::time::Duration::from_secs(24 * 60 * 60);
    let now = std::time::SystemTime::now();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    (params.not_before, params.not_after) = ((now - day).into(), (now + 100 * day).into());
    let certificate = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
    std::fs::write(program.path("web.pem"), certificate.pem()).unwrap();
    // The first time that it reads the clock is the first that is a year ahead, or the second.
    let status = |first: &str| {
        let mut command = std::process::Command::new("faketime");
        command
            .env("FAKETIME_START_AFTER_NUMCALLS", first)
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .args(["-m", "-f", "+400d", env!("CARGO_BIN_EXE_otpdoctor")])
            .args(["check", "--only", "certificate-validity", "-o", "json"])
            .current_dir(program.path(""));
        let output = command.output().unwrap();
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let findings = report["findings"].as_array().unwrap();
        let told = findings.iter().any(|one| one["reason"] == "clock-set");
        (findings[0]["status"].as_str().unwrap().to_owned(), told)
    };
    assert_eq!(status("1"), ("fail".to_owned(), false));
    // Which of the two times is right nobody knows, and the report says so.
    assert_eq!(status("2"), ("pass".to_owned(), true));
}
