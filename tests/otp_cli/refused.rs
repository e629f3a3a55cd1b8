//! What the realm's settings, the store or the key file do not let happen.

use crate::desk::{BINARY, Desk, finish};

#[test]
fn a_method_that_is_off_issues_nothing() {
    let desk = Desk::usual();
    let issue = |realm: &str, method: &str| {
        desk.run(&format!(
            "otp issue --realm {realm} --user jo --method {method}"
        ))
    };
    issue("SecureAuth1", "voice").complains(
        1,
        "SecureAuth1 makes no voice calls: none of its phone fields is for voice calls (realms.SecureAuth1.multi_factor.phone)",
    );
    issue("SecureAuth2", "sms").complains(1, "the setting is not in the config");
    issue("SecureAuth3", "email").complains(
        1,
        "the workflow \"Username & Password\" asks for no second factor (realms.SecureAuth3.workflow.default_workflow)",
    );
    let enroll = desk.run("otp enroll --realm SecureAuth2 --user jo");
    enroll.complains(1, "SecureAuth2 takes no codes of apps and tokens");
    let verify = desk.fed("otp verify --realm SecureAuth3 --user jo", "123456");
    verify.says(10, "rejected: SecureAuth3 sends no text messages");
}

#[test]
fn a_store_that_cannot_be_had_is_69_and_changes_nothing() {
    let desk = Desk::usual();
    for store in [
        "otpdoctor.yaml/otp.sqlite",
        "otpdoctor.yaml",
        "postgres://otp@127.0.0.1:1/otp",
        "mysql://127.0.0.1/otp",
    ] {
        let words =
            format!("otp issue --realm SecureAuth1 --user jo --method email --store {store}");
        let ran = desk.run(&words);
        ran.complains(69, "the OTP store ");
    }
    let ran = desk.run(
        "otp status --realm SecureAuth1 --user jo --store postgres://otp:c4nary@127.0.0.1:1/otp",
    );
    ran.expect(69);
    assert!(!ran.err.contains("c4nary"), "{}", ran.err);
}

/// libpq would take it; here it would be the name of a file, in which a password stands.
#[test]
fn a_connection_string_is_no_place_of_a_store() {
    let desk = Desk::usual();
    let store = "host=127.0.0.1 user=otp password=c4nary";
    for command in ["issue --method email", "status", "verify"] {
        let mut ran = desk.command(BINARY);
        ran.arg("otp").args(command.split(' '));
        ran.args(["--realm", "SecureAuth1", "--user", "jo", "--store", store]);
        let ran = finish(ran, "123456\n");
        ran.complains(69, "it is a connection string: write it as `postgres://");
        assert!(!ran.err.contains("c4nary"), "{}", ran.err);
    }
    assert!(desk.files().is_empty(), "{:?}", desk.files());
    let config = format!("schema: 1\notp: {{store: '{store}'}}\nrealms: {{A: {{}}}}\n");
    let ran = Desk::with(&config).run("otp status --realm A --user jo");
    ran.complains(78, "`otp.store` is a connection string");
    assert!(!ran.err.contains("c4nary"), "{}", ran.err);
}

// That of Windows stands in tests/cli/private.rs.
#[cfg(unix)]
#[test]
fn a_key_file_that_others_may_read_is_69() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::usual();
    let code = desk.issued();
    let key = desk.path("state/otp.key");
    let mode = |mode: u32| {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&key, permissions).unwrap();
    };
    mode(0o644);
    desk.verify(&code).complains(69, "chmod 600 ");
    mode(0o600);
    desk.verify(&code).says(0, "verified: ");
}

#[test]
fn a_seed_under_another_key_file_is_69() {
    let desk = Desk::usual();
    desk.run("otp enroll --realm SecureAuth1 --user jo")
        .expect(0);
    let verify = "otp verify --realm SecureAuth1 --user jo --token";
    std::fs::write(desk.path("state/otp.key"), "00".repeat(32)).unwrap();
    desk.fed(verify, "123456")
        .complains(69, "is encrypted with another key than that in");
    std::fs::remove_file(desk.path("state/otp.key")).unwrap();
    desk.fed(verify, "123456")
        .complains(69, "otp.key does not exist: restore it");
}

#[test]
fn a_code_under_another_key_file_is_told_and_costs_no_attempt() {
    let desk = Desk::usual();
    let code = desk.issued();
    let path = desk.path("state/otp.key");
    let own = std::fs::read(&path).unwrap();
    std::fs::write(&path, "00".repeat(32)).unwrap();
    for _ in 0..5 {
        let ran = desk.verify(&code);
        ran.says(10, "rejected: it was issued with another key file than");
    }
    std::fs::write(&path, own).unwrap();
    desk.verify(&code).says(0, "verified: ");
}

#[test]
fn a_key_file_that_is_lost_is_69_and_not_made_anew() {
    let desk = Desk::usual();
    let whom = "--realm SecureAuth1 --user jo";
    desk.run(&format!("otp enroll {whom}")).expect(0);
    let code = desk.issued();
    let key = desk.path("state/otp.key");
    let away = desk.path("state/away");
    std::fs::rename(&key, &away).unwrap();
    for words in ["verify", "issue --method email", "enroll --token b"] {
        let ran = desk.fed(&format!("otp {words} {whom}"), &code);
        ran.complains(69, "otp.key does not exist: restore it");
        assert!(!key.exists(), "{words}");
    }
    std::fs::rename(&away, &key).unwrap();
    desk.verify(&code).says(0, "verified: ");
}

#[test]
fn a_store_that_is_blank_is_wrong_usage() {
    let desk = Desk::usual();
    for command in ["issue", "verify"] {
        let mut program = desk.command(crate::desk::BINARY);
        program.args(["otp", command, "--realm", "SecureAuth1", "--user", "jo"]);
        program.args(["--method", "email"].iter().filter(|_| command == "issue"));
        program.args(["--store", " "]);
        crate::desk::finish(program, "123456").complains(64, "a value is required");
    }
    assert!(desk.files().is_empty());
}

/// Programs get what went wrong on stdout, as JSON.
#[test]
fn what_went_wrong_is_json_too() {
    let desk = Desk::usual();
    let told = |words: &str, stdin: &str, code: i32| -> serde_json::Value {
        let whom = "--realm SecureAuth1 --user jo -o json";
        let ran = desk.fed(&format!("otp {words} {whom}"), stdin);
        ran.expect(code);
        assert!(ran.err.starts_with("otpdoctor: "), "{}", ran.err);
        let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(told["schema"], "otpdoctor.otp-error/1");
        assert_eq!(told["exit_code"], code);
        told
    };
    assert_eq!(told("issue --method voice", "", 1)["reason"], "method-off");
    assert_eq!(
        told("resync", "123456\n123457\n", 10)["reason"],
        "not-enrolled"
    );
    assert_eq!(told("resync", "x\n", 64)["reason"], "usage");
    let nowhere = told("status --store nowhere.sqlite", "", 69);
    assert_eq!(nowhere["reason"], "store-unavailable");
    let code = desk.issued();
    for _ in 0..3 {
        desk.verify(&crate::desk::wrong(&code)).expect(10);
    }
    let locked = told("issue --method email", "", 13);
    assert_eq!(locked["reason"], "locked");
    assert!(locked["locked_until"].is_string(), "{locked}");
    desk.run("otp unlock --realm SecureAuth1 --user jo")
        .expect(0);
    desk.run("otp enroll --realm SecureAuth1 --user jo")
        .expect(0);
    assert_eq!(told("enroll", "", 1)["reason"], "already-enrolled");
}

#[test]
fn a_realm_that_takes_no_tokens_says_so_before_it_looks_for_keys() {
    let desk = Desk::usual();
    desk.run("otp enroll --realm SecureAuth1 --user jo")
        .expect(0);
    std::fs::remove_file(desk.path("state/otp.key")).unwrap();
    let whom = "--realm SecureAuth2 --user jo";
    let off = "SecureAuth2 takes no codes of apps and tokens";
    desk.fed(&format!("otp verify {whom} --token"), "123456")
        .says(10, &format!("rejected: {off}"));
    desk.fed(&format!("otp resync {whom}"), "123456\n123457\n")
        .complains(1, off);
}

#[test]
fn a_store_that_is_named_and_not_there_is_69_where_something_is_looked_up() {
    let desk = Desk::usual();
    for command in ["status", "verify", "unlock", "resync"] {
        let words =
            format!("otp {command} --realm SecureAuth1 --user jo --store nowhere/otp.sqlite");
        desk.fed(&words, "123456\n")
            .complains(69, "there is no OTP store at nowhere/otp.sqlite");
    }
    assert!(!desk.path("nowhere").exists());
}

#[test]
fn the_new_key_file_is_told_once() {
    let desk = Desk::usual();
    let issue = "otp issue --realm SecureAuth1 --user jo --method email";
    let first = desk.run(issue);
    let told = first.err.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = told.replace('\\', "/");
    assert!(
        told.contains("a new key file was made: state/otp.key. Back it up"),
        "{told}"
    );
    assert!(!desk.run(issue).err.contains("key file"));
}
