//! The peers: each says in its protocol what it was told.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

#[cfg(feature = "lab")]
use rcgen::{CertificateParams, CertifiedIssuer, IsCa, KeyPair};
#[cfg(feature = "lab")]
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// Starts a server that answers each connection in a thread of its own.
pub fn serve(answer: impl Fn(TcpStream) + Send + Sync + 'static) -> u16 {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in server.incoming() {
            let answer = answer.clone();
            std::thread::spawn(move || answer(stream.unwrap()));
        }
    });
    port
}

/// A mail server that knows no user, and says what it was told in the lines of its reply.
pub fn mail_server(mut stream: impl Read + Write, said: &str) {
    let mut prompts = ["334 VXNlcm5hbWU6\r\n", "334 UGFzc3dvcmQ6\r\n"].into_iter();
    while let Some(line) = line(&mut stream) {
        let reply = match (line.starts_with(b"EHLO"), prompts.as_slice()) {
            (true, _) => "250-echo\r\n250 AUTH LOGIN\r\n".to_owned(),
            (false, [_, ..]) => prompts.next().unwrap_or_default().to_owned(),
            (false, []) => {
                let lines = said.split('\n').map(|line| line.trim_end_matches('\r'));
                let lines: Vec<&str> = lines.collect();
                format!("535-you said {}\r\n535 no\r\n", lines.join("\r\n535-"))
            }
        };
        let written = stream.write_all(reply.as_bytes());
        if written.and_then(|()| stream.flush()).is_err() {
            return;
        }
    }
}

pub fn line(stream: &mut impl Read) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    let mut byte = [0];
    while !line.ends_with(b"\n") {
        stream.read_exact(&mut byte).ok()?;
        line.push(byte[0]);
    }
    Some(line)
}

/// A web server, or a proxy, that answers with a status and says what it was told wherever it can.
pub fn web_server(mut stream: TcpStream, status: &str, said: &str) {
    answer(&mut stream, status, said);
    // What is left of the request unread would reset the connection under the answer.
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let _ = std::io::copy(&mut stream, &mut std::io::sink());
}

pub fn answer(stream: &mut TcpStream, status: &str, said: &str) {
    answer_with(stream, status, said, &format!("you said {said}"));
}

pub fn answer_with(mut stream: impl Read + Write, status: &str, said: &str, body: &str) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    // To close with something unread is a reset.
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let length = head.split("content-length: ").nth(1);
    let length = length.and_then(|rest| rest.lines().next()?.parse().ok());
    let _ = std::io::copy(
        &mut (&mut stream).take(length.unwrap_or(0)),
        &mut std::io::sink(),
    );
    let line = match said.contains(['\n', '\0', '\u{8}', '\u{1b}']) {
        true => "no",
        false => said,
    };
    let _ = write!(
        stream,
        "HTTP/1.1 {status} you said {line}\r\nServer: {line}\r\nVia: {line}\r\nProxy-Authenticate: Basic realm=\"{line}\"\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
}

/// A PostgreSQL server that asks for the password in clear, and says it in its refusal.
pub fn database(mut stream: TcpStream, said: &str) {
    fn message(stream: &mut TcpStream, head: usize) {
        let mut begin = vec![0; head + 4];
        stream.read_exact(&mut begin).unwrap();
        let length = u32::from_be_bytes(begin[head..].try_into().unwrap()) as usize;
        stream.read_exact(&mut vec![0; length - 4]).unwrap();
    }
    message(&mut stream, 0);
    stream.write_all(b"R\0\0\0\x08\0\0\0\x03").unwrap();
    message(&mut stream, 1);
    let fields = format!("SFATAL\0VFATAL\0C28P01\0Mno user with the password {said}\0\0");
    let length = u32::try_from(fields.len() + 4).unwrap().to_be_bytes();
    let _ = stream.write_all(&[b"E", &length[..], fields.as_bytes()].concat());
}

/// A server of 127.0.0.1 inside TLS, and the file of who vouches for it.
#[cfg(feature = "lab")]
pub struct Secure {
    pub tls: Arc<ServerConfig>,
    ca: tempfile::NamedTempFile,
}

#[cfg(feature = "lab")]
impl Secure {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let host = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        let leaf = host.signed_by(&key, &authority).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let chain = vec![leaf.der().clone()];
        let tls = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key.serialize_der().try_into().unwrap());
        let mut ca = tempfile::NamedTempFile::new().unwrap();
        ca.write_all(authority.pem().as_bytes()).unwrap();
        let tls = Arc::new(tls.unwrap());
        Self { tls, ca }
    }

    pub fn ca(&self) -> &str {
        self.ca.path().to_str().unwrap()
    }
}

#[cfg(feature = "lab")]
pub fn inside(tls: &Arc<ServerConfig>, stream: TcpStream, talk: impl FnOnce(&mut dyn ReadWrite)) {
    let connection = ServerConnection::new(tls.clone()).unwrap();
    let mut stream = StreamOwned::new(connection, stream);
    talk(&mut stream);
    stream.conn.send_close_notify();
    let _ = stream.flush();
}

pub trait ReadWrite: Read + Write {}
impl<T: Read + Write> ReadWrite for T {}
