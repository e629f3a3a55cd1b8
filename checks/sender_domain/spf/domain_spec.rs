//! A name in an SPF record, with the macros in it (RFC 7208 section 7).

use std::fmt::Write as _;
use std::net::IpAddr;

/// A name, once its macros are replaced.
#[derive(Debug)]
pub(super) struct DomainSpec(Vec<Part>);

#[derive(Debug)]
enum Part {
    Text(String),
    /// What `%%`, `%_` or `%-` stands for.
    Escape(&'static str),
    Macro(Macro),
}

/// `%{d2r.}`.
#[derive(Debug)]
struct Macro {
    letter: char,
    /// How many labels from the right are kept.
    kept: usize,
    reversed: bool,
    delimiters: String,
    escaped: bool,
}

/// What macros stand for; what is not known is `None`.
pub(super) struct Values<'a> {
    /// The sender's address, as in MAIL.
    pub sender: (&'a str, &'a str),
    /// The domain whose record is read.
    pub domain: &'a str,
    /// Where the mail comes from.
    pub address: Option<IpAddr>,
    /// The name in EHLO.
    pub helo: Option<&'a str>,
    /// The name of the address, where the name has the address too.
    pub validated: Option<&'a str>,
}

/// The longest name in the DNS.
const LONGEST: usize = 253;

impl DomainSpec {
    /// Reads `domain-spec`: it ends in a macro, or in a label that could be a top-level domain.
    pub(super) fn read(text: &str) -> Option<Self> {
        let parts = parts(text)?;
        let ends_well = match parts.last()? {
            Part::Text(end) => ends_in_top_label(end),
            Part::Escape(_) | Part::Macro(_) => true,
        };
        ends_well.then_some(Self(parts))
    }

    /// Whether it is a `macro-string`, as the values of modifiers that nobody knows are.
    pub(super) fn is_macro_string(text: &str) -> bool {
        parts(text).is_some()
    }

    /// Whether one of its macros is this.
    pub(super) fn has(&self, letter: char) -> bool {
        let mut parts = self.0.iter();
        parts.any(|part| matches!(part, Part::Macro(found) if found.letter == letter))
    }

    /// The name; `None` where a macro stands for what is not known.
    pub(super) fn expand(&self, values: &Values<'_>) -> Option<String> {
        let mut name = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => name += text,
                Part::Escape(text) => name += text,
                Part::Macro(found) => name += &found.expand(values)?,
            }
        }
        // Labels that are too many go from the left (section 7.3).
        while name.len() > LONGEST {
            name = name.split_once('.')?.1.to_owned();
        }
        Some(name.trim_end_matches('.').to_ascii_lowercase())
    }
}

/// `macro-string`: visible ASCII, `%` only where a macro begins.
fn parts(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (plain, behind) = rest.split_at(rest.find('%').unwrap_or(rest.len()));
        let (part, behind) = match behind.split_at_checked(2) {
            _ if !plain.bytes().all(|b| b.is_ascii_graphic()) => return None,
            _ if !plain.is_empty() => (Part::Text(plain.to_owned()), behind),
            Some(("%%", behind)) => (Part::Escape("%"), behind),
            Some(("%_", behind)) => (Part::Escape(" "), behind),
            Some(("%-", behind)) => (Part::Escape("%20"), behind),
            Some(("%{", behind)) => {
                let (inside, behind) = behind.split_once('}')?;
                (Part::Macro(Macro::read(inside)?), behind)
            }
            _ => return None,
        };
        parts.push(part);
        rest = behind;
    }
    Some(parts)
}

fn ends_in_top_label(text: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    let Some((_, label)) = text.rsplit_once('.') else {
        return false;
    };
    let of_label = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    label.bytes().all(of_label)
        && !label.bytes().all(|b| b.is_ascii_digit())
        && !label.starts_with('-')
        && !label.ends_with('-')
}

impl Macro {
    fn read(inside: &str) -> Option<Self> {
        let letter = inside.chars().next()?;
        let rest = inside.get(1..)?;
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (digits, rest) = rest.split_at(digits);
        let reversed = rest.starts_with(['r', 'R']);
        let delimiters = if reversed { &rest[1..] } else { rest };
        let lower = letter.to_ascii_lowercase();
        // `c`, `r` and `t` are for explanations alone.
        let known = "slodiphv".contains(lower) && delimiters.chars().all(|c| ".-+,/_=".contains(c));
        let kept = match digits {
            "" => usize::MAX,
            digits => digits.parse().unwrap_or(usize::MAX),
        };
        (known && kept > 0).then(|| Self {
            letter: lower,
            kept,
            reversed,
            delimiters: if delimiters.is_empty() {
                "."
            } else {
                delimiters
            }
            .to_owned(),
            escaped: letter.is_ascii_uppercase(),
        })
    }

    fn expand(&self, values: &Values<'_>) -> Option<String> {
        let (local, domain) = values.sender;
        let value = match self.letter {
            's' => format!("{local}@{domain}"),
            'l' => local.to_owned(),
            'o' => domain.to_owned(),
            'd' => values.domain.to_owned(),
            'i' => values.address.map(dotted)?,
            'v' => match values.address? {
                IpAddr::V4(_) => "in-addr".to_owned(),
                IpAddr::V6(_) => "ip6".to_owned(),
            },
            'h' => values.helo?.to_owned(),
            _ => values.validated?.to_owned(),
        };
        let mut parts: Vec<&str> = value.split(|c| self.delimiters.contains(c)).collect();
        if self.reversed {
            parts.reverse();
        }
        let value = parts[parts.len().saturating_sub(self.kept)..].join(".");
        Some(if self.escaped { escape(&value) } else { value })
    }
}

/// The address in labels: an IPv6 one digit by digit.
pub(super) fn dotted(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let digits = format!("{:032x}", v6.to_bits());
            digits
                .chars()
                .map(String::from)
                .collect::<Vec<_>>()
                .join(".")
        }
    }
}

/// As in a URL: all but the unreserved characters of RFC 3986.
fn escape(text: &str) -> String {
    text.bytes().fold(String::new(), |mut escaped, b| {
        if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
            escaped.push(b.into());
        } else {
            write!(escaped, "%{b:02X}").expect("a string takes it");
        }
        escaped
    })
}
