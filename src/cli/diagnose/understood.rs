//! What was said, and what it was understood as: shown beside each other, since words can be taken wrong.

use checks::kit::symptom::{Affected, Symptom, affected, because, gist};
use checks::kit::text;

use super::answers::{Answers, Users};

/// As much is shown again of what was said.
const SAID: usize = 120;

/// What was said, and what it was understood as.
#[derive(Debug, Default)]
pub struct Understood {
    /// The words; `None` where a symptom was named or chosen.
    pub said: Option<String>,
    /// What it may be besides.
    pub also: Vec<&'static Symptom>,
    /// The realms that the words name.
    pub realms: Vec<String>,
    /// Realms that the words name and the config does not have.
    pub unknown: Vec<String>,
}

impl Understood {
    /// What was said, where it is more than the name of the symptom.
    pub fn new(said: &str, symptom: &Symptom, also: Vec<&'static Symptom>) -> Self {
        let said = said.trim();
        Self {
            said: (said != symptom.id).then(|| said.to_owned()),
            also,
            ..Self::default()
        }
    }

    /// Who is affected, by what is known, else by the words.
    pub fn users(&self, known: &Answers) -> Users {
        let said = self.said.as_deref();
        let said = said.filter(|_| known.users == Users::Unknown);
        match said.and_then(affected) {
            Some(Affected::OneUser) => Users::One,
            Some(Affected::Everyone) => Users::All,
            _ => known.users,
        }
    }

    /// Looks in the words for realms, whose names are these.
    pub fn look_for<'a>(&mut self, realms: impl Iterator<Item = &'a str> + Clone) {
        let Some(said) = &self.said else { return };
        let own = own(said);
        self.realms = realms
            .clone()
            .filter(|name| is_named(&own, name))
            .map(str::to_owned)
            .collect();
        let words = own.split(|c: char| !c.is_alphanumeric());
        for word in words.filter(|word| is_vendors(word)) {
            let is = |other: &str| other.eq_ignore_ascii_case(word);
            if !realms.clone().any(is) && !self.unknown.iter().any(|other| is(other)) {
                self.unknown.push(word.to_owned());
            }
        }
    }

    /// What was said and what it was understood as, in whole lines; nothing where a symptom was named. `shown` takes out
    /// of the words what nobody may see.
    pub fn lines(&self, symptom: &Symptom, shown: impl Fn(&str) -> String) -> Vec<String> {
        let Some(said) = &self.said else {
            return Vec::new();
        };
        let gist = text::quote(&shown(&gist(said, symptom, SAID)), SAID);
        let mut lines = vec![format!("You said: {gist}")];
        let because = because(said, symptom);
        let because = because
            .iter()
            .map(|words| format!("\"{}\"", text::quote(&shown(words), SAID)));
        let because = text::list(&because.collect::<Vec<_>>());
        let mut understood = format!("Understood as: {}", symptom.title);
        if !because.is_empty() {
            understood += &format!(", because of {because}");
        }
        let also: Vec<&str> = self.also.iter().map(|one| one.title.as_str()).collect();
        if !also.is_empty() {
            understood += &format!(" (also possible: {})", also.join("; "));
        }
        lines.push(understood);
        if !self.realms.is_empty() {
            let realms = self.realms.join(", ");
            lines.push(format!(
                "Realms: {realms}, from your text; --realm \"*\" checks all realms"
            ));
        }
        if !self.unknown.is_empty() {
            let unknown = self.unknown.join(", ");
            lines.push(format!("Not in the config: {unknown}, which you named"));
        }
        lines
    }
}

/// What a ticket says itself, without the older mails that it quotes; all of it where there is nothing else.
fn own(text: &str) -> String {
    let lines = text.lines();
    let own: Vec<&str> = lines
        .filter(|line| !line.trim_start().starts_with('>'))
        .collect();
    if own.iter().all(|line| line.trim().is_empty()) {
        text.to_owned()
    } else {
        own.join("\n")
    }
}

/// Whether the text names the realm. A name without a number may be a word as well, and has to be spelled alike.
fn is_named(text: &str, name: &str) -> bool {
    let has_number = name.contains(|c: char| c.is_ascii_digit());
    let (text, name) = if has_number {
        (text.to_lowercase(), name.to_lowercase())
    } else {
        (text.to_owned(), name.to_owned())
    };
    let is_apart = |edge: Option<char>| edge.is_none_or(|c| !c.is_alphanumeric());
    let mut found = text.match_indices(&name);
    name.len() > 1
        && found.any(|(at, _)| {
            is_apart(text[..at].chars().next_back())
                && is_apart(text[at + name.len()..].chars().next())
        })
}

/// Whether the word is a realm's name as the vendor gives them: SecureAuth and a number.
fn is_vendors(word: &str) -> bool {
    const VENDOR: &str = "secureauth";
    let word = word.to_ascii_lowercase();
    word.strip_prefix(VENDOR)
        .is_some_and(|number| number.parse::<u32>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(said: &str) -> (Vec<String>, Vec<String>) {
        let mut understood = Understood {
            said: Some(said.to_owned()),
            ..Understood::default()
        };
        understood.look_for(["SecureAuth1", "SecureAuth12", "VPN", "A"].into_iter());
        (understood.realms, understood.unknown)
    }

    #[test]
    fn realms_are_found_by_their_names() {
        assert_eq!(understood("no mail in secureauth12.").0, ["SecureAuth12"]);
        assert_eq!(understood("VPN: codes are refused").0, ["VPN"]);
        for none in [
            "A user of the vpn gets no mail",
            "SecureAuth123 is slow",
            "SecureAuth",
        ] {
            assert_eq!(understood(none).0, [""; 0], "{none}");
        }
    }

    #[test]
    fn an_older_mail_that_is_quoted_names_no_realm() {
        let ticket = "Codes of SecureAuth12 are wrong.\n> users in SecureAuth1 got wrong codes\n >> SecureAuth7 too";
        assert_eq!(
            understood(ticket),
            (vec!["SecureAuth12".to_owned()], Vec::new())
        );
        // Who forwards a ticket and adds nothing quotes all of it.
        assert_eq!(understood("> no mail in SecureAuth1").0, ["SecureAuth1"]);
    }

    #[test]
    fn a_realm_that_is_not_there_is_told_once() {
        assert_eq!(
            understood("SecureAuth7, secureauth7 and SecureAuth1").1,
            ["SecureAuth7"]
        );
    }
}
