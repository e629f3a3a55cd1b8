//! Logging in (RFC 4954): once per server, user and secret in a run, and never again after a refusal.

use checks::kit::probe::smtp::{Auth, Login, Reply};
use checks::kit::probe::tcp::Ended;
use checks::kit::realm::Endpoint;
use data_encoding::BASE64;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::dialogue::{Dialogue, offers};
use crate::probe::live::Live;
use crate::probe::login_ledger::{self, LoginState, Protocol, Refusal};
use crate::secret::Outgoing;

/// A password, or why there is none.
pub(super) type Password = Result<SecretString, String>;

/// The one of the three mechanisms of the appliance's mail client that needs no Windows domain; PLAIN is not among them.
const MECHANISM: &str = "LOGIN";

/// The password of a login.
pub(super) async fn password(live: &Live, login: &Login) -> Password {
    let password = live.vault.resolve(&login.password).await;
    let password = password.map_err(|why| why.to_string())?;
    if password.expose_secret().contains('\0') {
        Err(format!("{}: it contains a NUL character", login.password))
    } else {
        Ok(password)
    }
}

/// A login that is about to be made.
pub(super) struct Attempt<'a> {
    pub(super) server: &'a Endpoint,
    pub(super) login: &'a Login,
    pub(super) password: Password,
    /// Whether a login that the server took in this run may be made again.
    pub(super) repeatable: bool,
}

impl Attempt<'_> {
    /// Logs in with LOGIN, as the appliance does.
    ///
    /// # Errors
    /// How the conversation ended.
    pub(super) async fn log_in(
        self,
        live: &Live,
        ehlo: &Reply,
        dialogue: &mut Dialogue,
    ) -> Result<Auth, Ended> {
        let login = self.login;
        if !offers(ehlo, "AUTH") {
            return Ok(Auth::NotOffered);
        }
        let offered = ehlo.extension("AUTH").unwrap_or_default();
        if !offered.iter().any(|mechanism| mechanism == MECHANISM) {
            return Ok(Auth::Unsupported(live.vault.peer_lines(&offered)));
        }
        let password = match self.password {
            Ok(password) => password,
            Err(why) => return Ok(Auth::SecretUnavailable(why)),
        };
        if login.user.contains('\0') {
            return Ok(Auth::Withheld(
                "the user name contains a NUL character".into(),
            ));
        }
        let known = login_ledger::Login {
            protocol: Protocol::Smtp,
            server: self.server,
            user: &login.user,
            password: &password,
        };
        let Some(mut turn) = live.logins.turn_now(known) else {
            return Ok(Auth::TriedBefore);
        };
        match &*turn {
            LoginState::Untried => *turn = LoginState::Tried,
            LoginState::Accepted if self.repeatable => {}
            LoginState::RefusedBefore(Refusal::Smtp { reply, at }) => {
                return Ok(Auth::RefusedBefore {
                    reply: reply.clone(),
                    at: *at,
                });
            }
            _ => return Ok(Auth::TriedBefore),
        }
        let mark = live.vault.redaction(&password, &login.password);
        let encoded = Zeroizing::new(BASE64.encode(password.expose_secret().as_ref()));
        let encoded = Outgoing::default().and_secret(&encoded, &mark);
        let reply = by_login(dialogue, &login.user, encoded).await?;
        if reply.code == 334 {
            // It wants to hear more, and there is nothing more to say (RFC 4954 section 4).
            dialogue.command("*").await?;
        }
        match reply.code {
            200..300 => *turn = LoginState::Accepted,
            500..600 => *turn = LoginState::Refused(refusal(&reply)),
            _ => {}
        }
        Ok(Auth::Tried { reply })
    }
}

/// What is remembered of a refusal.
fn refusal(reply: &Reply) -> Refusal {
    Refusal::Smtp {
        reply: reply.clone(),
        at: Timestamp::from_second(Timestamp::now().as_second()).unwrap_or_default(),
    }
}

/// The mechanism LOGIN was never standardized: user and password are each asked for.
async fn by_login(dialogue: &mut Dialogue, user: &str, password: Outgoing) -> Result<Reply, Ended> {
    let mut reply = dialogue.command("AUTH LOGIN").await?;
    for response in [Outgoing::ours(&BASE64.encode(user.as_ref())), password] {
        if reply.code != 334 {
            break;
        }
        reply = dialogue.send(response).await?;
    }
    Ok(reply)
}
