//! Tokens enrolled: seeds drawn or taken over, sealed, and kept.

use std::sync::Arc;

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::cas_loop::{CasLoop, change};
use super::error::{EngineError, random};
use super::keys::{Keys, fingerprint};
use super::operations::Engine;
use super::sealing::{Protection, aad, seal_under, sound};
use super::uri::Moving;
use crate::otp::core::{self, Algorithm, Code, Generator, Method, Sealed, Token, User};
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
    /// The Unix time of step 0 in seconds (RFC 6238 section 4.2, T0), for codes that depend on time.
    pub epoch: i64,
    /// What becomes of a token of this name that is there already.
    pub existing: Existing,
}

/// What becomes of a token of the same name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is enrolled.
    #[default]
    Keep,
    /// The new one takes its place. What was taken of a seed stays taken, also where it comes back later or under
    /// another name: seeds are recognized by their fingerprints. Where those were made under another key file, of tokens by
    /// time with the same steps the last step stays; a counter of such a token begins where the caller says.
    Replace,
}

/// Where counters are taken for mistakes: no token gets there.
const FARTHEST: u64 = 1 << 63;

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
        let kind = &self.token.kind;
        let counter = kind.counter().or_else(|| kind.steps()?.at(moment))?;
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
            let why = format!("the counter {counter} is too large: it must be below 2^63");
            return Err(EngineError::Impossible(why));
        }
        let policy = &self.settings.tokens;
        let seed = match new.seed {
            Some(seed) => seed,
            None => fresh_seed(new.algorithm)?,
        };
        sound(&seed)?;
        let digits = new.digits.unwrap_or(policy.oath.digits);
        let generator = Generator::new(new.algorithm, &seed, digits)
            .map_err(|why| EngineError::Impossible(why.to_string()))?;
        let mut made: Option<Token> = None;
        let token = change!(self, user, |cas| {
            // What the realm does not take must not cost a key file.
            core::method_on(policy, Method::Oath)?;
            if made.is_none() {
                let (sealed, keys) = self.seal(user, name, &seed, &mut cas).await?;
                made = Some(Token {
                    realm: policy.realm.clone(),
                    algorithm: new.algorithm,
                    digits,
                    kind: self.settings.kind(new.moving, new.epoch),
                    sealed,
                    fingerprint: fingerprint(&keys, user, new.algorithm, &seed),
                    enrolled_at: (self.clock)(),
                });
            }
            let token = made.clone().expect("it was made in the first attempt");
            let next = match new.existing {
                Existing::Replace => core::replace(policy, cas.account(), name, token),
                Existing::Keep => core::enroll(policy, cas.account(), name, token),
            }?;
            Ok((next.tokens[name].clone(), next))
        })?;
        Ok(Enrolled {
            seed,
            token,
            generator,
        })
    }

    /// The seed as the realm stores it, and the keys for its fingerprint. A certificate that cannot be used must not
    /// cost a key file.
    async fn seal(
        &self,
        user: &User,
        name: &str,
        seed: &Seed,
        cas: &mut CasLoop<'_>,
    ) -> Result<(Sealed, Arc<Keys>), EngineError> {
        if self.sealing.protection == Protection::Advanced {
            let sealed = self.sealing.seal_to_license(seed).await?;
            return Ok((sealed, self.keys(cas).await?));
        }
        let keys = self.keys(cas).await?;
        let sealed = seal_under(&*keys.seeds, &aad(user, name), seed)?;
        Ok((Sealed::Standard(sealed), keys))
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
