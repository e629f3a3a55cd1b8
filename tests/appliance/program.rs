//! The program on the appliance, as an administrator uses it, and its judgement on Linux.

use std::process::{Command, Output};

use serde_json::Value;

use crate::faults::Fault;
use crate::world::World;

/// The program in the folder of the world, with the secrets that an import names.
fn otpdoctor(world: &World, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_otpdoctor"));
    command.args(arguments).current_dir(world.folder());
    command
        .env_remove("OTPDOCTOR_CONFIG")
        .env("APPDATA", world.folder());
    command.env("SMTP_PASSWORD", world.read("mail.pass"));
    command.env("SMTP_PASSWORD_SECUREAUTH2", "old-password");
    command.env("PROXY_PASSWORD", world.read("proxy.pass"));
    command.output().unwrap()
}

/// What it printed, where it ended well.
pub fn expect(world: &World, arguments: &[&str], code: i32) -> String {
    let output = otpdoctor(world, arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(
        output.status.code(),
        Some(code),
        "{arguments:?}: {out}\n{err}"
    );
    out + &err
}

/// A report in JSON.
pub fn report(world: &World, arguments: &[&str]) -> Value {
    let output = otpdoctor(world, arguments);
    let read = serde_json::from_slice(&output.stdout);
    read.unwrap_or_else(|why| panic!("{arguments:?}: {why}: {output:?}"))
}

/// The config that the program makes of the appliance, with what only its administrator knows; of the test: the ports, the
/// name server and the authority of servers on the loopback.
pub fn import(world: &World, fault: &Fault) -> String {
    std::fs::write(world.path("aliases.yaml"), include_str!("aliases.yaml")).unwrap();
    let arguments = [
        "config",
        "import",
        "--appliance",
        "--aliases",
        "aliases.yaml",
        "--into",
        "otpdoctor.yaml",
        "--force",
    ];
    expect(world, &arguments, 0);
    let imported = world.read("otpdoctor.yaml");
    let zone = imported
        .lines()
        .find_map(|line| line.trim().strip_prefix("zone: "));
    let zone = zone.unwrap_or_else(|| panic!("{imported}"));
    let zone = zone.split("  ").next().unwrap().to_owned();
    let [ntp1, ntp2, ntp3, dns] = ["ntp1", "ntp2", "ntp3", "dns"].map(|name| world.port(name));
    let known = format!(
        "    support_expires: 2099-01-01\n  trust: {{file: lab-ca.pem}}\n  dns: {{servers: [\"127.0.0.1:{dns}\"]}}\n"
    );
    let mut config = imported;
    let mut fill = |from: &str, to: &str| {
        assert_eq!(config.matches(from).count(), 1, "{from}: {config}");
        config = config.replace(from, to);
    };
    fill("    # support_expires: 2027-03-31", &(known + "    #"));
    let servers = "[ntp1.lab.otpdoctor.test, ntp2.lab.otpdoctor.test, ntp3.lab.otpdoctor.test]";
    let ports = format!(
        "[\"ntp1.lab.otpdoctor.test:{ntp1}\", \"ntp2.lab.otpdoctor.test:{ntp2}\", \"ntp3.lab.otpdoctor.test:{ntp3}\"]"
    );
    fill(servers, &ports);
    // Wine lets Network Service read no key.
    fill(
        "service_account: Network Service",
        "service_account: SYSTEM",
    );
    for (from, to) in &fault.filled_in {
        fill(&from.replace("ZONE", &zone), to);
    }
    std::fs::write(world.path("otpdoctor.yaml"), &config).unwrap();
    config
}

/// The causes of a report, in their order.
pub fn causes(report: &Value) -> Vec<String> {
    let causes = report["diagnosis"].as_array().unwrap().iter();
    let name = |one: &Value| {
        format!(
            "{}/{}",
            one["check"].as_str().unwrap(),
            one["reason"].as_str().unwrap()
        )
    };
    causes.map(name).collect()
}

/// What is wrong or unknown, each with its sentence.
pub fn troubles(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    let wrong = findings.filter(|one| !["pass", "skip"].contains(&one["status"].as_str().unwrap()));
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    let line = |one: &Value| {
        let [status, check, reason, summary] =
            ["status", "check", "reason", "summary"].map(|key| text(one, key));
        format!("{status} {check}/{reason}: {summary}")
    };
    wrong.map(line).collect()
}

/// What Linux makes of a bundle that was made here.
pub fn on_linux(world: &World, bundle: &str) -> Value {
    let program = std::env::var("OTPDOCTOR_ON_LINUX");
    let program =
        program.expect("tests/windows/suite names the program of Linux in OTPDOCTOR_ON_LINUX");
    let script = format!("exec {program} check --replay {bundle} -o json --exit-zero");
    let ran = Command::new("bash")
        .args(["-c", &script])
        .current_dir(world.folder())
        .output()
        .unwrap();
    serde_json::from_slice(&ran.stdout).unwrap_or_else(|why| panic!("{why}: {ran:?}"))
}
