//! The words of a structured header field (RFC 5322 section 3.2): comments are left out, quotes resolved.

/// The most tokens of a field.
const MOST: usize = 500;

/// A word or a sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word, or what stood in quotes.
    Text(String),
    /// `=`
    Equals,
    /// `;`
    Semicolon,
}

impl Token {
    /// The word.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Equals | Self::Semicolon => None,
        }
    }
}

/// The tokens of an unfolded field body. White space around `=` and around the dots and slashes of names is let go, as
/// RFC 8601 section 2.2 allows it.
pub(super) fn tokens(field: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut depth = 0_u32;
    let mut chars = field.chars();
    let finish = |word: &mut String, tokens: &mut Vec<Token>| {
        if !word.is_empty() {
            tokens.push(Token::Text(std::mem::take(word)));
        }
    };
    while let Some(c) = chars.next() {
        match c {
            _ if tokens.len() == MOST => break,
            '\\' if depth > 0 => drop(chars.next()),
            '(' => {
                depth += 1;
                finish(&mut word, &mut tokens);
            }
            ')' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            '"' => word.push_str(&quoted(&mut chars)),
            ';' | '=' if c == ';' || separates(&tokens, &word) => {
                finish(&mut word, &mut tokens);
                tokens.push(match c {
                    ';' => Token::Semicolon,
                    _ => Token::Equals,
                });
            }
            c if c.is_whitespace() => finish(&mut word, &mut tokens),
            c => word.push(c),
        }
    }
    finish(&mut word, &mut tokens);
    joined(tokens)
}

/// Whether `=` here stands between a name and a value; in a value such as `header.b=abc=` it is a part of it.
fn separates(tokens: &[Token], word: &str) -> bool {
    tokens.last() != Some(&Token::Equals) || word.is_empty()
}

fn quoted(chars: &mut std::str::Chars<'_>) -> String {
    let mut text = String::new();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => text.extend(chars.next()),
            c => text.push(c),
        }
    }
    text
}

/// Puts `smtp . mailfrom` and `dkim / 1` together again.
fn joined(tokens: Vec<Token>) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let glue = |text: &str| text.ends_with(['.', '/']) || text == "." || text == "/";
        match (joined.last_mut(), token) {
            (Some(Token::Text(before)), Token::Text(next))
                if glue(before) || next.starts_with(['.', '/']) =>
            {
                before.push_str(&next);
            }
            (_, token) => joined.push(token),
        }
    }
    joined
}
