//! The pasts that reviews are tried on: made by hand, and by a generator with a seed where there is much of it.
#![allow(dead_code, reason = "each test takes a part")]

use checks::kit::Status;
use otpdoctor::history::{Outcome, Past};
use otpdoctor::report::history::{self as review, Lens, Review};

use crate::made::{DAYS, Dice, REALMS, World, lens};

/// The worlds with goldens of their own.
pub const NAMES: &[&str] = &[
    "healthy", "outage", "flapping", "gaps", "apart", "warnings", "silent", "fleet", "nobody",
];

/// A world's pasts.
pub fn pasts(name: &str) -> Vec<Past> {
    match name {
        "healthy" => vec![World::new("idp-01").past()],
        "outage" => vec![outage("idp-01", 0).past()],
        "flapping" => vec![flapping()],
        "gaps" => vec![gaps()],
        "apart" => vec![apart()],
        "warnings" => vec![warnings("idp-05").past()],
        "silent" => silent(),
        "fleet" => fleet(300),
        "ten" => fleet(10),
        "nobody" => Vec::new(),
        _ => panic!("there is no world {name}"),
    }
}

/// A world's review: as many days as its pasts have.
pub fn world(name: &str) -> Review {
    reviewed(&pasts(name), &lens(DAYS))
}

/// The review of pasts.
pub fn reviewed(pasts: &[Past], lens: &Lens) -> Review {
    review::review(
        lens,
        pasts.iter().map(|past| review::fold(past, lens)).collect(),
    )
}

/// The clock runs behind since the day before yesterday, the cloud refuses; a mail server was down for an evening.
pub fn outage(name: &str, late: i64) -> World {
    let mut world = World::new(name);
    let fail = Outcome::Of(Status::Fail);
    let since = 669.2 + late as f64;
    let span = world.span(since, 720.0);
    let warned = world.span(since - 26.0, since);
    world.says(
        "clock-skew",
        &REALMS,
        Outcome::Of(Status::Warn),
        "drifting",
        warned,
    );
    let drifts = ("clock-skew", "drifting");
    let summary = "the clock is 1 min 4 s behind ntp1.example.net, and drifts";
    world.names(
        Status::Warn,
        drifts,
        "appliance clock",
        summary,
        &REALMS,
        warned,
    );
    world.says("clock-skew", &REALMS, fail, "behind", span);
    world.says("cloud-reach", &REALMS, fail, "license-rejected", span);
    let summary = "the clock is 5 min 12 s behind ntp1.example.net";
    world.cause(
        ("clock-skew", "behind"),
        "appliance clock",
        summary,
        &REALMS,
        span,
    );
    let evening = world.span(300.0, 304.4);
    world.says("smtp-reach", &REALMS[1..2], fail, "no-answer", evening);
    world.says(
        "smtp-tls",
        &REALMS[1..2],
        Outcome::Of(Status::Unknown),
        "not-reached",
        evening,
    );
    world.says(
        "smtp-auth",
        &REALMS[1..2],
        Outcome::Of(Status::Unknown),
        "not-reached",
        evening,
    );
    let summary = "smtp.example.net:25 does not answer";
    world.cause(
        ("smtp-reach", "no-answer"),
        "smtp.example.net:25",
        summary,
        &REALMS[1..2],
        evening,
    );
    world
}

/// A mail server that comes and goes, forty times.
fn flapping() -> Past {
    let mut world = World::new("idp-02");
    let mut dice = Dice::new(7);
    let fail = Outcome::Of(Status::Fail);
    let mut at = 30.0;
    for _ in 0..40 {
        at += 2.0 + dice.roll(280) as f64 / 20.0;
        let down = world.span(at, at + 0.2 + dice.roll(40) as f64 / 20.0);
        world.says("smtp-reach", &REALMS, fail, "no-answer", down);
        world.says(
            "smtp-auth",
            &REALMS,
            Outcome::Of(Status::Unknown),
            "not-reached",
            down,
        );
        let summary = "smtp.example.net:25 does not answer";
        world.cause(
            ("smtp-reach", "no-answer"),
            "smtp.example.net:25",
            summary,
            &REALMS,
            down,
        );
    }
    world.past()
}

/// Nobody watched for days, twice; the second time until now; what was waived and what could not be checked.
fn gaps() -> Past {
    let mut world = World::new("idp-03");
    let all = world.span(0.0, 720.0);
    let begin = world.span(0.0, 50.0);
    world.says(
        "certificate-validity",
        &REALMS,
        Outcome::Waived,
        "expires-soon",
        all,
    );
    world.says(
        "license-current",
        &REALMS,
        Outcome::Of(Status::Unknown),
        "not-permitted",
        begin,
    );
    // From before the time, over the gap, to its end.
    world.says(
        "smtp-firewall",
        &REALMS,
        Outcome::Of(Status::Fail),
        "address-not-listed",
        all,
    );
    let summary = "the host firewall does not list 192.0.2.25";
    world.cause(
        ("smtp-firewall", "address-not-listed"),
        "192.0.2.25",
        summary,
        &REALMS,
        all,
    );
    world.gap(200.0, 344.0).gap(600.0, 720.0);
    world.past()
}

/// Realms that fare differently.
fn apart() -> Past {
    let mut world = World::new("idp-04");
    let fail = Outcome::Of(Status::Fail);
    let (long, short) = (world.span(100.0, 400.0), world.span(650.0, 720.0));
    world.says("smtp-auth", &REALMS[..1], fail, "rejected", long);
    world.says("smtp-auth", &REALMS[1..2], fail, "rejected", short);
    world.says(
        "email-fields",
        &REALMS[2..],
        Outcome::Of(Status::Warn),
        "not-listed",
        long,
    );
    let summary = "smtp.example.net refuses the password of otp";
    world.cause(
        ("smtp-auth", "rejected"),
        "smtp.example.net",
        summary,
        &REALMS[..1],
        long,
    );
    world.cause(
        ("smtp-auth", "rejected"),
        "smtp.example.net",
        summary,
        &REALMS[1..2],
        short,
    );
    world.past()
}

/// A certificate that soon ends; a clock that nothing keeps, which warned until it broke the cloud's logins; a setting
/// that was a warning for a week.
fn warnings(name: &str) -> World {
    let mut world = World::new(name);
    let warn = Outcome::Of(Status::Warn);
    let soon = world.span(480.0, 720.0);
    world.says(
        "certificate-validity",
        &REALMS[..1],
        warn,
        "expires-soon",
        soon,
    );
    world.names(
        Status::Warn,
        ("certificate-validity", "expires-soon"),
        "CN=otp.example.net",
        "CN=otp.example.net expires in 20 days, on 2026-12-12",
        &REALMS[..1],
        soon,
    );
    undisciplined(&mut world, 300.0);
    let week = world.span(40.0, 208.0);
    world.says(
        "smtp-settings",
        &REALMS[1..],
        warn,
        "plain-submission",
        week,
    );
    world.names(
        Status::Warn,
        ("smtp-settings", "plain-submission"),
        "smtp.example.net:25",
        "mail goes to smtp.example.net:25 without TLS",
        &REALMS[1..],
        week,
    );
    world
}

/// Nothing keeps the clock: a warning, until the clock is so far behind that the cloud refuses.
fn undisciplined(world: &mut World, from: f64) {
    let nothing = ("time-source", "not-disciplined");
    let summary = "nothing keeps the appliance clock";
    let (all, turn) = (world.span(from, 720.0), 675.5);
    let fail = Outcome::Of(Status::Fail);
    let (before, after) = (world.span(from, turn), world.span(turn, 720.0));
    world.says(
        nothing.0,
        &REALMS,
        Outcome::Of(Status::Warn),
        nothing.1,
        all,
    );
    world.says("clock-skew", &REALMS, fail, "behind", after);
    for (status, span) in [(Status::Warn, before), (Status::Fail, after)] {
        world.names(status, nothing, "appliance clock", summary, &REALMS, span);
    }
}

/// Eight appliances on which the mail server refuses: all were left alone for two days, some are silent by and by while
/// it still does, and in the end all.
fn silent() -> Vec<Past> {
    let appliances = (1_u8..=8).map(|number| {
        let mut world = World::new(&format!("idp-{number:02}"));
        world.runs = 1;
        let late = f64::from(number);
        let refused = world.span(300.0 + 8.0 * late, 720.0);
        let fail = Outcome::Of(Status::Fail);
        world.says("smtp-auth", &REALMS, fail, "rejected", refused);
        let summary = "smtp.example.net refuses the password of otp";
        let reason = ("smtp-auth", "rejected");
        world.cause(reason, "smtp.example.net", summary, &REALMS, refused);
        world.gap(120.0, 168.0);
        if number > 3 {
            world.gap(450.0 + 12.0 * late, 720.0);
        }
        world.gap(640.0, 720.0).past()
    });
    appliances.collect()
}

/// So many appliances: a third shares a cause that spreads, some have their own, some only warnings, some are silent.
pub fn fleet(count: usize) -> Vec<Past> {
    let mut dice = Dice::new(42);
    (1..=count)
        .map(|number| {
            let name = format!("idp-{number:03}");
            let mut world = match number % 3 {
                0 => outage(&name, -i64::try_from(dice.roll(60)).unwrap()),
                _ => World::new(&name),
            };
            // As many as that, once a minute, take half a minute to make.
            world.runs = 1;
            if number % 20 == 7 {
                let ends = world.span(200.0 + dice.roll(300) as f64, 720.0);
                let subject = format!("site {}", number / 20 % 4);
                let summary = format!("the certificate of {subject} has ended");
                let fail = Outcome::Of(Status::Fail);
                world.says("certificate-validity", &REALMS[..1], fail, "ended", ends);
                let reason = ("certificate-validity", "ended");
                world.cause(reason, &subject, &summary, &REALMS[..1], ends);
            }
            if number % 6 == 4 {
                let soon = world.span(400.0 + dice.roll(200) as f64, 720.0);
                let warn = Outcome::Of(Status::Warn);
                let reason = ("certificate-validity", "expires-soon");
                world.says(reason.0, &REALMS[1..], warn, reason.1, soon);
                world.names(
                    Status::Warn,
                    reason,
                    "CN=*.example.net",
                    "CN=*.example.net expires in 20 days, on 2026-12-12",
                    &REALMS[1..],
                    soon,
                );
            }
            match number % 50 {
                8 => undisciplined(&mut world, 500.0),
                // Here it has not come to that.
                33 => {
                    let from = world.span(550.0, 720.0);
                    let summary = "nothing keeps the appliance clock";
                    let reason = ("time-source", "not-disciplined");
                    let warn = Outcome::Of(Status::Warn);
                    world.says(reason.0, &REALMS, warn, reason.1, from);
                    let clock = "appliance clock";
                    world.names(Status::Warn, reason, clock, summary, &REALMS, from);
                }
                _ => {}
            }
            if number % 50 == 11 {
                world.gap(400.0 + dice.roll(300) as f64, 720.0);
            }
            world.past()
        })
        .collect()
}
