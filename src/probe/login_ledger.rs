//! The logins that were tried, whatever the protocol: each once a run for server, user and secret, and one that was
//! refused not again in later runs of this process. An account that counts failures must not be locked by a diagnosis.
//!
//! No password is kept: a login is known by its HMAC-SHA256 under a key that this process alone has, and forgets.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use aws_lc_rs::hmac;
use checks::kit::probe::https::Response;
use checks::kit::probe::smtp::Reply;
use checks::kit::realm::Endpoint;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::OwnedMutexGuard;
use tokio::time::timeout_at;

/// The most refusals that are remembered from run to run.
const MOST: usize = 10_000;

/// The logins that were tried.
pub struct LoginLedger {
    key: hmac::Key,
    logins: Mutex<HashMap<LoginFingerprint, Arc<tokio::sync::Mutex<LoginState>>>>,
}

/// The protocol of a login, so that one login at two servers of a host is two.
#[derive(Clone, Copy, Debug)]
pub enum Protocol {
    /// A mail server.
    Smtp,
    /// A mailbox.
    Imap,
    /// An HTTP proxy.
    HttpProxy,
    /// A SOCKS proxy.
    Socks,
}

/// What a login is known by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct LoginFingerprint(Vec<u8>);

/// What is known of a login. Whoever holds it is the only one who tries the login.
pub type LoginGuard = OwnedMutexGuard<LoginState>;

/// What became of a login.
#[derive(Clone, Debug, Default)]
pub enum LoginState {
    /// Nobody has tried it in this run.
    #[default]
    Untried,
    /// It was tried in this run, and not refused for good.
    Tried,
    /// The server took it in this run.
    Accepted,
    /// The server refused it in this run.
    Refused(Refusal),
    /// The server refused it in an earlier run of this process.
    RefusedBefore(Refusal),
}

/// What a server said to a login, secrets cut out.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// A mail server.
    Smtp {
        /// The final reply.
        reply: Reply,
        /// When.
        at: Timestamp,
    },
    /// A mailbox, with its words.
    Imap(String),
    /// An HTTP proxy, with status 407.
    HttpProxy(Response),
    /// A SOCKS proxy, which says no more than that.
    Socks,
}

impl LoginState {
    /// The refusal of this run or an earlier one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) | Self::RefusedBefore(refusal) => Some(refusal),
            Self::Untried | Self::Tried | Self::Accepted => None,
        }
    }
}

impl Default for LoginLedger {
    fn default() -> Self {
        let mut key = [0; 32];
        aws_lc_rs::rand::fill(&mut key).expect("without random bytes there is no TLS either");
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &key),
            logins: Mutex::default(),
        }
    }
}

impl LoginLedger {
    /// Waits until nobody else tries this login; `None` when that takes until `until`.
    pub async fn turn(&self, login: Login<'_>, until: Instant) -> Option<LoginGuard> {
        let waiting = self.state(login).lock_owned();
        timeout_at(until.into(), waiting).await.ok()
    }

    /// What is known of this login; `None` while somebody tries it.
    pub fn turn_now(&self, login: Login<'_>) -> Option<LoginGuard> {
        self.state(login).try_lock_owned().ok()
    }

    /// From here on, what was refused until now is not tried again, and all else is untried.
    pub fn next_run(&self) {
        let mut room = MOST;
        let mut logins = self.logins.lock().expect("no holder panics");
        logins.retain(|_, state| {
            let Ok(mut state) = state.try_lock() else {
                return true;
            };
            let Some(refusal) = state.refusal().cloned().filter(|_| room > 0) else {
                return false;
            };
            room -= 1;
            *state = LoginState::RefusedBefore(refusal);
            true
        });
    }

    /// The config is another: each login may be tried once more.
    pub fn forget(&self) {
        self.logins.lock().expect("no holder panics").clear();
    }

    fn state(&self, login: Login<'_>) -> Arc<tokio::sync::Mutex<LoginState>> {
        let fingerprint = self.fingerprint(login);
        let mut logins = self.logins.lock().expect("no holder panics");
        logins.entry(fingerprint).or_default().clone()
    }

    fn fingerprint(&self, login: Login<'_>) -> LoginFingerprint {
        let mut sum = hmac::Context::with_key(&self.key);
        sum.update(&[login.protocol as u8]);
        let Endpoint { host, port } = login.server;
        let server = Endpoint::new(host.to_ascii_lowercase(), *port).to_string();
        for part in [&server, login.user, login.password.expose_secret()] {
            // With its length, so that no two logins run together.
            sum.update(&(part.len() as u64).to_be_bytes());
            sum.update(part.as_bytes());
        }
        LoginFingerprint(sum.sign().as_ref().to_vec())
    }
}

/// A login at a server.
#[derive(Clone, Copy)]
pub struct Login<'a> {
    /// How it is made.
    pub protocol: Protocol,
    /// Where.
    pub server: &'a Endpoint,
    /// As whom.
    pub user: &'a str,
    /// With this.
    pub password: &'a SecretString,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_login_is_known_by_protocol_server_user_and_password() {
        let ledger = LoginLedger::default();
        let known = |ledger: &LoginLedger, protocol, host: &str, user, password: &str| {
            ledger.fingerprint(Login {
                protocol,
                server: &Endpoint::new(host, 25),
                user,
                password: &password.to_owned().into(),
            })
        };
        let of = |protocol, host, user, password| known(&ledger, protocol, host, user, password);
        let one = of(Protocol::Smtp, "mail.example.net", "otp", "secret");
        assert_eq!(one, of(Protocol::Smtp, "MAIL.example.net", "otp", "secret"));
        for other in [
            of(Protocol::Imap, "mail.example.net", "otp", "secret"),
            of(Protocol::Smtp, "mail2.example.net", "otp", "secret"),
            of(Protocol::Smtp, "mail.example.net", "otp2", "secret"),
            of(Protocol::Smtp, "mail.example.net", "otp", "secret2"),
            of(Protocol::Smtp, "mail.example.net", "otps", "ecret"),
            known(
                &LoginLedger::default(),
                Protocol::Smtp,
                "mail.example.net",
                "otp",
                "secret",
            ),
        ] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn a_refusal_counts_in_later_runs_until_the_config_is_another() {
        let ledger = LoginLedger::default();
        let server = Endpoint::new("proxy.example.net", 1080);
        let password = "p".to_owned().into();
        let login = Login {
            protocol: Protocol::Socks,
            server: &server,
            user: "u",
            password: &password,
        };
        let turn = || ledger.turn_now(login).unwrap();
        *turn() = LoginState::Refused(Refusal::Socks);
        assert!(matches!(*turn(), LoginState::Refused(_)));
        for _ in 0..2 {
            ledger.next_run();
            assert!(matches!(*turn(), LoginState::RefusedBefore(_)));
        }
        ledger.forget();
        assert!(matches!(*turn(), LoginState::Untried));
    }

    #[test]
    fn what_was_accepted_is_untried_in_the_next_run() {
        let ledger = LoginLedger::default();
        let server = Endpoint::new("mail.example.net", 25);
        let password = "p".to_owned().into();
        let login = Login {
            protocol: Protocol::Smtp,
            server: &server,
            user: "u",
            password: &password,
        };
        let held = ledger.turn_now(login);
        assert!(ledger.turn_now(login).is_none(), "one tries at a time");
        *held.unwrap() = LoginState::Accepted;
        ledger.next_run();
        assert!(matches!(
            *ledger.turn_now(login).unwrap(),
            LoginState::Untried
        ));
    }
}
