//! The units, the user that they run as, and what it may touch: taken by systemd's own tools.

use std::os::unix::fs::MetadataExt as _;

use super::{approves, contrib, knows, read};

const UNITS: [&str; 3] = [
    "otpdoctor.service",
    "otpdoctor.timer",
    "otpdoctor-watch.service",
];

/// The values of a setting of a unit.
fn values<'a>(unit: &'a str, name: &str) -> Vec<&'a str> {
    let lines = unit.lines();
    lines
        .filter_map(|line| line.strip_prefix(name)?.strip_prefix('='))
        .collect()
}

#[test]
fn systemd_takes_the_units() {
    let folder = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_otpdoctor");
    for name in UNITS {
        let unit = read(&format!("systemd/{name}"));
        let unit = unit.replace("/usr/local/bin/otpdoctor", program);
        std::fs::write(folder.path().join(name), unit).unwrap();
    }
    let paths = UNITS.map(|name| format!("./{name}"));
    let words = ["verify", "--man=no"].into_iter();
    let words: Vec<&str> = words.chain(paths.iter().map(String::as_str)).collect();
    approves("systemd-analyze", &words, folder.path());
}

#[test]
fn their_commands_are_known() {
    for name in ["otpdoctor.service", "otpdoctor-watch.service"] {
        let unit = read(&format!("systemd/{name}"));
        let commands = values(&unit, "ExecStart");
        assert_eq!(commands.len(), 1);
        knows(
            commands[0]
                .strip_prefix("/usr/local/bin/otpdoctor ")
                .unwrap(),
        );
    }
}

/// In a root folder of its own. Run as root, since it gives files away.
#[test]
fn their_user_is_made_and_may_read_the_config() {
    let root = tempfile::tempdir().unwrap();
    for folder in ["etc/otpdoctor", "var/lib"] {
        std::fs::create_dir_all(root.path().join(folder)).unwrap();
    }
    let secrets = root.path().join("etc/otpdoctor/secrets");
    std::fs::write(&secrets, "KEY=value\n").unwrap();
    let inside = format!("--root={}", root.path().display());
    let conf = |kind: &str| {
        let path = contrib(&format!("systemd/otpdoctor.{kind}.conf"));
        path.into_os_string().into_string().unwrap()
    };
    approves(
        "systemd-sysusers",
        &[&inside, &conf("sysusers")],
        root.path(),
    );
    let create = [&inside, "--create", &conf("tmpfiles")];
    approves("systemd-tmpfiles", &create, root.path());

    let users = std::fs::read_to_string(root.path().join("etc/passwd")).unwrap();
    let user: Vec<&str> = users.trim().split(':').collect();
    for name in ["otpdoctor.service", "otpdoctor-watch.service"] {
        let unit = read(&format!("systemd/{name}"));
        assert_eq!(values(&unit, "User"), [user[0]], "{name}");
        let state = values(&unit, "StateDirectory");
        assert_eq!(user[5], format!("/var/lib/{}", state[0]), "{name}");
        assert_eq!(values(&unit, "StateDirectoryMode"), ["0700"], "{name}");
    }
    let rights = |path: &str| {
        let meta = root.path().join(path).metadata().unwrap();
        (meta.mode() & 0o777, meta.uid(), meta.gid().to_string())
    };
    let config = (0o750, 0, user[3].to_owned());
    assert_eq!(rights("etc/otpdoctor"), config);
    assert_eq!(rights("etc/otpdoctor/secrets"), (0o600, 0, "0".to_owned()));
}
