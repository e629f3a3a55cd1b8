//! SPF, DKIM and DMARC as the receiving host saw them: `Authentication-Results` (RFC 8601) and `Received-SPF` (RFC 7208).

mod lexer;

use mail_parser::Message;

use super::hops::Hop;
use lexer::{Token, tokens};

/// More fields than any receiver writes.
const MOST: usize = 40;

/// What one method came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// `spf`, `dkim`, `dmarc`, `arc` …
    pub method: String,
    /// `pass`, `fail`, `none` …
    pub result: String,
    /// The receiver's reason, where it gives one.
    pub reason: Option<String>,
    /// What it was about: `smtp.mailfrom=example.net` as name and value.
    pub properties: Vec<(String, String)>,
}

/// One `Authentication-Results` field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Results {
    /// Who says so; `None` where the field does not tell.
    pub server: Option<String>,
    /// What they came to.
    pub outcomes: Vec<Outcome>,
}

/// What the receiver says of the sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The host that took the message says so.
    Trusted(Results),
    /// Somebody says so who is not among the hosts that took the message: it may have come with the message.
    Claimed(Results),
    /// Nobody says anything.
    Nothing,
}

/// What the topmost field says: whoever takes a message writes above what it came with. Fields of the same server
/// that follow it directly belong to it.
pub fn seen(message: &Message<'_>, hops: &[Hop]) -> Seen {
    let fields = fields(message, "authentication-results");
    let mut read = fields.iter().filter_map(|field| results(field));
    let Some(mut top) = read.next() else {
        return received_spf(message, hops);
    };
    for next in read.take_while(|next| next.server == top.server) {
        top.outcomes.extend(next.outcomes);
    }
    trusted(top, hops)
}

/// Older receivers tell of SPF in a field of its own.
fn received_spf(message: &Message<'_>, hops: &[Hop]) -> Seen {
    let fields = fields(message, "received-spf");
    match fields.first().and_then(|field| spf(field)) {
        Some(results) => trusted(results, hops),
        None => Seen::Nothing,
    }
}

fn trusted(results: Results, hops: &[Hop]) -> Seen {
    let takers = hops.iter().rev().filter_map(|hop| hop.by.as_deref());
    // A receiving site may hand on inside; a sender's own servers stand at the other end.
    let known = results
        .server
        .as_deref()
        .is_some_and(|server| takers.take(2).any(|host| same_site(host, server)));
    match known {
        true => Seen::Trusted(results),
        false => Seen::Claimed(results),
    }
}

/// Whether a host and a name of results are of one site: equal, one below the other, or siblings.
fn same_site(host: &str, server: &str) -> bool {
    let plain = |name: &str| name.trim_end_matches('.').to_ascii_lowercase();
    let (host, server) = (plain(host), plain(server));
    let below = |low: &str, high: &str| low.ends_with(&format!(".{high}")) && high.contains('.');
    let parent = |name: &str| name.split_once('.').map(|(_, parent)| parent.to_owned());
    let siblings =
        parent(&host).is_some_and(|above| above.contains('.') && Some(above) == parent(&server));
    host == server || below(&host, &server) || below(&server, &host) || siblings
}

/// The bodies of all fields of this name, unfolded, from the top.
fn fields(message: &Message<'_>, name: &str) -> Vec<String> {
    message
        .headers_raw()
        .filter(|(found, _)| found.eq_ignore_ascii_case(name))
        .take(MOST)
        .map(|(_, value)| value.replace(['\r', '\n'], " "))
        .collect()
}

/// Reads the body of an `Authentication-Results` field; `None` where there is nothing in it.
pub fn results(field: &str) -> Option<Results> {
    let parts: Vec<Vec<Token>> = tokens(field)
        .split(|token| *token == Token::Semicolon)
        .map(<[Token]>::to_vec)
        .collect();
    let (first, rest) = parts.split_first()?;
    // Microsoft's own form names no server.
    let named = !first.contains(&Token::Equals);
    let server = first.first().filter(|_| named).and_then(Token::text);
    let outcomes: Vec<Outcome> = match named {
        true => rest.iter().filter_map(|part| outcome(part)).collect(),
        false => parts.iter().filter_map(|part| outcome(part)).collect(),
    };
    (server.is_some() || !outcomes.is_empty()).then_some(Results { server, outcomes })
}

/// `method[/version]=result [reason=…] [ptype.property=value]…`
fn outcome(part: &[Token]) -> Option<Outcome> {
    let [
        Token::Text(method),
        Token::Equals,
        Token::Text(result),
        rest @ ..,
    ] = part
    else {
        return None;
    };
    let method = method.split('/').next().unwrap_or_default().trim();
    let mut outcome = Outcome {
        method: method.to_ascii_lowercase(),
        result: result.to_ascii_lowercase(),
        reason: None,
        properties: Vec::new(),
    };
    for pair in pairs(rest) {
        match pair {
            (name, value) if name.eq_ignore_ascii_case("reason") => outcome.reason = Some(value),
            (name, value) => outcome.properties.push((name.to_ascii_lowercase(), value)),
        }
    }
    Some(outcome)
}

fn pairs(tokens: &[Token]) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut rest = tokens;
    while let Some(more) = rest.split_first().map(|(_, more)| more) {
        match rest {
            [
                Token::Text(name),
                Token::Equals,
                Token::Text(value),
                after @ ..,
            ] => {
                pairs.push((name.clone(), value.clone()));
                rest = after;
            }
            _ => rest = more,
        }
    }
    pairs
}

/// `result (comment) receiver=…; client-ip=…; envelope-from=…` (RFC 7208 section 9.1).
fn spf(field: &str) -> Option<Results> {
    let tokens = tokens(field);
    let result = tokens.first().and_then(Token::text)?;
    let properties: Vec<(String, String)> = pairs(&tokens[1..]);
    let value = |name: &str| {
        let mut found = properties
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.clone())
    };
    let from = value("envelope-from").map(|from| ("smtp.mailfrom".to_owned(), from));
    Some(Results {
        server: value("receiver"),
        outcomes: vec![Outcome {
            method: "spf".into(),
            result: result.to_ascii_lowercase(),
            reason: None,
            properties: from.into_iter().collect(),
        }],
    })
}

impl Results {
    /// Whether a method came to a clear no.
    pub fn fails(&self, method: &str) -> bool {
        let mut of = self
            .outcomes
            .iter()
            .filter(|outcome| outcome.method == method);
        let bad = |outcome: &Outcome| {
            matches!(
                &*outcome.result,
                "fail" | "hardfail" | "softfail" | "permerror"
            )
        };
        // One good signature is enough.
        of.clone().any(bad) && !of.any(|outcome| outcome.result == "pass")
    }
}

impl Outcome {
    /// The outcome in a line: `pass (smtp.mailfrom=example.net)`.
    pub fn text(&self) -> String {
        const TELLING: [&str; 5] = [
            "smtp.mailfrom",
            "header.d",
            "header.i",
            "header.from",
            "action",
        ];
        let about: Vec<String> = self
            .properties
            .iter()
            .filter(|(name, _)| TELLING.contains(&name.as_str()))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let reason = self.reason.as_ref().map(|reason| format!(": {reason}"));
        let about = match about.is_empty() {
            true => String::new(),
            false => format!(" ({})", about.join(", ")),
        };
        format!("{}{about}{}", self.result, reason.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
