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
        debug_assert!(blocks(cures, name).next().is_some(), "no cure {name}");
        Self::find(cures, name)
    }

    /// The blocks of this name, if there are any.
    pub(super) fn find(cures: &str, name: &str) -> Self {
        let mut cure = Self::default();
        for line in blocks(cures, name).flat_map(str::lines) {
            let after = |lead: &str| line.strip_prefix(lead).map(str::to_owned);
            let command = SHELLS.iter().find_map(|(lead, shell)| {
                Some(Command {
                    platform: *shell,
                    run: after(lead)?,
                })
            });
            cure.headline = after("= ").or(cure.headline);
            cure.remedy.steps.extend(after("- "));
            cure.remedy.commands.extend(command);
        }
        cure
    }
}

fn blocks<'a>(cures: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let blocks = cures.split("\n\n");
    blocks.filter(move |block| block.lines().any(|line| line == name))
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
