//! What to do about a reason: text beside its check, which the judgement need not carry.
//!
//! `cures.txt` has a block for each reason, or for some that have the same cure: their names, with the case where a reason has
//! several; then steps, a line each, and commands behind the shell that they are for. A name in braces is filled in.

use super::finding::{Command, Finding, Remedy, Shell};
use super::reason::Reason;

const SHELLS: [(&str, Shell); 3] = [
    ("windows> ", Shell::Windows),
    ("linux> ", Shell::Linux),
    ("any> ", Shell::Any),
];

impl Remedy {
    /// The block of this name, which must be there.
    pub(super) fn read(cures: &str, name: &str) -> Self {
        let block = block(cures, name);
        debug_assert!(block.is_some(), "no cure {name}");
        Self::of(block.unwrap_or_default())
    }

    /// The block of this name, if there is one.
    pub(super) fn find(cures: &str, name: &str) -> Self {
        Self::of(block(cures, name).unwrap_or_default())
    }

    fn of(block: &str) -> Self {
        let mut remedy = Self::default();
        for line in block.lines() {
            remedy
                .steps
                .extend(line.strip_prefix("- ").map(str::to_owned));
            let command = SHELLS.iter().find_map(|(lead, shell)| {
                Some(Command {
                    platform: *shell,
                    run: line.strip_prefix(lead)?.to_owned(),
                })
            });
            remedy.commands.extend(command);
        }
        remedy
    }
}

fn block<'a>(cures: &'a str, name: &str) -> Option<&'a str> {
    let mut blocks = cures.split("\n\n");
    blocks.find(|block| block.lines().any(|line| line == name))
}

impl Reason {
    /// What to do about it in every case, if there is such a thing.
    pub(super) fn own_cure(self) -> Remedy {
        Remedy::find(self.cures, &format!("{}/{}", self.check, self.code))
    }

    /// What to do about it in this case, beside that.
    pub fn cure(self, case: &str) -> Remedy {
        Remedy::read(self.cures, &format!("{}/{} {case}", self.check, self.code))
    }
}

impl Finding {
    /// Adds what to do.
    pub fn cured(mut self, by: Remedy) -> Self {
        self.remedy.steps.extend(by.steps);
        self.remedy.commands.extend(by.commands);
        self
    }

    /// Puts a value in place of its name in what to do.
    pub fn fill(mut self, name: &str, value: impl ToString) -> Self {
        let (name, value) = (format!("{{{name}}}"), value.to_string());
        let commands = self.remedy.commands.iter_mut().map(|one| &mut one.run);
        for text in self.remedy.steps.iter_mut().chain(commands) {
            *text = text.replace(&name, &value);
        }
        self
    }
}
