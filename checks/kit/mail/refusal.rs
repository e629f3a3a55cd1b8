//! What a mail server means by a refusal: looked up in one table of what servers say, and never guessed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::kit::peer_text::PeerText;
use crate::kit::probe::smtp::Reply;

/// How much of a reply is read: a server may say anything, and as much of it as it likes.
const READ: usize = 1000;

/// What a refusal means, in whatever words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the table says of each what it means")]
pub enum Meaning {
    HeloRejected,
    Blocklisted,
    NoReverseDns,
    SpfRejected,
    DmarcRejected,
    QuotaExceeded,
    SenderRejected,
    RelayDenied,
    RecipientRejected,
    Deferred,
    MessageRejected,
    Busy,
    TurnedAway,
    TlsRequired,
    LoginRequired,
    LoginRejected,
    PasswordLoginDisabled,
    AppPasswordRequired,
    MechanismRefused,
    Unknown,
}

impl Meaning {
    /// Whether it is about the appliance's address, its name or its mail, at whatever command the server says so.
    pub fn is_of_relaying(self) -> bool {
        self <= Self::QuotaExceeded
    }

    /// What to do about it, as sentences.
    pub fn cures(self) -> &'static [String] {
        &TABLE.meanings[&self].cures
    }
}

/// What a reply answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the commands of RFC 5321 and RFC 4954")]
pub enum Command {
    Greeting,
    Ehlo,
    Auth,
    Mail,
    Rcpt,
    Data,
}

/// A refusal that was looked up.
#[derive(Clone, Copy, Debug)]
pub struct Refusal {
    /// What it means.
    pub meaning: Meaning,
    /// The same in words, after "the mail server".
    pub says: &'static str,
    /// What to do about it, as sentences.
    pub cures: &'static [String],
}

/// Looks a reply up; `None` where it refuses nothing. Who speaks inside TLS is not asked for TLS.
pub fn understand(reply: &Reply, at: Command, inside_tls: bool) -> Option<Refusal> {
    if reply.code < 400 {
        return None;
    }
    let heard = NormalizedReply::new(reply);
    let mut rows = TABLE.rows();
    let row =
        rows.find(|row| row.fits(&heard, at) && !(inside_tls && row.means == Meaning::TlsRequired));
    let meaning = row.map_or(Meaning::Unknown, |row| row.means);
    let known = &TABLE.meanings[&meaning];
    Some(Refusal {
        meaning,
        says: row.and_then(|row| row.says.as_ref()).unwrap_or(&known.says),
        cures: row
            .map(|row| row.cures.as_slice())
            .filter(|cures| !cures.is_empty())
            .unwrap_or(&known.cures),
    })
}

/// The check that looks at what a mail server refused by this code and these words behind it.
pub fn looked_at_by(code: u16, said: &str) -> &'static str {
    let lines = vec![PeerText::without_secrets(said.trim_start().to_owned())];
    let at = match code {
        421 => Command::Greeting,
        530..=538 => Command::Auth,
        _ => Command::Rcpt,
    };
    match understand(&Reply { code, lines }, at, false).map(|refusal| refusal.meaning) {
        Some(Meaning::TlsRequired) => "smtp-tls",
        Some(
            Meaning::LoginRequired
            | Meaning::LoginRejected
            | Meaning::PasswordLoginDisabled
            | Meaning::AppPasswordRequired
            | Meaning::MechanismRefused,
        ) => "smtp-auth",
        Some(Meaning::SpfRejected | Meaning::DmarcRejected) => "sender-domain",
        Some(Meaning::Busy | Meaning::TurnedAway) => "smtp-reach",
        _ => "smtp-relay",
    }
}

/// The phrases of the table that a text holds, and nothing else of it: where the rest may not be shown, they still say
/// the reason. Those of a single word are left out, which may be anything.
pub fn phrases(said: &str) -> String {
    let heard = NormalizedReply::new(&Reply {
        code: 0,
        lines: vec![PeerText::without_secrets(said.to_owned())],
    });
    let known = TABLE
        .rows()
        .flat_map(|row| row.words.iter().chain(&row.with));
    let known: BTreeSet<&str> = (known.map(String::as_str))
        .filter(|phrase| phrase.contains(' '))
        .collect();
    let sentences = heard.text.split(". ").map(|sentence| {
        let said = known.iter().filter(|phrase| says(sentence, phrase, true));
        said.copied().collect::<Vec<_>>().join(", ")
    });
    let sentences = sentences.filter(|phrases| !phrases.is_empty());
    sentences.collect::<Vec<_>>().join(". ")
}

impl Refusal {
    /// One sentence; `what` was refused.
    pub fn sentence(&self, what: &str, reply: &Reply) -> String {
        match self.meaning {
            Meaning::Unknown => format!(
                "the mail server refuses {what} for a reason that otpdoctor does not know: {:?}",
                reply.text()
            ),
            _ => format!("the mail server {}", self.says),
        }
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_json::from_str(include_str!("refusals.json")).expect("a test reads the table")
});

/// The first row that fits counts: what a provider means by a code of its own, then the words of servers, then what the
/// code and the command alone can mean.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    meanings: BTreeMap<Meaning, Known>,
    by_code: Vec<Row>,
    by_words: Vec<Row>,
    by_command: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    says: String,
    cures: Vec<String>,
}

/// What is left out is not asked for; of a list one has to fit.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    means: Meaning,
    /// Enhanced status codes (RFC 3463): `X` is any number, `606-649` a range.
    #[serde(default)]
    codes: Vec<String>,
    /// The three digits, or a range of them.
    #[serde(default)]
    replies: Vec<String>,
    /// Lower-case phrases of whole words; `*` stands for anything in the same sentence. One with a dot or a slash may be in
    /// a link as well: a link that names a block list counts, one that holds any other word does not.
    #[serde(default)]
    words: Vec<String>,
    /// Phrases of which one has to be in the same sentence.
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    at: Vec<Command>,
    /// What is said and what helps here, where it is not that of the meaning at large.
    says: Option<String>,
    #[serde(default)]
    cures: Vec<String>,
    #[cfg_attr(
        not(test),
        allow(dead_code, reason = "it is for whoever checks the row")
    )]
    source: String,
    #[cfg_attr(not(test), allow(dead_code, reason = "a test looks it up"))]
    sample: String,
}

impl Table {
    fn rows(&self) -> impl Iterator<Item = &Row> {
        let rows = self.by_code.iter().chain(&self.by_words);
        rows.chain(&self.by_command)
    }
}

impl Row {
    fn fits(&self, heard: &NormalizedReply, at: Command) -> bool {
        fits_any(&self.at, |one| *one == at)
            && fits_any(&self.replies, |one| within(one, heard.reply))
            && fits_any(&self.codes, |one| {
                heard.code.is_some_and(|code| is_code(one, code))
            })
            && fits_any(&self.words, |one| {
                one.contains(['.', '/']) && says(&heard.links, one, true)
                    || heard.text.split(". ").any(|sentence| {
                        says(sentence, one, true)
                            && fits_any(&self.with, |with| says(sentence, with, true))
                    })
            })
    }
}

fn fits_any<T>(list: &[T], fits: impl Fn(&T) -> bool) -> bool {
    list.is_empty() || list.iter().any(fits)
}

/// A reply, ready to be looked up.
struct NormalizedReply {
    reply: u16,
    code: Option<[u16; 3]>,
    text: String,
    links: String,
}

impl NormalizedReply {
    fn new(reply: &Reply) -> Self {
        let (mut code, mut text, mut links) = (None, String::new(), String::new());
        for line in &reply.lines {
            for (index, word) in line.raw().split_ascii_whitespace().enumerate() {
                match enhanced(word) {
                    // At the beginning of each line; qmail says it last, in parentheses: (#5.1.1).
                    Some(found) if index == 0 || word.contains('#') => code = code.or(Some(found)),
                    _ if text.len() + links.len() >= READ => {}
                    _ if word.contains("//") || word.starts_with("www.") => {
                        links = links + word + " ";
                    }
                    // An address may hold any word.
                    _ if !word.contains('@') => text = text + word + " ",
                    _ => {}
                }
            }
        }
        Self {
            reply: reply.code,
            code,
            text: text.to_lowercase().trim_end().to_owned(),
            links: links.to_lowercase(),
        }
    }
}

/// The enhanced status code that a word is (RFC 2034 section 3).
pub fn enhanced(word: &str) -> Option<[u16; 3]> {
    let numbers = word.trim_matches(['(', '#', ')', '.', ':']).split('.');
    let numbers: Result<Vec<u16>, _> = numbers.map(str::parse).collect();
    let code: [u16; 3] = numbers.ok()?.try_into().ok()?;
    matches!(code, [2 | 4 | 5, 0..1000, 0..1000]).then_some(code)
}

fn is_code(pattern: &str, code: [u16; 3]) -> bool {
    let parts = pattern.split('.').zip(code);
    parts.into_iter().all(|(part, number)| within(part, number))
}

fn within(pattern: &str, number: u16) -> bool {
    let (from, to) = pattern.split_once('-').unwrap_or((pattern, pattern));
    let is = |bound: &str, holds: fn(&u16, &u16) -> bool| {
        bound.parse().is_ok_and(|bound| holds(&bound, &number))
    };
    pattern == "X" || is(from, u16::le) && is(to, u16::ge)
}

/// Whether the text has the phrase in it. Where no `*` ends it, it is of whole words: `spf` is not in `spf.example.net`.
fn says(text: &str, phrase: &str, whole: bool) -> bool {
    let (part, rest) = match phrase.split_once('*') {
        Some((part, rest)) => (part, Some(rest)),
        None => (phrase, None),
    };
    text.match_indices(part).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + part.len()..]);
        (!whole || !before.ends_with(in_names))
            && match rest {
                Some(rest) => says(after, rest, false),
                None => {
                    let after = after.strip_prefix('.').unwrap_or(after);
                    !after.starts_with(in_names)
                }
            }
    })
}

/// Whether a character joins words to a name of a host.
fn in_names(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@')
}

#[cfg(test)]
mod tests;
