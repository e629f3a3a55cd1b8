//! A file of a config, and the one line of it that may be shown: secrets masked, comments gone, cut around what is marked.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::mask::{
    MASK, behind_host, is_address_key, is_named, is_secret_key, query_secret, stuck, userinfo,
};
use super::node::{Kind, Node, Position};
use super::syntax;
use super::text::{clean, printable};

/// A file of the config.
pub(super) struct Source {
    /// As the user named it.
    pub(super) name: Arc<str>,
    /// The folder that its relative paths start from.
    pub(super) folder: PathBuf,
    /// What stands in it; empty where it is not text.
    pub(super) text: String,
    /// The bytes that count for the config's checksum.
    pub(super) bytes: Vec<u8>,
    /// Its keys and values, in order.
    scalars: Vec<Range<usize>>,
    /// What of them is secret.
    secrets: Vec<Range<usize>>,
    /// Where those begin that are so from end to end.
    whole: HashSet<usize>,
    /// How much is secret below each key that was met: realms have the same ones.
    covers: HashMap<String, Masking>,
}

/// How many characters of a line are shown.
const WIDTH: usize = 68;

/// How many of them stand before the mark where a line is cut.
const BEFORE: usize = 24;

/// How many bytes around a mark are looked at.
const AROUND: usize = 1024;

/// How much of a tree is secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Masking {
    Nothing,
    /// What stands behind the host of an address.
    Paths,
    /// Its values.
    Values,
    /// Its keys too: under a secret key nothing else stands than the secret.
    Everything,
}

impl Masking {
    /// That of what stands under a key.
    fn of(key: &str) -> Self {
        match is_secret_key(key) {
            true => Self::Everything,
            // Each gateway has its own name for what holds its key.
            false if matches!(key, "headers" | "body") => Self::Values,
            false if is_address_key(key) => Self::Paths,
            false => Self::Nothing,
        }
    }
}

/// A line that may be shown, and which of its bytes to mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SafeLine {
    pub(super) text: String,
    pub(super) mark: Range<usize>,
}

impl Source {
    /// A file of this text.
    pub(super) fn new(path: &Path, text: String, bytes: Vec<u8>) -> Self {
        Self {
            name: clean(&path.display().to_string()).into(),
            folder: path.parent().map(Path::to_owned).unwrap_or_default(),
            text,
            bytes,
            scalars: Vec::new(),
            secrets: Vec::new(),
            whole: HashSet::new(),
            covers: HashMap::new(),
        }
    }

    /// Notes the keys and values of a file's tree.
    pub(super) fn note(&mut self, tree: &Node) {
        if tree.entries().is_empty() {
            self.walk(tree, Masking::Values);
        }
        for section in tree.entries() {
            self.scalar(section.at, Masking::Nothing);
            match &section.value.kind {
                Kind::Map(named) if is_named(&section.key) => {
                    for entry in named {
                        self.scalar(entry.at, Masking::Nothing);
                        self.walk(&entry.value, Masking::Nothing);
                    }
                }
                _ => {
                    let cover = self.cover(&section.key);
                    self.walk(&section.value, cover);
                }
            }
        }
    }

    /// Notes that what stands here may be secret, because its key is not known.
    pub(super) fn hide(&mut self, node: &Node) {
        self.walk(node, Masking::Values);
    }

    /// How much is secret of what stands under a key.
    fn cover(&mut self, key: &str) -> Masking {
        if let Some(known) = self.covers.get(key) {
            return *known;
        }
        let cover = Masking::of(key);
        self.covers.insert(key.to_owned(), cover);
        cover
    }

    fn walk(&mut self, node: &Node, cover: Masking) {
        match &node.kind {
            Kind::List(items) => items.iter().for_each(|item| self.walk(item, cover)),
            Kind::Map(entries) => {
                for entry in entries {
                    let reference = matches!(entry.key.as_str(), "env" | "file" | "command");
                    let of_key = match cover {
                        // `{hunter2}` is a key without a value.
                        Masking::Values if !entry.value.is_null() => Masking::Nothing,
                        Masking::Everything if reference => Masking::Nothing,
                        cover => cover,
                    };
                    self.scalar(entry.at, of_key);
                    let below = self.cover(&entry.key).max(cover);
                    self.walk(&entry.value, below);
                }
            }
            _ => self.scalar(node.at, cover),
        }
    }

    fn scalar(&mut self, at: Position, cover: Masking) {
        let content = self.text.get(at.start..at.end).unwrap_or_default();
        // A block of text ends before the next key, lines further down.
        let whole = (cover >= Masking::Values).then(|| 0..content.trim_end().len());
        self.whole.extend(whole.as_ref().map(|_| at.start));
        let path = (cover == Masking::Paths).then(|| behind_host(content));
        let secrets = [
            whole,
            path.flatten(),
            userinfo(content),
            stuck(content),
            query_secret(content),
        ];
        let in_file = |secret: Range<usize>| at.start + secret.start..at.start + secret.end;
        self.secrets
            .extend(secrets.into_iter().flatten().map(in_file));
        self.scalars.push(at.start..at.end);
    }

    /// Whether a secret stands here, which an alias may bring to another setting.
    pub(super) fn is_secret(&self, at: Position) -> bool {
        self.whole.contains(&at.start)
    }

    /// Whether a text in double quotes has a letter behind a backslash, which is a control character, as in `"CORP\backup"`.
    pub(super) fn has_escape(&self, at: Position) -> bool {
        let written = self.text.get(at.start..at.end).unwrap_or_default();
        let mut letters = written.strip_prefix('"').unwrap_or_default().chars();
        while letters.any(|letter| letter == '\\') {
            if letters
                .next()
                .is_some_and(|letter| "abefnrtv".contains(letter))
            {
                return true;
            }
        }
        false
    }

    /// Finds a place of a text that does not parse by its line and column, and notes what may be secret there; whether its
    /// line may be shown.
    pub(super) fn locate(&mut self, at: &mut Position) -> bool {
        let mut lines: Vec<&str> = self
            .text
            .split_inclusive('\n')
            .take(at.line as usize)
            .collect();
        let start: usize = lines.iter().map(|line| line.len()).sum();
        let line = lines.pop().unwrap_or_default();
        let start = start - line.len();
        let line = line.trim_end();
        let column = at.column.saturating_sub(1) as usize;
        // Where it stopped may be the end of the line.
        let mark = line.char_indices().take(column + 1).last();
        let Some((mark, c)) = mark else { return false };
        (at.start, at.end) = (start + mark, start + mark + c.len_utf8());
        lines.push(line);
        let secret = syntax::secret_in(&lines);
        self.secrets
            .extend(secret.map(|from| start + from..start + line.len()));
        secret.is_some()
    }

    /// Puts what was noted in order; before lines are asked for.
    pub(super) fn settle(&mut self) {
        self.scalars.sort_by_key(|scalar| scalar.start);
        self.scalars.dedup_by_key(|scalar| scalar.start);
        self.secrets.sort_by_key(|secret| secret.start);
        self.secrets.dedup_by(|next, before| {
            let overlap = next.start < before.end || next == before;
            if overlap {
                before.end = before.end.max(next.end);
            }
            overlap
        });
    }

    /// The line that a place is on, fit to be shown; `None` where nothing can be marked.
    pub(super) fn line(&self, at: Position) -> Option<SafeLine> {
        let text = self.text.as_str();
        // A line may be the whole file, and only what is around the mark is looked at.
        let from = text.floor_char_boundary(at.start.saturating_sub(AROUND));
        let to = text.ceil_char_boundary(at.start.saturating_add(AROUND).min(text.len()));
        let start = at.start.min(to);
        let line_start = text
            .get(from..start)?
            .rfind(['\n', '\r'])
            .map_or(from, |n| from + n + 1);
        let rest = text.get(start..to)?;
        let line_end = start + rest.find(['\n', '\r']).unwrap_or(rest.len());
        if at.end <= at.start || start >= line_end {
            return None;
        }
        let mark = start..at.end.min(line_end);
        let shown_end = self.without_comment(mark.end, line_start..line_end);
        let masked = self.masked(line_start..shown_end, &mark)?;
        Some(cut(&masked))
    }

    /// Where a comment begins after the last value of the line.
    fn without_comment(&self, mark_end: usize, line: Range<usize>) -> usize {
        let text = self.text.as_str();
        let first = self.scalars.partition_point(|one| one.end <= line.start);
        let on_line = self.scalars[first..]
            .iter()
            .take_while(|one| one.start < line.end)
            .map(|one| one.end.min(line.end))
            .last();
        let from = on_line.unwrap_or(mark_end).max(mark_end);
        let tail = text.get(from..line.end).unwrap_or_default();
        let end = from + tail.find('#').unwrap_or(tail.len());
        end - (text[from..end].len() - text[from..end].trim_end().len())
    }

    /// The line with a mask for each secret, and safe for a terminal.
    fn masked(&self, line: Range<usize>, mark: &Range<usize>) -> Option<Shown> {
        let first = self.secrets.partition_point(|one| one.end <= line.start);
        let secrets = self.secrets[first..]
            .iter()
            .take_while(|one| one.start < line.end)
            .map(|one| one.start.max(line.start)..one.end.min(line.end));
        let (mut shown, mut at) = (Shown::new(), line.start);
        let plain = |shown: &mut Shown, range: Range<usize>| {
            let chars = self.text.get(range.clone())?.char_indices();
            shown.extend(
                chars.map(|(offset, c)| (printable(c), mark.contains(&(range.start + offset)))),
            );
            Some(())
        };
        for secret in secrets.filter(|secret| !secret.is_empty()) {
            plain(&mut shown, at..secret.start.max(at))?;
            let marked = secret.start < mark.end && mark.start < secret.end;
            shown.extend(MASK.chars().map(|c| (c, marked)));
            at = secret.end.max(at);
        }
        plain(&mut shown, at..line.end.max(at))?;
        Some(shown)
    }
}

/// The characters of a line as they are shown, and which of them to mark.
type Shown = Vec<(char, bool)>;

/// A long line cut around its mark.
fn cut(line: &Shown) -> SafeLine {
    let indent = line.iter().take_while(|(c, _)| c.is_whitespace()).count();
    let first = line.iter().position(|(_, marked)| *marked).unwrap_or(0);
    let spare = line.len().saturating_sub(WIDTH);
    let skip = match first.saturating_sub(BEFORE).min(spare) {
        // Cutting the indentation alone would gain nothing.
        skip if skip <= indent.min(BEFORE) => 0,
        skip => skip,
    };
    let mut text = String::from(if skip > 0 { "…" } else { "" });
    let mut mark: Option<Range<usize>> = None;
    for (c, marked) in line.iter().skip(skip).take(WIDTH) {
        let start = text.len();
        text.push(*c);
        if *marked {
            mark = Some(mark.map_or(start, |mark| mark.start)..text.len());
        }
    }
    if line.len() > skip + WIDTH {
        text.push('…');
    }
    let begin = text.chars().next().map_or(0, char::len_utf8);
    SafeLine {
        mark: mark.unwrap_or(0..begin),
        text,
    }
}
