//! How fast a TOTP code is verified in a window of one step to each side: `cargo bench --bench otp`. How fast beside peers
//! is what `benches/peers/run` measures.
//!
//! The code is read from its text, and must come to the right result. Times are those on one core, whatever else the machine
//! did; rounds of all sides take turns, and what is printed are medians.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may")]

use std::hint::black_box;

use jiff::{SignedDuration, Timestamp};
use otpdoctor::otp::core::{
    Account, Algorithm, Attempt, Code, Fingerprint, Generator, Kind, Lockout, Method, Oath, Policy,
    Sealed, Steps, Throttling, Token, User, Verdict, decide,
};
use rustix::time::{ClockId, clock_gettime};
use totp_rs::{Builder, Totp};

const SEED: &[u8; 20] = b"12345678901234567890";
const CASES: u64 = 2000;
const ROUNDS: usize = 41;
/// How often a round goes through the cases.
const REPEATS: u32 = 4;

fn main() {
    for right in [true, false] {
        let cases = cases(right);
        let what = match right {
            true => "right codes: of the step before, this one and the next in turn",
            false => "wrong codes: nobody may stop early",
        };
        println!("\n{what}");
        measure(vec![
            Side::new("otpdoctor, key prepared once", prepared(cases.clone())),
            Side::new("floor: 6 compressions of SHA-1", compressions(6)),
        ]);
        measure(vec![
            Side::new("otpdoctor, from the seed", from_the_seed(cases)),
            Side::new("floor: 8 compressions of SHA-1", compressions(8)),
        ]);
    }
    println!("\nthe whole decision: lock, window, replay, drift, and the account to store");
    measure(vec![
        Side::new("otpdoctor, decide", decisions(cases(true))),
        Side::new("floor: 6 compressions of SHA-1", compressions(6)),
    ]);
}

/// A code that is typed at a moment, and whether it is right.
#[derive(Clone)]
struct Case {
    second: u64,
    code: String,
    right: bool,
}

fn cases(right: bool) -> Vec<Case> {
    let totp = totp_rs();
    (0..CASES)
        .map(|nth| {
            let second = 1_767_225_600 + nth * 1009;
            let around = second + 30 * (nth % 3) - 30;
            let mut code = totp.generate(around).to_string();
            while !right && totp.check(&code, second).is_some() {
                code = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
            }
            Case {
                second,
                code,
                right,
            }
        })
        .collect()
}

/// Prints the medians of all sides, and how the others compare with the first.
fn measure(mut sides: Vec<Side>) {
    for _ in 0..=ROUNDS {
        for side in &mut sides {
            let took = (side.round)();
            side.took.push(took);
        }
    }
    let medians: Vec<f64> = sides.iter_mut().map(Side::median).collect();
    for (side, median) in sides.iter().zip(&medians) {
        println!(
            "{:34} {:>7.0} ns {:>12.0}/s {:>6.2}x",
            side.name,
            median,
            1e9 / median,
            median / medians[0]
        );
    }
}

struct Side {
    name: &'static str,
    round: Box<dyn FnMut() -> f64>,
    took: Vec<f64>,
}

impl Side {
    fn new(name: &'static str, round: impl FnMut() -> f64 + 'static) -> Self {
        Self {
            name,
            round: Box::new(round),
            took: Vec::new(),
        }
    }

    /// The first round does not count.
    fn median(&mut self) -> f64 {
        let counted = &mut self.took[1..];
        counted.sort_by(f64::total_cmp);
        counted[counted.len() / 2]
    }
}

fn timed<T>(cases: &[T], mut verify: impl FnMut(&T)) -> f64 {
    let begin = spent();
    for _ in 0..REPEATS {
        for case in cases {
            verify(black_box(case));
        }
    }
    (spent() - begin) / (cases.len() as f64 * f64::from(REPEATS))
}

/// The time that this thread had on a core, in nanoseconds.
fn spent() -> f64 {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    spent.tv_sec as f64 * 1e9 + spent.tv_nsec as f64
}

fn typed(cases: Vec<Case>) -> Vec<(Timestamp, String, bool)> {
    let moment = |case: &Case| Timestamp::from_second(case.second.try_into().unwrap()).unwrap();
    cases
        .into_iter()
        .map(|case| (moment(&case), case.code, case.right))
        .collect()
}

fn verified(generator: &Generator, moment: Timestamp, typed: &str) -> bool {
    let code = Code::parse(typed).unwrap();
    let step = Steps { step: 30, epoch: 0 }.at(moment).unwrap();
    generator.find(&code, step - 1..step + 2).is_some()
}

fn prepared(cases: Vec<Case>) -> impl FnMut() -> f64 {
    let cases = typed(cases);
    let generator = generator();
    move || {
        timed(&cases, |(moment, typed, right)| {
            assert_eq!(verified(&generator, *moment, typed), *right);
        })
    }
}

fn from_the_seed(cases: Vec<Case>) -> impl FnMut() -> f64 {
    let cases = typed(cases);
    move || {
        timed(&cases, |(moment, typed, right)| {
            let generator = generator();
            assert_eq!(verified(&generator, *moment, typed), *right);
        })
    }
}

fn generator() -> Generator {
    Generator::new(Algorithm::Sha1, black_box(SEED), 6).unwrap()
}

fn totp_rs() -> Totp {
    let builder = Builder::new().with_secret(*black_box(SEED)).with_skew(1);
    builder.build_noncompliant()
}

/// As many compressions as the codes of a window cannot do without: pairs, the second of which waits for the first.
fn compressions(count: u32) -> impl FnMut() -> f64 {
    let rounds: Vec<u32> = (0..CASES as u32).collect();
    move || {
        timed(&rounds, |round| {
            for nth in 0..count / 2 {
                let mut state = [*round + nth; 5];
                for _ in 0..2 {
                    sha1::block_api::compress(&mut state, black_box(&[[7; 64]]));
                }
                black_box(state);
            }
        })
    }
}

fn decisions(cases: Vec<Case>) -> impl FnMut() -> f64 {
    let cases = typed(cases);
    let (policy, user, account, generator) = (policy(), user(), account(), generator());
    move || {
        timed(&cases, |(moment, typed, _)| {
            let code = Code::parse(typed).unwrap();
            let attempt = Attempt::Token {
                name: "phone",
                code: &code,
                generator: Some(&generator),
            };
            let (verdict, next) = decide(*moment, &policy, &user, &account, &attempt);
            assert!(matches!(verdict, Verdict::Verified { .. }));
            black_box(next);
        })
    }
}

fn policy() -> Policy {
    Policy {
        realm: "corp".into(),
        methods: [Method::Sms, Method::Oath].into(),
        code_length: 6,
        lifetime: SignedDuration::from_mins(5),
        attempts: 3,
        throttling: Some(Throttling {
            max_failed_attempts: 5,
            interval: SignedDuration::from_mins(10),
            lock: Lockout::UntilIntervalEnds,
            scope: "aux_id_3".into(),
        }),
        oath: Oath {
            digits: 6,
            window: 1,
            look_ahead: 10,
            resync: 100,
        },
    }
}

fn user() -> User {
    User::new("jdoe").unwrap()
}

fn account() -> Account {
    let token = Token {
        realm: "corp".into(),
        algorithm: Algorithm::Sha1,
        digits: 6,
        kind: Kind::Totp {
            step: 30,
            epoch: 0,
            last: None,
            drift: 0,
        },
        sealed: Sealed::Standard("A".repeat(64)),
        fingerprint: Fingerprint {
            key: "0".repeat(16),
            tag: "0".repeat(32),
        },
        enrolled_at: Timestamp::UNIX_EPOCH,
    };
    Account {
        tokens: [("phone".to_owned(), token)].into(),
        ..Account::default()
    }
}
