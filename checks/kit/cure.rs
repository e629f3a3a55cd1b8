//! What to say of a reason and what to do about it: text beside its check, which the judgement need not carry.
//!
//! `cures.txt` has a block for each reason, or for some that have the same cure: their names, with the case where a reason has
//! several; then the sentence that says what is the matter, behind `= `, where it needs more than the reason's own; steps, a
//! line each; and commands behind the shell that they are for. Of several blocks of one name each counts. A name in braces is
//! filled in.

use super::finding::{Command, Finding, Remedy, Shell};
use super::reason::Reason;

const SHELLS: [(&str, Shell); 3] = [
    ("windows> ", Shell::Windows),
    ("linux> ", Shell::Linux),
    ("any> ", Shell::Any),
];

/// What the blocks of a name say.
#[derive(Default)]
pub struct Cure {
    headline: Option<String>,
    remedy: Remedy,
}

impl Cure {
    /// The blocks of this name, of which there must be one.
    pub(super) fn read(cures: &str, name: &str) -> Self {
        let is_named = |line: &str| line == name;
        debug_assert!(blocks(cures, is_named).next().is_some(), "no cure {name}");
        Self::find(cures, name)
    }

    /// The blocks of this name, if there are any.
    pub(super) fn find(cures: &str, name: &str) -> Self {
        let mut cure = Self::default();
        for block in blocks(cures, |line| line == name) {
            cure.add(block);
        }
        cure
    }

    fn add(&mut self, block: &str) {
        for line in block.lines() {
            let after = |lead: &str| line.strip_prefix(lead).map(str::to_owned);
            let command = SHELLS.iter().find_map(|(lead, shell)| {
                Some(Command {
                    platform: *shell,
                    run: after(lead)?,
                })
            });
            if let Some(headline) = after("= ") {
                self.headline = Some(headline);
            }
            self.remedy.steps.extend(after("- "));
            self.remedy.commands.extend(command);
        }
    }
}

/// The blocks with such a name.
fn blocks(cures: &str, is_named: impl Fn(&str) -> bool) -> impl Iterator<Item = &str> {
    let blocks = cures.split("\n\n");
    blocks.filter(move |block| block.lines().any(&is_named))
}

/// The text with its names in braces as words that a reader replaces: `{host}` as HOST, `{time.warn}` as the setting.
fn with_words(text: &str) -> String {
    let mut parts = text.split('{');
    let mut words = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let name = part.split_once('}').filter(|(name, _)| {
            let is_of_name = |c: char| c.is_ascii_lowercase() || ".-_".contains(c);
            name.chars().all(is_of_name)
        });
        words += &match name {
            Some((name, rest)) if name.contains('.') => format!("`{name}`{rest}"),
            Some((name, rest)) => name.to_uppercase() + rest,
            None => format!("{{{part}"),
        };
    }
    words
}

impl Reason {
    /// What to do about it in every case, if there is such a thing.
    pub(super) fn own_cure(self) -> Cure {
        Cure::find(self.cures, &format!("{}/{}", self.check, self.code))
    }

    /// What to do about it in this case, beside that.
    pub fn cure(self, case: &str) -> Cure {
        Cure::read(self.cures, &format!("{}/{} {case}", self.check, self.code))
    }

    /// What to do about it in each case, with words in place of what a finding fills in.
    pub fn every_cure(self) -> Remedy {
        let name = format!("{}/{}", self.check, self.code);
        let is_named = |line: &str| {
            let case = line.strip_prefix(&name);
            case.is_some_and(|case| case.is_empty() || case.starts_with(' '))
        };
        let mut cure = Cure::default();
        for block in blocks(self.cures, is_named) {
            cure.add(block);
        }
        let Remedy { steps, commands } = &mut cure.remedy;
        // A step that is one value says nothing without it.
        steps.retain(|step| !(step.starts_with('{') && step.find('}') == Some(step.len() - 1)));
        for step in &mut *steps {
            *step = with_words(step);
        }
        for command in &mut *commands {
            command.run = with_words(&command.run);
        }
        cure.remedy
    }
}

impl Finding {
    /// Adds what to do, and says what is the matter where that has a sentence of its own.
    pub fn cured(mut self, by: Cure) -> Self {
        self.summary = by.headline.unwrap_or(self.summary);
        self.remedy.steps.extend(by.remedy.steps);
        self.remedy.commands.extend(by.remedy.commands);
        self
    }

    /// Puts a value in place of its name in what is said so far.
    pub fn fill(mut self, name: &str, value: impl ToString) -> Self {
        let (name, value) = (format!("{{{name}}}"), value.to_string());
        let commands = self.remedy.commands.iter_mut().map(|one| &mut one.run);
        let steps = self.remedy.steps.iter_mut();
        for text in steps.chain(commands).chain([&mut self.summary]) {
            *text = text.replace(&name, &value);
        }
        self
    }
}
