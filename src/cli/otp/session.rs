//! What all `otp` commands share: whom they are about, the engine that serves them, and how they answer.

use std::path::Path;

use checks::kit::text;
use zeroize::Zeroizing;

use super::format;
use crate::cli::options::{commands, load, store};
use crate::cli::output;
use crate::config::is_url;
use crate::exit::{Code, Failure};
use crate::otp::core::{Refused, User};
use crate::otp::engine::answers::{OtpAnswer, OtpError, Outcome};
use crate::otp::engine::{self, Engine, EngineError};
use crate::otp::store::is_missing;
use crate::run::context::{Context, Mode};
use crate::run::select;

/// The name of a token that was given none.
pub(super) const TOKEN: &str = "app";

/// What stands over the options that all commands have.
const HEADING: &str = "State and output";

/// Whom a command is about, and where the state is.
#[derive(clap::Args)]
pub(in crate::cli) struct Whom {
    /// The realm whose settings decide
    #[arg(long, value_name = "NAME")]
    pub(super) realm: String,

    /// The user
    #[arg(long, value_name = "NAME", value_parser = User::new)]
    pub(super) user: User,

    /// Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user's state folder]
    #[arg(long, value_name = "PLACE", value_parser = store, help_heading = HEADING)]
    store: Option<String>,

    /// Allow the programs of `{command: …}` secrets to run
    #[arg(long, help_heading = HEADING)]
    allow_commands: bool,

    /// The format: human or json
    #[arg(short, long, value_name = "FORMAT", default_value = "human", help_heading = HEADING, hide_possible_values = true)]
    pub(super) output: output::Plain,
}

/// What to know of every answer before all else.
pub(in crate::cli) const SIMULATED: &str =
    "simulated with otpdoctor's engine; the appliance is not asked";

/// Room for an answer: a text that grows would leave copies of a code or a seed behind.
const ROOM: usize = 1 << 15;

/// The engine for whom a command is about.
pub(super) struct OtpSession {
    /// The engine of the realm.
    pub(super) engine: Engine,
    /// The user.
    pub(super) user: User,
    /// The realm's name.
    pub(super) realm: String,
    /// How to say it.
    pub(super) output: output::Plain,
    key_was_there: bool,
}

impl Whom {
    /// The same for what only asks: a store that the user names must be there, since a new one knows nobody.
    ///
    /// # Errors
    /// As for [`Self::open`], and when it is not there.
    pub(super) async fn open_existing(&self, named: Option<&Path>) -> Result<OtpSession, Failure> {
        let location = self.store.as_deref().unwrap_or_default();
        if self.store.is_some() && is_missing(location).map_err(EngineError::from)? {
            let text = format!(
                "there is no OTP store at {location}: `otpdoctor otp issue` and `enroll` make one"
            );
            return Err(Failure::new(Code::Unavailable, text));
        }
        self.open(named).await
    }

    /// Reads the config and opens the store.
    ///
    /// # Errors
    /// When the config is not valid, has no such realm, or the store is not available.
    pub(super) async fn open(&self, named: Option<&Path>) -> Result<OtpSession, Failure> {
        let mut loaded = load(named)?;
        let realm = select::realm(&self.realm, &loaded.config)?.0.to_owned();
        if let Some(location) = &self.store {
            loaded.config.otp.get_or_insert_default().store = Some(location.clone());
        }
        let context = Context::new(loaded, Mode::Live, commands(self.allow_commands));
        let (config, vault) = (context.config(), &context.vault);
        let store = engine::open_store(config, vault).await?;
        let engine = Engine::for_realm(config, &realm, vault.clone(), store)?;
        Ok(OtpSession {
            key_was_there: engine.key_file().exists(),
            user: self.user.clone(),
            realm,
            output: self.output,
            engine,
        })
    }

    /// Answers on stdout why nothing came of a command, where JSON is wanted; people read it on stderr.
    pub(super) fn answer_failed(&self, command: &'static str, error: &Failure) {
        if self.output != output::Plain::Json {
            return;
        }
        let engine = error.cause();
        let answer = OtpError {
            schema: "otpdoctor.otp-error/1",
            command,
            realm: &self.realm,
            user: self.user.as_str(),
            reason: reason(error, engine),
            exit_code: error.code() as u8,
            locked_until: match engine {
                Some(EngineError::Refused(Refused::Locked { until })) => *until,
                _ => None,
            },
            summary: error.to_string(),
        };
        let text = serde_json::to_string_pretty(&answer).expect("it has nothing that JSON has not");
        // Where stdout takes nothing, stderr and the exit code still say it.
        let _ = output::print(&format!("{text}\n"));
    }
}

impl OtpSession {
    /// Says that a key file was made, which must not get lost.
    pub(super) fn warn_of_new_key(&self) {
        if self.key_was_there || !self.engine.key_file().exists() {
            return;
        }
        let path = self.engine.key_file().path().display().to_string();
        format::remark(&new_key(&path, &self.engine.location()));
    }

    /// Prints the outcome: a line or more for people, or JSON for programs. What is printed is wiped then.
    pub(super) fn answer(&self, text: &str, outcome: Outcome<'_>) -> Result<Code, Failure> {
        let mut room = Zeroizing::new(Vec::with_capacity(ROOM));
        if self.output == output::Plain::Human {
            output::remark(SIMULATED);
        }
        match self.output {
            output::Plain::Human => room.extend_from_slice(text.as_bytes()),
            output::Plain::Json => {
                let answer = OtpAnswer {
                    schema: "otpdoctor.otp/1",
                    realm: &self.realm,
                    user: self.user.as_str(),
                    outcome,
                };
                let written = serde_json::to_writer_pretty(&mut *room, &answer);
                written.expect("it has nothing that JSON has not");
            }
        }
        room.push(b'\n');
        output::print(std::str::from_utf8(&room).expect("it was made of texts"))
    }

    /// A failure in the words of this realm, user and token, where the engine refused.
    pub(super) fn explain(&self, token: Option<&str>, failure: Failure) -> Failure {
        let refused = match failure.cause() {
            Some(EngineError::Refused(refused)) => refused,
            Some(EngineError::SeedNotOpened { .. }) => {
                output::remark(&format::mismatch_advice(&self.realm));
                return failure;
            }
            _ => return failure,
        };
        let (user, token) = (self.name(), text::quote(token.unwrap_or_default(), 64));
        let words = match refused {
            Refused::MethodOff(method) => self.engine.settings().why_off(*method),
            Refused::Locked { until } => format!("{user} is locked {}", format::until(*until)),
            Refused::NotEnrolled => format!(
                "{user} has no token named {token}: `otpdoctor otp status` shows which there are"
            ),
            Refused::AlreadyEnrolled => format!(
                "{user} has a token named {token} already: name the new one with --token, or let it take the place of the old one with --replace"
            ),
            Refused::SeedEnrolled(other) => format!(
                "{user} has this seed already, as the token {}: one seed under two names would let each code be used twice",
                text::quote(other, 64)
            ),
            _ => return failure,
        };
        failure.reworded(words)
    }

    /// The user's name, fit to be shown.
    pub(super) fn name(&self) -> String {
        text::quote(self.user.as_str(), 256)
    }
}

fn reason(error: &Failure, engine: Option<&EngineError>) -> &'static str {
    match engine {
        Some(EngineError::Store(_)) => "store-unavailable",
        Some(EngineError::Key(_)) => "key-unusable",
        Some(EngineError::SeedNotOpened { .. }) => "seed-not-opened",
        Some(EngineError::Impossible(_)) => "impossible",
        Some(EngineError::Refused(refused)) => refused.reason(),
        None => match error.code() {
            Code::Usage => "usage",
            Code::NoInput => "no-input",
            Code::Config => "config-invalid",
            Code::Unavailable => "store-unavailable",
            Code::CannotWrite => "cannot-write",
            Code::Interrupted | Code::Terminated => "interrupted",
            _ => "error",
        },
    }
}

/// What to say of a key file that was made.
fn new_key(path: &str, store: &str) -> String {
    let shared = if is_url(store) {
        " Every machine that uses this store needs a copy of it before it issues or enrolls anything."
    } else {
        ""
    };
    format!(
        "otpdoctor: a new key file was made: {path}. Back it up: no other key file can decrypt the codes and seeds that are stored with it.{shared}"
    )
}

#[cfg(test)]
mod tests {
    use super::new_key;

    #[test]
    fn a_new_key_of_a_shared_store_is_for_all_machines() {
        let needs = "Every machine that uses this store needs a copy of it";
        let shared = new_key("otp.key", "postgres://otp@db:5432/otp");
        assert!(shared.contains(needs), "{shared}");
        assert!(!new_key("otp.key", "/var/lib/otp.sqlite").contains(needs));
    }
}
