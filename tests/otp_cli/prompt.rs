//! Codes typed at a terminal: asked for, not shown, and the terminal as before, also after Ctrl-C.

use crate::desk::{BINARY, Desk, Ran, finish};

/// Runs a command line in a terminal of its own, in which this is typed once it has asked.
fn in_terminal(desk: &Desk, shell: &str, typed: &str) -> Ran {
    let mut command = desk.command("script");
    // What is typed before the prompt would be flushed, and shown by nobody: it is typed when the prompt stands.
    let feeder = format!(
        "until grep -q 'ode: ' screen 2>/dev/null; do :; done; printf '{typed}'; until grep -q END screen; do :; done"
    );
    command.args([
        "-qefc",
        &format!("{shell}; stty -a | grep -o '.echo\\b'; echo END"),
        "screen",
    ]);
    let mut whole = desk.command("timeout");
    let words: Vec<String> = command
        .get_args()
        .map(|word| format!("'{}'", word.to_string_lossy().replace('\'', "'\\''")))
        .collect();
    let pipeline = format!("( {feeder} ) | script {}", words.join(" "));
    whole.args(["60", "bash", "-c", &pipeline]);
    finish(whole, "")
}

#[test]
fn a_code_is_asked_for_and_not_shown() {
    let desk = Desk::usual();
    let code = desk.issued();
    let shell = format!("{BINARY} otp verify --realm SecureAuth1 --user jo; echo code $?");
    let ran = in_terminal(&desk, &shell, &format!("{code}\\r"));
    assert!(ran.out.contains("Code: "), "{}", ran.out);
    assert!(ran.out.contains("verified: "), "{}", ran.out);
    assert!(ran.out.contains("code 0"), "{}", ran.out);
    assert!(!ran.out.contains(&code), "{}", ran.out);
    assert!(
        ran.out.contains(" echo"),
        "the terminal shows again: {}",
        ran.out
    );
}

#[test]
fn ctrl_c_leaves_the_terminal_as_it_was() {
    let desk = Desk::usual();
    desk.issued();
    let shell =
        format!("trap : INT; {BINARY} otp verify --realm SecureAuth1 --user jo; echo code $?");
    let ran = in_terminal(&desk, &shell, "12\\003");
    assert!(ran.out.contains("code 130"), "{}", ran.out);
    assert!(
        ran.out.contains("interrupted; nothing was done"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains(" echo"),
        "the terminal shows again: {}",
        ran.out
    );
}
