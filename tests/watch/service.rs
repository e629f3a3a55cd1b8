//! A watch as a service of Windows, by the service manager. There is one service of that name on a machine: one test.

use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Instant;

use super::held_port::HeldPort;
use super::program::{PATIENCE, Place};
use super::web;

const NAME: &str = "otpdoctor-watch";

fn otpdoctor(arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_otpdoctor"));
    program.args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&said).into_owned()
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", said(output));
    said(output)
}

#[cfg(unix)]
#[test]
fn on_linux_the_service_names_the_unit_of_systemd() {
    for arguments in [&["install"][..], &["run"], &["remove"]] {
        let refused = otpdoctor(&[&["service"], arguments].concat());
        assert_eq!(refused.status.code(), Some(64));
        let unit = "contrib/systemd/otpdoctor-watch.service";
        assert!(said(&refused).contains(unit), "{}", said(&refused));
    }
}

/// A program of Windows.
fn system(program: &str, arguments: &[&str]) -> Output {
    Command::new(program).args(arguments).output().unwrap()
}

/// Waits until nobody, or somebody, listens there.
fn listened(port: u16, wanted: bool) {
    let until = Instant::now() + PATIENCE;
    while TcpStream::connect(("127.0.0.1", port)).is_ok() != wanted {
        assert!(Instant::now() < until, "{}", log());
        std::thread::yield_now();
    }
}

fn log() -> String {
    let data = std::env::var_os("ProgramData").unwrap();
    let log = Path::new(&data).join(r"otpdoctor\service\watch.log");
    std::fs::read_to_string(log).unwrap_or_default()
}

#[test]
#[cfg_attr(unix, ignore = "the service manager is Windows' own")]
fn the_service_manager_installs_starts_stops_and_removes_the_watch() {
    // What a run that was broken off left.
    otpdoctor(&["service", "remove"]);
    let port = HeldPort::hold().number;
    let place = Place::with(&format!(
        "schema: 1\nwatch: {{every: 1s, listen: '127.0.0.1:{port}'}}\nappliance: {{name: in service}}\nrealms: {{A: {{}}}}\n"
    ));
    // In the folder for temporary files every user may replace what is there.
    let data = std::env::var_os("ProgramData").unwrap();
    let folder = tempfile::Builder::new()
        .prefix("with a space")
        .tempdir_in(data)
        .unwrap();
    let config = folder.path().join("otpdoctor.yaml");
    std::fs::copy(place.path("otpdoctor.yaml"), &config).unwrap();
    let config = config.to_str().unwrap();
    let install = |options: &[&str]| {
        let fixed = ["service", "install", "--config", config, "--"];
        otpdoctor(&[&fixed, options].concat())
    };

    let wrong = install(&["--evry", "1s"]);
    assert_eq!(wrong.status.code(), Some(64), "{}", said(&wrong));
    let before = log().len();
    let installed = done(&install(&["--only", "time", "--reports", "kept"]));
    assert!(
        installed.contains(r"otpdoctor\service\watch.log"),
        "{installed}"
    );
    let again = install(&[]);
    assert_eq!(again.status.code(), Some(69));
    assert!(said(&again).contains("service remove"), "{}", said(&again));
    let key = format!(r"HKLM\SYSTEM\CurrentControlSet\Services\{NAME}");
    let kept = done(&system("reg", &["query", &key, "/s"]));
    let program = env!("CARGO_BIN_EXE_otpdoctor");
    for word in [
        format!("--config \"{config}\" --folder "),
        r"otpdoctor\service -- --only time --reports kept".to_owned(),
        r"NT AUTHORITY\NetworkService".to_owned(),
        program.rsplit(['/', '\\']).next().unwrap().to_owned(),
    ] {
        assert!(kept.contains(&word), "{word}: {kept}");
    }

    done(&system("net", &["start", NAME]));
    listened(port, true);
    let until = Instant::now() + PATIENCE;
    while web::get(port, "/health", "").0 != 200 {
        assert!(Instant::now() < until, "{}", log());
    }
    let said_since = log()[before..].to_owned();
    assert!(
        said_since.contains("in service watches 1 realm every 1s"),
        "{said_since}"
    );
    // A relative path starts from the folder of the config.
    assert!(folder.path().join("kept").is_dir());
    done(&system("net", &["stop", NAME]));
    listened(port, false);

    // What is wrong when it starts stands in its log.
    std::fs::write(config, "schema: 1\nrealms: {A: {smpt: {}}}\n").unwrap();
    system("net", &["start", NAME]);
    let until = Instant::now() + PATIENCE;
    while !log()[before..].contains("smpt") {
        assert!(Instant::now() < until, "{}", log());
    }
    let removed = done(&otpdoctor(&["service", "remove"]));
    assert!(removed.contains("is removed"), "{removed}");
    let gone = otpdoctor(&["service", "remove"]);
    assert_eq!(gone.status.code(), Some(69));
    assert!(said(&gone).contains("service install"), "{}", said(&gone));
}

#[test]
#[cfg_attr(unix, ignore = "the service manager is Windows' own")]
fn what_others_may_change_or_replace_becomes_no_service() {
    let data = std::env::var_os("ProgramData").unwrap();
    let folder = tempfile::tempdir_in(data).unwrap();
    let config = folder.path().join("otpdoctor.yaml");
    std::fs::write(&config, "schema: 1\nrealms: {A: {}}\n").unwrap();
    let (config, folder) = (config.to_str().unwrap(), folder.path().to_str().unwrap());
    let chmod = |mode: &str, path: &str| {
        let words = format!("chmod {mode} \"$(wine winepath -u '{path}' | tr -d '\\r')\"");
        done(&system("bash", &["-c", &words]));
    };
    for (mode, of_folder, wrong) in [
        ("666", "755", format!("Everyone may change {config}")),
        (
            "644",
            "777",
            format!("Everyone may replace what is in {folder}"),
        ),
    ] {
        chmod(mode, config);
        chmod(of_folder, folder);
        let refused = otpdoctor(&["service", "install", "--config", config]);
        assert_eq!(refused.status.code(), Some(64));
        let said = said(&refused);
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(&wrong), "{wrong}: {said}");
        assert!(said.contains("icacls "), "{said}");
    }
}
