//! The questions of `otpdoctor diagnose` in a terminal: numbered choices, Enter for the one that is marked, `?` for more.

use std::io::{self, BufRead, Read as _, Write};

use checks::kit::symptom::{ALL, Method, Recognized, Symptom, Whom};
use checks::kit::text;

use super::answers::{Answers, Since, Users};
use super::choose;

/// Longer lines are cut: nobody types them.
const LONGEST: u64 = 1000;

/// As many realms as are offered by number.
const REALMS: usize = 8;

/// The other end of the dialogue.
pub struct Dialogue<R, W> {
    input: R,
    output: W,
}

/// Why there are no answers.
#[derive(Debug)]
pub enum Gone {
    /// The input ended.
    Ended,
    /// The terminal cannot be read or written.
    Broken(io::Error),
}

impl From<io::Error> for Gone {
    fn from(error: io::Error) -> Self {
        Self::Broken(error)
    }
}

/// A question with its choices.
struct Question {
    title: &'static str,
    choices: Vec<String>,
    /// The choice that Enter takes.
    default: Option<usize>,
    help: &'static str,
    words: Words,
}

/// Whether a question may be answered in own words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    Taken,
    Refused,
}

/// What was answered.
enum Reply {
    Choice(usize),
    Words(String),
}

/// A realm as it is offered: its name, and what it is for.
pub type Offered = (String, Option<String>);

impl<R: BufRead, W: Write> Dialogue<R, W> {
    /// A dialogue over these two.
    pub fn new(input: R, output: W) -> Self {
        Self { input, output }
    }

    /// Asks everything that is not known yet.
    ///
    /// # Errors
    /// When the input ends before all is answered.
    pub fn hold(
        &mut self,
        realms: &[Offered],
        known: Answers,
    ) -> Result<(&'static Symptom, Answers), Gone> {
        let mut answers = known;
        writeln!(
            self.output,
            "A few questions. Answer with a number; Enter takes the one marked *, ? explains,\nCtrl-C leaves."
        )?;
        if answers.method.is_none() {
            answers.method = self.method()?;
        }
        let symptom = self.symptom(&answers)?;
        if answers.realms.is_empty() && realms.len() > 1 {
            answers.realms = self.realms(realms)?;
        }
        if answers.since == Since::Unknown {
            answers.since = self.since()?;
        }
        if answers.users == Users::Unknown {
            answers.users = self.users(symptom)?;
        }
        writeln!(self.output)?;
        Ok((symptom, answers))
    }

    fn method(&mut self) -> Result<Option<Method>, Gone> {
        let any = "any of them, or not known".to_owned();
        let titles = Method::ALL.iter().map(|method| method.title().to_owned());
        let reply = self.ask(&Question {
            title: "How should the passcode come?",
            choices: titles.chain([any]).collect(),
            default: Some(Method::ALL.len()),
            help: "The way that users choose on the login page. Where more than one is troubled, leave it open: \
                what they have in common, such as the clock, is looked at first then.",
            words: Words::Refused,
        })?;
        Ok(match reply {
            Reply::Choice(place) => Method::ALL.get(place).copied(),
            Reply::Words(_) => None,
        })
    }

    fn symptom(&mut self, answers: &Answers) -> Result<&'static Symptom, Gone> {
        let mut fit: Vec<&Symptom> = ALL
            .iter()
            .copied()
            .filter(|one| choose::concerns(one, answers.method))
            .collect();
        // What concerns fewer methods is nearer to the one that was chosen.
        fit.sort_by_key(|one| one.methods.len());
        let mut title = "What do users say?";
        loop {
            let reply = self.ask(&Question {
                title,
                choices: fit.iter().map(|one| one.title.to_owned()).collect(),
                default: None,
                help: "The sentence that is nearest to what users or administrators say, by its number, or your own \
                    words, such as: users don't get texts.",
                words: Words::Taken,
            })?;
            let said = match reply {
                Reply::Choice(place) => return Ok(fit[place]),
                Reply::Words(said) => said,
            };
            match choose::recognize(&said, answers) {
                Recognized::One(symptom) => {
                    writeln!(self.output, "  Taken as: {}", symptom.title)?;
                    return Ok(symptom);
                }
                Recognized::Several(near) => (title, fit) = ("Which of these is nearest?", near),
                Recognized::None(_) => {
                    writeln!(
                        self.output,
                        "  That is not understood; take the nearest of these."
                    )?;
                }
            }
        }
    }

    fn realms(&mut self, realms: &[Offered]) -> Result<Vec<String>, Gone> {
        let named = realms.iter().take(REALMS).map(|(name, about)| match about {
            Some(about) => format!("{} ({})", text::quote(name, 40), text::quote(about, 40)),
            None => text::quote(name, 40),
        });
        let all = match realms.len() {
            2 => "both".to_owned(),
            many => format!("all {many}"),
        };
        let mut choices: Vec<String> = std::iter::once(all).chain(named).collect();
        if realms.len() > REALMS {
            choices[0] += &format!(
                "; {} more than stand here can be named",
                realms.len() - REALMS
            );
        }
        loop {
            let reply = self.ask(&Question {
                title: "Which realms?",
                choices: choices.clone(),
                default: Some(0),
                help: "The realms that are troubled: one by its number, or names with spaces between; * stands for \
                    anything, as in SecureAuth9*.",
                words: Words::Taken,
            })?;
            let words = match reply {
                Reply::Choice(0) => return Ok(Vec::new()),
                Reply::Choice(place) => return Ok(vec![realms[place - 1].0.clone()]),
                Reply::Words(words) => words,
            };
            let wanted: Vec<String> = words
                .split([' ', ','])
                .filter(|one| !one.is_empty())
                .map(str::to_owned)
                .collect();
            match wanted.iter().find(|one| !matches(one, realms)) {
                None => return Ok(wanted),
                Some(unknown) => {
                    writeln!(
                        self.output,
                        "  There is no realm {}.",
                        text::quote(unknown, 40)
                    )?;
                }
            }
        }
    }

    fn since(&mut self) -> Result<Since, Gone> {
        let words = |since: &Since| since.words().unwrap_or_else(|| "not known".to_owned());
        let choices: Vec<String> = Since::CHOICES.iter().map(words).collect();
        loop {
            let reply = self.ask(&Question {
                title: "Since when?",
                choices: choices.clone(),
                default: Some(Since::CHOICES.len() - 1),
                help: "A date is taken too, such as 2026-11-16. A change is a new certificate, a restore, a move, an \
                    update, a new firewall or proxy.",
                words: Words::Taken,
            })?;
            match reply {
                Reply::Choice(place) => return Ok(Since::CHOICES[place]),
                Reply::Words(words) => match Since::find(&words) {
                    Some(since) => return Ok(since),
                    None => writeln!(self.output, "  A number, or a date such as 2026-11-16.")?,
                },
            }
        }
    }

    fn users(&mut self, symptom: &Symptom) -> Result<Users, Gone> {
        match symptom.whom {
            Whom::OneUser => return Ok(Users::One),
            Whom::Everyone | Whom::OneRealm => return Ok(Users::All),
            Whom::Anyone => {}
        }
        let words = |users: &Users| users.words().unwrap_or("not known").to_owned();
        let reply = self.ask(&Question {
            title: "Who is troubled?",
            choices: Users::CHOICES.iter().map(words).collect(),
            default: Some(Users::CHOICES.len() - 1),
            help: "Where one user alone is troubled, the realm is seldom why: the phone, the address or the account is.",
            words: Words::Refused,
        })?;
        Ok(match reply {
            Reply::Choice(place) => Users::CHOICES[place],
            Reply::Words(_) => Users::Unknown,
        })
    }

    /// Asks until there is an answer that fits.
    fn ask(&mut self, question: &Question) -> Result<Reply, Gone> {
        writeln!(self.output, "\n{}", question.title)?;
        for (place, choice) in question.choices.iter().enumerate() {
            let mark = if question.default == Some(place) {
                '*'
            } else {
                ' '
            };
            writeln!(self.output, " {mark}{:>2}  {choice}", place + 1)?;
        }
        loop {
            write!(self.output, "> ")?;
            self.output.flush()?;
            let said = self.line()?;
            match (said.as_str(), question.default) {
                ("?", _) => {
                    for line in textwrap::wrap(question.help, 74) {
                        writeln!(self.output, "  {line}")?;
                    }
                    continue;
                }
                ("", Some(default)) => return Ok(Reply::Choice(default)),
                ("", None) => {}
                (said, _) => match said.parse::<usize>() {
                    Ok(number) if (1..=question.choices.len()).contains(&number) => {
                        return Ok(Reply::Choice(number - 1));
                    }
                    Err(_) if question.words == Words::Taken => {
                        return Ok(Reply::Words(said.to_owned()));
                    }
                    _ => {}
                },
            }
            writeln!(
                self.output,
                "  A number from 1 to {}, please.",
                question.choices.len()
            )?;
        }
    }

    /// A line without what surrounds it.
    fn line(&mut self) -> Result<String, Gone> {
        let mut bytes = Vec::new();
        let mut input = self.input.by_ref().take(LONGEST);
        if input.read_until(b'\n', &mut bytes)? == 0 {
            writeln!(self.output)?;
            return Err(Gone::Ended);
        }
        Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
    }
}

/// Whether a realm has this name, or fits this glob.
fn matches(wanted: &str, realms: &[Offered]) -> bool {
    glob::Pattern::new(wanted)
        .is_ok_and(|pattern| realms.iter().any(|(name, _)| pattern.matches(name)))
}

#[cfg(test)]
mod tests;
