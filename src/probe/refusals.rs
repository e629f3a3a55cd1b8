//! Logins that servers refused in earlier runs of this process. They are not tried again while user and password are
//! the same: an account that counts failures must not be locked by a watch.
//!
//! No password is kept: a login is known by its HMAC-SHA256 under a key that this process alone has, and forgets.

use std::collections::HashMap;
use std::sync::Mutex;

use aws_lc_rs::hmac;
use checks::kit::probe::https::Response;
use checks::kit::probe::smtp::Reply;
use checks::kit::realm::Endpoint;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};

/// The most refusals that are remembered.
const MOST: usize = 10_000;

/// The logins that were refused.
pub struct Refusals {
    /// None where the system gives no random bytes: then nothing is remembered.
    key: Option<hmac::Key>,
    smtp: Book<Rejected>,
    proxy: Book<Response>,
    socks: Book<()>,
}

/// What a mail server said to a login.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// `PLAIN` or `LOGIN`.
    pub mechanism: String,
    /// The final reply, secrets cut out.
    pub reply: Reply,
    /// When.
    pub at: Timestamp,
}

/// The kinds of servers, so that one login at two of them is two.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Smtp,
    Proxy,
    Socks,
}

/// A login, as far as it can be kept.
pub(super) struct Print(Option<Vec<u8>>);

/// What was refused before this run, and in it.
struct Book<T>(Mutex<Pages<T>>);

struct Pages<T> {
    before: HashMap<Vec<u8>, T>,
    now: HashMap<Vec<u8>, T>,
}

impl Default for Refusals {
    fn default() -> Self {
        let mut key = [0; 32];
        let filled = aws_lc_rs::rand::fill(&mut key).is_ok();
        Self {
            key: filled.then(|| hmac::Key::new(hmac::HMAC_SHA256, &key)),
            smtp: Book::default(),
            proxy: Book::default(),
            socks: Book::default(),
        }
    }
}

impl Refusals {
    /// From here on, what was refused until now is not tried again. Within a run the run's own rules hold.
    pub fn next_run(&self) {
        self.smtp.turn();
        self.proxy.turn();
        self.socks.turn();
    }

    /// The config is another: each login may be tried once more.
    pub fn forget(&self) {
        self.smtp.clear();
        self.proxy.clear();
        self.socks.clear();
    }

    pub(super) fn smtp(&self, print: &Print) -> Option<Rejected> {
        self.smtp.before(print)
    }

    pub(super) fn proxy(&self, print: &Print) -> Option<Response> {
        self.proxy.before(print)
    }

    pub(super) fn socks(&self, print: &Print) -> Option<()> {
        self.socks.before(print)
    }

    pub(super) fn note_smtp(&self, print: Print, rejected: Rejected) {
        self.smtp.note(print, rejected);
    }

    pub(super) fn note_proxy(&self, print: Print, reply: Response) {
        self.proxy.note(print, reply);
    }

    pub(super) fn note_socks(&self, print: Print) {
        self.socks.note(print, ());
    }

    /// What a login is known by.
    pub(super) fn print(
        &self,
        kind: Kind,
        server: &Endpoint,
        user: &str,
        password: &SecretString,
    ) -> Print {
        let Some(key) = &self.key else {
            return Print(None);
        };
        let mut sum = hmac::Context::with_key(key);
        sum.update(&[kind as u8]);
        let server = Endpoint::new(server.host.to_ascii_lowercase(), server.port).to_string();
        for part in [server.as_str(), user, password.expose_secret()] {
            // With its length, so that no two logins run together.
            sum.update(&(part.len() as u64).to_be_bytes());
            sum.update(part.as_bytes());
        }
        Print(Some(sum.sign().as_ref().to_vec()))
    }
}

impl<T> Default for Book<T> {
    fn default() -> Self {
        Self(Mutex::new(Pages {
            before: HashMap::new(),
            now: HashMap::new(),
        }))
    }
}

impl<T: Clone> Book<T> {
    fn before(&self, print: &Print) -> Option<T> {
        let pages = self.0.lock().expect("no holder panics");
        pages.before.get(print.0.as_ref()?).cloned()
    }

    fn note(&self, print: Print, said: T) {
        let mut pages = self.0.lock().expect("no holder panics");
        if let Some(print) = print.0.filter(|_| pages.now.len() < MOST) {
            pages.now.insert(print, said);
        }
    }

    fn turn(&self) {
        let mut pages = self.0.lock().expect("no holder panics");
        let now = std::mem::take(&mut pages.now);
        if pages.before.len() < MOST {
            pages.before.extend(now);
        }
    }

    fn clear(&self) {
        let mut pages = self.0.lock().expect("no holder panics");
        pages.before.clear();
        pages.now.clear();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_login_is_known_by_server_user_and_password() {
        let refusals = Refusals::default();
        let print = |kind, host: &str, user, password: &str| {
            let server = Endpoint::new(host, 25);
            refusals
                .print(kind, &server, user, &password.to_owned().into())
                .0
                .unwrap()
        };
        let one = print(Kind::Smtp, "mail.example.net", "otp", "secret");
        assert_eq!(one, print(Kind::Smtp, "MAIL.example.net", "otp", "secret"));
        for other in [
            print(Kind::Proxy, "mail.example.net", "otp", "secret"),
            print(Kind::Smtp, "mail2.example.net", "otp", "secret"),
            print(Kind::Smtp, "mail.example.net", "otp2", "secret"),
            print(Kind::Smtp, "mail.example.net", "otp", "secret2"),
            print(Kind::Smtp, "mail.example.net", "otps", "ecret"),
        ] {
            assert_ne!(one, other);
        }
        let elsewhere = Refusals::default();
        let server = Endpoint::new("mail.example.net", 25);
        let foreign = elsewhere.print(Kind::Smtp, &server, "otp", &"secret".to_owned().into());
        assert_ne!(
            one,
            foreign.0.unwrap(),
            "another process knows it by another"
        );
    }

    #[test]
    fn a_refusal_counts_from_the_next_run_until_the_config_is_another() {
        let refusals = Refusals::default();
        let server = Endpoint::new("proxy.example.net", 1080);
        let print = || refusals.print(Kind::Socks, &server, "u", &"p".to_owned().into());
        refusals.note_socks(print());
        assert_eq!(refusals.socks(&print()), None);
        refusals.next_run();
        assert_eq!(refusals.socks(&print()), Some(()));
        refusals.next_run();
        assert_eq!(refusals.socks(&print()), Some(()));
        refusals.forget();
        assert_eq!(refusals.socks(&print()), None);
    }
}
