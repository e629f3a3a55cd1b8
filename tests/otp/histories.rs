//! Random histories of a user, with clocks that jump anywhere: what must hold after every step, holds.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use otpdoctor::otp::core::{
    Account, Attempt, Code, Kind, Lockout, Method, Oath, Policy, Throttling, Verdict, decide,
    enroll, issue, lock, resync, unlock,
};

use crate::dice::Dice;
use crate::world::{at, code, generator, hotp, key, policy, token, totp, user};

const HISTORIES: u64 = 150;
const EVENTS: u64 = 80;

#[test]
fn nothing_is_taken_twice_and_nothing_goes_back() {
    let mut verified = 0;
    for seed in 0..HISTORIES {
        let mut history = History::new(seed);
        for _ in 0..EVENTS {
            history.event();
        }
        verified += history.verified;
    }
    // The histories must be such that something happens.
    assert!(verified > 500, "{verified} codes were taken in all");
}

struct History {
    dice: Dice,
    policy: Policy,
    account: Account,
    now: Timestamp,
    /// Every code that was ever issued, with its salt, which no other issue shares.
    issued: Vec<(String, Code)>,
    /// What was taken: a salt, or a token with its counter or step.
    taken: BTreeSet<(String, u64)>,
    verified: u32,
}

impl History {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let lockouts = [Lockout::UntilIntervalEnds, Lockout::UntilUnlocked];
        let throttling = Throttling {
            max_failed_attempts: u32::try_from(dice.below(6)).unwrap(),
            interval: SignedDuration::from_secs(dice.pick(&[0, 60, 600]).to_owned()),
            lock: *dice.pick(&lockouts),
            scope: "session".into(),
        };
        let policy = Policy {
            code_length: *dice.pick(&[1, 2, 6]),
            attempts: u32::try_from(dice.below(5)).unwrap(),
            throttling: (dice.below(3) > 0).then_some(throttling),
            oath: Oath {
                digits: 6,
                window: u32::try_from(dice.below(4)).unwrap(),
                look_ahead: u32::try_from(dice.below(6)).unwrap(),
                resync: u32::try_from(dice.below(20)).unwrap(),
            },
            ..policy()
        };
        let account = Account::default();
        let account = enroll(&policy, &account, "hotp", token(hotp(3))).unwrap();
        let account = enroll(&policy, &account, "totp", token(totp())).unwrap();
        Self {
            dice,
            policy,
            account,
            now: at(0),
            issued: Vec::new(),
            taken: BTreeSet::new(),
            verified: 0,
        }
    }

    fn event(&mut self) {
        self.pass_time();
        let before = self.account.clone();
        match self.dice.below(10) {
            0..2 => self.issue(),
            2..5 => self.present_delivered(),
            5..8 => self.present_token(),
            8 => self.resync(),
            _ if self.dice.below(4) == 0 => {
                self.account = unlock(&self.policy, &self.account);
            }
            _ => {}
        }
        self.nothing_went_back(&before);
        self.is_kept_whole();
    }

    fn pass_time(&mut self) {
        self.now = match self.dice.below(40) {
            0 => Timestamp::MAX,
            1 => Timestamp::MIN,
            2..5 => at(0),
            5..8 => at(i64::try_from(self.dice.below(100_000)).unwrap() - 50_000),
            _ => {
                let on = i64::try_from(self.dice.below(60)).unwrap() - 10;
                let on = SignedDuration::from_secs(on);
                self.now.checked_add(on).unwrap_or(at(0))
            }
        };
    }

    fn issue(&mut self) {
        let method = *self.dice.pick(&[Method::Sms, Method::Email, Method::Voice]);
        let draw = self.dice.draw();
        let made = issue(
            self.now,
            &self.policy,
            &user(),
            &self.account,
            method,
            &draw,
            &key(),
        );
        if let Ok((code, account)) = made {
            assert!(self.lock().is_none());
            self.account = account;
            let salt = self.account.codes["corp"].salt.clone();
            self.issued.push((salt, code));
        }
    }

    fn present_delivered(&mut self) {
        let newest = self.issued.last().map(|(_, code)| code.clone());
        let any = self.issued.len() as u64;
        let code = match (self.dice.below(4), newest) {
            (0 | 1, Some(newest)) => newest,
            (2, Some(_)) => self.issued[usize::try_from(self.dice.below(any)).unwrap()]
                .1
                .clone(),
            _ => code(&format!("{:06}", self.dice.below(1_000_000))),
        };
        let key = key();
        let attempt = Attempt::Delivered {
            code: &code,
            key: Some(&key),
        };
        if self.decide(&attempt) {
            let kept = &self.account.codes["corp"];
            assert!(self.now < kept.expires_at);
            let taken = (kept.salt.clone(), 0);
            assert!(self.taken.insert(taken), "a delivered code is taken twice");
        }
    }

    fn present_token(&mut self) {
        let name = *self.dice.pick(&["hotp", "totp"]);
        let counter = self.near(name);
        let code = generator().code(counter);
        let generator = generator();
        let attempt = Attempt::Token {
            name,
            code: &code,
            generator: (self.dice.below(20) > 0).then_some(&generator),
        };
        if self.decide(&attempt) {
            self.take_token(name);
        }
    }

    fn resync(&mut self) {
        let name = *self.dice.pick(&["hotp", "totp"]);
        let first = self.near(name);
        let second = first + self.dice.below(2);
        let codes = [&generator().code(first), &generator().code(second)];
        let (found, account) = resync(
            self.now,
            &self.policy,
            &self.account,
            name,
            codes,
            &generator(),
        );
        if found.is_ok() {
            assert!(self.lock().is_none());
        }
        self.account = account;
        if found.is_ok() {
            self.take_token(name);
        }
    }

    /// A counter or step near those that are taken.
    fn near(&mut self, name: &str) -> u64 {
        let middle = match self.account.tokens[name].kind {
            Kind::Hotp { next } => next,
            Kind::Totp { .. } => u64::try_from(self.now.as_second() / 30).unwrap_or(0),
        };
        (middle + self.dice.below(12)).saturating_sub(6)
    }

    fn decide(&mut self, attempt: &Attempt<'_>) -> bool {
        let locked = self.lock().is_some();
        let (verdict, account) = decide(self.now, &self.policy, &user(), &self.account, attempt);
        assert_eq!(matches!(verdict, Verdict::Locked { .. }), locked);
        if locked {
            assert_eq!(account, self.account, "a lock changes nothing");
        }
        self.account = account;
        let verified = matches!(verdict, Verdict::Verified { .. });
        self.verified += u32::from(verified);
        verified
    }

    fn take_token(&mut self, name: &str) {
        let counter = match self.account.tokens[name].kind {
            Kind::Hotp { next } => next - 1,
            Kind::Totp { last, .. } => last.unwrap(),
        };
        let all = (name.to_owned(), 0)..(name.to_owned(), u64::MAX);
        if let Some((_, highest)) = self.taken.range(all).next_back() {
            assert!(counter > *highest, "{name} takes {counter} after {highest}");
        }
        self.taken.insert((name.to_owned(), counter));
    }

    fn lock(&self) -> Option<otpdoctor::otp::core::Lock> {
        lock(self.now, &self.policy, &self.account)
    }

    fn nothing_went_back(&self, before: &Account) {
        for (realm, old) in &before.codes {
            let new = &self.account.codes[realm];
            if new.salt == old.salt {
                assert!(new.attempts_left <= old.attempts_left, "attempts grew");
                assert!(old.taken_at.is_none() || new.taken_at == old.taken_at);
                assert!(new.expires_at <= old.expires_at, "its life grew");
            }
        }
        for (name, old) in &before.tokens {
            let highest = |kind: &Kind| match *kind {
                Kind::Hotp { next } => Some(next),
                Kind::Totp { last, .. } => last,
            };
            let new = &self.account.tokens[name];
            assert!(highest(&new.kind) >= highest(&old.kind), "{name} went back");
            if let Kind::Totp { drift, .. } = new.kind {
                let bound = self.policy.oath.window.max(self.policy.oath.resync);
                assert!(drift.unsigned_abs() <= bound.into());
            }
        }
    }

    /// What is stored is read again as it was.
    fn is_kept_whole(&self) {
        let text = serde_json::to_string(&self.account).unwrap();
        let read: Account = serde_json::from_str(&text).unwrap();
        assert_eq!(read, self.account);
    }
}
