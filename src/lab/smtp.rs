//! A mail server up to RCPT (RFC 5321), with STARTTLS and logins, that can answer anything at any stage.

use std::io;
use std::sync::Arc;

use data_encoding::BASE64;
use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::serve::{self, PortState, read_until};
use super::tls::{Handshake, Tls};

/// The longest line that is read (RFC 5321 section 4.5.3.1.6).
const LONGEST_LINE: usize = 1000;

/// Whom the server lets in.
pub(super) const USER: &str = "otp-mailer";
/// With what.
pub(super) const PASSWORD: &str = "mail-lab-pass";

/// What the server says at each stage: replies are whole, with their code.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mail {
    pub(super) port: PortState,
    pub(super) tls: Handshake,
    banner: String,
    /// Extensions before TLS.
    in_clear: Vec<String>,
    /// Extensions inside TLS.
    inside: Vec<String>,
    starttls: String,
    /// The reply to the right user and password; others are always rejected.
    login: String,
    sender: String,
    recipient: String,
}

/// Opens the server.
pub(super) async fn open(tasks: &mut JoinSet<()>, mail: Mail, tls: Tls) -> io::Result<u16> {
    serve::open(tasks, mail.port.clone(), (mail, tls), converse).await
}

/// How a dialogue went on.
enum Next {
    Tls,
    End,
}

async fn converse(mut stream: TcpStream, server: Arc<(Mail, Tls)>) -> io::Result<()> {
    let (mail, tls) = &*server;
    say(&mut stream, &mail.banner).await?;
    match talk(&mut stream, mail, &mail.in_clear).await? {
        Next::Tls => {
            let mut stream = tls.begin(stream).await?;
            talk(&mut stream, mail, &mail.inside).await?;
            stream.shutdown().await
        }
        Next::End => stream.shutdown().await,
    }
}

async fn talk<S>(stream: &mut S, mail: &Mail, offers: &[String]) -> io::Result<Next>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(line) = read_line(stream).await? {
        let upper = line.to_ascii_uppercase();
        let mut words = upper.split_ascii_whitespace();
        let reply = match words.next().unwrap_or_default() {
            "EHLO" => {
                greet(stream, offers).await?;
                continue;
            }
            "STARTTLS" if offers.iter().any(|offer| offer == "STARTTLS") => {
                say(stream, &mail.starttls).await?;
                if mail.starttls.starts_with("220") {
                    return Ok(Next::Tls);
                }
                continue;
            }
            "AUTH" if offers.iter().any(|offer| offer.starts_with("AUTH")) => {
                log_in(stream, mail, &line).await?
            }
            "MAIL" => &mail.sender,
            "RCPT" => &mail.recipient,
            "HELO" | "RSET" | "NOOP" => "250 2.0.0 ok",
            "QUIT" => {
                say(stream, "221 2.0.0 bye").await?;
                return Ok(Next::End);
            }
            _ => "502 5.5.1 not understood",
        };
        say(stream, reply).await?;
    }
    Ok(Next::End)
}

async fn greet(stream: &mut (impl AsyncWrite + Unpin), offers: &[String]) -> io::Result<()> {
    let mut lines = vec!["mail.lab.otpdoctor.test"];
    lines.extend(offers.iter().map(String::as_str));
    let last = lines.pop().unwrap_or_default();
    let before: String = lines.iter().map(|line| format!("250-{line}\r\n")).collect();
    say(stream, &format!("{before}250 {last}")).await
}

/// AUTH LOGIN, the one mechanism that the appliance's mail client and otpdoctor have in common.
async fn log_in<'a, S>(stream: &mut S, mail: &'a Mail, line: &str) -> io::Result<&'a str>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut words = line.split_ascii_whitespace().skip(1);
    let mechanism = words.next().unwrap_or_default();
    if !mechanism.eq_ignore_ascii_case("LOGIN") {
        return Ok("504 5.5.4 mechanism not known");
    }
    let user = match words.next() {
        Some(user) => decode(user),
        None => decode(&ask(stream, "Username:").await?),
    };
    let password = decode(&ask(stream, "Password:").await?);
    Ok(if user == USER && password == PASSWORD {
        &mail.login
    } else {
        "535 5.7.8 user or password is wrong"
    })
}

async fn ask<S>(stream: &mut S, question: &str) -> io::Result<String>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let question = format!("334 {}", BASE64.encode(question.as_ref()));
    say(stream, &question).await?;
    Ok(read_line(stream).await?.unwrap_or_default())
}

fn decode(text: &str) -> String {
    let bytes = BASE64.decode(text.trim().as_ref()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn say(stream: &mut (impl AsyncWrite + Unpin), line: &str) -> io::Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await?;
    stream.flush().await
}

/// A line without its end; `None` when the peer leaves or sends too much.
async fn read_line(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<String>> {
    let line = read_until(stream, b"\n", LONGEST_LINE).await?;
    Ok(line.map(|line| line.trim_end().to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use tokio::io::AsyncReadExt as _;

    use super::super::plan::Plan;
    use super::*;

    fn healthy() -> Mail {
        Plan::with([]).unwrap().mail
    }

    async fn answers(mail: Mail, lines: &[&str]) -> String {
        let (mut client, mut server) = tokio::io::duplex(4096);
        let offers = mail.inside.clone();
        let serve = async {
            talk(&mut server, &mail, &offers).await.unwrap();
            drop(server);
        };
        let ask = async {
            for line in lines {
                say(&mut client, line).await.unwrap();
            }
            let mut received = String::new();
            client.read_to_string(&mut received).await.unwrap();
            received
        };
        tokio::join!(serve, ask).1
    }

    #[tokio::test]
    async fn only_the_right_password_is_let_in() {
        let encode = |text: &str| BASE64.encode(text.as_ref());
        let (user, wrong, right) = (encode(USER), encode("wrong"), encode(PASSWORD));
        let first = format!("AUTH LOGIN {user}");
        let received = answers(
            healthy(),
            &[
                "AUTH LOGIN",
                &user,
                &wrong,
                &first,
                &right,
                "AUTH PLAIN",
                "QUIT",
            ],
        )
        .await;
        assert_eq!(
            received,
            "334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n535 5.7.8 user or password is wrong\r\n\
             334 UGFzc3dvcmQ6\r\n235 2.7.0 welcome\r\n504 5.5.4 mechanism not known\r\n221 2.0.0 bye\r\n"
        );
    }

    #[tokio::test]
    async fn an_envelope_gets_the_planned_replies() {
        let mail = Mail {
            recipient: "550 5.1.1 nobody here".into(),
            ..healthy()
        };
        let received = answers(mail, &["MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", "QUIT"]).await;
        let codes: Vec<&str> = received.lines().map(|line| &line[..3]).collect();
        assert_eq!(codes, ["250", "550", "502", "221"]);
    }
}
