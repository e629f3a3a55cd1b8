//! The engine of one realm, and what can be done with a user's passcodes.

use std::sync::Arc;
use std::time::Duration;

use checks::kit::Config;
use checks::kit::realm::Otp;
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::cas_loop::CasLoop;
use super::error::{EngineError, random};
use super::keys::{KeyFile, Keys, Missing};
use super::policy::Settings;
use super::sealing::{OpenedSeed, Protection, Sealing};
use super::status::Status;
use crate::otp::core::{self, Account, Attempt, Code, Method, Refused, Resynced, User, Verdict};
use crate::otp::store::{self, Store, StoreError};
use crate::secret::Vault;

/// The engine for one realm. Clones of it share the store.
#[derive(Clone)]
pub struct Engine {
    pub(super) store: Arc<dyn Store>,
    pub(super) settings: Arc<Settings>,
    pub(super) sealing: Arc<Sealing>,
    pub(super) clock: Clock,
    pub(super) patience: Duration,
}

/// How long a change may take, however often another is faster.
const PATIENCE: Duration = Duration::from_secs(30);

/// What says the time.
type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

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
        self.sealing.protection
    }

    /// Where the state is, for messages.
    pub fn place(&self) -> String {
        self.store.place().to_owned()
    }

    /// The key file.
    pub fn key_file(&self) -> &KeyFile {
        &self.sealing.file
    }

    /// Issues a code for a user, in place of the one that was active.
    ///
    /// # Errors
    /// When the method is off, the user is locked, or the store is not available.
    pub async fn issue(&self, user: &User, method: Method) -> Result<Active, EngineError> {
        let mut cas = self.cas(user).await?;
        loop {
            let active = self.draw_code(user, method, &mut cas).await;
            if let Some(active) = cas.settle(active).await? {
                return Ok(active);
            }
        }
    }

    async fn draw_code(
        &self,
        user: &User,
        method: Method,
        cas: &mut CasLoop<'_>,
    ) -> Result<(Active, Account), EngineError> {
        let policy = &self.settings.delivered;
        let now = (self.clock)();
        // What is refused must not cost a key file.
        core::may_issue(now, policy, cas.account(), method)?;
        let keys = self.keys(cas).await?;
        let mut fresh = Zeroizing::new([0; core::RANDOM]);
        random(&mut *fresh)?;
        let account = cas.account();
        let (code, next) = core::issue(now, policy, user, account, method, &fresh, &keys.hash)?;
        let issued = next.codes.get(&policy.realm);
        let expires_at = issued.map_or(now, |issued| issued.expires_at);
        Ok((Active { code, expires_at }, next))
    }

    /// The keys of the key file. It is made where there is none, unless what is kept of the user needs the one that is
    /// missing: another would open nothing of it.
    pub(super) async fn keys(&self, cas: &mut CasLoop<'_>) -> Result<Arc<Keys>, EngineError> {
        if let Some(keys) = self.sealing.known_keys() {
            return Ok(keys);
        }
        let missing = match cas.certain().await?.account.needs_key() {
            true => Missing::Refuse,
            false => Missing::Make,
        };
        self.sealing.keys(missing).await
    }

    /// Verifies a delivered code.
    ///
    /// # Errors
    /// When the store is not available, or the key file that the code was issued under is missing. A code that is not
    /// right is a [`Verdict`].
    pub async fn verify(&self, user: &User, code: &Code) -> Result<Verdict, EngineError> {
        let policy = &self.settings.delivered;
        let mut cas = self.cas(user).await?;
        loop {
            let (now, account) = ((self.clock)(), cas.account());
            let keys = match core::needs_key(now, policy, account) {
                true => self.sealing.keys(Missing::Refuse).await.map(Some),
                false => Ok(None),
            };
            let decided = keys.map(|keys| {
                let key = keys.as_ref().map(|keys| &keys.hash);
                let attempt = Attempt::Delivered { code, key };
                core::decide(now, policy, user, account, &attempt)
            });
            if let Some(verdict) = cas.settle(decided).await? {
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
        let mut cas = self.cas(user).await?;
        let mut opened = OpenedSeed::default();
        loop {
            let now = (self.clock)();
            let open = match core::allowed(now, policy, cas.account(), Method::Oath) {
                // What the realm does not take needs no key.
                Err(_) => Ok(()),
                Ok(()) => self.open(&mut opened, user, token, cas.account()).await,
            };
            let decided = open.map(|()| {
                let attempt = Attempt::Token {
                    name: token,
                    code,
                    generator: opened.generator(),
                };
                core::decide(now, policy, user, cas.account(), &attempt)
            });
            if let Some(verdict) = cas.settle(decided).await? {
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
        let mut cas = self.cas(user).await?;
        let mut opened = OpenedSeed::default();
        loop {
            let now = (self.clock)();
            let open = match core::allowed(now, policy, cas.account(), Method::Oath) {
                Err(refused) => Err(refused.into()),
                Ok(()) => self.open(&mut opened, user, token, cas.account()).await,
            };
            let decided = open.and_then(|()| {
                let account = cas.account();
                let generator = opened.generator();
                let generator = generator.ok_or_else(|| self.not_opened(account, token))?;
                Ok(core::resync(now, policy, account, token, codes, generator))
            });
            // A failure counts as well: it is stored before it is told.
            if let Some(resynced) = cas.settle(decided).await? {
                return Ok(resynced?);
            }
        }
    }

    /// Takes the user's lock off, and what counts towards one, at the place that this realm counts in.
    ///
    /// # Errors
    /// When the store is not available.
    pub async fn unlock(&self, user: &User) -> Result<(), EngineError> {
        let mut cas = self.cas(user).await?;
        loop {
            let next = core::unlock(&self.settings.delivered, cas.account());
            let next = core::unlock(&self.settings.tokens, &next);
            if let Some(done) = cas.settle(Ok(((), next))).await? {
                return Ok(done);
            }
        }
    }

    /// What is kept of a user, without secrets.
    ///
    /// # Errors
    /// When the store is not available.
    pub async fn status(&self, user: &User) -> Result<Status, EngineError> {
        let mut cas = self.cas(user).await?;
        let read = cas.certain().await?;
        let (now, store) = ((self.clock)(), self.store.place());
        Ok(Status::of(now, &self.settings, store, read))
    }

    pub(super) async fn cas<'a>(&'a self, user: &'a User) -> Result<CasLoop<'a>, StoreError> {
        CasLoop::begin(&*self.store, user, self.patience).await
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
        opened: &mut OpenedSeed,
        user: &User,
        name: &str,
        account: &Account,
    ) -> Result<(), EngineError> {
        let Some(token) = account.tokens.get(name) else {
            return Ok(());
        };
        let (sealing, store) = (&self.sealing, &*self.store);
        opened.take(sealing, store, user, name, token).await
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
