//! Never a nuisance: what a server refused is not tried again until something is another.

use crate::mail::{Event, Mail, Manners};
use crate::program::{Place, Watch};

const AUTH: &[&str] = &["--only", "smtp-auth"];

fn refusing() -> Mail {
    Mail::open(Manners {
        login: Some("535 5.7.8 no such user or password".into()),
        ..Manners::default()
    })
}

fn config(mail: &Mail, more: &str) -> String {
    let smtp = mail.smtp(", username: otp, password: {file: password}");
    format!(
        "schema: 1\nappliance: {{name: idp-01}}\nwatch: {{confirm: 1}}\n{more}realms:\n  A: {{overview: {{smtp: {smtp}, email: {{sender_address: a@example.net}}}}}}\n"
    )
}

/// Waits for so many more runs, and counts the logins of those that have ended, and of all before since it last did.
fn logins(mail: &Mail, runs: usize) -> usize {
    let until_now = mail.rest();
    let mut seen = (0, 0);
    mail.wait(|event| {
        match event {
            Event::Connection => seen.0 += 1,
            Event::Login => seen.1 += 1,
        }
        // The last one has only just begun.
        seen.0 > runs
    });
    // What is counted is counted in order, so that the next call begins where this one ends.
    let before = until_now.iter().filter(|event| **event == Event::Login);
    before.count() + seen.1
}

fn begin(place: &Place) -> Watch {
    let mut watch = place.watch(AUTH);
    let told = watch.out.wait("smtp-auth/rejected");
    assert!(told.contains(" fail smtp-auth/rejected in A: "), "{told}");
    watch
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn a_refused_login_is_tried_once_and_again_when_the_password_is_another() {
    let mail = refusing();
    let place = Place::with(&config(&mail, ""));
    place.write("password", "first\n");
    let watch = begin(&place);
    assert_eq!(logins(&mail, 4), 1);
    assert_eq!(logins(&mail, 4), 0);
    place.write("password", "second\n");
    assert_eq!(logins(&mail, 5), 1);
    // A password that was refused before stays refused.
    place.write("password", "first\n");
    assert_eq!(logins(&mail, 5), 0);
    let ended = watch.stop("INT");
    assert_eq!(
        ended.changes().len(),
        1,
        "it stays the same failure: {:#?}",
        ended.out
    );
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn it_is_tried_again_when_the_config_is_another() {
    let mail = refusing();
    let place = Place::with(&config(&mail, ""));
    place.write("password", "first\n");
    let mut watch = begin(&place);
    assert_eq!(logins(&mail, 4), 1);
    place.write("otpdoctor.yaml", &config(&mail, "# another\n"));
    watch.out.wait("the config has changed");
    assert_eq!(logins(&mail, 5), 1);
    assert_eq!(logins(&mail, 4), 0);
    mail.set(|now| now.login = Some("235 welcome".into()));
    place.write("password", "right\n");
    watch.out.wait(" recovered smtp-auth/ok in A");
    // What is accepted is tried in every run.
    mail.rest();
    assert!(logins(&mail, 4) >= 3);
    watch.stop("INT");
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn what_a_server_cannot_check_just_now_is_tried_again() {
    let mail = Mail::open(Manners {
        login: Some("454 4.7.0 try later".into()),
        ..Manners::default()
    });
    let place = Place::with(&config(&mail, ""));
    place.write("password", "first\n");
    let mut watch = place.watch(AUTH);
    watch.out.wait("smtp-auth/deferred");
    mail.rest();
    assert!(logins(&mail, 4) >= 3);
    watch.stop("INT");
}

#[test]
fn a_proxy_that_refuses_is_not_asked_again_either() {
    use crate::web::Web;
    let proxy = Web::open(|_, _| {
        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n".into()
    });
    let port = proxy.port;
    let place = Place::with(&format!(
        "schema: 1\nappliance:\n  name: idp-01\n  proxy: {{url: 'http://127.0.0.1:{port}', username: svc, password: {{file: password}}}}\n  cloud: {{sms: 'https://sms.example.net/x'}}\nrealms: {{A: {{}}}}\n"
    ));
    place.write("password", "first\n");
    let tries = |runs| {
        place.runs(runs, &["--only", "proxy-reach"]);
        let requests = proxy.rest();
        let with = requests
            .iter()
            .filter(|one| one.header("proxy-authorization").is_some());
        (with.count(), requests.len())
    };
    let (with, all) = tries(3);
    assert_eq!(with, 1);
    assert!(all >= 4, "it is asked in every run, without them: {all}");
}
