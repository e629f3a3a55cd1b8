//! The subcommands of `otpdoctor config`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What `otpdoctor config …` prints, on standard output where it succeeds, else on standard error.
fn run(words: &[&str]) -> Result<String, String> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_otpdoctor"));
    let output = program.arg("config").args(words).output().unwrap();
    match output.status.success() {
        true => Ok(String::from_utf8(output.stdout).unwrap()),
        false => Err(String::from_utf8(output.stderr).unwrap()),
    }
}

fn output(words: &[&str]) -> String {
    run(words).unwrap_or_else(|why| panic!("{why}"))
}

fn valid(path: &Path) -> String {
    output(&["validate", path.to_str().unwrap()])
}

fn shown(config: &Path) -> String {
    output(&["show", "--config", config.to_str().unwrap()])
}

fn init(path: &Path) -> Result<String, String> {
    run(&["init", path.to_str().unwrap()])
}

const HEALTHY: &str = "fixtures/healthy/otpdoctor.yaml";

#[test]
#[cfg_attr(windows, ignore = "its paths are written as Linux writes them")]
fn show_tells_every_value_and_its_place() {
    let shown = shown(Path::new(HEALTHY));
    let expected = snapbox::Data::read_from(Path::new("tests/config/show.txt"), None);
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .eq(shown, expected);
}

#[test]
fn show_holds_to_one_realm_and_knows_near_names() {
    let show = |realm| run(&["show", "--config", HEALTHY, "--realm", realm]);
    let shown = show("SecureAuth998").unwrap();
    assert!(
        shown.contains("  SecureAuth998:\n") && !shown.contains("SecureAuth1:"),
        "{shown}"
    );
    let error = show("secureauth99").unwrap_err();
    assert!(error.contains("did you mean `SecureAuth998`?"), "{error}");
}

#[test]
fn show_shows_no_secret_and_reads_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("otpdoctor.yaml");
    let text = "schema: 1
appliance: {name: \"no\\x1b: #x\", proxy: {url: 'http://u:c4nary@p.example.net'}}
realms: {'a: b': {overview: {description: \"1\", smtp: {password: c4nary}}, api: {url: https://a.example, application_key: {command: [curl, c4nary]}}}}
";
    std::fs::write(&path, text).unwrap();
    let shown = shown(&path);
    assert!(!shown.contains("c4nary"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "{shown}");
    let back = shown.replace("credentials_in_url: true", "");
    std::fs::write(
        &path,
        back.lines()
            .filter(|l| !l.trim().starts_with('#'))
            .collect::<Vec<_>>()
            .join("\n"),
    )
    .unwrap();
    let again = otpdoctor::config::load(Some(&path)).unwrap_or_else(|why| panic!("{why}\n{shown}"));
    assert_eq!(again.config.appliance.name.as_deref(), Some("no\u{1b}: #x"));
    assert_eq!(
        again.config.realms["a: b"].overview.description.as_deref(),
        Some("1")
    );
}

/// No address of mail holds a password, and people write one into it; nor do they always write the space that YAML wants.
#[test]
fn a_password_in_the_wrong_place_is_shown_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("otpdoctor.yaml");
    let named = path.to_str().unwrap();
    for smtp in [
        "smtp: {server_address: 'smtp://svc:c4nary@mail.example.test:25'}",
        "smtp: {server_address: 'svc:c4nary@mail.example.test'}",
        "smtp: {server_address: 'smtps://c4nary@mail.example.test'}",
        "email: {sender_address: 'mailto:svc:c4nary@example.test'}",
        "smtp: {server_address: mail.example.test, password:c4nary}",
        "description: 'see https://svc:c4nary@wiki.example.test/otp'",
        "smtp: {}}, client_certificate: {certificate: 'https://svc:c4nary@pki.example.test/x.pem'",
        "smtp: {server_address: mail.example.test, \"password:c4nary\": x}",
    ] {
        let text = format!("schema: 1\nrealms: {{R: {{overview: {{{smtp}}}}}}}\n");
        std::fs::write(&path, text).unwrap();
        for words in [
            &["config", "show", "--config"][..],
            &["config", "show", "-o", "json", "--config"],
            &["config", "validate", "--config"],
            &["check", "--offline", "-v", "--config"],
            &["check", "--offline", "-o", "json", "--config"],
        ] {
            let mut program = Command::new(env!("CARGO_BIN_EXE_otpdoctor"));
            let output = program.args(words).arg(named).output().unwrap();
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said);
            assert!(!said.contains("c4nary"), "{smtp} {words:?}\n{said}");
        }
    }
    let files = "schema: 1\ncertificates: {c: {certificate: 'https://svc:c4nary@pki.example.test/x.pem', key: 'ftp://svc:c4nary@pki.example.test/x.key'}}\nrealms: {R: {client_certificate: c}}\n";
    std::fs::write(&path, files).unwrap();
    let said = shown(&path);
    assert!(
        !said.contains("c4nary") && said.contains("https://••••@pki.example.test/x.pem"),
        "{said}"
    );
    // What is used gets what was written.
    let used = "schema: 1\nrealms: {R: {}}\nwatch: {notify: {commands: [[curl, 'https://svc:c4nary@hook.example.test/']]}}\n";
    let loaded = otpdoctor::config::of_text(used.into()).unwrap();
    let command = &loaded.config.watch.unwrap().notify.commands[0];
    assert_eq!(command[1], "https://svc:c4nary@hook.example.test/");
    // What is no password stays.
    let healthy = "schema: 1\nrealms: {R: {overview: {description: 'Help: desk@example.test or https://wiki.example.test:8443/a:b@c', email: {sender_address: otp@example.test}}}}\n";
    std::fs::write(&path, healthy).unwrap();
    let shown = shown(&path);
    assert!(
        shown.contains("Help: desk@example.test or https://wiki.example.test:8443/a:b@c")
            && shown.contains("otp@example.test"),
        "{shown}"
    );
}

#[test]
fn init_writes_a_config_that_is_valid_and_never_overwrites() {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("otpdoctor.yaml");
    let said = init(&path).unwrap();
    assert!(
        said.contains("otpdoctor config validate --config"),
        "{said}"
    );
    assert!(valid(&path).contains("is valid: 1 realm, 0 certificates"));
    std::fs::write(&path, "mine").unwrap();
    let error = init(&path).unwrap_err();
    assert!(error.contains("already exists"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
}

/// What is commented out in the start is taken too, once its sign is removed.
#[test]
fn what_init_leaves_commented_out_is_valid_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("otpdoctor.yaml");
    init(&path).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let uncommented: Vec<String> = text
        .lines()
        .map(|line| match line.trim_start().strip_prefix("# ") {
            Some(rest) if rest.split(' ').next().is_some_and(is_key) || rest.starts_with(' ') => {
                line.replacen("# ", "", 1)
            }
            _ => line.to_owned(),
        })
        .collect();
    let text = uncommented
        .join("\n")
        .replace("\"…\"", &format!("\"{}\"", "3b".repeat(20)));
    assert!(
        text.contains("\n  from-store:"),
        "nothing was uncommented:\n{text}"
    );
    std::fs::write(&path, text).unwrap();
    valid(&path);
}

fn is_key(word: &str) -> bool {
    word.ends_with(':') && word.starts_with(|c: char| c.is_alphabetic())
}

#[test]
fn the_schema_stands_alone() {
    let schema: serde_json::Value = serde_json::from_str(&output(&["schema"])).unwrap();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert!(schema["$id"].is_string() && schema["description"].is_string());
    assert!(jsonschema::meta::is_valid(&schema));
}
