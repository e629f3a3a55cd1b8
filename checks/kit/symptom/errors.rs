//! The errors that a text quotes: what programs write, by its exact words, and what mail servers answer, by its form.

use std::cmp::Reverse;
use std::sync::LazyLock;

use serde::Deserialize;

use super::table::built_in;
use super::ticket::words;
use crate::kit::mail;

/// Fewer words than this beside an error say nothing of where it stood.
const BESIDES: usize = 3;

/// The text of an error, as a program writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorText {
    pub text: String,
    pub symptom: String,
    /// The checks that look at what it says, the likeliest first, where it says more than that something failed.
    #[serde(default)]
    pub checks: Vec<String>,
    /// Whether it is said of many things, so that any other text of an error says more.
    #[serde(default)]
    general: bool,
    /// The other symptom of which it is said as often: then the words beside it decide.
    or: Option<String>,
    /// Where it is from.
    #[serde(rename = "from")]
    _from: String,
}

/// The texts of errors with their words alone.
pub static ERRORS: LazyLock<Vec<(String, ErrorText)>> = LazyLock::new(|| {
    let all: Vec<ErrorText> = built_in(include_str!("errors.json"));
    all.into_iter().map(|one| (plain(&one.text), one)).collect()
});

/// An error that a text quotes.
pub struct Quoted {
    /// As it is written.
    pub text: String,
    /// The symptom that it is of, and the other one where it is of either.
    pub symptoms: Vec<&'static str>,
    /// Whether it stands alone: no words beside it say where it stood.
    pub is_alone: bool,
    /// Whether it is said of many things.
    pub general: bool,
}

/// The error that a text quotes. The first one counts: of nested exceptions the outer one says what failed.
pub fn quoted(text: &str) -> Option<Quoted> {
    let plain = plain(text);
    let at =
        |(error, one): &'static (String, ErrorText)| Some((one.general, plain.find(error)?, one));
    let all: Vec<_> = ERRORS.iter().filter_map(at).collect();
    let found = all
        .iter()
        .copied()
        .min_by_key(|(general, at, _)| (*general, *at));
    // Numbers are addresses, ports and codes.
    let is_word = |word: &&String| word.contains(char::is_alphabetic);
    let said = words(text).iter().filter(is_word).count();
    let is_alone = |quoted: usize| said < quoted + BESIDES;
    let refused = || {
        let (code, said) = text.lines().find_map(refusal)?;
        let is_alone = is_alone(words(said).len());
        let late = (code < 500 && !is_alone).then_some("email-late");
        Some(Quoted {
            text: said.to_owned(),
            symptoms: [Some("no-email"), late].into_iter().flatten().collect(),
            is_alone,
            general: true,
        })
    };
    let quoted = |error: &'static ErrorText| {
        let symptoms = [Some(&error.symptom), error.or.as_ref()];
        // The longest says most: not "SmtpException", but "Unable to relay".
        let same = all.iter().map(|(.., one)| one);
        let same = same.filter(|one| one.symptom == error.symptom);
        let said = same.max_by_key(|one| one.text.len()).unwrap_or(&error);
        // A name, a code and a sentence are one error.
        let quoted = all.iter().map(|(.., one)| words(&one.text).len());
        Quoted {
            text: said.text.clone(),
            symptoms: symptoms.into_iter().flatten().map(String::as_str).collect(),
            is_alone: is_alone(quoted.sum()),
            general: error.general,
        }
    };
    match found {
        Some((false, _, error)) => Some(quoted(error)),
        other => refused().or_else(|| other.map(|(.., error)| quoted(error))),
    }
}

/// The checks that look at what the errors in a text say, the likeliest first: of nested exceptions the innermost knows most.
pub fn pointed_at(text: &str) -> Vec<&'static str> {
    let plain = plain(text);
    let at = |(error, one): &'static (String, ErrorText)| Some((plain.find(error)?, &one.checks));
    let mut all: Vec<_> = ERRORS.iter().filter_map(at).collect();
    all.sort_by_key(|(at, _)| Reverse(*at));
    let refused = text.lines().find_map(refusal);
    let refused = refused.map(|(code, said)| mail::looked_at_by(code, &said[3..]));
    let quoted = all
        .into_iter()
        .flat_map(|(_, checks)| checks)
        .map(String::as_str);
    refused.into_iter().chain(quoted).collect()
}

/// The code with which a mail server refuses, and what it says from there on: an enhanced status code follows (RFC 3463),
/// or words that mail servers use behind a code that the web has not.
fn refusal(line: &str) -> Option<(u16, &str)> {
    line.match_indices(['4', '5']).find_map(|(at, _)| {
        let said = &line[at..];
        let code = said.get(..3)?.parse().ok()?;
        let rest = said[3..].trim_start_matches([' ', '-', ':', ',', ')', '#', '\'', '"']);
        // Python shows what a server says as bytes.
        let rest = rest.strip_prefix("b'").unwrap_or(rest);
        let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '.');
        let is_code =
            is_apart(line[..at].chars().next_back()) && is_apart(said[3..].chars().next());
        let of_mail = matches!(code, 421 | 432 | 450..=455 | 521..=525 | 530..=541 | 550..=556);
        let is_refusal = mail::enhanced(rest.split_whitespace().next()?)
            .is_some_and(|[class, ..]| class == code / 100)
            || of_mail && !mail::phrases(rest).is_empty();
        (is_code && is_refusal).then_some((code, said))
    })
}

/// The words alone, with spaces around.
fn plain(text: &str) -> String {
    format!(" {} ", words(text).join(" "))
}

#[cfg(test)]
mod tests {
    use super::super::table::Symptom;
    use super::*;

    #[test]
    fn what_an_error_points_at_is_behind_its_symptom() {
        for (_, error) in ERRORS.iter() {
            let symptoms = [Some(&error.symptom), error.or.as_ref()];
            let symptoms: Vec<_> = (symptoms.into_iter().flatten())
                .filter_map(|id| Symptom::find(id))
                .collect();
            let is_behind = |check: &String| {
                symptoms
                    .iter()
                    .any(|one| one.checks().contains(&check.as_str()))
            };
            // Others are behind what it may stand inside of.
            let known = error.checks.iter().any(is_behind);
            assert!(known || error.checks.is_empty(), "{}", error.text);
            for check in &error.checks {
                let mut all = crate::ALL.iter();
                assert!(all.any(|one| one.about().id == *check), "{check}");
            }
        }
    }

    #[test]
    fn the_innermost_error_points_at_its_check_and_a_refusal_by_its_meaning() {
        for (text, check) in [
            (
                "The remote name could not be resolved: 'us-cloud.example.net'",
                "name-resolution",
            ),
            (
                "WebException: The remote server returned an error: (407) Proxy Authentication Required.",
                "proxy-reach",
            ),
            (
                "CryptographicException: Keyset does not exist",
                "key-access",
            ),
            (
                "Could not establish trust relationship for the SSL/TLS secure channel with authority 'x'",
                "cloud-reach",
            ),
            (
                "Unable to connect to the remote server ---> No such host is known",
                "name-resolution",
            ),
            (
                "550 5.7.1 <user@example.net>... Relaying denied",
                "smtp-relay",
            ),
            (
                "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled",
                "smtp-auth",
            ),
            ("530 5.7.0 Must issue a STARTTLS command first", "smtp-tls"),
            (
                "550 5.7.26 Unauthenticated email is not accepted due to DMARC policy",
                "sender-domain",
            ),
            (
                "421 4.3.2 Service not available, closing transmission channel",
                "smtp-reach",
            ),
        ] {
            assert_eq!(pointed_at(text).first(), Some(&check), "{text}");
        }
        assert_eq!(pointed_at("users don't get texts").first(), None);
    }

    #[test]
    fn what_a_mail_server_answers_is_known_by_its_form() {
        for (code, line) in [
            (421, "421 4.3.2 Service not available"),
            (550, "550 5.4.1 Recipient address rejected: Access denied"),
            (
                550,
                "(550, b'5.7.60 SMTP; Client does not have permissions')",
            ),
            (
                535,
                "SMTP 5xx error: permanent error (535): 5.7.139 Authentication",
            ),
            (550, "mx said: 550-5.7.26 This mail has been blocked"),
            (
                450,
                "status=deferred (host mx[192.0.2.1] said: 450 4.7.25 Client host rejected",
            ),
            (454, "454 Throttling failure: Daily message quota exceeded."),
            (554, "554 Sender address has been blacklisted"),
        ] {
            assert_eq!(refusal(line).map(|(code, _)| code), Some(code), "{line}");
        }
    }

    #[test]
    fn a_number_or_a_code_of_the_web_is_no_refusal() {
        for line in [
            "503 Service Unavailable",
            "HTTP/1.1 407 Proxy Authentication Required",
            "The remote server returned an error: (403) Forbidden.",
            "450 users do not get texts",
            "call me at 555 010 7436",
            "version 5.5.0 of the app, 4.7.1 before",
            "since 17:45 no mail",
            "server 10.5.50.550",
            "2026-04-50 5",
            "",
        ] {
            assert!(refusal(line).is_none(), "{line}");
        }
    }
}
