//! A disk that is full and a machine without memory: no file is half-written, what was there stays, and the place is told.
// It mounts a small disk and sets limits as Linux has them.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Output};

use crate::program::{Program, QUIET, text};

/// A realm that lets users have passcodes of every kind.
const OATH: &str = "schema: 1\nrealms:\n  S1:\n    multi_factor: {oath: {enabled: true, passcode_length: 6, passcode_change_interval: 30, passcode_offset: 5}}\n";

/// Every file in a folder, with what it holds.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.path().is_file());
    let named = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
    files
        .map(|entry| {
            let bytes = fs::read(entry.path()).unwrap();
            (named(entry), bytes)
        })
        .collect()
}

/// Runs the program in a folder on a file system of its own without room for one more page, which nobody else sees; with
/// what it said there is what the folder held before and what it holds then.
fn on_full_disk(program: &Program, arguments: &str) -> (Output, [BTreeMap<String, Vec<u8>>; 2]) {
    let script = "
        set -e
        mkdir full before after
        mount -t tmpfs -o size=256k full full
        cp *.* full
        cd full
        dd if=/dev/zero of=../filler bs=4096 count=64 2>/dev/null
        cat ../filler >filler 2>/dev/null || true
        cp * ../before
        code=0
        \"$0\" $1 >../out 2>../err || code=$?
        cp -r .[!.]* * ../after 2>/dev/null || true
        cat ../out
        cat ../err >&2
        exit $code";
    let output = Command::new("unshare")
        .args(["-m", "sh", "-c", script])
        .args([env!("CARGO_BIN_EXE_otpdoctor"), arguments])
        .current_dir(program.path(""))
        .env("HOME", program.path(""))
        .output()
        .unwrap();
    let folders = ["before", "after"].map(|name| files(&program.path(name)));
    (output, folders)
}

#[test]
fn a_full_disk_leaves_every_file_as_it_was() {
    let export = fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/fixtures/import/realms.json"
    ));
    let export = export.unwrap();
    for (arguments, code, told) in [
        (
            "bundle create --offline --into old.txt --force",
            74,
            "old.txt",
        ),
        ("bundle create --offline --into new.zip", 74, "new.zip"),
        (
            "check --only realm --exit-zero --record old.txt",
            74,
            "old.txt",
        ),
        (
            "check --only realm --exit-zero --record new.jsonl",
            74,
            "new.jsonl",
        ),
        ("check --offline --output json=old.txt", 74, "old.txt"),
        ("diff a.json a.json -o json=old.txt", 74, "old.txt"),
        ("diff a.json a.json -o html=new.html", 74, "new.html"),
        ("report a.json -o html=old.txt", 74, "old.txt"),
        ("report a.json -o markdown=new.md", 74, "new.md"),
        (
            "config import realms.json --into old.txt --force",
            74,
            "old.txt",
        ),
        ("config import realms.json --into new.yaml", 74, "new.yaml"),
        ("config init new.yaml", 74, "new.yaml"),
        (
            "otp enroll --realm S1 --user jo --store new.sqlite",
            69,
            "new.sqlite",
        ),
        (
            "watch --runs 2 --every 30ms --jitter 0s --only realm --reports .",
            74,
            "the folder .",
        ),
    ] {
        let program = Program::with(OATH);
        program.expect(&["check", "--offline", "-o", "json=a.json"], 0);
        fs::write(program.path("realms.json"), &export).unwrap();
        fs::write(program.path("old.txt"), "as it was").unwrap();
        let (output, [before, mut after]) = on_full_disk(&program, arguments);
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments}: {err}");
        assert!(err.contains(told), "{arguments}: {err}");
        // It holds nothing: that another watch uses the folder is what it says.
        after.remove("lock");
        assert!(before.contains_key("filler"), "{arguments}: {before:?}");
        assert!(before == after, "{arguments}: {:?}", after.keys());
    }
}

/// Runs the program with at most so many KiB of address space.
fn within(program: &Program, memory: u32, arguments: &str) -> Output {
    let script = format!("ulimit -c 0; ulimit -v {memory}; exec \"$0\" {arguments}");
    // It is to end by itself, and at once: the other end is for a test that fails.
    Command::new("timeout")
        .args(["-s", "KILL", "60", "bash", "-c", &script])
        .arg(env!("CARGO_BIN_EXE_otpdoctor"))
        .current_dir(program.path(""))
        .env_remove("RUST_BACKTRACE")
        .output()
        .unwrap()
}

/// Whether it did what it does with all the memory that it wants. Otherwise the system ended it, or it ended itself with
/// the words of Rust's allocator or of the C library, or with a documented code.
fn is_done(output: &Output, told: &str) -> bool {
    let err = text(&output.stderr);
    let signal = output.status.signal().map(|signal| signal + 128);
    match output.status.code().or(signal).unwrap() {
        0 => return true,
        // SIGSEGV: it cannot be loaded, or its stack cannot grow.
        139 => {}
        // SIGABRT: what it asked for was not to be had.
        134 => {
            let said = err.contains("memory allocation of") || err.contains("out of memory");
            assert!(said, "{told}: {err}");
        }
        // 126 and 127: the shell and the loader of libraries had no room for it.
        66 | 69 | 71 | 74 | 126 | 127 => assert!(!err.is_empty(), "{told}"),
        other => panic!("{told}: {other} {err}"),
    }
    false
}

#[test]
fn without_memory_it_ends_with_nothing_half_written() {
    let realms: String = (0..300)
        .map(|nth| {
            format!("  R{nth}: {{overview: {{smtp: {{server_address: m{nth}.example.net}}}}}}\n")
        })
        .collect();
    let program = Program::with(&format!("{OATH}{realms}"));
    let known = "otp enroll --realm S1 --user old --store otp.sqlite";
    assert!(is_done(&within(&program, u32::MAX, known), known));
    let sound = "otp status --realm S1 --user old --store otp.sqlite";
    let sound = |told: &str| {
        let arguments: Vec<&str> = sound.split(' ').collect();
        let (out, _) = program.expect(&arguments, 0);
        assert!(out.contains("TOTP"), "{told}: {out}");
    };
    sound(known);
    for (arguments, made) in [
        ("check --offline -o json=new", "new"),
        ("bundle create --offline --into new", "new"),
        ("otp enroll --realm S1 --user USER --store otp.sqlite", ""),
    ] {
        let (mut done, mut not) = (0, 0);
        for step in 0..14 {
            let memory = 40_000 + step * 7_000;
            let told = format!("{memory} KiB: {arguments}");
            let arguments = arguments.replace("USER", &format!("u{memory}"));
            let output = within(&program, memory, &arguments);
            let is_done = is_done(&output, &told);
            *(if is_done { &mut done } else { &mut not }) += 1;
            let names = files(&program.path(""));
            let strange = names.keys().find(|name| {
                !["otpdoctor.yaml", "otp.key", made].contains(&name.as_str())
                    && !name.starts_with("otp.sqlite")
            });
            assert_eq!(strange, None, "{told}");
            assert_eq!(
                is_done,
                made.is_empty() && is_done || names.contains_key(made),
                "{told}"
            );
            if !made.is_empty() {
                let _ = fs::remove_file(program.path(made));
            }
        }
        sound(arguments);
        assert!(done > 0 && not > 0, "{arguments}: {done} {not}");
    }
}

/// What every machine has beside room: accounts and processes. Where it does not, nothing is said of them.
#[test]
fn a_machine_that_shows_no_accounts_and_processes_is_convicted_of_nothing() {
    let config = format!("{QUIET}certificates: {{web: {{certificate: web.pem, key: web.key}}}}\n");
    let config = config.replace(
        "platform: linux}",
        "platform: linux, service_account: svc-idp, license: {certificate: web}}",
    );
    let program = Program::with(&config);
    for name in ["web.pem", "web.key"] {
        fs::write(program.path(name), "not looked into").unwrap();
    }
    let run = |mount: &str| {
        let script =
            format!("{mount} && exec \"$0\" check --here --only key-access,time-source -o json");
        let mut command = Command::new("unshare");
        command.args(["-m", "sh", "-c", &script, env!("CARGO_BIN_EXE_otpdoctor")]);
        let output = command.current_dir(program.path("")).output().unwrap();
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let findings = report["findings"].as_array().unwrap().iter();
        let told =
            findings.map(|one| format!("{}/{}", one["check"], one["reason"]).replace('"', ""));
        told.collect::<Vec<_>>()
    };
    let told = |mount: &str, reason: &str| {
        let told = run(mount);
        assert!(told.iter().any(|one| one == reason), "{mount}: {told:?}");
    };
    told("true", "key-access/no-such-account");
    told(
        "mount --bind /dev/null /etc/passwd",
        "key-access/unsupported",
    );
    let told = run("mount -t tmpfs none /proc");
    let convicted = told.iter().any(|one| one == "time-source/not-disciplined");
    assert!(!convicted, "{told:?}");
}
