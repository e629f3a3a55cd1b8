//! The same text for the same world: what differs from run to run gets a stand-in.
//!
//! Ports, the lab's folder, how long was waited, the moment of the run, and what is random in certificates.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use jiff::civil::Date;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, SignedDurationRound, Timestamp, ToSpan as _, Unit};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The moment of every recorded world.
pub const NOW: &str = "2030-01-01T00:00:00Z";
/// What stands for the folder of the lab.
pub const FOLDER: &str = "{folder}";
/// What stands for the ports of the lab's servers.
const PORTS: [(&str, u16); 9] = [
    ("ntp1", 1231),
    ("ntp2", 1232),
    ("ntp3", 1233),
    ("dns", 1053),
    ("mail", 1025),
    ("certs", 1441),
    ("services", 1442),
    ("api", 1443),
    ("proxy", 3128),
];

/// What stands for what.
pub struct StandIns {
    folder: String,
    ports: Vec<(String, u16)>,
    began: Timestamp,
    today: Date,
    /// The random numbers of certificates and keys.
    random: BTreeMap<String, String>,
}

/// The moment of every recorded world.
pub fn now() -> Timestamp {
    NOW.parse().unwrap()
}

impl StandIns {
    /// For a lab with this folder and these ports, made on this day, and certificates that were made at that moment.
    pub fn new(folder: &str, ports: &[(&str, u16)], began: Timestamp, today: Date) -> Self {
        let stand_in = |name: &str| PORTS.iter().find(|(known, _)| *known == name).unwrap().1;
        Self {
            folder: folder.to_owned(),
            ports: ports
                .iter()
                .map(|(name, port)| (port.to_string(), stand_in(name)))
                .collect(),
            began,
            today,
            random: BTreeMap::new(),
        }
    }

    /// Finds the certificates in this value, so that later ones are known by what they say.
    pub fn meet(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.meet(item)),
            Value::Object(map) if map.contains_key("thumbprint") => self.meet_certificate(value),
            Value::Object(map) => map.values().for_each(|item| self.meet(item)),
            _ => {}
        }
    }

    /// Each random number becomes a digest of what else the certificate says.
    fn meet_certificate(&mut self, certificate: &Value) {
        const RANDOM: [&str; 3] = ["serial", "thumbprint", "public_key_sha256"];
        let mut facts = certificate.clone();
        self.replace(&mut facts);
        let facts = facts.as_object_mut().unwrap();
        for name in RANDOM {
            facts.shift_remove(name);
        }
        let facts = serde_json::to_string(facts).unwrap();
        for name in RANDOM {
            let Some(number) = certificate[name].as_str() else {
                continue;
            };
            let mut digest = digest(&format!("{name} {facts}"));
            digest.truncate(40);
            // The smallest, where one key has several certificates: whichever was met first.
            let known = self
                .random
                .entry(number.to_owned())
                .or_insert(digest.clone());
            if digest < *known {
                *known = digest;
            }
        }
    }

    /// Puts the stand-ins into an answer or a question.
    pub fn replace(&self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.replace(item)),
            Value::Object(map) => {
                for (key, item) in map.iter_mut() {
                    match (key.ends_with("offset"), span(item)) {
                        (true, Some(span)) => *item = whole(span).into(),
                        _ => self.replace(item),
                    }
                }
            }
            Value::Number(number) => {
                if let Some(port) = self.port(&number.to_string()) {
                    *value = port.into();
                }
            }
            Value::String(text) => *text = self.of_text(text),
            _ => {}
        }
    }

    /// Puts the stand-ins into the config: spans there are settings, and stay.
    pub fn replace_settings(&self, value: &mut Value) {
        match value {
            Value::Array(items) => items
                .iter_mut()
                .for_each(|item| self.replace_settings(item)),
            Value::Object(map) => map
                .values_mut()
                .for_each(|item| self.replace_settings(item)),
            Value::String(text) => {
                *text = match text.parse::<Date>() {
                    Ok(day) => self.of_day(day),
                    Err(_) => self.of_words(text),
                };
            }
            other => self.replace(other),
        }
    }

    fn port(&self, text: &str) -> Option<u16> {
        let known = self.ports.iter().find(|(port, _)| port == text);
        known.map(|(_, stand_in)| *stand_in)
    }

    fn of_text(&self, text: &str) -> String {
        if is_span(text) {
            return SignedDuration::ZERO.to_string();
        }
        if let Ok(time) = text.parse::<Timestamp>() {
            return self.of_time(time).to_string();
        }
        match rfc2822::parse(text) {
            Ok(date) => {
                let time = self.of_time(date.timestamp());
                rfc2822::to_string(&time.to_zoned(TimeZone::UTC)).unwrap()
            }
            Err(_) => self.of_words(text),
        }
    }

    /// As far from the moment of recorded worlds as it was from the run's, to the day.
    fn of_time(&self, time: Timestamp) -> Timestamp {
        const DAY: i64 = 24 * 60 * 60;
        let ahead = time.duration_since(self.began).as_secs();
        let days = (ahead + DAY / 2).div_euclid(DAY);
        now() + SignedDuration::from_secs(days * DAY)
    }

    fn of_day(&self, day: Date) -> String {
        let ahead = self.today.until(day).unwrap().get_days();
        (date(now()) + ahead.days()).to_string()
    }

    /// The folder, the ports and the random numbers, wherever they stand as whole words.
    fn of_words(&self, text: &str) -> String {
        let text = text.replace(&self.folder, FOLDER);
        let mut done = String::new();
        let mut rest = text.as_str();
        while let Some(begin) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
            let (before, word) = rest.split_at(begin);
            let end = word.find(|c: char| !c.is_ascii_alphanumeric());
            let (word, after) = word.split_at(end.unwrap_or(word.len()));
            done += before;
            done += &match (self.port(word), self.random.get(word)) {
                (Some(port), _) => port.to_string(),
                (None, Some(number)) => number.clone(),
                (None, None) => word.to_owned(),
            };
            rest = after;
        }
        done + rest
    }
}

/// The day of a moment.
fn date(time: Timestamp) -> Date {
    time.to_zoned(TimeZone::UTC).date()
}

fn span(value: &Value) -> Option<SignedDuration> {
    let text = value.as_str()?;
    is_span(text).then(|| text.parse().ok()).flatten()
}

fn is_span(text: &str) -> bool {
    text.trim_start_matches('-').starts_with('P') && text.parse::<SignedDuration>().is_ok()
}

/// An offset to two seconds: a date in a header is no more exact.
fn whole(offset: SignedDuration) -> String {
    let to_seconds = SignedDurationRound::new()
        .smallest(Unit::Second)
        .increment(2);
    offset.round(to_seconds).unwrap().to_string()
}

/// SHA-256 in hexadecimal digits.
pub fn digest(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

#[test]
fn what_differs_from_run_to_run_gets_a_stand_in() {
    let began = "2026-05-01T12:00:00Z".parse().unwrap();
    let ports = [("mail", 40025), ("dns", 40053)];
    let mut stand_ins = StandIns::new("/tmp/lab-x1", &ports, began, date(began));
    let certificate = serde_json::json!({
        "subject": "CN=a", "serial": "0a", "thumbprint": "0b", "public_key_sha256": "0c",
        "not_after": "2026-05-11T11:59:58Z",
    });
    stand_ins.meet(&certificate);
    let mut line = serde_json::json!({
        "server": "mail:40025", "port": 40025, "other": "x40025 1400251",
        "file": "/tmp/lab-x1/a.pem", "took": "PT1.5S", "offset": "-PT312.1S", "key": "0c of CN=a",
        "certificate": certificate,
    });
    stand_ins.replace(&mut line);
    assert_eq!(line["server"], "mail:1025");
    assert_eq!(line["port"], 1025);
    assert_eq!(line["other"], "x40025 1400251");
    assert_eq!(line["file"], "{folder}/a.pem");
    assert_eq!(line["took"], "PT0S");
    assert_eq!(line["offset"], "-PT5M12S");
    assert_eq!(line["certificate"]["not_after"], "2030-01-11T00:00:00Z");
    let key = line["certificate"]["public_key_sha256"].as_str().unwrap();
    assert_eq!(line["key"], format!("{key} of CN=a"));
    let mut config =
        serde_json::json!({"port": 40025, "interval": "10m", "support_expires": "2026-05-03"});
    stand_ins.replace_settings(&mut config);
    let expected =
        serde_json::json!({"port": 1025, "interval": "10m", "support_expires": "2030-01-03"});
    assert_eq!(config, expected);
}
