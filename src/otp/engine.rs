//! The OTP engine at work: a realm's settings, a store, and the keys that open seeds, around the decisions of [`crate::otp::core`].
//!
//! Every change is a turn: load or recall the user's record, decide, store in place of it; where another was faster,
//! load and decide again. What a decision came to is told only once it is stored.

mod enroll;
mod fingerprint;
pub mod keys;
pub mod policy;
mod sealing;
pub mod status;
mod turns;
pub mod uri;

use std::sync::Arc;
use std::time::Duration;

use checks::kit::Config;
use checks::kit::realm::Otp;
use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::exit;
use crate::otp::core::{
    self, Account, Attempt, Code, Draw, Method, Refused, Resynced, User, Verdict,
};
use crate::otp::store::{self, Store, StoreError};
use crate::secret::Vault;

use keys::{KeyFile, Keys};
use sealing::{Opened, Sealing};
use status::Status;
use turns::{Read, Turns};

pub use enroll::{Enrolled, Existing, Moving, NewToken};
pub use policy::{Off, Settings};
pub use sealing::Protection;

/// The engine for one realm. Clones of it share the store.
#[derive(Clone)]
pub struct Engine {
    store: Arc<dyn Store>,
    settings: Arc<Settings>,
    sealing: Arc<Sealing>,
    clock: Clock,
    patience: Duration,
}

/// How long a change may take, however often another is faster.
const PATIENCE: Duration = Duration::from_secs(30);

/// What says the time.
type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Why the engine could not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The store is not available.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The realm's settings or the user's state forbid it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// A key or certificate cannot be used.
    #[error("{0}")]
    Key(String),
    /// The realm's license certificate is another one than the seed is sealed to.
    #[error(
        "\"Registration code does not match\": the license certificate of {realm} does not open the seed of {token}"
    )]
    SeedNotOpened {
        /// The realm that cannot open it.
        realm: String,
        /// The token.
        token: String,
    },
    /// What was asked for cannot be made.
    #[error("{0}")]
    Impossible(String),
}

impl EngineError {
    /// The exit code. What the realm's settings or the user's state forbid is a failure.
    pub fn code(&self) -> exit::Code {
        use exit::Code;
        match self {
            Self::Store(_) | Self::Key(_) => Code::Unavailable,
            Self::SeedNotOpened { .. }
            | Self::Refused(Refused::NotFound | Refused::NotEnrolled) => Code::Rejected,
            Self::Refused(Refused::Locked { .. }) => Code::Locked,
            Self::Refused(Refused::NotDelivered | Refused::Unfit) | Self::Impossible(_) => {
                Code::Usage
            }
            Self::Refused(
                Refused::MethodOff(_)
                | Refused::AlreadyEnrolled
                | Refused::SeedEnrolled(_)
                | Refused::SeedSpent,
            ) => Code::Failed,
        }
    }
}

impl From<EngineError> for exit::Failure {
    fn from(error: EngineError) -> Self {
        Self::of(error.code(), error)
    }
}

/// A code that is active now.
#[derive(Debug)]
pub struct Active {
    /// The code, for the one who delivers it.
    pub code: Code,
    /// From when on it is not taken.
    pub expires_at: Timestamp,
}

impl Engine {
    /// The engine for a realm of a config, by the key file that the config names or that stands beside the state.
    ///
    /// # Errors
    /// When the config has no such realm.
    pub fn for_realm(
        config: &Config,
        realm: &str,
        vault: Arc<Vault>,
        store: Arc<dyn Store>,
    ) -> Result<Self, EngineError> {
        let settings = Settings::of(config, realm).ok_or_else(|| {
            EngineError::Impossible(format!("the config has no realm named {realm}"))
        })?;
        let keys = KeyFile::of(config)?;
        Ok(Self {
            store,
            sealing: Arc::new(Sealing::of(config, realm, vault, keys)),
            settings: Arc::new(settings),
            clock: Arc::new(Timestamp::now),
            patience: PATIENCE,
        })
    }

    /// The same engine by another clock.
    #[must_use]
    pub fn by_clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// What the realm's settings mean.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How this realm seals the seeds that it enrolls.
    pub fn protection(&self) -> Protection {
        self.sealing.protection()
    }

    /// Where the state is, for messages.
    pub fn place(&self) -> String {
        self.store.place().to_string()
    }

    /// The key file.
    pub fn key_file(&self) -> &KeyFile {
        self.sealing.key_file()
    }

    /// Issues a code for a user, in place of the one that was active.
    ///
    /// # Errors
    /// When the method is off, the user is locked, or the store is not available.
    pub async fn issue(&self, user: &User, method: Method) -> Result<Active, EngineError> {
        let mut turns = self.turns(user).await?;
        loop {
            let active = self.draw_code(user, method, &mut turns).await;
            if let Some(active) = turns.settle(active).await? {
                return Ok(active);
            }
        }
    }

    async fn draw_code(
        &self,
        user: &User,
        method: Method,
        turns: &mut Turns<'_>,
    ) -> Result<(Active, Account), EngineError> {
        let policy = &self.settings.delivered;
        let now = (self.clock)();
        // What is refused must not cost a key file.
        core::may_issue(now, policy, turns.account(), method)?;
        let keys = self.keys(turns).await?;
        let draw = draw()?;
        let account = turns.account();
        let (code, next) = core::issue(now, policy, user, account, method, &draw, keys.hash())?;
        let issued = next.codes.get(&policy.realm);
        let expires_at = issued.map_or(now, |issued| issued.expires_at);
        Ok((Active { code, expires_at }, next))
    }

    /// The keys of the key file. It is made where there is none, unless what is kept of the user needs the one that is
    /// missing: another would open nothing of it.
    async fn keys(&self, turns: &mut Turns<'_>) -> Result<Arc<Keys>, EngineError> {
        if let Some(keys) = self.sealing.known_keys() {
            return Ok(keys);
        }
        match turns.certain().await?.needs_key() {
            true => self.sealing.existing_keys().await,
            false => self.sealing.keys().await,
        }
    }

    /// Verifies a delivered code.
    ///
    /// # Errors
    /// When the store is not available, or the key file that the code was issued under is missing. A code that is not
    /// right is a [`Verdict`].
    pub async fn verify(&self, user: &User, code: &Code) -> Result<Verdict, EngineError> {
        let policy = &self.settings.delivered;
        let mut turns = self.turns(user).await?;
        loop {
            let (now, account) = ((self.clock)(), turns.account());
            let keys = match core::waits(now, policy, account) {
                true => self.sealing.existing_keys().await.map(Some),
                false => Ok(None),
            };
            let decided = keys.map(|keys| {
                let key = keys.as_ref().map(|keys| keys.hash());
                let attempt = Attempt::Delivered { code, key };
                core::decide(now, policy, user, account, &attempt)
            });
            if let Some(verdict) = turns.settle(decided).await? {
                return Ok(verdict);
            }
        }
    }

    /// Verifies the code of a token.
    ///
    /// # Errors
    /// As for [`Self::verify`], and when this realm's keys cannot be read.
    pub async fn verify_token(
        &self,
        user: &User,
        token: &str,
        code: &Code,
    ) -> Result<Verdict, EngineError> {
        let policy = &self.settings.tokens;
        let mut turns = self.turns(user).await?;
        let mut opened = Opened::default();
        loop {
            let now = (self.clock)();
            let open = match self.forbids(now, turns.account()) {
                // What the realm does not take needs no key.
                Some(_) => Ok(()),
                None => self.open(&mut opened, user, token, turns.account()).await,
            };
            let decided = open.map(|()| {
                let attempt = Attempt::Token {
                    name: token,
                    code,
                    generator: opened.generator(),
                };
                core::decide(now, policy, user, turns.account(), &attempt)
            });
            if let Some(verdict) = turns.settle(decided).await? {
                return Ok(verdict);
            }
        }
    }

    /// Goes on from two codes in a row of a token that is out of step.
    ///
    /// # Errors
    /// As for [`Self::verify_token`], and when the codes are not found.
    pub async fn resync(
        &self,
        user: &User,
        token: &str,
        codes: [&Code; 2],
    ) -> Result<Resynced, EngineError> {
        let policy = &self.settings.tokens;
        let mut turns = self.turns(user).await?;
        let mut opened = Opened::default();
        loop {
            let now = (self.clock)();
            let open = match self.forbids(now, turns.account()) {
                Some(refused) => Err(refused.into()),
                None => self.open(&mut opened, user, token, turns.account()).await,
            };
            let decided = open.and_then(|()| {
                let account = turns.account();
                let generator = opened.generator();
                let generator = generator.ok_or_else(|| self.not_opened(account, token))?;
                Ok(core::resync(now, policy, account, token, codes, generator))
            });
            // A failure counts as well: it is stored before it is told.
            if let Some(resynced) = turns.settle(decided).await? {
                return Ok(resynced?);
            }
        }
    }

    /// Takes the user's lock off, and what counts towards one, at the place that this realm counts in.
    ///
    /// # Errors
    /// When the store is not available.
    pub async fn unlock(&self, user: &User) -> Result<(), EngineError> {
        let mut turns = self.turns(user).await?;
        loop {
            let next = core::unlock(&self.settings.delivered, turns.account());
            let next = core::unlock(&self.settings.tokens, &next);
            if let Some(done) = turns.settle(Ok(((), next))).await? {
                return Ok(done);
            }
        }
    }

    /// What is kept of a user, without secrets.
    ///
    /// # Errors
    /// When the store is not available.
    pub async fn status(&self, user: &User) -> Result<Status, EngineError> {
        let read = Read::now(&*self.store, user, self.patience).await?;
        Ok(Status::of((self.clock)(), &self.settings, user, &read))
    }

    async fn turns<'a>(&'a self, user: &'a User) -> Result<Turns<'a>, StoreError> {
        Turns::begin(&*self.store, user, self.patience).await
    }

    /// Why no code of a token is looked at, whatever it is.
    fn forbids(&self, now: Timestamp, account: &Account) -> Option<Refused> {
        let policy = &self.settings.tokens;
        if !policy.methods.contains(&Method::Oath) {
            return Some(Refused::MethodOff(Method::Oath));
        }
        let lock = core::lock(now, policy, account)?;
        Some(Refused::Locked { until: lock.until })
    }

    /// Why there is no generator for a token.
    fn not_opened(&self, account: &Account, token: &str) -> EngineError {
        match account.tokens.contains_key(token) {
            false => Refused::NotEnrolled.into(),
            true => EngineError::SeedNotOpened {
                realm: self.settings.tokens.realm.clone(),
                token: token.to_owned(),
            },
        }
    }

    /// Opens the seed of a token, where there is one, unless it is open already.
    async fn open(
        &self,
        opened: &mut Opened,
        user: &User,
        name: &str,
        account: &Account,
    ) -> Result<(), EngineError> {
        match account.tokens.get(name) {
            Some(token) => {
                let place = || self.store.place();
                opened.take(&self.sealing, user, name, token, &place).await
            }
            None => Ok(()),
        }
    }
}

/// The store that the config names, else the one in the user's state folder.
///
/// # Errors
/// When it is not available, or its password cannot be had.
pub async fn open_store(config: &Config, vault: &Vault) -> Result<Arc<dyn Store>, EngineError> {
    let none = Otp::default();
    let otp = config.otp.as_ref().unwrap_or(&none);
    let (place, password) =
        store::named(otp.store.as_deref(), otp.password.as_ref(), vault).await?;
    Ok(store::open(&place, password).await?)
}

fn draw() -> Result<Draw, EngineError> {
    let mut bytes = Zeroizing::new([0; 64]);
    random(&mut *bytes)?;
    Ok(Draw(bytes))
}

fn random(bytes: &mut [u8]) -> Result<(), EngineError> {
    aws_lc_rs::rand::fill(bytes)
        .map_err(|_| EngineError::Key("the system gives no random bytes".into()))
}

#[cfg(test)]
mod tests;
