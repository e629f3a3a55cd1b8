//! The engine of one realm, and what can be done with a user's passcodes.

use std::sync::Arc;
use std::time::Duration;

use checks::kit::Config;
use checks::kit::realm::Otp;
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::answers::Status;
use super::cas_loop::{CasLoop, change};
use super::error::{EngineError, random};
use super::keys::{KeyFile, Keys, Missing};
use super::policy::Settings;
use super::sealing::{OpenedSeed, Protection, Sealing};
use crate::otp::core::{self, Attempt, Code, Method, Refused, Resynced, User, Verdict};
use crate::otp::store::{self, Problem, Store, StoreError};
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
            sealing: Arc::new(Sealing::of(config, realm, vault, keys, store.location())),
            settings: Arc::new(settings),
            store,
            clock: Arc::new(Timestamp::now),
            patience: PATIENCE,
        })
    }

    /// The same engine by another clock.
    #[cfg(test)]
    #[must_use]
    pub(super) fn by_clock(
        mut self,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Self {
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
    pub fn location(&self) -> String {
        self.store.location().to_owned()
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
        let policy = &self.settings.delivered;
        change!(self, user, |cas| {
            let now = (self.clock)();
            // What is refused must not cost a key file.
            core::may_issue(now, policy, cas.account(), method)?;
            let keys = self.keys(&mut cas).await?;
            let mut fresh = Zeroizing::new([0; core::RANDOM]);
            random(&mut *fresh)?;
            let account = cas.account();
            let (code, next) = core::issue(now, policy, user, account, method, &fresh, &keys.hash)?;
            let expires_at = next.codes[&policy.realm].expires_at;
            Ok((Active { code, expires_at }, next))
        })
    }

    /// Verifies a delivered code.
    ///
    /// # Errors
    /// When the store is not available, or the key file that the code was issued under is missing. A code that is not
    /// right is a [`Verdict`].
    pub async fn verify(&self, user: &User, code: &Code) -> Result<Verdict, EngineError> {
        let policy = &self.settings.delivered;
        change!(self, user, |cas| {
            let (now, account) = ((self.clock)(), cas.account());
            let keys = match core::needs_key(now, policy, account) {
                true => Some(self.sealing.keys(Missing::Refuse).await?),
                false => None,
            };
            let key = keys.as_ref().map(|keys| &keys.hash);
            let attempt = Attempt::Delivered { code, key };
            Ok(core::decide(now, policy, user, account, &attempt))
        })
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
        let mut opened = OpenedSeed::default();
        change!(self, user, |cas| {
            let (now, account) = ((self.clock)(), cas.account());
            // What the realm does not take needs no key.
            let generator = match core::allowed(now, policy, account, Method::Oath) {
                Ok(()) => opened.of(&self.sealing, user, token, account).await?,
                Err(_) => None,
            };
            let attempt = Attempt::Token {
                name: token,
                code,
                generator,
            };
            Ok(core::decide(now, policy, user, account, &attempt))
        })
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
        let mut opened = OpenedSeed::default();
        let resynced = change!(self, user, |cas| {
            let (now, account) = ((self.clock)(), cas.account());
            core::allowed(now, policy, account, Method::Oath)?;
            if !account.tokens.contains_key(token) {
                return Err(Refused::NotEnrolled.into());
            }
            let generator = opened.of(&self.sealing, user, token, account).await?;
            let generator = generator.ok_or_else(|| EngineError::SeedNotOpened {
                realm: policy.realm.clone(),
                token: token.to_owned(),
            })?;
            // A failure counts as well: it is stored before it is returned.
            Ok(core::resync(now, policy, account, token, codes, generator))
        });
        Ok(resynced??)
    }

    /// Takes the user's lock off, and what counts towards one, at the place that this realm counts in.
    ///
    /// # Errors
    /// When the store is not available.
    pub async fn unlock(&self, user: &User) -> Result<(), EngineError> {
        change!(self, user, |cas| {
            let next = core::unlock(&self.settings.delivered, cas.account());
            Ok(((), core::unlock(&self.settings.tokens, &next)))
        })
    }

    /// What is kept of a user, without secrets. A code that was issued while the clock was ahead lives from this look on, as
    /// is told, also where another sees it later.
    ///
    /// # Errors
    /// When the store is not available.
    pub async fn status(&self, user: &User) -> Result<Status, EngineError> {
        match self.look(user).await {
            // Whoever may only read gets what there is.
            Ok(())
            | Err(EngineError::Store(StoreError {
                problem: Problem::NotWritable(_),
                ..
            })) => {}
            Err(why) => return Err(why),
        }
        let mut cas = self.cas(user).await?;
        let read = cas.certain().await?;
        let (now, store) = ((self.clock)(), self.store.location());
        Ok(Status::of(now, &self.settings, store, read))
    }

    async fn look(&self, user: &User) -> Result<(), EngineError> {
        change!(self, user, |cas| { Ok(((), cas.account().clone())) })
    }

    /// The attempts to decide on a user's record and to store what was decided.
    pub(super) async fn cas<'a>(&'a self, user: &'a User) -> Result<CasLoop<'a>, StoreError> {
        CasLoop::begin(&*self.store, user, self.patience).await
    }

    /// The keys of the key file. It is made where there is none, unless what is kept of the user needs the one that is
    /// missing: another would open nothing of it.
    pub(super) async fn keys(&self, cas: &mut CasLoop<'_>) -> Result<Arc<Keys>, EngineError> {
        if let Some(keys) = self.sealing.keys.get().cloned() {
            return Ok(keys);
        }
        let missing = if cas.certain().await?.account.needs_key() {
            Missing::Refuse
        } else {
            Missing::Make
        };
        self.sealing.keys(missing).await
    }
}

/// The store that the config names, else the one in the user's state folder.
///
/// # Errors
/// When it is not available, or its password cannot be had.
pub async fn open_store(config: &Config, vault: &Vault) -> Result<Arc<dyn Store>, EngineError> {
    let none = Otp::default();
    let otp = config.otp.as_ref().unwrap_or(&none);
    let (location, password) =
        store::named(otp.store.as_deref(), otp.password.as_ref(), vault).await?;
    Ok(store::open(&location, password).await?)
}
