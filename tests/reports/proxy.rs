//! What proxies replied to CONNECT.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde::Deserialize;

use super::names;
use super::report::Input;
use super::tls::{self, Shown, TRUST};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Proxy {
    #[serde(default = "scheme")]
    scheme: String,
    #[serde(default)]
    login: bool,
    /// Where the service listens.
    #[serde(default = "https")]
    port: u16,
    /// The head of its reply and what follows, a line each; to one with credentials `with_login`, where that differs.
    reply: Vec<String>,
    with_login: Option<Vec<String>>,
    /// To the first request, where that differs; nothing at all where it is empty.
    first: Option<Vec<String>>,
    /// What it does with a tunnel that it granted: the service answers in it, or it is closed.
    #[serde(default)]
    then: Then,
}

#[derive(Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Then {
    #[default]
    Serves,
    Closes,
}

fn scheme() -> String {
    "http".into()
}

fn https() -> u16 {
    443
}

impl Input for Proxy {
    const ONLY: &str = "proxy-reach";

    fn stage(&self, folder: &Path) -> String {
        let shown = Shown::of("svc.example.test");
        let service = tls::server(&shown, folder);
        let text = |lines: &Vec<String>| match lines.as_slice() {
            [] => String::new(),
            lines => lines.join("\r\n") + "\r\n\r\n",
        };
        let reply = text(&self.reply);
        let with_login = self.with_login.as_ref().map_or(reply.clone(), text);
        let first = Mutex::new(self.first.as_ref().map(text));
        let then = self.then;
        let port = serve(move |mut stream| {
            let head = head(&mut stream);
            let known = head.to_lowercase().contains("proxy-authorization:");
            let first = first.lock().unwrap().take();
            let reply = if known { &with_login } else { &reply };
            let reply = first.as_ref().unwrap_or(reply);
            let _ = stream.write_all(reply.as_bytes());
            if reply.split(' ').nth(1) == Some("200") && then == Then::Serves {
                let mut inside = tls::accept(&service, stream);
                self::head(&mut inside);
                let _ = inside.write_all(
                    b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                );
            }
        });
        let names = names::serve(&[
            "proxy.example.test A 127.0.0.1".into(),
            "svc.example.test A 203.0.113.9".into(),
        ]);
        let login = if self.login {
            ", username: svc, password: {env: PROXY_PASSWORD}"
        } else {
            ""
        };
        let Self {
            scheme, port: at, ..
        } = self;
        let url = format!("https://svc.example.test:{at}/Svc.svc");
        format!(
            "schema: 1
appliance:
  name: idp-01
  platform: windows
  dns: {{servers: [\"{names}\"]}}
  trust: {{file: {TRUST}}}
  proxy: {{url: \"{scheme}://proxy.example.test:{port}\"{login}}}
  cloud: {{certificate: \"{url}\", telephony: \"{url}\", sms: \"{url}\", hosts: [svc.example.test]}}
realms: {{R: {{}}}}
"
        )
    }
}

fn serve(answer: impl Fn(TcpStream) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let answer = answer.clone();
            std::thread::spawn(move || answer(stream.unwrap()));
        }
    });
    port
}

/// A request up to its empty line, or what came of one: a handshake where none was meant.
fn head(stream: &mut impl Read) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n")
        && head.first() != Some(&22)
        && stream.read_exact(&mut byte).is_ok()
    {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}
