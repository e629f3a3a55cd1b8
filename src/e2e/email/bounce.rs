//! Reports on delivery (RFC 3464): why a message that was accepted did not arrive after all.

use mail_parser::{Message, MimeHeaders as _};

/// The longest field that is kept, in characters.
const LONGEST: usize = 500;

/// A report on our message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounce {
    /// `failed`, `delayed`, `delivered`, `relayed` or `expanded`.
    pub action: Option<String>,
    /// The enhanced status code, such as `5.1.1`.
    pub status: Option<String>,
    /// What the server said that did not take it.
    pub diagnostic: Option<String>,
    /// That server.
    pub remote: Option<String>,
    /// The server that reports.
    pub reporter: Option<String>,
}

impl Bounce {
    /// Whether the message is given up. One that is only late may still arrive.
    pub fn is_final(&self) -> bool {
        match (&self.action, &self.status) {
            (Some(action), _) => action == "failed",
            (None, status) => status
                .as_ref()
                .is_some_and(|status| status.starts_with('5')),
        }
    }
}

/// The report in a message, where it is one.
pub fn bounce(message: &Message<'_>) -> Option<Bounce> {
    let status =
        |part: &&mail_parser::MessagePart<'_>| part.is_content_type("message", "delivery-status");
    let part = message.parts.iter().find(status)?;
    let unfolded = String::from_utf8_lossy(part.contents())
        .replace("\r\n", "\n")
        .replace("\n ", " ")
        .replace("\n\t", " ");
    let field = |name: &str| {
        let mut lines = unfolded.lines().filter_map(|line| line.split_once(':'));
        let (_, value) = lines.find(|(found, _)| found.trim().eq_ignore_ascii_case(name))?;
        Some(value.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    // `dns; host`, `smtp; 550 …`: the type says nothing to people.
    let typed = |name: &str| {
        let value = field(name)?;
        let (_, bare) = value.split_once(';').unwrap_or(("", &value));
        Some(bare.trim().chars().take(LONGEST).collect())
    };
    Some(Bounce {
        action: field("Action").map(|action| action.to_ascii_lowercase()),
        status: field("Status"),
        diagnostic: typed("Diagnostic-Code"),
        remote: typed("Remote-MTA"),
        reporter: typed("Reporting-MTA"),
    })
}
