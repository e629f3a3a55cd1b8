//! The fleet's database, made by the script as it stands: who watches writes, who reports only reads.

use std::process::Command;

use crate::program::Place;
use crate::server::Server;

const CONFIG: &str =
    "schema: 1\nappliance: {license: {support_expires: 2020-01-01}}\nrealms: {A: {}}\n";

/// Nothing that would be asked of other machines.
const ONLY: [&str; 2] = ["--only", "license-current"];

/// The database that the script makes, as a role sees it.
fn place(server: &Server, role: &str) -> String {
    let place = server.place_of("otpdoctor");
    let (place, _) = place.rsplit_once("user=").unwrap();
    format!("{place}user={role}")
}

#[test]
fn appliances_write_and_a_report_reads() {
    let server = Server::start();
    let script = super::contrib("postgres/fleet.sql");
    let made = Command::new("psql")
        .args(["-X", "-q", "-U", "postgres", "-d", "postgres", "-f"])
        .arg(script)
        .env("PGHOST", server.sockets())
        .env("PGPORT", server.port.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success() && said.is_empty(), "{said}");

    let here = Place::with(CONFIG);
    let (watch, report) = (
        place(&server, "otpdoctor_watch"),
        place(&server, "otpdoctor_report"),
    );
    for appliance in ["idp-01", "idp-02", "idp-03"] {
        let ended = here.runs(
            2,
            &[&ONLY[..], &["--history", &watch, "--appliance", appliance]].concat(),
        );
        assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    }
    let look = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
            .args(["report", "--history", "1h", "--from", &report])
            .args(arguments)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        String::from_utf8(output.stdout).unwrap()
    };
    let told = look(&[]);
    let review: serde_json::Value = serde_json::from_str(&look(&["-o", "json"])).unwrap();
    let shared = &review["fleet"]["shared"][0];
    assert_eq!(
        (&shared["appliances"], &shared["of"]),
        (&3.into(), &3.into()),
        "{shared}"
    );
    assert!(told.contains("license-current/support-expired"), "{told}");

    let refused = here.runs(1, &[&ONLY[..], &["--history", &report]].concat());
    assert!(refused.err.contains("permission denied"), "{}", refused.err);
    let others = "SELECT has_database_privilege('pg_monitor', 'otpdoctor', 'CONNECT')";
    assert_eq!(server.sql("postgres", others), "f");
}
