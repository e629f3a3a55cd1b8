//! Realm objects of the Admin API in files.

use crate::program::{expect, golden, import};

#[test]
fn a_wrapped_realm_is_imported_whole() {
    let (config, account) = import(&["fixtures/import/realm-26.json"]);
    golden(&config, "realm-26.yaml");
    golden(&account, "realm-26.txt");
}

#[test]
fn any_letter_case_numbers_and_texts_are_read_and_what_is_unknown_is_named() {
    let (config, account) = import(&["fixtures/import/realms.json"]);
    golden(&config, "realms.yaml");
    golden(&account, "realms.txt");
}

#[test]
fn without_a_file_the_config_goes_to_stdout() {
    let (out, account) = expect(&["config", "import", "fixtures/import/realm-26.json"], 0);
    assert!(out.contains("  SecureAuth26:\n"), "{out}");
    assert!(account.starts_with("SecureAuth26: imported "), "{account}");
}

#[test]
fn a_file_that_is_there_stays_unless_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("otpdoctor.yaml");
    std::fs::write(&path, "mine").unwrap();
    let into = path.to_str().unwrap();
    let arguments = [
        "config",
        "import",
        "fixtures/import/realm-26.json",
        "--into",
        into,
    ];
    let (_, said) = expect(&arguments, 64);
    assert!(said.contains("already exists"), "{said}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    expect(&[&arguments[..], &["--force"]].concat(), 0);
    assert!(
        std::fs::read_to_string(&path)
            .unwrap()
            .contains("SecureAuth26")
    );
}

#[test]
fn utf_16_is_read_as_powershell_writes_it() {
    let text = std::fs::read_to_string("fixtures/import/realm-26.json").unwrap();
    let bytes: Vec<u8> = std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("realm.json");
    std::fs::write(&path, bytes).unwrap();
    let (config, _) = import(&[path.to_str().unwrap()]);
    assert!(
        config.contains("description: VPN of the sales office"),
        "{config}"
    );
}

#[test]
fn what_is_no_export_is_refused_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let deep = "[".repeat(100_000);
    let huge = " ".repeat(9 << 20);
    for (text, why) in [
        ("", "neither JSON (line 1, column 0) nor XML"),
        (
            "{\"Password\": c4nary}",
            "neither JSON (line 1, column 14) nor XML",
        ),
        ("{\"users\": []}", "has no realm of the Admin API"),
        ("[]", "has no realm"),
        ("7", "has no realm"),
        (
            r#"{"status": "invalid", "message": "Invalid credentials."}"#,
            "the message \"invalid\", \"Invalid credentials.\"",
        ),
        (deep.as_str(), "neither JSON"),
        (huge.as_str(), "larger than 8 MiB"),
    ] {
        let path = folder.path().join("realm.json");
        std::fs::write(&path, text).unwrap();
        let (out, said) = expect(&["config", "import", path.to_str().unwrap()], 66);
        assert!(said.contains(why) && out.is_empty(), "{why}: {said}");
    }
    let (_, said) = expect(&["config", "import", "not/there.json"], 66);
    assert!(
        said.contains("not/there.json: there is no such file"),
        "{said}"
    );
}

#[test]
fn a_realm_that_stands_in_two_files_is_refused() {
    let twice = ["fixtures/import/realm-26.json"; 2];
    let (_, said) = expect(&[&["config", "import"], &twice[..]].concat(), 66);
    assert!(said.contains("the realm \"SecureAuth26\" is in"), "{said}");
}

/// A hostile export steers no terminal and breaks out of no comment.
#[test]
fn names_and_values_of_a_stranger_are_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("realm.json");
    let object = serde_json::json!({
        "Overview": {
            "RealmName": "a\n  evil: {}\u{1b}[2J",
            "RealmDescription": "x\n#\u{202e} y: {z: 1}\"",
            "s\nm\u{1b}tp": {"ServerAddress": "mail.example.net\n", "P\u{7}ort": "\u{1b}]0;\n"},
        },
        "Workflow": {"LoginScreen": {"DefaultWorkflow": "\u{1b}[2J\n- x"}},
    });
    std::fs::write(&path, object.to_string()).unwrap();
    let (config, account) = import(&[path.to_str().unwrap()]);
    assert!(
        !config.contains(['\u{1b}', '\u{202e}', '\u{7}']),
        "{config}"
    );
    assert!(
        !account.contains(['\u{1b}', '\u{202e}', '\u{7}']),
        "{account}"
    );
    assert!(!config.contains("\n  evil"), "{config}");
}

/// A number that was never set is 0 in an export, and says nothing of the settings beside it.
#[test]
fn a_port_of_zero_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("realm.json");
    let imported = |object: serde_json::Value| {
        std::fs::write(&path, object.to_string()).unwrap();
        import(&[path.to_str().unwrap()])
    };
    let smtp = |port: serde_json::Value| serde_json::json!({"Overview": {"Smtp": {"ServerAddress": "smtp.example.net", "Port": port, "UseSsl": false}}});
    for (port, told) in [
        (0.into(), "Port is 0, so the default port 25 counts"),
        ("0".into(), "Port is 0, so the default port 25 counts"),
        (587.into(), ""),
        (serde_json::Value::Null, ""),
        ((-1).into(), "is no whole number from 1 to 65535"),
        (70_000.into(), "is no whole number from 1 to 65535"),
    ] {
        let (config, account) = imported(smtp(port));
        let kept = config.contains("server_address: smtp.example.net");
        assert!(kept, "{config}");
        let told_in = format!("{config} {account}").replace('#', " ");
        let words: Vec<&str> = told_in.split_whitespace().collect();
        assert!(words.join(" ").contains(told), "{told}: {told_in}");
    }
    for (enabled, kept) in [(false, true), (true, false)] {
        let oath = serde_json::json!({"Enabled": enabled, "PasscodeLength": 0, "PasscodeChangeInterval": 0});
        let (config, _) = imported(serde_json::json!({"MultiFactor": {"Oath": oath}}));
        assert_eq!(config.contains("\n      oath:"), kept, "{config}");
    }
}
