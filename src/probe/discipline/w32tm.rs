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
pub fn read(vault: &Vault, text: &str) -> Answer {
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
#[allow(missing_docs, reason = "plain words")]
pub enum Setting {
    Number(u32),
    Text(String),
}

/// Adds how the service is set up: by group policy, else by the machine.
pub fn set_up(time: &mut W32Time, vault: &Vault, read: impl Fn(&str, &str) -> Option<Setting>) {
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

    /// Microsoft's documentation of W32Time's settings; outputs in other languages stand in `tests/reports/windows.yaml`.
    const VM_IC: &str = "Leap Indicator: 0(no warning)\r\nStratum: 1 (primary reference - syncd by radio clock)\r\nPrecision: -23 (119.209ns per tick)\r\nRoot Delay: 0.0003538s\r\nRoot Dispersion: 0.0100002s\r\nReferenceId: 0x00000000 (unspecified)\r\nLast Successful Sync Time: 5/23/2023 7:51:39 PM\r\nSource: VM IC Time Synchronization Provider\r\nPoll Interval: 6 (64s)\r\n \r\nPhase Offset: -0.0000013s\r\nClockRate: 0.0156250s\r\nState Machine: 2 (Sync)\r\nTime Source Flags: 3 (Authenticated Hardware )\r\nServer Role: 0 (None)\r\nLast Sync Error: 0 (The command completed successfully.)\r\nTime since Last Good Sync Time: 15.7344985s\r\n";

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
