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

use super::peer::live;

const SYSTEM: &str = r"C:\windows\system32";
const SERVICE: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\W32Time";
const POLICY: &str = r"HKLM\SOFTWARE\Policies\Microsoft\W32Time";
/// What the answers of the ignored tests stand behind.
const MARK: &str = "the answer is ";

/// Outputs of `tests/reports/windows.yaml`, where their sources stand; the first half of the French one is imagined. A colon of full width, as some translations write it,
/// shows that the code page was that of the language.
const OUTPUTS: [(&str, &str, &str, Option<i64>); 5] = [
    (
        "en_US",
        "Leap Indicator: 0(no warning)\r\nStratum: 1 (primary reference - syncd by radio clock)\r\nPrecision: -23 (119.209ns per tick)\r\nRoot Delay: 0.0003538s\r\nRoot Dispersion: 0.0100002s\r\nReferenceId: 0x00000000 (unspecified)\r\nLast Successful Sync Time: 5/23/2023 7:51:39 PM\r\nSource: VM IC Time Synchronization Provider\r\nPoll Interval: 6 (64s)\r\n \r\nPhase Offset: -0.0000013s\r\nClockRate: 0.0156250s\r\nState Machine: 2 (Sync)\r\nTime Source Flags: 3 (Authenticated Hardware )\r\nServer Role: 0 (None)\r\nLast Sync Error: 0 (The command completed successfully.)\r\nTime since Last Good Sync Time: 15.7344985s\r\n",
        "VM IC Time Synchronization Provider",
        Some(15),
    ),
    (
        "de_DE",
        "Sprungindikator: 0(keine Warnung)\r\nStratum: 3 (Sekundärreferenz - synchr. über (S)NTP)\r\nPräzision: -23 (119.209ns pro Tick)\r\nStammverzögerung: 0.0336332s\r\nStammabweichung: 0.1054265s\r\nReferenz-ID: 0xAC689AB6 (Quell-IP:  172.104.154.182)\r\nLetzte erfolgr. Synchronisierungszeit: 15.09.2025 13:12:56\r\nQuelle: de.pool.ntp.org\r\nAbrufintervall: 13 (8192s)\r\n\r\nPhasendifferenz: -0.0003717s\r\nTaktfrequenz: 0.0156249s\r\nStatuscomputer: 2 (Sync)\r\nZeitquellenkennzeichen: 0 (Keine)\r\nServerrolle: 0 (Keine)\r\nLetzter Synchronierungsfehler: 2 (Der Computer wurde nicht synchronisiert, da nur\r\nveraltete Zeitdaten verfügbar waren.)\r\nZeit seit der letzten erfolgr. Synchronisierung: 2820.1997480s\r\n",
        "de.pool.ntp.org",
        Some(2820),
    ),
    (
        "fr_FR",
        "Indicateur de dérive : 0(aucun avertissement)\r\nCouche : 2 (Référence secondaire)\r\nPrécision : -23 (119.209ns par battement)\r\nDélai de racine : 0.0003538s\r\nDispersion de racine : 0.0100002s\r\nID de référence : 0x0A1E0003 (IP de la source : 10.30.0.3)\r\nHeure de la dernière synchronisation réussie : 18/09/2025 01:11:10\r\nSource : ntp.example.net,0x8\r\nIntervalle d'interrogation : 6 (64s)\r\n\r\nDécalage de phase : 0.0015321s\r\nFréquence d'horloge : 0.0156249s\r\nOrdinateur d'état : 1 (Attente)\r\nIndicateur de source de temps : 0 (Aucun)\r\nRôle de serveur : 0 (Aucun)\r\nErreur lors de la dernière synchronisation : 0 (La commande s'est terminée correctement.)\r\nDurée écoulée depuis l'heure de la dernière synchronisation réussie : 22.0930147s\r\n",
        "ntp.example.net,0x8",
        Some(22),
    ),
    (
        "ja_JP",
        "閏インジケーター: 0 (警告なし)\r\n階層: 3 (二次参照 - (S)NTP で同期)\r\n精度: -23 (ティックごとに 119.209ns)\r\nルート遅延: 0.0216253s\r\nルート分散: 7.7938950s\r\n参照 ID: 0x0A000003 (ソース IP:  10.30.0.3)\r\n最終正常同期時刻: 2022/01/10 1:45:54\r\nソース：10.30.0.3,8\r\nポーリング間隔: 10 (1024s)\r\n",
        "10.30.0.3,8",
        None,
    ),
    (
        "zh_CN",
        "Leap 指示符: 0(无警告)\r\n层次: 3 (次引用 - 与(S)NTP 同步)\r\n精度: -23 (每刻度 119.209ns)\r\n根延迟: 0.2056026s\r\n根分散: 4.0711694s\r\n引用 ID: 0xB65C0C0B (源 IP: 182.92.12.11)\r\n上次成功同步时间: 2025/4/29 8:52:14\r\n源：cn.ntp.org.cn,8\r\n轮询间隔: 6 (64s)\r\n\r\n相位偏移: -0.2507314s\r\nClockRate: 0.0156261s\r\n计算机状态: 1 (等候)\r\n时间源标志:0 (无)\r\n服务器角色: 64 (时间服务)\r\n上次同步错误: 0 (成功地执行了命令。)\r\n上次成功同步时间后的时间: 19.3403555s\r\n",
        "cn.ntp.org.cn,8",
        Some(19),
    ),
];

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
    let script = format!(
        "import sys; sys.stdout.buffer.write({text:?}.encode({:?}))",
        match language {
            "en_US" => "cp437",
            "ja_JP" => "cp932",
            "zh_CN" => "cp936",
            _ => "cp850",
        }
    );
    // Rust writes what Python reads, but for escapes of characters, which neither has here.
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
    for (language, text, source, seconds) in OUTPUTS {
        fs::write(&printed, encoded(language, text)).unwrap();
        let locale = format!("{place}/{language}.UTF-8");
        let make = format!("localedef -i {language} -f UTF-8 {locale}");
        done("bash", &["-c", &make]);
        let answer = asked(&format!("LOCPATH={place} LC_ALL={language}.UTF-8"));
        let time = answer.w32time.clone().unwrap();
        let since = time.last_good_sync.map(|since| since.as_secs());
        let heard = answer.source.as_ref().map(|source| source.raw());
        let expected = (Some(true), Some(source), seconds, Some(true));
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
