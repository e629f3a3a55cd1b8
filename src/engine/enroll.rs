//! Tokens enrolled: seeds drawn or taken over, sealed, and kept.

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::{Engine, EngineError, random};
use crate::otp::{self, Algorithm, Code, Generator, Kind, Steps, Token, User};
use crate::seed::Seed;

/// A token to be enrolled. What is left out is as the realm's settings say.
#[derive(Default)]
pub struct NewToken {
    /// The seed; left out: one is drawn, as long as the hash's output.
    pub seed: Option<Seed>,
    /// The hash of its HMAC.
    pub algorithm: Algorithm,
    /// Digits of its codes; left out: as many as the realm expects.
    pub digits: Option<u8>,
    /// What its codes depend on.
    pub moving: Moving,
    /// What becomes of a token of this name that is there already.
    pub existing: Existing,
}

/// What becomes of a token of the same name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is enrolled.
    #[default]
    Keep,
    /// The new one takes its place. With the same seed, what was taken before stays taken.
    Replace,
}

/// Where counters are taken for mistakes: no token gets there.
const FARTHEST: u64 = 1 << 63;

/// What the codes of a new token depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moving {
    /// Time, in steps of these seconds; left out: the realm's.
    Totp(Option<u32>),
    /// A counter that begins here.
    Hotp(u64),
}

impl Default for Moving {
    fn default() -> Self {
        Self::Totp(None)
    }
}

/// A token that was enrolled: what its app needs to know. The seed is wiped when it is dropped.
pub struct Enrolled {
    /// The seed, for the app.
    pub seed: Seed,
    /// What is kept of it.
    pub token: Token,
    /// What makes its codes, as the app does.
    pub generator: Generator,
}

impl Enrolled {
    /// The code that the app shows at a moment; of a counter, the next one. `None` before the epoch.
    pub fn code_at(&self, moment: Timestamp) -> Option<Code> {
        let counter = match self.token.kind {
            Kind::Hotp { next } => next,
            Kind::Totp { step, epoch, .. } => Steps { step, epoch }.at(moment)?,
        };
        Some(self.generator.code(counter))
    }
}

impl Engine {
    /// Enrolls a token, sealed as the realm's settings say.
    ///
    /// # Errors
    /// When the realm takes no tokens, one of this name is there, or the key or certificate cannot be used.
    pub async fn enroll(
        &self,
        user: &User,
        name: &str,
        new: NewToken,
    ) -> Result<Enrolled, EngineError> {
        token_name(name)?;
        if let Moving::Hotp(counter @ FARTHEST..) = new.moving {
            let why =
                format!("the counter {counter} leaves none to count to: it must be below 2^63");
            return Err(EngineError::Impossible(why));
        }
        let policy = &self.settings.tokens;
        let seed = match new.seed {
            Some(seed) => seed,
            None => fresh_seed(new.algorithm)?,
        };
        let digits = new.digits.unwrap_or(policy.oath.digits);
        let generator = Generator::new(new.algorithm, &seed, digits)
            .map_err(|why| EngineError::Impossible(why.to_string()))?;
        let token = Token {
            realm: policy.realm.clone(),
            algorithm: new.algorithm,
            digits,
            kind: self.settings.kind(new.moving),
            sealed: self.sealing.seal(user, name, &seed).await?,
            enrolled_at: (self.clock)(),
        };
        let mut turns = self.turns(user).await?;
        loop {
            let (mut account, mut token) = (turns.account().clone(), token.clone());
            let old = match new.existing {
                Existing::Replace => account.tokens.remove(name),
                Existing::Keep => None,
            };
            let carried = match old {
                Some(old) => self.carry_over(user, name, &old, &seed, &mut token).await,
                None => Ok(()),
            };
            let enrolled = carried.and_then(|()| {
                let next = otp::enroll(policy, &account, name, token.clone())?;
                Ok((token, next))
            });
            if let Some(token) = turns.settle(enrolled).await? {
                return Ok(Enrolled {
                    seed,
                    token,
                    generator,
                });
            }
        }
    }

    /// A token that comes back with the same seed goes on where it was: no code is taken twice.
    async fn carry_over(
        &self,
        user: &User,
        name: &str,
        old: &Token,
        seed: &Seed,
        token: &mut Token,
    ) -> Result<(), EngineError> {
        let known = match self.sealing.open(user, name, &old.sealed).await {
            Ok(known) => known,
            // What cannot be opened any more is why tokens are replaced.
            Err(_) => return Ok(()),
        };
        if known.as_ref() != Some(seed) || old.algorithm != token.algorithm {
            return Ok(());
        }
        match (&old.kind, &mut token.kind) {
            (Kind::Hotp { next: reached }, Kind::Hotp { next }) => *next = (*next).max(*reached),
            (
                Kind::Totp {
                    step: before,
                    epoch: began,
                    last: taken,
                    drift: ahead,
                },
                Kind::Totp {
                    step,
                    epoch,
                    last,
                    drift,
                },
            ) if before == step && began == epoch => (*last, *drift) = (*taken, *ahead),
            _ => {}
        }
        Ok(())
    }
}

/// The longest name of a token, in characters.
const NAME: usize = 64;

fn token_name(name: &str) -> Result<(), EngineError> {
    let sound = (1..=NAME).contains(&name.chars().count())
        && !name.chars().any(char::is_control)
        && name.trim() == name;
    sound.then_some(()).ok_or_else(|| {
        let text = format!(
            "a token's name has 1 to {NAME} characters, none of them a control character, and no space around it"
        );
        EngineError::Impossible(text)
    })
}

/// A seed as long as the hash's output (RFC 4226 section 4, R6; RFC 6238 section 5.1).
fn fresh_seed(algorithm: Algorithm) -> Result<Seed, EngineError> {
    let length = match algorithm {
        Algorithm::Sha1 => 20,
        Algorithm::Sha256 => 32,
        Algorithm::Sha512 => 64,
    };
    let mut seed = Zeroizing::new(vec![0; length]);
    random(&mut seed)?;
    Ok(seed)
}
