//! Which versions of TLS Windows is asked for, and what becomes of those that the registry switches off.

use std::process::{Command, Stdio};

use checks::kit::probe::schannel::Versions;
use checks::kit::probe::tls::Handshake;

use crate::schannel::{MACHINE, TODAY, completed, facts, get, serve, world};

const CLIENT: &str =
    r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client";
const DOTNET: &str = r"HKLM\SOFTWARE\Microsoft\.NETFramework\v4.0.30319";

/// Run by those below in a process of its own, since wine reads the registry once.
#[tokio::test]
#[ignore = "the test of versions that are switched off runs it"]
async fn asked_while_tls_1_2_is_switched_off() {
    let pki = world();
    let server = serve(&pki, "host", TODAY, "plain", 2);
    let answer = get(&pki, &server, None).await;
    let (tls, windows) = facts(&answer);
    assert!(!tls.completed(), "{tls:?}");
    assert!(
        windows.error.is_some() || tls.outcome == Handshake::Alert("protocol_version".into()),
        "{tls:?}"
    );
    let version = "TLSv1.2".to_owned();
    assert_eq!(windows.library, Some(Handshake::Completed { version }));
    let said = windows.settings.iter().find(|one| one.number == Some(0));
    let said = said.unwrap_or_else(|| panic!("{windows:?}"));
    assert!(said.key.ends_with(r"\TLS 1.2\Client"), "{said:?}");
    assert_eq!(said.name.as_deref(), Some("Enabled"));
    assert_eq!(windows.asked, Some(Versions::ByTarget));
    let why = tls.mismatch();
    assert_eq!(why.as_deref(), Some("Windows has TLS 1.2 switched off"));
}

#[tokio::test]
#[ignore = "the test of .NET that asks for the old alone runs it"]
async fn asked_while_dotnet_asks_for_the_old_alone() {
    let pki = world();
    let server = serve(&pki, "host", TODAY, "plain", 2);
    let answer = get(&pki, &server, None).await;
    let (tls, windows) = facts(&answer);
    assert!(!tls.completed(), "{tls:?}");
    assert_eq!(windows.asked, Some(Versions::Old));
    let why = tls.mismatch();
    assert_eq!(why.as_deref(), Some(".NET asks for TLS 1.0 alone"));
}

/// As on Windows Server 2008 R2, where TLS 1.2 is off unless a program asks for it.
#[tokio::test]
#[ignore = "the test of .NET that asks for TLS 1.2 itself runs it"]
async fn asked_while_dotnet_asks_for_tls_1_2_itself() {
    let pki = world();
    let server = serve(&pki, "host", TODAY, "plain", 1);
    let answer = get(&pki, &server, None).await;
    let (tls, windows) = facts(&answer);
    assert!(completed(tls, "TLSv1.2"), "{tls:?}");
    assert_eq!(windows.asked, Some(Versions::Strong));
    let mut settings = windows.settings.iter();
    let strong = settings.find(|one| one.name.as_deref() == Some("SchUseStrongCrypto"));
    assert!(strong.is_some(), "{windows:?}");
}

/// Runs a test of this file in a process of its own while the registry has these numbers.
fn asked_with(test: &str, settings: &[(&str, &str, &str)]) {
    let _machine = MACHINE.write();
    let registry = |words: &[&str]| {
        let mut reg = Command::new("reg");
        let ran = reg.args(words).stdout(Stdio::null()).status();
        assert!(ran.expect("wine has it").success(), "{words:?}");
    };
    for (key, name, number) in settings {
        registry(&[
            "add",
            key,
            "/v",
            name,
            "/t",
            "REG_DWORD",
            "/d",
            number,
            "/f",
        ]);
    }
    let own = std::env::current_exe().expect("it has a path");
    let test = format!("versions::{test}");
    let asked = Command::new(own)
        .args(["--exact", &test, "--ignored"])
        .output();
    for (key, name, _) in settings {
        registry(&["delete", key, "/v", name, "/f"]);
    }
    let asked = asked.expect("it runs itself");
    let told = String::from_utf8_lossy(&asked.stdout);
    assert!(told.contains("1 passed"), "{told}");
}

#[test]
fn a_version_that_the_registry_switches_off_is_not_offered() {
    asked_with(
        "asked_while_tls_1_2_is_switched_off",
        &[(CLIENT, "Enabled", "0")],
    );
}

#[test]
fn what_the_appliances_dotnet_does_not_ask_for_is_not_offered() {
    asked_with(
        "asked_while_dotnet_asks_for_the_old_alone",
        &[
            (DOTNET, "SchUseStrongCrypto", "0"),
            (DOTNET, "SystemDefaultTlsVersions", "0"),
        ],
    );
}

#[test]
fn what_the_appliances_dotnet_asks_for_is_offered_though_windows_has_it_off_by_default() {
    asked_with(
        "asked_while_dotnet_asks_for_tls_1_2_itself",
        &[
            (CLIENT, "DisabledByDefault", "1"),
            (DOTNET, "SchUseStrongCrypto", "1"),
        ],
    );
}
