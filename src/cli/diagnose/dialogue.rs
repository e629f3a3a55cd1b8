//! The questions of `otpdoctor diagnose` in a terminal: numbered choices, and Enter for the one that is marked.

use std::io::{self, Write};

use checks::kit::symptom::{Affected, Method, Recognized, Symptom, all};
use checks::kit::text;

use super::answers::{Answers, Choice, Since, Users};
use super::choose;
use super::understood::Understood;
use crate::e2e::person::{Gone, Person};
use crate::report::model::waivers::in_any_case;

const NEAREST: &str = "Which of these is nearest?";

/// As many realms as are offered by number.
const REALMS: usize = 8;

/// The other end of the dialogue.
pub struct Dialogue<W> {
    input: Person,
    output: W,
}

/// A question with its choices.
struct Question<'a, T> {
    title: &'a str,
    /// What is answered, and how that is shown.
    choices: Vec<(T, String)>,
    /// The choice that Enter takes.
    default: Option<usize>,
    /// Reads an answer in own words; without, only numbers are taken.
    own_words: Option<ReadWords<'a, T>>,
}

/// Reads an answer, or says what is wrong with it.
type ReadWords<'a, T> = &'a dyn Fn(&str) -> Result<T, String>;

/// A realm as it is offered: its name, and what it is for.
pub type Offered = (String, Option<String>);

impl<W: Write> Dialogue<W> {
    /// A dialogue over these two.
    pub fn new(input: Person, output: W) -> Self {
        Self { input, output }
    }

    /// Asks everything that is not known yet, and notes what was said in words.
    ///
    /// # Errors
    /// When the input ends before all is answered, as an unexpected end, or the terminal cannot be read or written.
    pub async fn hold(
        &mut self,
        realms: &[Offered],
        known: Answers,
    ) -> io::Result<(&'static Symptom, Understood, Answers)> {
        let mut answers = known;
        writeln!(
            self.output,
            "A few questions. Answer with a number, or paste what users say or a ticket;\nEnter takes the one marked *, Ctrl-C leaves."
        )?;
        let mut said = None;
        if answers.method.is_none() {
            match self.method(&answers).await? {
                Ok(method) => answers.method = method,
                Err(words) => said = Some(words),
            }
        }
        let (symptom, mut understood) = match said {
            Some(words) => self.settled(words, &answers).await?,
            None => self.symptom(&answers).await?,
        };
        if symptom.elsewhere.is_some() {
            return Ok((symptom, understood, answers));
        }
        understood.look_for(realms.iter().map(|(name, _)| name.as_str()));
        answers.users = understood.users(&answers);
        if answers.realms.is_empty() && understood.realms.is_empty() && realms.len() > 1 {
            answers.realms = self.realms(realms).await?;
        }
        if answers.since == Since::Unknown {
            answers.since = self.since().await?;
        }
        if answers.users == Users::Unknown {
            answers.users = self.users(symptom).await?;
        }
        writeln!(self.output)?;
        Ok((symptom, understood, answers))
    }

    /// The method, or the words in which all of it was described.
    async fn method(&mut self, answers: &Answers) -> io::Result<Result<Option<Method>, String>> {
        let methods = Method::ALL.iter().copied();
        let methods = methods.map(|method| (Ok(Some(method)), method.title().to_owned()));
        let any = (Ok(None), "any of them, or not known".to_owned());
        self.ask(&Question {
            title: "How should the passcode come?",
            choices: methods.chain([any]).collect(),
            default: Some(Method::ALL.len()),
            own_words: Some(&|words| match Method::find(&words.to_lowercase()) {
                Some(method) => Ok(Ok(Some(method))),
                None => understood(words, answers).map(Err),
            }),
        })
        .await
    }

    /// Asks which of several it is.
    ///
    /// # Errors
    /// As [`Self::hold`].
    pub async fn nearest(
        &mut self,
        answers: &Answers,
        unclear: Recognized,
    ) -> io::Result<&'static Symptom> {
        let chosen = match unclear {
            Recognized::Several(near) | Recognized::None(near) => {
                self.one_of(NEAREST, near, answers).await
            }
            Recognized::One(..) => self.symptom(answers).await,
        };
        chosen.map(|(symptom, _)| symptom)
    }

    /// What the words are about; where that is not clear, it is asked.
    async fn settled(
        &mut self,
        words: String,
        answers: &Answers,
    ) -> io::Result<(&'static Symptom, Understood)> {
        match choose::recognize(&words, answers) {
            Recognized::One(symptom, also) => {
                writeln!(self.output, "  Taken as: {}", symptom.title)?;
                Ok((symptom, Understood::new(&words, symptom, also)))
            }
            Recognized::Several(near) | Recognized::None(near) => {
                let (symptom, understood) = Box::pin(self.one_of(NEAREST, near, answers)).await?;
                let understood = match understood.said {
                    None => Understood::new(&words, symptom, Vec::new()),
                    Some(_) => understood,
                };
                Ok((symptom, understood))
            }
        }
    }

    async fn symptom(&mut self, answers: &Answers) -> io::Result<(&'static Symptom, Understood)> {
        let fits =
            |one: &&Symptom| one.elsewhere.is_none() && choose::concerns(one, answers.method);
        let mut offered: Vec<&Symptom> = all().iter().filter(fits).collect();
        // What concerns fewer methods is nearer to the one that was chosen.
        offered.sort_by_key(|one| one.methods.len());
        self.one_of("What do users say?", offered, answers).await
    }

    async fn one_of(
        &mut self,
        title: &str,
        offered: Vec<&'static Symptom>,
        answers: &Answers,
    ) -> io::Result<(&'static Symptom, Understood)> {
        let choices = offered.iter().map(|one| (Ok(*one), one.title.clone()));
        let answer = self
            .ask(&Question {
                title,
                choices: choices.collect(),
                default: None,
                own_words: Some(&|words| understood(words, answers).map(Err)),
            })
            .await?;
        match answer {
            Ok(symptom) => {
                writeln!(self.output, "  Taken as: {}", symptom.title)?;
                Ok((symptom, Understood::default()))
            }
            Err(words) => self.settled(words, answers).await,
        }
    }

    async fn realms(&mut self, realms: &[Offered]) -> io::Result<Vec<String>> {
        let all = match (realms.len(), realms.len().saturating_sub(REALMS)) {
            (2, _) => "both".to_owned(),
            (many, 0) => format!("all {many}"),
            (many, more) => format!("all {many}; {more} more than stand here can be named"),
        };
        let named = realms.iter().take(REALMS).map(|(name, about)| {
            let shown = match about {
                Some(about) => format!("{} ({})", text::quote(name, 40), text::quote(about, 40)),
                None => text::quote(name, 40),
            };
            (vec![name.clone()], shown)
        });
        self.ask(&Question {
            title: "Which realms? Names are taken too, with spaces between; * stands for anything.",
            choices: std::iter::once((Vec::new(), all)).chain(named).collect(),
            default: Some(0),
            own_words: Some(&|words| {
                let wanted: Vec<String> = words
                    .split([' ', ','])
                    .filter(|one| !one.is_empty())
                    .map(str::to_owned)
                    .collect();
                match wanted.iter().find(|one| !matches(one, realms)) {
                    None => Ok(wanted),
                    Some(unknown) => {
                        Err(format!("There is no realm {}.", text::quote(unknown, 40)))
                    }
                }
            }),
        })
        .await
    }

    async fn since(&mut self) -> io::Result<Since> {
        self.ask(&Question {
            title: "Since when? A date is taken too, such as 2026-11-16.",
            choices: offered(Since::CHOICES),
            default: Some(Since::CHOICES.len() - 1),
            own_words: Some(&|words| {
                let date = || "A number, or a date such as 2026-11-16.".to_owned();
                Since::find(words).ok_or_else(date)
            }),
        })
        .await
    }

    async fn users(&mut self, symptom: &Symptom) -> io::Result<Users> {
        match symptom.affected {
            Affected::OneUser => return Ok(Users::One),
            Affected::Everyone | Affected::OneRealm => return Ok(Users::All),
            Affected::Anyone => {}
        }
        self.ask(&Question {
            title: "Who is affected?",
            choices: offered(Users::CHOICES),
            default: Some(Users::CHOICES.len() - 1),
            own_words: None,
        })
        .await
    }

    /// Asks until there is an answer that fits.
    async fn ask<T: Clone>(&mut self, question: &Question<'_, T>) -> io::Result<T> {
        writeln!(self.output, "\n{}", question.title)?;
        for (index, (_, words)) in question.choices.iter().enumerate() {
            let is_default = question.default == Some(index);
            let mark = if is_default { '*' } else { ' ' };
            writeln!(self.output, " {mark}{:>2}  {words}", index + 1)?;
        }
        loop {
            write!(self.output, "> ")?;
            self.output.flush()?;
            let answer = self.line().await?;
            let number = answer.parse::<usize>().ok();
            let index = match answer.as_str() {
                "" => question.default,
                _ => number.and_then(|one| one.checked_sub(1)),
            };
            if let Some((choice, _)) = index.and_then(|index| question.choices.get(index)) {
                return Ok(choice.clone());
            }
            let is_words = number.is_none() && !answer.is_empty();
            let mistake = match question.own_words.filter(|_| is_words) {
                None => format!("A number from 1 to {}, please.", question.choices.len()),
                Some(read) => match read(&(answer + &self.input.read_pasted().await)) {
                    Ok(answer) => return Ok(answer),
                    Err(mistake) => mistake,
                },
            };
            writeln!(self.output, "  {mistake}")?;
        }
    }

    /// A line without what surrounds it.
    async fn line(&mut self) -> io::Result<String> {
        let line = self.input.line().await;
        if line.is_err() {
            writeln!(self.output)?;
        }
        match line {
            Ok(line) => Ok(line.to_string()),
            Err(Gone::Ended) => Err(io::ErrorKind::UnexpectedEof.into()),
            Err(gone) => Err(io::Error::other(gone.to_string())),
        }
    }
}

/// The words, where they are about something that is known.
fn understood(words: &str, answers: &Answers) -> Result<String, String> {
    match choose::recognize(words, answers) {
        Recognized::None(_) => Err("That is not understood; take the nearest of these.".to_owned()),
        _ => Ok(words.to_owned()),
    }
}

/// The choices of a table, as they are asked about.
fn offered<T: Copy>(choices: &[Choice<T>]) -> Vec<(T, String)> {
    let choices = choices.iter();
    choices
        .map(|(answer, _, words)| (*answer, (*words).to_owned()))
        .collect()
}

/// Whether a realm has this name, or fits this glob.
fn matches(wanted: &str, realms: &[Offered]) -> bool {
    glob::Pattern::new(wanted)
        .is_ok_and(|pattern| realms.iter().any(|(name, _)| in_any_case(&pattern, name)))
}

#[cfg(test)]
mod tests;
