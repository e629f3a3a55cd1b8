//! A mail server's lines, as they stood in a report: what it said to each command, in clear and inside TLS.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use serde::Deserialize;

use super::names;
use super::report::Input;
use super::tls::{self, Shown, TRUST};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mail {
    /// The realm's settings.
    #[serde(default)]
    ssl: bool,
    #[serde(default)]
    login: bool,
    #[serde(default = "relay")]
    server: String,
    /// Where the handshake is part of it: what is shown there. It follows the reply to STARTTLS.
    tls: Option<Shown>,
    /// `S: ` is a line of the server, byte for byte as Latin-1; `C: ` the command that the lines below it answer, of which
    /// the first word counts; `C: PASSWORD` is what a login ends with, `TLS` the handshake, and `CLOSE` what it says.
    lines: Vec<String>,
}

fn relay() -> String {
    "mail.example.test".into()
}

/// What is said to each command, by whether it is inside TLS; the greeting stands under an empty command.
type Script = HashMap<(bool, String), Vec<Vec<u8>>>;

const CLOSE: &[u8] = b"CLOSE";

impl Input for Mail {
    const ONLY: &str = "smtp-reach,smtp-tls,smtp-auth,smtp-relay";

    fn stage(&self, folder: &Path) -> String {
        let tls = tls::server(self.tls.as_ref().unwrap_or(&Shown::default()), folder);
        let port = serve(Arc::new(self.script()), tls);
        let names = names::serve(&[format!("{} A 127.0.0.1", self.server)]);
        let login = match self.login {
            true => ", username: otp@example.test, password: {env: SMTP_PASSWORD}",
            false => "",
        };
        let Self { server, ssl, .. } = self;
        format!(
            "schema: 1
appliance: {{name: idp-01, platform: windows, dns: {{servers: [\"{names}\"]}}, trust: {{file: {TRUST}}}}}
realms:
  R:
    overview:
      smtp: {{server_address: {server}, port: {port}, use_ssl: {ssl}{login}}}
      email: {{sender_address: otp@example.test, test_recipient: user@example.net}}
    multi_factor: {{email: {{field_1: html}}}}
"
        )
    }
}

impl Mail {
    fn script(&self) -> Script {
        let (mut inside, mut command) = (false, String::new());
        let mut script = Script::new();
        for line in &self.lines {
            if let Some(said) = line.strip_prefix("S: ") {
                let bytes = said.chars().map(|c| u8::try_from(u32::from(c)).unwrap());
                let said = script.entry((inside, command.clone())).or_default();
                said.push(bytes.chain(*b"\r\n").collect());
            } else if let Some(asked) = line.strip_prefix("C: ") {
                command = verb(asked);
            } else if line == "TLS" {
                (inside, command) = (true, String::new());
                // It has a say, even if it says nothing but the usual inside.
                script.entry((inside, command.clone())).or_default();
            } else {
                assert_eq!(line.as_bytes(), CLOSE);
                let said = script.entry((inside, command.clone())).or_default();
                said.push(CLOSE.to_vec());
            }
        }
        script
    }
}

fn verb(line: &str) -> String {
    let verb = line.split([' ', ':']).next().unwrap_or_default();
    verb.to_ascii_uppercase()
}

fn serve(script: Arc<Script>, tls: Arc<ServerConfig>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (script, tls) = (script.clone(), tls.clone());
            std::thread::spawn(move || talk(&script, &tls, stream.unwrap()));
        }
    });
    port
}

/// A conversation to its end, whoever ends it.
fn talk(script: &Script, tls: &Arc<ServerConfig>, mut stream: TcpStream) -> io::Result<()> {
    let has_tls = script.keys().any(|(inside, _)| *inside);
    say(
        &mut stream,
        script,
        false,
        "",
        "220 mail.example.test ESMTP",
    )?;
    if converse(&mut stream, script, false)? && has_tls {
        converse(&mut tls::accept(tls, stream), script, true)?;
    }
    Ok(())
}

/// Whether it ends with a STARTTLS that was granted.
fn converse<S: Read + Write>(stream: &mut S, script: &Script, inside: bool) -> io::Result<bool> {
    loop {
        let line = hear(stream)?;
        let verb = verb(&line);
        match verb.as_str() {
            "AUTH"
                if script
                    .get(&(inside, verb.clone()))
                    .is_none_or(|said| said[0].starts_with(b"334")) =>
            {
                say(stream, script, inside, &verb, "334 VXNlcm5hbWU6")?;
                hear(stream)?;
                stream.write_all(b"334 UGFzc3dvcmQ6\r\n")?;
                hear(stream)?;
                say(
                    stream,
                    script,
                    inside,
                    "PASSWORD",
                    "235 2.7.0 Authentication successful",
                )?;
            }
            "STARTTLS" => {
                say(
                    stream,
                    script,
                    inside,
                    &verb,
                    "220 2.0.0 Ready to start TLS",
                )?;
                let said = script.get(&(inside, verb));
                if said.is_none_or(|said| said[0].starts_with(b"220")) {
                    return Ok(true);
                }
            }
            "QUIT" => {
                say(stream, script, inside, &verb, "221 2.0.0 Bye")?;
                return Ok(false);
            }
            _ => say(stream, script, inside, &verb, "250 2.1.0 Ok")?,
        }
    }
}

fn say(
    stream: &mut impl Write,
    script: &Script,
    inside: bool,
    verb: &str,
    usual: &str,
) -> io::Result<()> {
    match script.get(&(inside, verb.to_owned())) {
        None => write!(stream, "{usual}\r\n")?,
        Some(lines) => {
            for line in lines {
                if line == CLOSE {
                    return Err(io::ErrorKind::ConnectionAborted.into());
                }
                stream.write_all(line)?;
            }
        }
    }
    stream.flush()
}

/// A line, of which not a byte more is read: a handshake may follow.
fn hear(stream: &mut impl Read) -> io::Result<String> {
    let mut line = Vec::new();
    let mut byte = [0];
    while line.last() != Some(&b'\n') {
        stream.read_exact(&mut byte)?;
        line.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}
