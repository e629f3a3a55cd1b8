//! `kill -9` in the midst of issuing and verifying, of the program and of the server: what was acknowledged holds, and
//! no code is accepted twice.

use std::collections::HashSet;
use std::time::Instant;

use otpdoctor::otp::core::{Code, User, Verdict};
use tempfile::TempDir;

use crate::contract::user;
use crate::race::runtime;
use crate::realm::{Realm, State, is_taken, token_code};
use crate::server::Server;
use crate::worker::{PATIENCE, Worker, say};

const KILLS: u32 = 200;
const SERVER_KILLS: u32 = 6;

#[test]
fn what_was_acknowledged_survives_200_kills_on_sqlite() {
    let folder = TempDir::new().unwrap();
    kill_again_and_again(&State::sqlite(folder.path()), 1);
}

#[test]
fn what_was_acknowledged_survives_200_kills_on_postgresql() {
    let folder = TempDir::new().unwrap();
    kill_again_and_again(&State::postgres(Server::shared(), folder.path()), 2);
}

#[test]
fn what_was_acknowledged_survives_kills_of_the_server() {
    let folder = TempDir::new().unwrap();
    let mut server = Server::start();
    let state = State::postgres(&server, folder.path());
    let (runtime, mut dice) = (runtime(), Dice(3));
    let realm = runtime.block_on(Realm::on(&state));
    runtime.block_on(realm.enroll(&jo()));
    let mut journal = Journal::default();
    let worker = Worker::start("crash", &state);
    for kill in 0..SERVER_KILLS {
        listen(&worker, &mut journal, 10 + dice.below(40));
        dice.spin();
        let failures = journal.failures;
        match kill % 2 {
            0 => server.crash(),
            // The server then ends all others itself, and recovers.
            _ => server.kill_backend("otpdoctor"),
        }
        // A server that came back before the worker asked it anything fails nothing.
        let until = Instant::now() + PATIENCE;
        while journal.failures == failures && Instant::now() < until {
            listen(&worker, &mut journal, 1);
        }
        listen(&worker, &mut journal, 10);
    }
    worker.kill().iter().for_each(|line| journal.read(line));
    assert!(journal.failures > 0, "no kill hit anything under way");
    // The connection of this store broke long ago.
    runtime.block_on(journal.check(&realm));
}

/// Hears so many acknowledgments.
fn listen(worker: &Worker, journal: &mut Journal, wanted: u64) {
    let mut heard = 0;
    while heard < wanted {
        let line = worker.hear().expect("the worker goes on");
        let what = line.split(' ').next().unwrap();
        heard += u64::from(["issued", "taken", "counted"].contains(&what));
        journal.read(&line);
    }
}

fn kill_again_and_again(state: &State, seed: u64) {
    let (runtime, mut dice) = (runtime(), Dice(seed));
    runtime.block_on(async { Realm::on(state).await.enroll(&jo()).await });
    let mut journal = Journal::default();
    let mut midway = 0;
    for _ in 0..KILLS {
        let worker = Worker::start("crash", state);
        for _ in 0..dice.below(20) {
            journal.read(&worker.hear().expect("the worker goes on"));
        }
        dice.spin();
        worker.kill().iter().for_each(|line| journal.read(line));
        midway += u32::from(journal.is_midway());
        // As the next process would: what is in the way of it is a failure too.
        runtime.block_on(async { journal.check(&Realm::on(state).await).await });
    }
    assert_eq!(journal.failures, 0);
    assert!(
        midway > KILLS / 4,
        "only {midway} kills hit something under way"
    );
}

/// A worker: issues and verifies without an end, and says what it is about to do and what came of it.
pub(crate) fn work(state: &State) {
    runtime().block_on(async {
        let (realm, jo) = (Realm::on(state).await, jo());
        let mut counter = realm.counter(&jo).await;
        loop {
            say("issue");
            let code = match realm.issue(&jo).await {
                Ok(code) => code,
                Err(why) => {
                    say(&format!("failed {why}"));
                    continue;
                }
            };
            let digits = code.expose();
            say(&format!("issued {digits}"));
            for _ in 0..2 {
                say(&format!("verify {digits}"));
                say(&told(digits, realm.verify(&jo, &code).await));
            }
            say(&format!("token {counter}"));
            let verdict = realm.verify_token(&jo, &token_code(counter)).await;
            counter += u64::from(verdict.is_ok());
            say(&match verdict {
                Ok(verdict) if is_taken(&verdict) => format!("counted {}", counter - 1),
                verdict => told("", verdict),
            });
        }
    });
}

fn told(digits: &str, verdict: Result<Verdict, String>) -> String {
    match verdict {
        Ok(verdict) if is_taken(&verdict) => format!("taken {digits}"),
        Ok(verdict) => format!("refused {verdict:?}"),
        Err(why) => format!("failed {why}"),
    }
}

/// What workers said that they did, and what must therefore be so.
#[derive(Default)]
struct Journal {
    delivered: Delivered,
    /// Whether something was begun whose end was not heard of.
    under_way: bool,
    /// Whether an attempt at the code or token that is under way has failed, so that it may have been stored.
    in_doubt: bool,
    taken: HashSet<String>,
    recent: Vec<String>,
    /// The lowest counter that the token may be at.
    counter: u64,
    failures: u32,
}

/// The delivered code.
#[derive(Default)]
enum Delivered {
    /// Nothing is known of it.
    #[default]
    Unknown,
    /// It was issued, and nothing has been done with it.
    Issued(String),
    /// Somebody began to verify it.
    Presented(String),
    /// It was taken.
    Taken(String),
}

impl Journal {
    fn read(&mut self, line: &str) {
        let (what, rest) = line.split_once(' ').unwrap_or((line, ""));
        self.under_way = matches!(what, "issue" | "verify" | "token");
        match what {
            "issue" => self.delivered = Delivered::Unknown,
            "issued" => self.delivered = Delivered::Issued(rest.to_owned()),
            "verify" => self.present(rest),
            "taken" => self.take(rest),
            "token" => {}
            "counted" => {
                let counter: u64 = rest.parse().unwrap();
                assert!(counter >= self.counter, "counter {counter} was taken again");
                self.counter = counter + 1;
            }
            "refused" => self.refuse(rest),
            "failed" => self.failures += 1,
            other => panic!("nobody says {other}"),
        }
        self.in_doubt = match what {
            "failed" => true,
            "verify" | "token" => self.in_doubt,
            _ => false,
        };
    }

    fn present(&mut self, code: &str) {
        match &self.delivered {
            Delivered::Taken(taken) if taken == code => {}
            _ => self.delivered = Delivered::Presented(code.to_owned()),
        }
    }

    fn take(&mut self, code: &str) {
        assert!(self.taken.insert(code.to_owned()), "{code} was taken twice");
        self.recent.push(code.to_owned());
        self.delivered = Delivered::Taken(code.to_owned());
    }

    /// The right code is refused only when it was taken, or when a failed attempt may have taken it.
    fn refuse(&self, verdict: &str) {
        let replayed = matches!(self.delivered, Delivered::Taken(_)) || self.in_doubt;
        assert!(
            replayed && verdict == "Replayed",
            "an acknowledged code is lost: {verdict}"
        );
    }

    fn is_midway(&self) -> bool {
        self.under_way
    }

    /// Holds what is stored against it.
    async fn check(&mut self, realm: &Realm) {
        let jo = jo();
        let counter = realm.counter(&jo).await;
        assert!(
            counter >= self.counter,
            "the counter went back to {counter}"
        );
        self.counter = counter;
        if let Some(last) = counter.checked_sub(1) {
            let verdict = realm.verify_token(&jo, &token_code(last)).await.unwrap();
            assert!(!is_taken(&verdict), "counter {last} was taken again");
        }
        match std::mem::take(&mut self.delivered) {
            Delivered::Issued(code) => {
                let verdict = verify(realm, &jo, &code).await;
                assert!(
                    is_taken(&verdict),
                    "an acknowledged code is lost: {verdict:?}"
                );
                self.take(&code);
            }
            Delivered::Presented(code) => {
                let verdict = verify(realm, &jo, &code).await;
                match is_taken(&verdict) {
                    true => self.take(&code),
                    false => assert_eq!(verdict, Verdict::Replayed),
                }
            }
            Delivered::Taken(_) | Delivered::Unknown => {}
        }
        for code in self.recent.iter().rev().take(3) {
            let verdict = verify(realm, &jo, code).await;
            assert!(!is_taken(&verdict), "{code} was taken twice");
        }
    }
}

async fn verify(realm: &Realm, user: &User, code: &str) -> Verdict {
    realm
        .verify(user, &Code::parse(code).unwrap())
        .await
        .unwrap()
}

fn jo() -> User {
    user("jo")
}

/// Numbers by chance (xorshift), the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    /// Passes up to about a millisecond.
    fn spin(&mut self) {
        for _ in 0..self.below(20_000) {
            std::hint::spin_loop();
        }
    }
}
