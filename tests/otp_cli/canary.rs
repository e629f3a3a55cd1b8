//! No secret in any output but the one that is for it, nor in any file, in any form.

use data_encoding::{BASE64, BASE64_NOPAD};

use crate::desk::{Desk, Ran, USUAL, wrong};

const SEED: &[u8] = b"c4nary-seed-20-bytes";

/// How a secret could be written.
fn forms(secret: &[u8]) -> Vec<Vec<u8>> {
    let base64 = BASE64_NOPAD.encode(secret.as_ref());
    let base32 = data_encoding::BASE32_NOPAD.encode(secret);
    let hex = data_encoding::HEXLOWER.encode(secret);
    vec![
        secret.to_vec(),
        // Without its last letters, which depend on what follows.
        base64.as_bytes()[..secret.len() * 4 / 3].to_vec(),
        base32.to_lowercase().into_bytes(),
        base32.into_bytes(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
    ]
}

#[track_caller]
fn is_clean(what: &str, bytes: &[u8], secret: &[u8]) {
    for form in forms(secret) {
        let found = bytes.windows(form.len()).any(|part| part == form);
        let shown = String::from_utf8_lossy(&form).into_owned();
        assert!(!found, "{what} holds {shown}");
    }
}

fn ran_clean(what: &str, ran: &Ran, secret: &[u8]) {
    is_clean(what, ran.out.as_bytes(), secret);
    is_clean(what, ran.err.as_bytes(), secret);
}

#[test]
fn the_search_finds_a_secret() {
    let text = format!("x{}y", BASE64.encode(SEED.as_ref()));
    let caught = std::panic::catch_unwind(|| is_clean("a text", text.as_bytes(), SEED));
    assert!(caught.is_err());
}

#[test]
fn seeds_and_codes_stand_nowhere() {
    // Long codes, so that none is part of a timestamp by chance.
    let config = USUAL.replace("otp_length: 8", "otp_length: 20");
    let desk = Desk::with(&config);
    let whom = "--realm SecureAuth1 --user jo";
    let seed = data_encoding::BASE32_NOPAD.encode(SEED);
    let enroll = format!("otp enroll {whom} --hotp --import -");
    let issue = format!("otp issue {whom} --method sms");
    for output in ["human", "json"] {
        let enroll = format!("{enroll} --replace -o {output}");
        ran_clean(&enroll, &desk.fed(&enroll, &seed), SEED);
        ran_clean(
            "enroll again",
            &desk.fed(&format!("otp enroll {whom} --import -"), &seed),
            SEED,
        );
        let code = desk.run(&issue).out.trim().to_owned();
        assert_eq!(code.len(), 20);
        for (command, typed) in [
            ("verify", wrong(&code)),
            ("verify", code.clone()),
            ("verify", code.clone()),
            ("verify --token", code.clone()),
            ("resync", format!("{code}\n{code}")),
            ("status", String::new()),
            ("unlock", String::new()),
        ] {
            let words = format!("otp {command} {whom} -o {output}");
            let ran = desk.fed(&words, &typed);
            assert!(ran.code <= 13, "{words}: {}", ran.err);
            ran_clean(&words, &ran, SEED);
            ran_clean(&words, &ran, code.as_bytes());
            ran_clean(&words, &ran, wrong(&code).as_bytes());
        }
        let json = desk.run(&format!("{issue} -o json"));
        ran_clean("issue", &json, code.as_bytes());
        let key = std::fs::read_to_string(desk.path("state/otp.key")).unwrap();
        let key = data_encoding::HEXLOWER
            .decode(key.trim().as_bytes())
            .unwrap();
        for path in desk.files() {
            let bytes = std::fs::read(&path).unwrap();
            let what = path.display().to_string();
            is_clean(&what, &bytes, SEED);
            is_clean(&what, &bytes, code.as_bytes());
            is_clean(&what, &bytes, wrong(&code).as_bytes());
            if !path.ends_with("otp.key") {
                is_clean(&what, &bytes, &key);
            }
        }
    }
}

#[test]
fn what_is_issued_stands_on_stdout_alone() {
    let desk = Desk::usual();
    let ran = desk.run("otp enroll --realm SecureAuth1 --user jo");
    let secret = ran.out.split("secret=").nth(1).unwrap();
    let secret = secret.split('&').next().unwrap();
    let seed = data_encoding::BASE32_NOPAD
        .decode(secret.as_bytes())
        .unwrap();
    is_clean("stderr", ran.err.as_bytes(), &seed);
    for path in desk.files() {
        is_clean(
            &path.display().to_string(),
            &std::fs::read(&path).unwrap(),
            &seed,
        );
    }
    let status = desk.run("otp status --realm SecureAuth1 --user jo -o json");
    ran_clean("status", &status, &seed);
}

#[test]
fn a_password_of_the_database_stands_nowhere() {
    let config = USUAL.replace(
        "otp: {store: state/otp.sqlite}",
        "otp: {store: \"postgres://otp@127.0.0.1:1/otp\", password: c4nary-p4ssword}",
    );
    let desk = Desk::with(&config);
    let ran = desk.run("otp status --realm SecureAuth1 --user jo");
    ran.expect(69);
    ran_clean("status", &ran, b"c4nary-p4ssword");
    assert!(ran.err.contains("is in plain text"), "{}", ran.err);
}
