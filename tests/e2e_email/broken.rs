//! Peers that echo, flood, break off and talk nonsense: the probe ends in time, in bounded memory, and tells nothing.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::peer::{mail_server, serve};
use crate::program::{Run, Setup};

/// A mailbox whose server is already logged in to, so that TLS is not in the way.
fn looks_into(port: u16) -> Run {
    let taken = mail_server("250 2.0.0 Ok: queued as 4F2A");
    let mailbox = format!("address: probe@otp.test, imap: \"127.0.0.1:{port}\", tls: none");
    let begun = Instant::now();
    let run = Setup::new(taken, "use_ssl: false", &mailbox).probe(&["--wait", "2s"]);
    assert!(begun.elapsed() < Duration::from_secs(20), "{}", run.said);
    assert_eq!(run.step("email-send")["status"], "pass", "{}", run.said);
    run
}

fn unknown(port: u16, reason: &str) {
    let run = looks_into(port);
    assert_eq!(run.step("email-arrival")["reason"], reason, "{}", run.said);
}

/// A server that answers each command with this, in which `{tag}` is the command's own.
pub(crate) fn mailbox_server(
    answer: impl Fn(&str, &str) -> Vec<u8> + Clone + Send + Sync + 'static,
) -> u16 {
    serve(move |mut stream: TcpStream| {
        let _ = stream.write_all(b"* PREAUTH [CAPABILITY IMAP4rev1] hello\r\n");
        let lines = BufReader::new(stream.try_clone().unwrap()).lines();
        for line in lines.map_while(Result::ok) {
            let Some((tag, command)) = line.split_once(' ') else {
                return;
            };
            if stream.write_all(&answer(tag, command)).is_err() {
                return;
            }
        }
    })
}

/// A mailbox that holds this message, as soon as there is one.
pub(crate) fn mailbox_holding(message: Arc<Mutex<Option<String>>>) -> u16 {
    mailbox_server(move |tag, command| {
        let message = message.lock().unwrap();
        let untagged = match (command.split(' ').nth(1), &*message) {
            (Some("SEARCH"), Some(_)) => "* SEARCH 1\r\n".to_owned(),
            (Some("FETCH"), Some(text)) => {
                format!("* 1 FETCH (UID 1 BODY[] {{{}}}\r\n{text})\r\n", text.len())
            }
            _ => String::new(),
        };
        format!("{untagged}{tag} OK\r\n").into()
    })
}

#[test]
fn a_line_without_end() {
    let port = serve(|mut stream| {
        let _ = stream.write_all(b"* PREAUTH hello\r\n");
        while stream.write_all(&[b'a'; 65536]).is_ok() {}
    });
    unknown(port, "mailbox-broken-off");
}

#[test]
fn lines_without_end() {
    let port = serve(|mut stream| {
        let _ = stream.write_all(b"* PREAUTH hello\r\n");
        let lines = b"* LIST () \"/\" \"a\"\r\n".repeat(1000);
        while stream.write_all(&lines).is_ok() {}
    });
    unknown(port, "mailbox-broken-off");
}

#[test]
fn a_literal_of_many_gigabytes() {
    let port = mailbox_server(|tag, command| match command.split(' ').nth(1) {
        Some("SEARCH") => format!("* SEARCH 1\r\n{tag} OK\r\n").into(),
        Some("FETCH") => b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\n".to_vec(),
        _ => format!("{tag} OK\r\n").into(),
    });
    unknown(port, "mailbox-broken-off");
}

#[test]
fn a_search_that_finds_everything_and_brings_nothing() {
    let port = mailbox_server(|tag, command| match command.split(' ').nth(1) {
        Some("SEARCH") => {
            let numbers: String = (1..9000).map(|number| format!(" {number}")).collect();
            format!("* SEARCH{numbers}\r\n{tag} OK\r\n").into()
        }
        _ => format!("{tag} OK\r\n").into(),
    });
    unknown(port, "not-arrived");
}

#[test]
fn silence_nonsense_and_farewells() {
    let silent = serve(|stream| drop(BufReader::new(stream).lines().last()));
    unknown(silent, "mailbox-broken-off");
    let mute = mailbox_server(|_, _| Vec::new());
    unknown(mute, "mailbox-broken-off");
    let nonsense = mailbox_server(|_, _| b"HTTP/1.1 400 Bad Request\r\n".to_vec());
    unknown(nonsense, "mailbox-broken-off");
    let leaving = mailbox_server(|_, _| b"* BYE too many connections\r\n".to_vec());
    unknown(leaving, "mailbox-broken-off");
    let gone = serve(drop);
    unknown(gone, "mailbox-broken-off");
    let no = mailbox_server(|tag, _| format!("{tag} NO [UNAVAILABLE] try later\r\n").into());
    unknown(no, "mailbox-no-folder");
}
