//! The Authentication API of a realm as the lab plays it: it verifies requests and signs replies as documented.

use std::io;
use std::sync::Arc;

use aws_lc_rs::hmac;
use data_encoding::{BASE64, HEXLOWER};
use jiff::Timestamp;
use jiff::fmt::strtime;
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::http::{self, Head};
use super::serve::{self, PortState};
use super::tls::Tls;

/// The application that the API knows.
pub(super) const APPLICATION: &str = "5a6f0c1e9b7d4f21";
/// Its key.
pub(super) const KEY: &str = "c4a1d0e2b3f4958677869504132231405f6e7d8c9baab9c8d7e6f50413223140";
/// A key that is not its own.
pub(super) const OTHER_KEY: &str =
    "00000000000000000000000000000000ffffffffffffffffffffffffffffffff";

/// How the API answers.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Api {
    pub(super) port: PortState,
    pub(super) mode: Mode,
}

/// What the API does with a request that is in order.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Mode {
    /// It says that there is no such user, and signs that.
    On,
    /// It is not enabled for the realm.
    Off,
    /// It does not sign.
    Unsigned,
    /// Something on the way changes what was signed.
    Forged,
}

/// Opens the API.
pub(super) async fn open(tasks: &mut JoinSet<()>, api: Api, tls: Tls) -> io::Result<u16> {
    serve::open(tasks, api.port, (api.mode, tls), converse).await
}

async fn converse(stream: TcpStream, server: Arc<(Mode, Tls)>) -> io::Result<()> {
    let (mode, tls) = &*server;
    let mode = *mode;
    let mut stream = tls.begin(stream).await?;
    if let Some(head) = http::read_head(&mut stream).await? {
        let (status, body) = answer(&head, mode);
        let date = strtime::format("%a, %d %b %Y %H:%M:%S GMT", Timestamp::now())
            .map_err(io::Error::other)?;
        let signature = sign(&format!("{date}\n{APPLICATION}\n{body}"));
        let mut headers = vec![("Content-Type", "application/json"), ("Date", &date)];
        if mode != Mode::Unsigned {
            headers.extend([
                ("X-SA-DATE", date.as_str()),
                ("X-SA-SIGNATURE", signature.as_str()),
            ]);
        }
        let body = match mode {
            Mode::Forged => body.replace("User Id", "The user"),
            _ => body.to_owned(),
        };
        http::respond(&mut stream, status, &headers, &body).await?;
    }
    tokio::io::AsyncWriteExt::shutdown(&mut stream).await
}

fn answer(head: &Head, mode: Mode) -> (&'static str, &'static str) {
    let target = head.target("GET").unwrap_or_default();
    let said = head.header("Authorization").and_then(credentials);
    let date = head.header("X-SA-Ext-Date").unwrap_or_default();
    let expected = sign(&format!("GET\n{date}\n{APPLICATION}\n{target}"));
    match said {
        _ if mode == Mode::Off || !target.ends_with("/factors") => (
            "404 Not Found",
            r#"{"status":"not_found","message":"The requested resource cannot be found."}"#,
        ),
        Some((application, _)) if application != APPLICATION => (
            "401 Unauthorized",
            r#"{"status":"invalid","message":"AppId is unknown."}"#,
        ),
        Some((_, signature)) if signature == expected => (
            "404 Not Found",
            r#"{"status":"not_found","message":"User Id was not found."}"#,
        ),
        _ => (
            "401 Unauthorized",
            r#"{"status":"invalid","message":"Invalid credentials."}"#,
        ),
    }
}

/// Application id and signature of a request.
fn credentials(authorization: &str) -> Option<(String, String)> {
    let encoded = authorization.strip_prefix("Basic ")?;
    let pair = String::from_utf8(BASE64.decode(encoded.as_ref()).ok()?).ok()?;
    let (application, signature) = pair.split_once(':')?;
    Some((application.to_owned(), signature.to_owned()))
}

fn sign(text: &str) -> String {
    let key = HEXLOWER.decode(KEY.as_bytes());
    let key = key.expect("the key is of hexadecimal digits");
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    BASE64.encode(hmac::sign(&key, text.as_bytes()).as_ref())
}
