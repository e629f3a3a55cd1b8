//! The schemas that are published: none changes incompatibly, and what the program writes keeps to them.
//!
//! `SNAPSHOTS=overwrite cargo test --test past` takes what was added; what breaks a reader it never takes.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use otpdoctor::report::schema::ALL;
use serde_json::{Value, json};

use crate::compatible::breaks;
use crate::schema::validate;

fn golden(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/schemas");
    folder.join(format!("{name}.json"))
}

fn published(name: &str) -> Value {
    let one = ALL.iter().find(|one| one.name == name).unwrap();
    serde_json::from_str(&one.render()).unwrap()
}

#[test]
fn no_schema_changes_incompatibly() {
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|how| how == "overwrite");
    for one in ALL {
        let path = golden(one.name);
        let text = one.render();
        if overwrite && !path.exists() {
            std::fs::write(&path, &text).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap();
        let (older, newer) = (serde_json::from_str(&kept).unwrap(), published(one.name));
        let broken = breaks(&older, &newer);
        assert!(
            broken.is_empty(),
            "{} needs another version: {broken:#?}",
            one.name
        );
        match overwrite {
            true => std::fs::write(&path, &text).unwrap(),
            false => assert!(
                kept == text,
                "{}: SNAPSHOTS=overwrite takes what was added",
                one.name
            ),
        }
    }
}

/// Something that is done to a schema.
type Change<'a> = &'a dyn Fn(&mut Value);

#[test]
fn what_breaks_a_reader_is_told_and_what_is_added_is_not() {
    let older = published("history");
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut newer = older.clone();
        change(&mut newer);
        breaks(&older, &newer)
    };
    assert_eq!(changed(&|_| {}), [""; 0]);
    let added = changed(&|schema| {
        schema["properties"]["more"] = json!({"type": "string"});
        schema["$defs"]["Course"]["properties"]["more"] = json!({"type": "array", "items": {}});
        schema["description"] = "other words".into();
    });
    assert_eq!(added, [""; 0]);
    let remove = |schema: &mut Value, place: &str, name: &str| {
        let node = schema.pointer_mut(place).unwrap();
        node.as_object_mut().unwrap().remove(name).unwrap()
    };
    let properties = "/$defs/Appliance/properties";
    let cases: [(&str, Change<'_>); 7] = [
        ("a removed field", &|schema| {
            remove(schema, properties, "strip");
        }),
        ("a renamed field", &|schema| {
            let field = remove(schema, properties, "strip");
            schema["$defs"]["Appliance"]["properties"]["band"] = field;
        }),
        ("a retyped field", &|schema| {
            schema["$defs"]["Appliance"]["properties"]["runs"] = json!({"type": "string"});
        }),
        ("a new required field", &|schema| {
            schema["properties"]["more"] = json!({"type": "string"});
            schema["required"]
                .as_array_mut()
                .unwrap()
                .push("more".into());
        }),
        ("a field that may be missing now", &|schema| {
            schema["required"].as_array_mut().unwrap().remove(0);
        }),
        ("one more in a closed list", &|schema| {
            let outcomes = schema["$defs"]["Outcome"]["oneOf"].as_array_mut().unwrap();
            outcomes.push(json!({"const": "other", "type": "string"}));
        }),
        ("another version under the same name", &|schema| {
            schema["properties"]["schema"]["const"] = "otpdoctor.history/2".into();
        }),
    ];
    for (what, change) in cases {
        assert!(!changed(change).is_empty(), "{what}");
    }
}

/// A folder with a config that needs no server.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let config = "schema: 1\nappliance: {name: idp-01, platform: linux, license: {support_expires: 2020-01-01}}\n\
        otp: {store: otp.sqlite}\nrealms:\n  SecureAuth1:\n    workflow: {default_workflow: username_and_password_second_factor}\n\
        \x20   multi_factor: {oath: {enabled: true}, help_desk_1: {enabled: true, phone: \"+1 949 555 0100\", email: h@example.net}}\n";
    std::fs::write(folder.path().join("otpdoctor.yaml"), config).unwrap();
    folder
}

/// What the program writes to stdout, whatever its exit code.
fn written(folder: &tempfile::TempDir, arguments: &[&str], stdin: &str) -> String {
    use std::io::Write as _;
    let mut child = Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .env("HOME", folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(stdin.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.stdout.is_empty(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn valid(folder: &tempfile::TempDir, name: &str, arguments: &[&str]) -> Value {
    let value = serde_json::from_str(&written(folder, arguments, "")).unwrap();
    validate(name, &value);
    value
}

#[test]
fn what_the_program_writes_keeps_to_what_it_publishes() {
    let folder = folder();
    let check = ["check", "--offline", "-o", "json"];
    valid(&folder, "report", &check);
    let save = ["check", "--offline", "-o", "json=before.json", "-o", "json"];
    written(&folder, &save, "");
    valid(&folder, "diagnose", &["diagnose", "no-email", "-o", "json"]);
    valid(&folder, "forecast", &["forecast", "--offline", "--json"]);
    valid(
        &folder,
        "diff",
        &["diff", "before.json", "before.json", "--json"],
    );
    written(
        &folder,
        &["bundle", "create", "--offline", "--into", "b.tar.zst"],
        "",
    );
    valid(
        &folder,
        "bundle",
        &["bundle", "show", "b.tar.zst", "manifest.json"],
    );
    let probed = valid(&folder, "probe", &["probe", "oath", "-o", "json"]);
    assert!(!probed["chains"][0]["steps"].as_array().unwrap().is_empty());
}

#[test]
fn every_otp_command_keeps_to_what_is_published() {
    let folder = folder();
    let whom = ["--realm", "SecureAuth1", "--user", "jo", "-o", "json"];
    let otp = |words: &[&str], stdin: &str| -> Value {
        let text = written(&folder, &[&["otp"], words, &whom].concat(), stdin);
        let value: Value = serde_json::from_str(&text).unwrap();
        validate("otp", &value);
        assert_eq!(value["command"], words[0]);
        value
    };
    let issued = otp(&["issue", "--method", "help-desk-1"], "");
    let code = issued["code"].as_str().unwrap();
    assert_eq!(otp(&["status"], "")["code"]["state"], "active");
    assert_eq!(otp(&["verify"], code)["verdict"], "verified");
    assert_eq!(otp(&["verify"], code)["verdict"], "replayed");
    assert_eq!(otp(&["verify"], "00000000")["verdict"], "rejected");
    otp(&["enroll"], "");
    assert_eq!(otp(&["status"], "")["tokens"].as_array().unwrap().len(), 1);
    otp(&["unlock"], "");
    let again = [&["otp", "enroll"], &whom[..]].concat();
    let refused = valid(&folder, "otp-error", &again);
    assert_eq!(refused["reason"], "already-enrolled");
}

#[test]
fn the_program_prints_each_schema_and_names_them() {
    let folder = folder();
    let plain = written(&folder, &["report", "--schema"], "");
    assert_eq!(plain, otpdoctor::report::schema::render());
    let list = written(&folder, &["report", "--schema=list"], "");
    assert_eq!(list.lines().count(), ALL.len());
    for one in ALL {
        assert!(list.contains(one.name), "{list}");
        let printed = written(&folder, &["report", &format!("--schema={}", one.name)], "");
        assert_eq!(printed, one.render());
        let schema: Value = serde_json::from_str(&printed).unwrap();
        assert!(
            jsonschema::draft202012::meta::is_valid(&schema),
            "{}",
            one.name
        );
    }
    let output = Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .args(["report", "--schema=nosuch"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(64));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("there are report, history, "), "{said}");
}
