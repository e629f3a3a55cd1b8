//! The Authentication API of a realm as its documentation and its SDKs describe it, played by a server of ours.

use std::sync::Mutex;

use aws_lc_rs::hmac;
use data_encoding::BASE64;

use crate::server::{Reply, Request, Server, response};

/// The application that the API knows.
pub const APPLICATION: &str = "app-7";
/// Its key.
pub const KEY: &str = "00112233445566778899aabbccddeeff102132435465768798a9bacbdcedfe0f";
/// The passcode that it sends.
pub const CODE: &str = "493817";

/// How the API answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// As documented.
    #[default]
    Well,
    /// With the passcode in every place that it can find.
    Echoing,
    /// With a signature that does not hold.
    Forged,
    /// Without a signature.
    Unsigned,
    /// With this status and message, signed.
    Says(&'static str, &'static str),
    /// With the passcode where it belongs, and with this message.
    Tells(&'static str),
    /// With this message where a passcode is validated.
    Validates(&'static str),
    /// As one that is no API, with this reason in its status line.
    Breaks(&'static str),
    /// Not at all.
    Silent,
    /// Without end.
    Flooding,
    /// With what is no JSON.
    Garbled,
}

/// Starts the API.
pub fn start(mode: Mode) -> Server {
    let validated = Mutex::new(0);
    Server::start(move |request| {
        let count = || {
            let mut count = validated.lock().unwrap();
            *count += 1;
            *count
        };
        answer(request, mode, &count)
    })
}

fn answer(request: &Request, mode: Mode, count: &dyn Fn() -> usize) -> Reply {
    match mode {
        Mode::Silent => return Reply::Silence,
        Mode::Flooding => {
            return Reply::Flood(b"HTTP/1.1 200 OK\r\nX: y\r\n\r\n{\"status\": \"".to_vec());
        }
        Mode::Garbled => {
            let text = format!("<html>Your code {CODE} is on its way");
            return response("200 OK", &[("Server", CODE)], &text);
        }
        Mode::Breaks(reason) => return response(&format!("500 {reason}"), &[], "<html>"),
        _ => {}
    }
    let (status, body) = body(request, mode, count);
    let date = "Tue, 03 Feb 2026 04:05:07 GMT";
    let now = jiff::Timestamp::now()
        .strftime("%a, %d %b %Y %H:%M:%S GMT")
        .to_string();
    let date = if mode == Mode::Forged { date } else { &now };
    let signature = match mode {
        Mode::Forged => sign("something else"),
        _ => sign(&format!("{date}\n{APPLICATION}\n{body}")),
    };
    let mut headers = vec![("Content-Type", "application/json"), ("Date", &now)];
    if mode != Mode::Unsigned {
        headers.extend([("X-SA-DATE", date), ("X-SA-SIGNATURE", &signature)]);
    }
    if mode == Mode::Echoing {
        headers.extend([("Server", CODE), ("Via", request.header("Authorization"))]);
    }
    response(status, &headers, &body)
}

fn body(request: &Request, mode: Mode, count: &dyn Fn() -> usize) -> (&'static str, String) {
    let said = |status: &str, message: &str| {
        serde_json::json!({"status": status, "message": message}).to_string()
    };
    let refused = |message: &str| ("401 Unauthorized", said("invalid", message));
    match credentials(request.header("Authorization")) {
        Some((application, _)) if application != APPLICATION => {
            return refused("AppId is unknown.");
        }
        Some((_, signature)) if signature == expected(request) => {}
        _ => return refused("Invalid credentials."),
    }
    if let Mode::Says(status, message) = mode {
        return ("200 OK", said(status, message));
    }
    let path = request
        .target
        .strip_prefix("/SecureAuth1/api/v1/")
        .unwrap_or("");
    let sent: serde_json::Value = serde_json::from_str(&request.body).unwrap_or_default();
    match (request.method.as_str(), path) {
        ("POST", "auth") => {
            let message = match mode {
                Mode::Echoing => format!(
                    "code {CODE}, or 493 817, {} {}",
                    BASE64.encode(CODE.as_ref()),
                    request.body
                ),
                Mode::Tells(message) => message.to_owned(),
                _ => String::new(),
            };
            let user = &sent["user_id"];
            let reply = serde_json::json!({"status": "valid", "message": message, "user_id": user, "otp": CODE});
            ("200 OK", reply.to_string())
        }
        ("POST", "otp/validate") if let Mode::Validates(message) = mode => {
            ("200 OK", said("invalid", message))
        }
        ("POST", "otp/validate") if sent["otp"] == CODE => ("200 OK", said("valid", "")),
        ("POST", "otp/validate") => {
            count();
            ("200 OK", said("invalid", "OTP is invalid."))
        }
        ("GET", "users/jdoe/factors") => ("200 OK", factors()),
        ("GET", "users/jdoe/throttle") => {
            let reply = serde_json::json!({"status": "valid", "message": "", "count": 2});
            ("200 OK", reply.to_string())
        }
        ("GET", _) => ("404 Not Found", said("not_found", "User Id was not found.")),
        _ => (
            "404 Not Found",
            said("not_found", "The requested resource cannot be found."),
        ),
    }
}

fn factors() -> String {
    serde_json::json!({
        "status": "found", "message": "", "user_id": "jdoe",
        "factors": [
            {"type": "phone", "id": "Phone1", "value": "canary-949-555-0100", "capabilities": ["sms", "call"]},
            {"type": "phone", "id": "Phone2", "value": "canary-949-555-0101", "capabilities": ["call"]},
            {"type": "email", "id": "Email1", "value": "canary@example.net"},
            {"type": "kbq", "id": "KBQ1", "value": "canary question"},
            {"type": "oath", "id": "63c6b390cac04efb8d283828ed29c120", "value": "canary app"},
        ]
    })
    .to_string()
}

/// The signature that a request should have, by the documentation.
fn expected(request: &Request) -> String {
    let date = request.header("X-SA-Ext-Date");
    let mut signed = format!(
        "{}\n{date}\n{APPLICATION}\n{}",
        request.method, request.target
    );
    if !request.body.is_empty() {
        signed = format!("{signed}\n{}", request.body);
    }
    sign(&signed)
}

/// Application id and signature of a request.
fn credentials(authorization: &str) -> Option<(String, String)> {
    let encoded = authorization.strip_prefix("Basic ")?;
    let pair = String::from_utf8(BASE64.decode(encoded.as_ref()).ok()?).ok()?;
    let (application, signature) = pair.split_once(':')?;
    Some((application.to_owned(), signature.to_owned()))
}

fn sign(text: &str) -> String {
    let bytes: Vec<u8> = (0..32)
        .map(|at| u8::from_str_radix(&KEY[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
    BASE64.encode(hmac::sign(&key, text.as_bytes()).as_ref())
}
