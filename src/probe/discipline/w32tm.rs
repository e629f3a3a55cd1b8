//! What `w32tm /query /status` prints. Its labels are translated, so lines count by their position
//! and values by their numbers.

use checks::kit::probe::discipline::{Answer, W32Time};
use jiff::SignedDuration;

use crate::probe::command::after_label;
use crate::secret::Vault;

/// The reference id of the machine's own clock, "LOCL" in ASCII.
const LOCAL: &str = "4c4f434c";
/// The sources that are the machine's own clock; names are not translated.
const OWN: [&str; 2] = ["Local CMOS Clock", "Free-running System Clock"];
/// The hypervisor as a source: its guests may report a leap alarm beside a sound time.
const HYPERVISOR: &str = "VM IC Time Synchronization Provider";
/// `ERROR_SERVICE_NOT_ACTIVE`.
const NOT_STARTED: &str = "0x80070426";
/// `E_ACCESSDENIED`.
const ACCESS_DENIED: &str = "0x80070005";

const SERVICE: &str = r"SYSTEM\CurrentControlSet\Services\W32Time";
const POLICY: &str = r"SOFTWARE\Policies\Microsoft\W32Time";

/// Reads what `w32tm /query /status /verbose` printed.
pub(super) fn read(vault: &Vault, text: &str) -> Answer {
    status(vault, text).unwrap_or_else(|| refusal(text))
}

/// The lines leap indicator, stratum, …, reference id (6th), last sync, source (8th); the last of the longer form is the
/// time since the last good synchronization.
fn status(vault: &Vault, text: &str) -> Option<Answer> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.collect();
    let leap = number(lines.first()?)?;
    let stratum = number(lines.get(1)?)?;
    let reference = lines.get(5)?.to_ascii_lowercase();
    let source = after_label(lines.get(7)?);
    let is_named = |names: &[&str]| source.is_some_and(|source| names.contains(&source));
    let own = reference.contains(LOCAL) || is_named(&OWN);
    let told = leap != 3 || is_named(&[HYPERVISOR]);
    // Fifteen lines or more: an error's text may take several.
    let since = lines
        .get(15..)
        .and_then(|rest| rest.last())
        .and_then(|line| seconds(line));
    Some(Answer {
        services: vec!["w32time".into()],
        synchronised: Some(told && (1..=15).contains(&stratum) && !own),
        source: source.map(|source| vault.peer(source)),
        w32time: Some(W32Time {
            last_good_sync: since,
            ..W32Time::default()
        }),
    })
}

/// What it means that `w32tm` failed: the service is not started, or we may not ask, or nobody knows.
fn refusal(text: &str) -> Answer {
    let text = text.to_ascii_lowercase();
    let stopped = text.contains(NOT_STARTED);
    Answer {
        synchronised: stopped.then_some(false),
        w32time: Some(W32Time {
            runs: stopped.then_some(false),
            refused: text.contains(ACCESS_DENIED).then_some(true),
            ..W32Time::default()
        }),
        ..Answer::default()
    }
}

/// A value of the registry, below HKEY_LOCAL_MACHINE.
#[derive(Clone, Debug)]
pub(super) enum Setting {
    Number(u32),
    Text(String),
}

/// Adds how the service is set up: by group policy, else by the machine.
pub(super) fn set_up(
    time: &mut W32Time,
    vault: &Vault,
    read: impl Fn(&str, &str) -> Option<Setting>,
) {
    let of = |folder: &str, name: &str| {
        let place = |root: &str| format!(r"{root}\{folder}");
        read(&place(POLICY), name).or_else(|| read(&place(SERVICE), name))
    };
    let text = |name: &str| match of("Parameters", name)? {
        Setting::Text(text) => Some(vault.peer(text)),
        Setting::Number(_) => None,
    };
    let number = |setting: Option<Setting>| match setting? {
        Setting::Number(number) => Some(number),
        Setting::Text(_) => None,
    };
    time.kind = text("Type");
    time.servers = text("NtpServer");
    let provider = |name: &str| {
        let on = of(&format!(r"TimeProviders\{name}"), "Enabled");
        number(on).map(|on| on != 0)
    };
    time.client = provider("NtpClient");
    time.hypervisor = provider("VMICTimeProvider");
    time.disabled = number(read(SERVICE, "Start")).map(|start| start == 4);
}

/// The seconds after a label: `Time since …: 15.7344985s`.
fn seconds(line: &str) -> Option<SignedDuration> {
    let value = after_label(line)?.strip_suffix('s')?.replace(',', ".");
    SignedDuration::try_from_secs_f64(value.parse().ok()?).ok()
}

fn number(line: &str) -> Option<u32> {
    let value = after_label(line)?;
    let end = value
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(value.len());
    value[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Public outputs: Microsoft's documentation of W32Time's settings (`VM_IC`), checkmk's tests of its `w32time` (German
    /// with a wrapped error, the second half of the French one), notes of administrators on GitHub (Japanese with
    /// `10.30.0.3,8`, Chinese twice), 2026-11. The first half of the French one, and `LOCL`, are imagined after reports.
    const GERMAN: &str = "Sprungindikator: 0(keine Warnung)\r\nStratum: 3 (Sekundärreferenz - synchr. über (S)NTP)\r\nPräzision: -23 (119.209ns pro Tick)\r\nStammverzögerung: 0.0336332s\r\nStammabweichung: 0.1054265s\r\nReferenz-ID: 0xAC689AB6 (Quell-IP:  172.104.154.182)\r\nLetzte erfolgr. Synchronisierungszeit: 15.09.2025 13:12:56\r\nQuelle: de.pool.ntp.org\r\nAbrufintervall: 13 (8192s)\r\n\r\nPhasendifferenz: -0.0003717s\r\nTaktfrequenz: 0.0156249s\r\nStatuscomputer: 2 (Sync)\r\nZeitquellenkennzeichen: 0 (Keine)\r\nServerrolle: 0 (Keine)\r\nLetzter Synchronierungsfehler: 2 (Der Computer wurde nicht synchronisiert, da nur\r\nveraltete Zeitdaten verfügbar waren.)\r\nZeit seit der letzten erfolgr. Synchronisierung: 2820.1997480s\r\n";
    const FRENCH: &str = "Indicateur de dérive : 0(aucun avertissement)\r\nCouche : 2 (Référence secondaire)\r\nPrécision : -23 (119.209ns par battement)\r\nDélai de racine : 0.0003538s\r\nDispersion de racine : 0.0100002s\r\nID de référence : 0x564D5450 (IP de la source : 86.77.84.80)\r\nHeure de la dernière synchronisation réussie : 18/09/2025 01:11:10\r\nSource : VM IC Time Synchronization Provider\r\nIntervalle d’interrogation : 6 (64s)\r\n\r\nDécalage de phase : 0.0015321s\r\nFréquence d’horloge : 0.0156249s\r\nOrdinateur d’état : 1 (Attente)\r\nIndicateur de source de temps : 3 (Authentifié Matériel )\r\nRôle de serveur : 0 (Aucun)\r\nErreur lors de la dernière synchronisation : 0 (La commande s’est terminée correctement.)\r\nDurée écoulée depuis l’heure de la dernière synchronisation réussie : 22.0930147s\r\n";
    const JAPANESE: &str = "閏インジケーター: 0 (警告なし)\r\n階層: 3 (二次参照 - (S)NTP で同期)\r\n精度: -23 (ティックごとに 119.209ns)\r\nルート遅延: 0.0216253s\r\nルート分散: 7.7938950s\r\n参照 ID: 0x0A000003 (ソース IP:  10.30.0.3)\r\n最終正常同期時刻: 2022/01/10 1:45:54\r\nソース: 10.30.0.3,8\r\nポーリング間隔: 10 (1024s)\r\n";
    const CHINESE: &str = "Leap 指示符: 0(无警告)\r\n层次: 3 (次引用 - 与(S)NTP 同步)\r\n精度: -23 (每刻度 119.209ns)\r\n根延迟: 0.2056026s\r\n根分散: 4.0711694s\r\n引用 ID: 0xB65C0C0B (源 IP: 182.92.12.11)\r\n上次成功同步时间: 2025/4/29 8:52:14\r\n源: cn.ntp.org.cn,8\r\n轮询间隔: 6 (64s)\r\n\r\n相位偏移: -0.2507314s\r\nClockRate: 0.0156261s\r\n计算机状态: 1 (等候)\r\n时间源标志:0 (无)\r\n服务器角色: 64 (时间服务)\r\n上次同步错误: 0 (成功地执行了命令。)\r\n上次成功同步时间后的时间: 19.3403555s\r\n";
    const CHINESE_NEVER: &str = "Leap 指示符: 3(未同步)\r\n层次: 0 (未指定)\r\n精度: -23 (每刻度 119.209ns)\r\n根延迟: 0.0000000s\r\n根分散: 0.0000000s\r\n引用 ID: 0x00000000 (未指定)\r\n上次成功同步时间: 未指定\r\n源: Local CMOS Clock\r\n轮询间隔: 10 (1024s)\r\n";
    const VM_IC: &str = "Leap Indicator: 0(no warning)\r\nStratum: 1 (primary reference - syncd by radio clock)\r\nPrecision: -23 (119.209ns per tick)\r\nRoot Delay: 0.0003538s\r\nRoot Dispersion: 0.0100002s\r\nReferenceId: 0x00000000 (unspecified)\r\nLast Successful Sync Time: 5/23/2023 7:51:39 PM\r\nSource: VM IC Time Synchronization Provider\r\nPoll Interval: 6 (64s)\r\n \r\nPhase Offset: -0.0000013s\r\nClockRate: 0.0156250s\r\nState Machine: 2 (Sync)\r\nTime Source Flags: 3 (Authenticated Hardware )\r\nServer Role: 0 (None)\r\nLast Sync Error: 0 (The command completed successfully.)\r\nTime since Last Good Sync Time: 15.7344985s\r\n";
    const LOCL: &str = "Leap Indicator: 0(no warning)\r\nStratum: 1 (primary reference - syncd by radio clock)\r\nPrecision: -23 (119.209ns per tick)\r\nRoot Delay: 0.0000000s\r\nRoot Dispersion: 10.0000000s\r\nReferenceId: 0x4C4F434C (source name:  \"LOCL\")\r\nLast Successful Sync Time: 9/15/2026 10:00:00 AM\r\nSource: Local CMOS Clock\r\nPoll Interval: 6 (64s)\r\n";

    #[test]
    fn outputs_of_the_world_are_read_in_any_language() {
        for (text, synchronised, source, seconds) in [
            (GERMAN, true, "de.pool.ntp.org", Some(2820)),
            (FRENCH, true, HYPERVISOR, Some(22)),
            (JAPANESE, true, "10.30.0.3,8", None),
            (CHINESE, true, "cn.ntp.org.cn,8", Some(19)),
            (CHINESE_NEVER, false, "Local CMOS Clock", None),
            (VM_IC, true, HYPERVISOR, Some(15)),
            (LOCL, false, "Local CMOS Clock", None),
        ] {
            let answer = read(&Vault::default(), text);
            assert_eq!(answer.synchronised, Some(synchronised), "{text}");
            assert_eq!(answer.source.expect("a source"), source);
            let since = answer.w32time.and_then(|time| time.last_good_sync);
            assert_eq!(since.map(|since| since.as_secs()), seconds, "{text}");
        }
    }

    #[test]
    fn a_hypervisors_guest_may_report_a_leap_alarm() {
        let alarm = VM_IC.replace("0(no warning)", "3(last minute has 61 seconds)");
        assert_eq!(read(&Vault::default(), &alarm).synchronised, Some(true));
        let lost = alarm.replace(HYPERVISOR, "ntp1.example.net,0x8");
        assert_eq!(read(&Vault::default(), &lost).synchronised, Some(false));
    }

    #[test]
    fn a_stopped_service_is_an_answer() {
        let says = |text: &str| {
            let answer = read(&Vault::default(), text);
            let time = answer.w32time.unwrap_or_default();
            (answer.synchronised, time.runs, time.refused)
        };
        let stopped =
            "Es ist ein Fehler aufgetreten: Der Dienst wurde nicht gestartet. (0x80070426)\r\n";
        assert_eq!(says(stopped), (Some(false), Some(false), None));
        let denied = "The following error occurred: Access is denied. (0x80070005)\r\n";
        assert_eq!(says(denied), (None, None, Some(true)));
        for other in [
            "",
            "no\nsuch\nthing",
            "\u{fffd}: \u{fffd}\n:\n:\n:\n:\n:\n:\n:",
        ] {
            assert_eq!(says(other), (None, None, None), "{other}");
        }
    }

    #[test]
    fn group_policy_sets_the_service_up_before_the_machine() {
        let registry = |path: &str, name: &str| match (path, name) {
            (r"SOFTWARE\Policies\Microsoft\W32Time\Parameters", "Type") => {
                Some(Setting::Text("NT5DS".into()))
            }
            (r"SYSTEM\CurrentControlSet\Services\W32Time\Parameters", "Type") => {
                Some(Setting::Text("NTP".into()))
            }
            (r"SYSTEM\CurrentControlSet\Services\W32Time\Parameters", "NtpServer") => {
                Some(Setting::Text("time.windows.com,0x9".into()))
            }
            (r"SYSTEM\CurrentControlSet\Services\W32Time", "Start") => Some(Setting::Number(4)),
            _ => None,
        };
        let mut time = W32Time::default();
        set_up(&mut time, &Vault::default(), registry);
        assert_eq!(time.kind, Some("NT5DS".into()));
        assert_eq!(time.servers, Some("time.windows.com,0x9".into()));
        assert_eq!((time.disabled, time.client), (Some(true), None));
    }
}
