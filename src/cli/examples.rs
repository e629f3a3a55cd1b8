//! The examples that end the help and the manual page of each command.

use clap::Command;

/// A block a command: its name, and lines that run as they stand.
const EXAMPLES: &str = include_str!("examples.txt");

fn blocks() -> impl Iterator<Item = (&'static str, &'static str)> {
    let blocks = EXAMPLES.trim_end().split("\n\n");
    blocks.filter_map(|block| block.split_once('\n'))
}

/// The command with the examples at the end of its help, and so those below it.
pub fn with_examples(command: Command) -> Command {
    let name = command.get_name().to_owned();
    below(command, &name)
}

fn below(command: Command, name: &str) -> Command {
    let lines = blocks().find(|(known, _)| *known == name);
    let lines = lines.map_or("", |(_, lines)| lines);
    let before = command.get_after_help().map(|text| format!("{text}\n\n"));
    let text = format!("{}Examples:\n{lines}", before.unwrap_or_default());
    let command = command.after_help(text);
    command.mut_subcommands(|one| {
        let name = format!("{name} {}", one.get_name());
        below(one, &name)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// The words of a line, as a shell parts them.
    fn words(line: &str) -> Vec<String> {
        let parts = line.split('"').enumerate();
        let words = parts.flat_map(|(index, part)| match index % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        });
        words.collect()
    }

    #[test]
    fn every_example_is_understood_and_is_of_its_command() {
        for (name, lines) in blocks() {
            for line in lines.lines() {
                let read = crate::cli::command().try_get_matches_from(words(line));
                assert!(read.is_ok(), "{line}: {read:?}");
                assert!(line.trim().starts_with(name), "{line} is not of {name}");
                assert!(line.len() <= 80, "{line} is wrapped");
            }
        }
    }

    #[test]
    fn every_help_ends_with_examples() {
        fn look(command: &Command, seen: &mut usize) {
            let name = command.get_bin_name().unwrap_or_default().to_owned();
            let help = command.clone().render_long_help().to_string();
            let last = help.trim_end().lines().last().unwrap();
            assert!(last.starts_with("  otpdoctor "), "{name}: {help}");
            *seen += 1;
            let below = command.get_subcommands();
            below
                .filter(|one| one.get_name() != "help")
                .for_each(|one| look(one, seen));
        }
        let mut command = crate::cli::command();
        command.build();
        let mut seen = 0;
        look(&command, &mut seen);
        assert_eq!(seen, blocks().count());
    }
}
