//! A mistake in a config: what is wrong, where, and what was expected.

use super::node::Position;

/// Something that is wrong, or should be different, at a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mistake {
    /// Where.
    pub(super) at: Position,
    /// What is wrong, in a line.
    pub(super) title: String,
    /// Beside the mark: what was expected and what was found.
    pub(super) label: String,
    /// The way out, where there is more to say.
    pub(super) help: Option<String>,
    /// The other place that has to do with it.
    pub(super) other: Option<Position>,
    /// Whether the line is not shown: nothing is known of what does not parse, and of all else what is secret in it.
    pub(super) withheld: bool,
}

impl Mistake {
    /// A mistake whose line is shown.
    pub(super) fn new(at: Position, title: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            at,
            title: title.into(),
            label: label.into(),
            help: None,
            other: None,
            withheld: false,
        }
    }

    /// A mistake in text that is not understood: its place alone is shown.
    pub(super) fn unparsed(at: Position, title: impl Into<String>) -> Self {
        Self {
            withheld: true,
            ..Self::new(at, title, "")
        }
    }

    /// With the way out.
    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }

    /// With the other place that has to do with it.
    pub(super) fn other(self, other: Position) -> Self {
        Self {
            other: Some(other),
            ..self
        }
    }
}
