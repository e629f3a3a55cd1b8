//! Codes that are issued: verified once, and not when wrong, late, or too often tried.

use crate::desk::{Desk, wrong};

#[test]
fn a_code_is_verified_once() {
    let desk = Desk::usual();
    for method in ["sms", "email", "help-desk-1", "help-desk-2"] {
        let words = format!("otp issue --realm SecureAuth1 --user jo --method {method}");
        let ran = desk.run(&words);
        ran.expect(0);
        let code = ran.out.trim_end().to_owned();
        assert_eq!(code.len(), 8);
        assert!(code.bytes().all(|byte| byte.is_ascii_digit()));
        assert!(!ran.err.contains(&code));
        assert!(ran.err.contains("valid for 5 min"), "{}", ran.err);
        let spaced = format!(" {} {}\n", &code[..4], &code[4..]);
        desk.verify(&spaced).says(0, "verified: the code sent by ");
        desk.verify(&code).says(12, "replayed: ");
        desk.run("otp unlock --realm SecureAuth1 --user JO")
            .expect(0);
    }
}

#[test]
fn a_new_code_takes_the_place_of_the_one_before() {
    let desk = Desk::usual();
    let (first, second) = (desk.issued(), desk.issued());
    desk.verify(&first)
        .says(10, "rejected: this is not the code");
    desk.verify(&second).says(0, "verified: ");
}

#[test]
fn a_code_of_another_realm_or_user_is_none() {
    let desk = Desk::usual();
    let code = desk.issued();
    desk.fed("otp verify --realm SecureAuth2 --user jo", &code)
        .says(10, "rejected: SecureAuth2 has issued no code");
    desk.fed("otp verify --realm SecureAuth1 --user al", &code)
        .says(10, "rejected: SecureAuth1 has issued no code");
    desk.verify("123456")
        .says(10, "rejected: a code of SecureAuth1 has 8 digits");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "faketime moves the clock of programs of Linux alone"
)]
fn a_code_ends_after_its_lifetime() {
    let desk = Desk::usual();
    let code = desk.issued();
    let verify = "otp verify --realm SecureAuth1 --user jo";
    let late = desk.later("+6m", verify, &code);
    late.says(11, "expired: the code was right but too late");
    desk.later("+6m", "otp status --realm SecureAuth1 --user jo", "")
        .expect(0);
    // A clock that goes back does not bring it to life.
    assert_ne!(desk.verify(&code).code, 0);
}

#[test]
fn failures_lock_the_user_where_they_are_counted() {
    let desk = Desk::usual();
    let code = desk.issued();
    for left in [
        "2 attempts are left",
        "1 attempt is left",
        "no attempt is left",
    ] {
        let ran = desk.verify(&wrong(&code));
        ran.says(10, "rejected: this is not the code");
        assert!(ran.out.contains(left), "{}", ran.out);
    }
    desk.verify(&code)
        .says(13, "locked: no code is accepted until 20");
    // The other realm counts in the same field.
    let issue = "otp issue --realm SecureAuth2 --user jo --method email";
    desk.run(issue).complains(13, "jo is locked until 20");
    let status = desk.run("otp status --realm SecureAuth2 --user jo");
    assert!(status.out.contains("counted in aux_id_3"), "{}", status.out);
    assert!(status.out.contains("locked until 20"), "{}", status.out);
    let unlock = "otp unlock --realm SecureAuth2 --user jo";
    desk.run(unlock).says(0, "unlocked: jo may try again");
    desk.run(unlock).says(0, "nothing to unlock");
    desk.verify(&code).says(0, "verified: ");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "faketime moves the clock of programs of Linux alone"
)]
fn a_lock_ends_by_itself() {
    let desk = Desk::usual();
    let code = desk.issued();
    for _ in 0..3 {
        desk.verify(&wrong(&code)).expect(10);
    }
    let issue = "otp issue --realm SecureAuth1 --user jo --method email";
    desk.run(issue).expect(13);
    desk.later("+9m", issue, "").expect(13);
    desk.later("+11m", issue, "").expect(0);
}

#[test]
fn programs_get_json() {
    let desk = Desk::usual();
    let json = |words: &str, stdin: &str, code: i32| {
        let ran = desk.fed(
            &format!("otp {words} --realm SecureAuth1 --user jo -o json"),
            stdin,
        );
        ran.expect(code);
        let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(value["schema"], "otpdoctor.otp/1");
        assert_eq!(value["realm"], "SecureAuth1");
        value
    };
    let issued = json("issue --method help-desk-2", "", 0);
    assert_eq!(issued["method"], "help-desk-2");
    let code = issued["code"].as_str().unwrap();
    let status = json("status", "", 0);
    assert_eq!(status["code"]["state"], "active");
    assert!(!status.to_string().contains(code));
    let rejected = json("verify", &wrong(code), 10);
    assert_eq!(rejected["verdict"], "rejected");
    assert_eq!(rejected["reason"], "wrong-code");
    assert_eq!(rejected["attempts_left"], 2);
    let verified = json("verify", code, 0);
    assert_eq!(verified["verdict"], "verified");
    assert_eq!(verified["method"], "help-desk-2");
    assert_eq!(json("verify", code, 12)["verdict"], "replayed");
    assert_eq!(json("status", "", 0)["attempts"][0]["failed"], 1);
    assert_eq!(json("unlock", "", 0)["was_locked"], false);
}
