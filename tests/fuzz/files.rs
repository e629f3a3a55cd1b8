//! What comes in files and in words: configs, exports, certificates, bundles, tickets.

use std::path::Path;
use std::sync::Arc;

use checks::kit::replay::Replayed;
use checks::kit::symptom::{Recognized, recognize};
use checks::kit::{Probe, Prober as _, phone};
use jiff::Timestamp;
use otpdoctor::bundle;
use otpdoctor::cli::recording;
use otpdoctor::config::import::{Aliases, Import};
use otpdoctor::config::{load, portable, show, waivers};
use otpdoctor::e2e::email::authentication::results;
use otpdoctor::e2e::email::compose::ProbeMessage;
use otpdoctor::e2e::email::reading::read;
use otpdoctor::otp::core::Code;
use otpdoctor::otp::engine::uri;
use otpdoctor::probe::{Live, Patience};
use otpdoctor::report::model::read as report;
use otpdoctor::report::{diff::diff, html, json};
use otpdoctor::run::context::{Context, Mode};
use otpdoctor::run::recording as runs;
use otpdoctor::secret::{Commands, Resolve, Vault};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::harness::fuzz;
use crate::memory::counted;
use crate::worst;

/// The first words of a text, without what is quoted and counted in it.
fn beginning(text: &str) -> String {
    let letters = text.chars().take(40).filter(|c| c.is_ascii_alphabetic());
    letters.collect()
}

/// What is there, whatever it is.
pub(crate) fn shape(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| format!("{name}:{}", shape(value)));
            fields.collect::<Vec<_>>().join(",")
        }
        Value::Array(items) => format!("[{}]", items.first().map(shape).unwrap_or_default()),
        Value::String(text) => beginning(text),
        _ => String::new(),
    }
}

pub(crate) fn live(dns: Option<&str>, patience: Patience) -> Live {
    let trust = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz/server.pem");
    let trust = serde_json::from_value(json!({ "file": trust })).unwrap();
    let dns = dns.map(|server| serde_json::from_value(json!({"servers": [server]})).unwrap());
    let literals = vec!["fuzz".into(), "00".repeat(32).into()];
    let vault = Vault::new(literals, Vec::new(), Commands::Refused, Resolve::Yes);
    Live::new(&trust, dns.as_ref(), Arc::new(vault), patience)
}

pub(crate) fn runtime() -> Runtime {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap()
}

/// What a question about files comes to.
fn probed(runtime: &Runtime, live: &Live, question: Value) -> String {
    let probe: Probe = serde_json::from_value(question).unwrap();
    let answer = runtime.block_on(live.ask(&probe));
    shape(&serde_json::to_value(answer.unwrap()).unwrap())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn config() {
    fuzz("config", |file, _| match load(Some(file)) {
        Err(why) => beginning(&why.to_string()),
        Ok(loaded) => {
            show::yaml(&loaded, &show::all(&loaded));
            let back = portable::read(&portable::write(&loaded)).unwrap();
            assert_eq!(back.config, loaded.config.shareable());
            "sound".into()
        }
    });
}

/// What is counted here is half of what an allocator takes that wastes as much.
const OF_MANY_REALMS: usize = 64 << 20;

#[test]
fn many_realms_are_read_judged_and_told_within_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("otpdoctor.yaml");
    let runtime = runtime();
    for text in worst::many_realms() {
        std::fs::write(&file, &text).unwrap();
        let (findings, took) = counted(|| {
            let loaded = load(Some(&file)).unwrap();
            let context = Context::new(loaded, Mode::Offline, Commands::Refused).unstoppable();
            let replayed = Replayed::default();
            let judged = runtime.block_on(context.examine_again(&replayed));
            let (report, _) = judged.unwrap();
            html::render(&report);
            json::pretty(&report);
            report.findings.len()
        });
        assert!(findings > 0);
        assert!(took.peak < OF_MANY_REALMS, "{} bytes", took.peak);
        eprintln!(
            "many realms: {findings} findings, peak {} KiB",
            took.peak >> 10
        );
    }
}

fn imported(file: &Path, aliases: &Aliases) -> String {
    match Import::read(&[file.to_owned()], aliases) {
        Err(why) => beginning(
            why.to_string()
                .trim_start_matches(&file.display().to_string()),
        ),
        Ok(import) => format!(
            "{}{}",
            import.yaml().lines().count(),
            beginning(&import.account())
        ),
    }
}

#[test]
fn web_config() {
    let aliases = Aliases::standard();
    fuzz("web_config", |file, _| imported(file, &aliases));
}

#[test]
fn admin_api() {
    let aliases = Aliases::standard();
    fuzz("admin_api", |file, _| imported(file, &aliases));
}

#[test]
fn aliases() {
    fuzz("aliases", |file, _| match Aliases::with(file) {
        Err(why) => beginning(&why.to_string()),
        Ok(_) => "sound".into(),
    });
}

/// A certificate and its key, in one file.
fn certificate(target: &str) {
    let (live, runtime) = (live(None, Patience::default()), runtime());
    fuzz(target, |file, _| {
        let source = json!({"certificate": file, "key": file, "password": {"redacted": 0}});
        probed(&runtime, &live, json!({"certificate": {"source": source}}))
    });
}

#[test]
fn pem() {
    certificate("pem");
}

#[test]
fn der() {
    certificate("der");
}

#[test]
fn pfx() {
    let (live, runtime) = (live(None, Patience::default()), runtime());
    fuzz("pfx", |file, _| {
        let source = json!({"pfx": file, "password": {"redacted": 0}});
        probed(&runtime, &live, json!({"certificate": {"source": source}}))
    });
}

#[test]
fn cms() {
    let (live, runtime) = (live(None, Patience::default()), runtime());
    let key = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fuzz/corpus/pem/pkcs1.key"
    );
    let source = json!({"certificate": key, "key": key});
    fuzz("cms", |file, _| {
        probed(
            &runtime,
            &live,
            json!({"seed": {"seed": file, "source": source}}),
        )
    });
}

#[test]
fn firewall() {
    let (live, runtime) = (live(None, Patience::default()), runtime());
    fuzz("firewall", |file, _| {
        let question = json!({"export": file, "rule": "SecureAuth SMTP", "port": 25});
        probed(&runtime, &live, json!({ "firewall": question }))
    });
}

#[test]
fn bundle() {
    fuzz("bundle", |_, bytes| match recording::sound(bytes) {
        Err(why) => beginning(&why),
        Ok(bundle) => {
            let file = |name| bundle.file(name).unwrap_or_default();
            let recorded = runs::read(file(bundle::RECORDING)).is_ok();
            format!("{recorded} {}", shown(file(bundle::REPORT)))
        }
    });
}

#[test]
fn recorded() {
    fuzz("recording", |_, bytes| match runs::read(bytes) {
        Err(why) => beginning(why.trim_start_matches(|c: char| !c.is_whitespace())),
        Ok((header, _)) => header.schema,
    });
}

#[test]
fn reported() {
    fuzz("report", |_, bytes| shown(bytes));
}

/// What comes of a report that somebody looks at, and holds against itself.
fn shown(bytes: &[u8]) -> String {
    match report::read(bytes) {
        Err(why) => beginning(&why.to_string()),
        Ok(report) => {
            let changes = diff(&report, &report).changes.len();
            format!("{changes} {}", beginning(&html::render(&report)[..40]))
        }
    }
}

#[test]
fn waivers_file() {
    fuzz("waivers", |_, bytes| {
        match waivers::parse(Path::new("w"), text(bytes)) {
            Err(why) => beginning(&why.to_string()),
            Ok(waivers) => waivers.len().to_string(),
        }
    });
}

#[test]
fn ticket() {
    fuzz("ticket", |_, bytes| {
        match recognize(&text(bytes), &|_| true) {
            Recognized::One(symptom, _) => symptom.id.clone(),
            Recognized::Several(many) => many.iter().map(|one| one.id.as_str()).collect(),
            Recognized::None(_) => "none".into(),
        }
    });
}

#[test]
fn key_uri() {
    fuzz("key_uri", |_, bytes| {
        let text = text(bytes);
        let seed = uri::from_base32(&text).map(|seed| uri::to_base32(&seed));
        match uri::Secret::parse(&text) {
            Err(why) => beginning(&why.to_string()),
            Ok(secret) => format!("{} {}", secret.digits, seed.is_some()),
        }
    });
}

#[test]
fn phone_number() {
    fuzz("phone", |_, bytes| {
        let text = text(bytes);
        let read = [None, Some(1), Some(49)].map(|code| phone::read(&text, code));
        beginning(&format!("{read:?}"))
    });
}

#[test]
fn mail() {
    let code = Code::parse("493817").unwrap();
    let sent = ProbeMessage {
        token: "token".into(),
        message_id: "token@example.net".into(),
        envelope: serde_json::from_value(json!({"sender": "a@b", "recipient": "c@d"})).unwrap(),
        bytes: Vec::new().into(),
        dated: "2026-02-03T04:05:07Z".parse::<Timestamp>().unwrap(),
    };
    fuzz("mail", |_, bytes| {
        let field = results(&text(bytes)).is_some();
        match read(bytes, &sent, &code) {
            None => format!("other {field}"),
            Some(ours) => {
                let (seen, code) = (ours.seen.is_some(), ours.code.is_some());
                format!("{} {seen} {code}", ours.hops.len())
            }
        }
    });
}
