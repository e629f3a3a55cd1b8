//! What keeps the clock of Windows and which zone it has, asked of wine. A stand-in of `w32tm.exe` prints what real ones
//! printed, in the code page of its language; a service of wine's stands in for W32Time.
#![allow(
    clippy::print_stdout,
    reason = "an ignored test gives its answer to the one that runs it"
)]

use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Output};

use checks::kit::probe::discipline::{self, Answer, W32Time};
use checks::kit::probe::zone;
use otpdoctor::probe::Patience;
use otpdoctor::probe::discipline::ask;
use serde::Deserialize;

use super::peer::live;

const SYSTEM: &str = r"C:\windows\system32";
const SERVICE: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\W32Time";
const POLICY: &str = r"HKLM\SOFTWARE\Policies\Microsoft\W32Time";
/// What the answers of the ignored tests stand behind.
const MARK: &str = "the answer is ";

/// What real ones printed, with its sources.
const REPORTS: &str = include_str!("../reports/windows.yaml");
/// Languages, what the source of one of their outputs is known by, and the label whose colon is written in full width here, as
/// some translations have it: it shows that the code page was that of the language.
const LANGUAGES: [(&str, &str, Option<&str>); 5] = [
    (
        "en_US",
        "windows-time-service/windows-time-service-tools-and-settings",
        None,
    ),
    ("de_DE", "de-last-sync-error-wrapped", None),
    ("fr_FR", "FR_GOOD_SYNC", None),
    ("ja_JP", "Japanese", Some("ソース")),
    ("zh_CN", "ZH_GOOD_SYNC", Some("源")),
];

/// An output of w32tm, and what is read in it.
#[derive(Deserialize)]
struct Printed {
    source: String,
    follows: Option<String>,
    since: Option<i64>,
    w32tm: Option<String>,
}

fn done(program: &str, arguments: &[&str]) -> Output {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {output:?}"
    );
    output
}

/// A path of this machine as Linux has it.
fn linux(path: &str) -> String {
    path.replacen("Z:", "", 1).replace('\\', "/")
}

/// A text in the code page of its language.
fn encoded(language: &str, text: &str) -> Vec<u8> {
    // What JSON says a text to be Python reads too.
    let text = serde_json::to_string(text).unwrap();
    let script = format!(
        "import sys; sys.stdout.buffer.write({text}.encode({:?}))",
        match language {
            "en_US" => "cp437",
            "ja_JP" => "cp932",
            "zh_CN" => "cp936",
            _ => "cp850",
        }
    );
    done("python3", &["-c", &script]).stdout
}

/// Runs an ignored test of this program in a process of its own, in an environment of Linux, and gives its answer.
fn answered(environment: &str, test: &str) -> String {
    let own = std::env::current_exe().unwrap();
    let own = linux(own.to_str().unwrap());
    let words = format!(
        "{environment} exec wine '{own}' --exact 'windows_time::{test}' --ignored --nocapture"
    );
    let output = done("bash", &["-c", &words]);
    let said = String::from_utf8_lossy(&output.stdout);
    let answer = said
        .split_once(MARK)
        .and_then(|(_, rest)| rest.lines().next());
    answer.unwrap_or_else(|| panic!("{output:?}")).to_owned()
}

/// Whatever is left of W32Time, also of a run that was broken off.
fn clear() {
    for arguments in [&["stop", "W32Time"][..], &["delete", "W32Time"]] {
        Command::new("sc").args(arguments).output().unwrap();
    }
    for key in [SERVICE, POLICY] {
        let delete = ["delete", key, "/f"];
        Command::new("reg").args(delete).output().unwrap();
    }
}

fn set(key: &str, name: &str, kind: &str, value: &str) {
    let value = ["add", key, "/v", name, "/t", kind, "/d", value, "/f"];
    done("reg", &value);
}

#[tokio::test]
#[ignore = "the test of W32Time runs it in each language"]
async fn asked_what_keeps_the_clock() {
    let answer = ask(&live(Patience::default()), &discipline::Query {}).await;
    println!("{MARK}{}", serde_json::to_string(&answer.unwrap()).unwrap());
}

#[test]
fn w32time_is_asked_of_the_service_manager_the_registry_and_w32tm_in_five_languages() {
    clear();
    let folder = tempfile::tempdir().unwrap();
    let place = linux(folder.path().to_str().unwrap());
    let (source, printed) = (
        folder.path().join("w32tm.c"),
        format!(r"{SYSTEM}\w32tm.out"),
    );
    let text = r#"
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
int main(void) {
  static char all[65536];
  FILE *from = fopen("C:\\windows\\system32\\w32tm.out", "rb");
  if (!from) return 1;
  _setmode(1, _O_BINARY);
  fwrite(all, 1, fread(all, 1, sizeof all, from), stdout);
  return 0;
}
"#;
    fs::write(&source, text).unwrap();
    let compile = format!("x86_64-w64-mingw32-gcc -O1 -o {place}/w32tm.exe {place}/w32tm.c");
    done("bash", &["-c", &compile]);
    fs::copy(
        folder.path().join("w32tm.exe"),
        format!(r"{SYSTEM}\w32tm.exe"),
    )
    .unwrap();

    // Wine has no W32Time; its spooler does nothing of its own.
    let program = format!(r"{SYSTEM}\spoolsv.exe");
    done(
        "sc",
        &[
            "create", "W32Time", "binPath=", &program, "start=", "demand",
        ],
    );
    set(&format!(r"{SERVICE}\Parameters"), "Type", "REG_SZ", "NT5DS");
    set(&format!(r"{POLICY}\Parameters"), "Type", "REG_SZ", "NTP");
    let servers = "ntp.example.net,0x8 10.30.0.3,8";
    set(
        &format!(r"{SERVICE}\Parameters"),
        "NtpServer",
        "REG_SZ",
        servers,
    );
    let providers = format!(r"{SERVICE}\TimeProviders");
    set(
        &format!(r"{providers}\NtpClient"),
        "Enabled",
        "REG_DWORD",
        "1",
    );
    set(
        &format!(r"{providers}\VMICTimeProvider"),
        "Enabled",
        "REG_DWORD",
        "1",
    );

    let error = "The following error occurred: The service has not been started. (0x80070426)\r\n";
    fs::write(&printed, error).unwrap();
    let asked = |environment: &str| -> Answer {
        let answer = answered(environment, "asked_what_keeps_the_clock");
        serde_json::from_str(&answer).unwrap_or_else(|why| panic!("{why}: {answer}"))
    };
    let stopped = asked("");
    let set_up = W32Time {
        runs: Some(false),
        disabled: Some(false),
        kind: Some("NTP".into()),
        servers: Some(servers.into()),
        client: Some(true),
        hypervisor: Some(true),
        joined: Some(false),
        ..W32Time::default()
    };
    assert_eq!(stopped.w32time.as_ref(), Some(&set_up));
    assert_eq!(
        (stopped.synchronised, stopped.services.len()),
        (Some(false), 0)
    );

    done("net", &["start", "W32Time"]);
    let mut wrong = String::new();
    let reports: Vec<Printed> = serde_saphyr::from_str(REPORTS).unwrap();
    for (language, known_by, label) in LANGUAGES {
        let mut reports = reports.iter();
        let report = reports.find(|one| one.source.contains(known_by)).unwrap();
        // The apostrophe of translations is in no code page of the West, for which Windows prints the plain one.
        let text = report.w32tm.as_ref().unwrap().replace('’', "'");
        let text = text.replace('\n', "\r\n");
        let text = match label {
            Some(label) => text.replace(&format!("\n{label}: "), &format!("\n{label}：")),
            None => text,
        };
        fs::write(&printed, encoded(language, &text)).unwrap();
        let locale = format!("{place}/{language}.UTF-8");
        let make = format!("localedef -i {language} -f UTF-8 {locale}");
        done("bash", &["-c", &make]);
        let answer = asked(&format!("LOCPATH={place} LC_ALL={language}.UTF-8"));
        let time = answer.w32time.clone().unwrap();
        let since = time.last_good_sync.map(|since| since.as_secs());
        let heard = answer.source.as_ref().map(|source| source.raw());
        let follows = report.follows.as_deref();
        let expected = (Some(true), follows, report.since, Some(true));
        let seen = (answer.synchronised, heard, since, time.runs);
        if seen != expected || answer.services != ["w32time"] {
            writeln!(wrong, "{language}: {answer:?}").unwrap();
        }
    }
    set(SERVICE, "Start", "REG_DWORD", "4");
    let disabled = asked("").w32time.unwrap().disabled;
    fs::remove_file(&printed).unwrap();
    fs::remove_file(format!(r"{SYSTEM}\w32tm.exe")).unwrap();
    clear();
    assert_eq!(wrong, "");
    assert_eq!(disabled, Some(true));
}

#[test]
#[ignore = "the test of zones runs it in each"]
fn asked_for_the_zone() {
    let expected = "America/Los_Angeles".to_owned();
    let answer =
        otpdoctor::probe::zone::ask(&live(Patience::default()).vault, &zone::Query { expected });
    println!("{MARK}{}", serde_json::to_string(&answer.unwrap()).unwrap());
}

/// Wine takes its zone from Linux, and names it as Windows does.
#[test]
fn the_zone_is_that_of_windows_by_unicodes_table_whatever_a_variable_says() {
    let asked = |environment: &str| -> zone::Answer {
        let answer = answered(environment, "asked_for_the_zone");
        serde_json::from_str(&answer).unwrap_or_else(|why| panic!("{why}: {answer}"))
    };
    for zone in ["America/Los_Angeles", "Pacific/Honolulu"] {
        let answer = asked(&format!("TZ={zone}"));
        assert_eq!(answer.host, Some(zone.into()));
        assert_eq!(answer.same_rules, zone == "America/Los_Angeles");
        assert_eq!(answer.same_if_adjusted, None);
    }
    // "Adjust for daylight saving time automatically" is off.
    let adjusts = r"HKLM\SYSTEM\CurrentControlSet\Control\TimeZoneInformation";
    set(adjusts, "DynamicDaylightTimeDisabled", "REG_DWORD", "1");
    let off = asked("TZ=America/Los_Angeles");
    set(adjusts, "DynamicDaylightTimeDisabled", "REG_DWORD", "0");
    assert_eq!((off.same_rules, off.same_if_adjusted), (false, Some(true)));
    // The variable reaches the program, but not wine.
    let own = std::env::current_exe().unwrap();
    let test = [
        "--exact",
        "windows_time::asked_for_the_zone",
        "--ignored",
        "--nocapture",
    ];
    let output = Command::new(own)
        .args(test)
        .env("TZ", "Asia/Tokyo")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains(MARK) && !said.contains("Tokyo"), "{said}");
}
