//! A realm with plain settings, a user, and what they do.

use jiff::{SignedDuration, Timestamp};
use otpdoctor::otp::core::{
    Account, Algorithm, Attempt, Code, Fingerprint, Generator, HashKey, Issued, Kind, Lockout,
    Method, Oath, Policy, Sealed, Throttling, Token, User, Verdict, decide, enroll, issue,
};

use crate::dice::Dice;

pub const SEED: &[u8] = b"12345678901234567890";
pub const TOKEN: &str = "phone";

/// A moment, in seconds after the tests' beginning.
pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + second).unwrap()
}

/// 6 digits, 3 attempts, 5 minutes; tokens within one step, 10 counters ahead; 5 failures in 10 minutes lock.
pub fn policy() -> Policy {
    Policy {
        realm: "corp".into(),
        methods: [Method::Sms, Method::Email, Method::Oath].into(),
        code_length: 6,
        lifetime: SignedDuration::from_mins(5),
        attempts: 3,
        throttling: Some(throttling(Lockout::UntilIntervalEnds)),
        oath: Oath {
            digits: 6,
            window: 1,
            look_ahead: 10,
            resync: 100,
        },
    }
}

pub fn throttling(lock: Lockout) -> Throttling {
    Throttling {
        max_failed_attempts: 5,
        interval: SignedDuration::from_mins(10),
        lock,
        scope: "aux_id_3".into(),
    }
}

pub fn unthrottled() -> Policy {
    Policy {
        throttling: None,
        ..policy()
    }
}

pub fn user() -> User {
    User::new("jdoe").unwrap()
}

pub fn key() -> HashKey {
    HashKey::new([7; 32])
}

pub fn code(digits: &str) -> Code {
    Code::parse(digits).unwrap()
}

/// A code that this one is not.
pub fn another(code: &Code) -> Code {
    let (first, rest) = code.expose().split_at(1);
    let first = (first.parse::<u8>().unwrap() + 1) % 10;
    self::code(&format!("{first}{rest}"))
}

pub fn generator() -> Generator {
    Generator::new(Algorithm::Sha1, SEED, 6).unwrap()
}

pub fn hotp(next: u64) -> Kind {
    Kind::Hotp { next }
}

pub fn totp() -> Kind {
    Kind::Totp {
        step: 30,
        epoch: 0,
        last: None,
        drift: 0,
    }
}

pub fn token(kind: Kind) -> Token {
    Token {
        realm: "corp".into(),
        algorithm: Algorithm::Sha1,
        digits: 6,
        sealed: Sealed::Standard(String::new()),
        fingerprint: Fingerprint {
            key: "k".into(),
            tag: format!("{kind:?}"),
        },
        kind,
        enrolled_at: at(0),
    }
}

/// A user to whom things happen: each stores what it comes to.
pub struct World {
    pub policy: Policy,
    pub account: Account,
    pub key: HashKey,
    pub dice: Dice,
}

impl World {
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            account: Account::default(),
            key: key(),
            dice: Dice::new(1),
        }
    }

    pub fn with_token(policy: Policy, kind: Kind) -> Self {
        let mut world = Self::new(policy);
        world.account = enroll(&world.policy, &world.account, TOKEN, token(kind)).unwrap();
        world
    }

    pub fn issue(&mut self, now: Timestamp) -> Code {
        let draw = self.dice.draw();
        let (code, account) = issue(
            now,
            &self.policy,
            &user(),
            &self.account,
            Method::Sms,
            &draw,
            &self.key,
        )
        .unwrap();
        self.account = account;
        code
    }

    pub fn present(&mut self, now: Timestamp, code: &Code) -> Verdict {
        let key = Some(&self.key);
        let attempt = Attempt::Delivered { code, key };
        let (verdict, account) = decide(now, &self.policy, &user(), &self.account, &attempt);
        self.account = account;
        verdict
    }

    pub fn present_token(&mut self, now: Timestamp, code: &Code) -> Verdict {
        self.present_token_of(now, code, Some(&generator()))
    }

    pub fn present_token_of(
        &mut self,
        now: Timestamp,
        code: &Code,
        generator: Option<&Generator>,
    ) -> Verdict {
        let attempt = Attempt::Token {
            name: TOKEN,
            code,
            generator,
        };
        let (verdict, account) = decide(now, &self.policy, &user(), &self.account, &attempt);
        self.account = account;
        verdict
    }

    /// Failed attempts that are kept.
    pub fn failures(&self) -> usize {
        let kept = self.account.throttles.values();
        kept.flat_map(|throttle| throttle.failed.values().map(Vec::len))
            .sum()
    }

    pub fn issued(&self) -> &Issued {
        &self.account.codes[&self.policy.realm]
    }

    pub fn kind(&self) -> &Kind {
        &self.account.tokens[TOKEN].kind
    }
}
