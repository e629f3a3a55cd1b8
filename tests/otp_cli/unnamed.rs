//! `otp verify` without a token's name: the code is of what the user has.

use crate::desk::Desk;

const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
/// The codes of that seed for the counters 0, 1 and 2 (RFC 4226, appendix D).
const CODES: [&str; 3] = ["755224", "287082", "359152"];

fn enroll(desk: &Desk, token: &str, seed: &str) {
    let words =
        format!("otp enroll --realm SecureAuth1 --user jo --hotp --token {token} --import -");
    desk.fed(&words, seed).expect(0);
}

#[test]
fn a_user_with_an_app_alone_needs_no_name_for_it() {
    let desk = Desk::with(
        "schema: 1\notp: {store: state/otp.sqlite}\nrealms: {SecureAuth1: {workflow: {default_workflow: username_second_factor}, \
         multi_factor: {phone: {field_1: disabled}, oath: {enabled: true}}}}\n",
    );
    enroll(&desk, "phone", SEED);
    desk.verify(CODES[0]).says(0, "verified: the code of phone");
    desk.verify("000000")
        .says(10, "rejected: this is not the code");
}

#[test]
fn a_code_that_was_issued_and_waits_is_asked_first() {
    let desk = Desk::usual();
    enroll(&desk, "app", SEED);
    let issued = desk.issued();
    // The app's code is not the one that waits.
    desk.verify(CODES[0])
        .says(10, "rejected: a code of SecureAuth1 has 8 digits");
    desk.verify(&issued)
        .says(0, "verified: the code sent by e-mail");
    // Once it is used it is known again, and everything else is the app's.
    desk.verify(CODES[0]).says(0, "verified: the code of app");
    desk.verify(&issued)
        .says(12, "replayed: the code was right but has been used before");
    desk.verify(CODES[1]).says(0, "verified: the code of app");
}

#[test]
fn of_several_tokens_one_is_to_be_named() {
    let desk = Desk::usual();
    enroll(&desk, "app", SEED);
    enroll(&desk, "spare", "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK");
    let told = "has issued no code to jo that waits, and jo has the tokens app and spare: name one with --token";
    desk.verify(CODES[0]).complains(64, told);
    let named = desk.fed(
        "otp verify --realm SecureAuth1 --user jo --token app",
        CODES[0],
    );
    named.says(0, "verified: the code of app");
    assert!(
        named
            .err
            .starts_with("simulated with otpdoctor's engine; the appliance is not asked\n"),
        "{}",
        named.err
    );
}
