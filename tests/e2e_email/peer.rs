//! Peers that do as a test says: a mail server of few words, and mailboxes that misbehave.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;

/// A listener on a free port; each connection is handed to the script in a thread of its own.
pub(crate) fn serve(script: impl Fn(TcpStream) + Send + Sync + Clone + 'static) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let script = script.clone();
            // A client that gives up ends the script with an error.
            thread::spawn(move || script(stream.unwrap()));
        }
    });
    port
}

/// A mail server that takes everything, or answers the message with this.
pub(crate) fn mail_server(verdict: &'static str) -> u16 {
    mail_server_of(move |_, _| verdict.to_owned())
}

/// A mail server that answers the message with what this makes of its lines and of the code in it.
pub(crate) fn mail_server_of(
    answer: impl Fn(&[String], &str) -> String + Send + Sync + Clone + 'static,
) -> u16 {
    serve(move |stream| {
        let _ = take_mail(&stream, &answer);
    })
}

fn take_mail(
    mut stream: &TcpStream,
    answer: &dyn Fn(&[String], &str) -> String,
) -> std::io::Result<()> {
    stream.write_all(b"220 peer.test ESMTP\r\n")?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    while let Some(line) = lines.next() {
        let line = line?;
        let reply = match line.split(' ').next().unwrap() {
            "EHLO" => "250 peer.test\r\n".to_owned(),
            "DATA" => {
                stream.write_all(b"354 go on\r\n")?;
                let mut message = Vec::new();
                for line in lines.by_ref() {
                    let line = line?;
                    if line == "." {
                        break;
                    }
                    message.push(line);
                }
                answer(&message, code(&message)) + "\r\n"
            }
            "QUIT" => "221 bye\r\n".to_owned(),
            _ => "250 ok\r\n".to_owned(),
        };
        stream.write_all(reply.as_bytes())?;
    }
    Ok(())
}

/// The code in a message.
fn code(message: &[String]) -> &str {
    let mut lines = message.iter();
    let code = lines.find_map(|line| line.strip_prefix("Your passcode is "));
    code.unwrap_or_default()
}
