//! A whole appliance: the realms on its drives, and what its Windows says of itself.

use std::path::{Path, PathBuf};

use checks::kit::probe::schannel::Setting as TlsSetting;
use checks::kit::probe::system_proxy::Setting;
use checks::kit::realm::{CertificateSource, StoreEntry};
use otpdoctor::config::import::{Aliases, Import, Machine, Stored};

use crate::program::{expect, golden, holds, import};

/// A drive with the realms of the fixtures, as vendor's appliances have them.
fn drive() -> tempfile::TempDir {
    let drive = tempfile::tempdir().unwrap();
    for realm in ["SecureAuth1", "SecureAuth2", "SecureAuth10"] {
        let folder = drive.path().join("SecureAuth").join(realm);
        std::fs::create_dir_all(&folder).unwrap();
        let file = format!("fixtures/import/web/{realm}/web.config");
        std::fs::copy(file, folder.join("web.config")).unwrap();
    }
    drive
}

fn stored(name: &str, is_vendors: bool) -> Stored {
    Stored {
        name: name.to_owned(),
        source: CertificateSource::Store {
            store: "LocalMachine/My".to_owned(),
            entry: StoreEntry::Thumbprint("0f".repeat(20)),
        },
        says: "CN=idp-01.example.net; issued by CN=SecureAuth G3 Intermediate".to_owned(),
        is_vendors,
    }
}

fn machine() -> Machine {
    Machine {
        name: "idp-01".to_owned(),
        domain_joined: Some(false),
        zone: Some("America/Los_Angeles".to_owned()),
        time_type: Some("NTP".to_owned()),
        time_servers: Some("ntp1.example.net,0x9 10.30.0.3,8".to_owned()),
        proxy: Ok(Some(Setting {
            place: "WinHTTP".to_owned(),
            proxy: Some("proxy.example.net:3128".to_owned()),
            bypass: vec!["*.corp.example.net".to_owned(), "<local>".to_owned()],
            account: None,
        })),
        firewall: Ok(4),
        tls: vec![TlsSetting {
            key: r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client".into(),
            name: Some("Enabled".into()),
            number: Some(0),
        }],
        certificates: Ok(vec![
            stored("SecureAuth license", true),
            stored("IIS site", false),
        ]),
    }
}

/// The config of that machine, which must be valid.
fn config_of(machine: Machine) -> String {
    let drive = drive();
    let drives = [drive.path().to_owned(), PathBuf::from("no such drive")];
    let import = Import::appliance(&drives, Some(machine), &Aliases::standard()).unwrap();
    let path = drive.path().join("otpdoctor.yaml");
    std::fs::write(&path, import.yaml()).unwrap();
    holds(&path);
    let place = drive.path().display().to_string();
    import.yaml().replace(&place, "D:").replace('\\', "/")
}

#[test]
fn what_the_machine_says_is_filled_in_and_the_rest_is_named_with_how_to_know_it() {
    golden(&config_of(machine()), "appliance.yaml");
    let silent = Machine {
        domain_joined: None,
        zone: None,
        time_type: Some("nt5ds".to_owned()),
        proxy: Err("the Internet settings of NETWORK SERVICE: permission denied".to_owned()),
        firewall: Err("the registry cannot be read".to_owned()),
        tls: Vec::new(),
        certificates: Err("the store cannot be opened".to_owned()),
        ..machine()
    };
    golden(&config_of(silent), "appliance-silent.yaml");
}

#[test]
fn the_license_certificate_is_chosen_only_where_no_other_can_be_meant() {
    for (certificates, chosen) in [
        (vec![("one", false)], true),
        (vec![("one", true), ("other", false)], true),
        (vec![("one", true), ("other", true)], false),
        (vec![("one", false), ("other", false)], false),
        (vec![], false),
    ] {
        let all = certificates
            .iter()
            .map(|(name, vendors)| stored(name, *vendors));
        let certificates = Ok(all.collect());
        let config = config_of(Machine {
            certificates,
            ..machine()
        });
        assert_eq!(
            config.contains("\n    certificate: one "),
            chosen,
            "{config}"
        );
    }
}

#[test]
fn of_two_drives_with_the_same_realms_the_first_counts_and_the_other_is_named() {
    let (drive, backup) = (drive(), drive());
    let only_here = backup.path().join("SecureAuth/SecureAuth3");
    std::fs::rename(backup.path().join("SecureAuth/SecureAuth2"), only_here).unwrap();
    let drives = [drive.path().to_owned(), backup.path().to_owned()];
    let import = Import::appliance(&drives, Some(machine()), &Aliases::standard()).unwrap();
    assert_eq!(import.realms(), 4);
    let path = drive.path().join("otpdoctor.yaml");
    std::fs::write(&path, import.yaml()).unwrap();
    holds(&path);
    let account = import.account().replace(char::is_whitespace, "");
    for (realm, named) in [
        ("SecureAuth1", true),
        ("SecureAuth2", false),
        ("SecureAuth10", true),
    ] {
        let copy = backup
            .path()
            .join("SecureAuth")
            .join(realm)
            .join("web.config");
        let note = format!("note:{}isofarealmofthisnametoo", copy.display());
        assert_eq!(account.contains(&note), named, "{account}");
    }
    // Two appliances' drives are not one.
    let both = drives.iter().map(|one| one.to_str().unwrap());
    let both = ["config", "import", "--appliance"].into_iter().chain(both);
    let (_, said) = expect(&both.collect::<Vec<_>>(), 66);
    assert!(said.contains("import it only once"), "{said}");
}

#[test]
fn a_copied_drive_is_read_without_the_machine() {
    let drive = drive();
    let (config, _) = import(&["--appliance", drive.path().to_str().unwrap()]);
    let realms: Vec<&str> = config
        .lines()
        .filter_map(|line| line.strip_prefix("  Secure"))
        .collect();
    assert_eq!(realms, ["Auth1:", "Auth2: {}", "Auth10: {}"]);
    assert!(config.contains("# appliance:\n"), "{config}");
}

#[test]
fn a_file_that_cannot_be_read_does_not_hide_the_other_realms() {
    let drive = drive();
    let broken = drive.path().join("SecureAuth/SecureAuth2/web.config");
    std::fs::write(
        &broken,
        "<configuration><a password='c4nary' <</configuration>",
    )
    .unwrap();
    let (config, account) = import(&["--appliance", drive.path().to_str().unwrap()]);
    assert!(config.contains("  SecureAuth2: {}\n"), "{config}");
    let account = account.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        account.contains("it is not well-formed XML at 1:"),
        "{account}"
    );
}

#[test]
fn without_realms_and_elsewhere_it_is_said_what_is_needed() {
    let empty = tempfile::tempdir().unwrap();
    let named = empty.path().to_str().unwrap();
    let (_, said) = expect(&["config", "import", "--appliance", named], 66);
    assert!(
        said.contains(r"such as SecureAuth\SecureAuth1 with a web.config"),
        "{said}"
    );
    assert!(!Path::new(named).join("otpdoctor.yaml").exists());
    if !cfg!(windows) {
        let (_, said) = expect(&["config", "import", "--appliance"], 64);
        assert!(
            said.contains("`otpdoctor config import --appliance PATH`"),
            "{said}"
        );
    }
}
