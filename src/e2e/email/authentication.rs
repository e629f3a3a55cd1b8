//! SPF, DKIM and DMARC as the receiving host saw them: `Authentication-Results` (RFC 8601) and `Received-SPF` (RFC 7208).

use mail_parser::Message;

use super::hops::Hop;

/// More fields than any receiver writes, more parts of a field, and more words of a part.
const MOST: usize = 100;
/// Where Unicode's private use area begins.
const PRIVATE: u32 = 0xE000;

/// What one method came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// `spf`, `dkim`, `dmarc`, `arc` …
    pub method: String,
    /// `pass`, `fail`, `none` …
    pub result: String,
    /// All that says something: `pass (smtp.mailfrom=example.net)`, with the receiver's reason where it gives one.
    pub text: String,
}

/// What somebody says of the sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Results {
    /// Who says so; `None` where the field does not say.
    pub server: Option<String>,
    /// What the methods came to.
    pub outcomes: Vec<Outcome>,
    /// Whether a host says so that took the message; else it may have come with the message.
    pub trusted: bool,
}

/// What the topmost field says: whoever takes a message writes above what it came with. Fields of the same server
/// that follow it directly belong to it. Older receivers report SPF in a field of its own.
pub fn seen(message: &Message<'_>, hops: &[Hop]) -> Option<Results> {
    let written = fields(message, "authentication-results");
    let mut read = written.iter().filter_map(|field| results(field));
    let mut seen = match read.next() {
        Some(top) => top,
        None => spf(fields(message, "received-spf").first()?)?,
    };
    for next in read.take_while(|next| next.server == seen.server) {
        seen.outcomes.extend(next.outcomes);
    }
    let takers = hops.iter().rev().filter_map(|hop| hop.by.as_deref());
    // A receiving site may hand on inside; a sender's own servers stand at the other end.
    let is_taker = |server: &str| takers.take(2).any(|host| same_site(host, server));
    seen.trusted = seen.server.as_deref().is_some_and(is_taker);
    Some(seen)
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
    let plain = plain(field);
    let parts = plain.split(';').take(MOST).map(words);
    let parts: Vec<Vec<String>> = parts.collect();
    // Microsoft's own form names no server.
    let server = parts[0].first().filter(|word| !word.contains('='));
    let outcomes = parts.iter().skip(usize::from(server.is_some()));
    let outcomes: Vec<Outcome> = outcomes.filter_map(|part| outcome(part)).collect();
    (server.is_some() || !outcomes.is_empty()).then(|| Results {
        server: server.map(|word| restored(word)),
        outcomes,
        trusted: false,
    })
}

/// `method[/version]=result [reason=…] [ptype.property=value]…`
fn outcome(part: &[String]) -> Option<Outcome> {
    let (method, result) = pair(part.first()?)?;
    let method = method.split('/').next().unwrap_or_default();
    let properties: Vec<_> = part.iter().skip(1).filter_map(|word| pair(word)).collect();
    Some(Outcome::new(method, &result, &properties))
}

/// `result (comment) receiver=…; client-ip=…; envelope-from=…` (RFC 7208 section 9.1).
fn spf(field: &str) -> Option<Results> {
    let plain = plain(field);
    let words: Vec<String> = plain.split(';').take(MOST).flat_map(words).collect();
    let value = |name: &str| {
        let mut pairs = words.iter().filter_map(|word| pair(word));
        pairs.find(|(key, _)| key == name).map(|(_, value)| value)
    };
    let from = value("envelope-from").map(|from| ("smtp.mailfrom".to_owned(), from));
    let result = restored(words.first()?);
    Some(Results {
        server: value("receiver"),
        outcomes: vec![Outcome::new("spf", &result, from.as_slice())],
        trusted: false,
    })
}

/// A structured field (RFC 5322 section 3.2) without its comments; what has a meaning to us is [`aside`] in quotes.
fn plain(field: &str) -> String {
    let (mut plain, mut depth, mut quoted) = (String::new(), 0_u32, false);
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if quoted => plain.extend(chars.next().map(aside)),
            '\\' if depth > 0 => drop(chars.next()),
            '"' if depth == 0 => quoted = !quoted,
            _ if quoted => plain.push(aside(c)),
            '(' => {
                depth += 1;
                plain.push(' ');
            }
            ')' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            _ => plain.push(c),
        }
    }
    plain
}

/// A sign or a space as a character that has no meaning, where ASCII begins anew in the private use area.
fn aside(c: char) -> char {
    if c.is_ascii() && !c.is_ascii_alphanumeric() {
        char::from_u32(PRIVATE + u32::from(c)).unwrap_or(c)
    } else {
        c
    }
}

/// The text as it stood in quotes.
fn restored(text: &str) -> String {
    let back = |c: char| {
        let ascii = u32::from(c).checked_sub(PRIVATE).filter(|c| *c < 0x80);
        ascii.and_then(char::from_u32).unwrap_or(c)
    };
    text.chars().map(back).collect()
}

/// The words of a part. White space around `=` and around the dots and slashes of names is let go, as RFC 8601 section
/// 2.2 allows it; a `=` in a value, as in `header.b=abc=`, is a part of it.
fn words(part: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in part.split_whitespace().take(MOST) {
        let goes_on = |before: &String| {
            before.ends_with(['.', '/'])
                || word.starts_with(['.', '/'])
                || before.find('=') == Some(before.len() - 1)
                || word.starts_with('=') && !before.contains('=')
        };
        match words.last_mut().filter(|before| goes_on(before)) {
            Some(before) => before.push_str(word),
            None => words.push(word.to_owned()),
        }
    }
    words
}

/// A name, in lower case, and its value.
fn pair(word: &str) -> Option<(String, String)> {
    let (name, value) = word.split_once('=')?;
    let whole = !name.is_empty() && !value.is_empty();
    whole.then(|| (restored(name).to_ascii_lowercase(), restored(value)))
}

impl Results {
    /// Whether a method came to a clear no.
    pub fn fails(&self, method: &str) -> bool {
        let of = self.outcomes.iter().filter(|one| one.method == method);
        let results: Vec<&str> = of.map(|one| one.result.as_str()).collect();
        let bad = |result: &&str| matches!(*result, "fail" | "hardfail" | "softfail" | "permerror");
        // One good signature is enough.
        results.iter().any(bad) && !results.contains(&"pass")
    }
}

impl Outcome {
    fn new(method: &str, result: &str, properties: &[(String, String)]) -> Self {
        const TELLING: [&str; 5] = [
            "smtp.mailfrom",
            "header.d",
            "header.i",
            "header.from",
            "action",
        ];
        let result = result.to_ascii_lowercase();
        let mut text = result.clone();
        let about = properties.iter();
        let about = about.filter(|(name, _)| TELLING.contains(&name.as_str()));
        let about: Vec<String> = about
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !about.is_empty() {
            text += &format!(" ({})", about.join(", "));
        }
        if let Some((_, reason)) = properties.iter().find(|(name, _)| name == "reason") {
            text += &format!(": {reason}");
        }
        Self {
            method: method.to_owned(),
            result,
            text,
        }
    }
}

#[cfg(test)]
mod tests;
