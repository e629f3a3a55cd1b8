//! Wrong usage, and help texts.

use crate::desk::{BINARY, Desk, finish};

#[test]
fn wrong_usage_is_64() {
    let desk = Desk::usual();
    let whom = "--realm SecureAuth1 --user jo";
    for (words, says) in [
        ("otp issue --user jo --method sms".to_owned(), "--realm"),
        (
            "otp issue --realm SecureAuth1 --method sms".to_owned(),
            "--user",
        ),
        (format!("otp issue {whom}"), "--method"),
        (format!("otp issue {whom} --method fax"), "sms"),
        (format!("otp issue {whom} --method oath"), "invalid value"),
        (
            "otp status --realm SecureAuth4 --user jo".to_owned(),
            "did you mean SecureAuth",
        ),
        (
            format!("otp status --realm SecureAuth1 --user {}", "x".repeat(257)),
            "1 to 256 characters",
        ),
        (format!("otp enroll {whom} --digits 5"), "6..=10"),
        (format!("otp enroll {whom} --period 1.5s"), "whole seconds"),
        (format!("otp enroll {whom} --period 2h"), "whole seconds"),
        (
            format!("otp enroll {whom} --hotp --period 30s"),
            "cannot be used with",
        ),
        (
            format!("otp enroll {whom} --totp --hotp"),
            "cannot be used with",
        ),
        (format!("otp enroll {whom} --import-as hex"), "--import"),
        (format!("otp enroll {whom} --qr code.gif"), ".svg or .png"),
        (
            format!("otp enroll {whom} --token {}", "x".repeat(65)),
            "1 to 64 characters",
        ),
        (
            format!("otp enroll {whom} --counter 18446744073709551615"),
            "must be below 2^63",
        ),
        (
            format!("otp enroll {whom} --hotp --epoch 5"),
            "cannot be used with",
        ),
        (format!("otp enroll {whom} --epoch 1e9"), "invalid value"),
        (
            format!("otp enroll {whom} --epoch 5 --qr code.svg"),
            "--qr cannot be used with --epoch",
        ),
        (format!("otp verify {whom} 123456"), "unexpected argument"),
        (format!("otp status {whom} --store "), "a value is required"),
        (
            format!("otp enroll {whom} --issuer a\tb"),
            "no control characters",
        ),
        ("probe oath --store ".into(), "a value is required"),
    ] {
        let ran = desk.run(&words);
        ran.complains(64, says);
    }
    assert!(desk.files().iter().all(|path| !path.ends_with("code.gif")));
}

#[test]
fn what_is_no_code_is_64_and_is_not_repeated() {
    let desk = Desk::usual();
    for (typed, says) in [
        ("", "standard input holds 0 of 1 codes"),
        ("\n", "this has none"),
        ("c4nary\n", "a passcode is 1 to 20 digits"),
        ("123456789012345678901", "this has more"),
        ("１２３４５６", "another script"),
        (&"1".repeat(5000), "longer than 4096 bytes"),
    ] {
        let ran = desk.verify(typed);
        ran.complains(64, says);
        assert!(!ran.err.contains("c4nary"), "{}", ran.err);
    }
    let resync = "otp resync --realm SecureAuth1 --user jo";
    desk.fed(resync, "123456\n")
        .complains(64, "holds 1 of 2 codes");
    // Nothing was counted.
    let status = desk.run("otp status --realm SecureAuth1 --user jo");
    assert!(status.out.contains("0 of 3 failed"), "{}", status.out);
}

#[test]
fn a_config_that_is_not_valid_or_not_there_is_told_first() {
    let desk = Desk::with("schema: 1\notp: {stor: x}\nrealms: {A: {}}\n");
    let status = "otp status --realm A --user jo";
    desk.run(status).complains(78, "did you mean `store`?");
    let desk =
        Desk::with("schema: 1\notp: {store: \"postgres://otp:c4nary@db/otp\"}\nrealms: {A: {}}\n");
    let ran = desk.run(status);
    ran.complains(78, "`otp.store` contains a password");
    assert!(!ran.err.contains("c4nary"), "{}", ran.err);
    let words = format!("{status} --config none.yaml");
    desk.run(&words).complains(66, "none.yaml");
}

#[test]
fn help_fits_80_columns() {
    let desk = Desk::usual();
    for command in [
        "", "enroll", "issue", "verify", "resync", "status", "unlock",
    ] {
        let mut program = desk.command(BINARY);
        program.env("COLUMNS", "80").arg("otp");
        program
            .args(Some(command).filter(|command| !command.is_empty()))
            .arg("--help");
        let ran = finish(program, "");
        ran.expect(0);
        // The name of the program is as long as the system has it.
        let out = ran.out.replace("otpdoctor.exe", "otpdoctor");
        for line in out.lines() {
            assert!(line.chars().count() <= 80, "{command}: {line}");
        }
    }
}

#[test]
fn the_mark_that_windows_puts_before_a_text_is_no_part_of_it() {
    let desk = Desk::usual();
    let code = desk.issued();
    desk.verify(&format!("\u{feff}{code}\r\n"))
        .says(0, "verified");
    let seed = "\u{feff}GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\r\n";
    std::fs::write(desk.path("seed.txt"), seed).unwrap();
    for place in ["seed.txt", "-"] {
        let words = format!("otp enroll --realm SecureAuth1 --user jo --replace --import {place}");
        desk.fed(&words, seed).says(0, "enrolled");
    }
}
