//! Lists, which programs read too.

use crate::program::Program;

#[test]
fn every_list_is_written_for_programs_too() {
    let program = Program::with("");
    for command in [
        "list",
        "diagnose --list",
        "demo --fault list",
        "report --schema list",
        "config schema",
    ] {
        let arguments: Vec<&str> = command.split(' ').collect();
        let (out, _) = program.expect(&[&arguments[..], &["-o", "json"]].concat(), 0);
        let list: serde_json::Value =
            serde_json::from_str(&out).unwrap_or_else(|why| panic!("{command}: {why}: {out}"));
        program.expect(&[&arguments[..], &["-o", "json=list.json"]].concat(), 0);
        let written = std::fs::read_to_string(program.path("list.json")).unwrap();
        let written: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(written, list, "{command}");
    }
}

#[test]
fn a_reason_is_explained_with_its_own_cure() {
    let program = Program::with("");
    let (page, _) = program.expect(&["explain", "clock-skew/servers-disagree"], 0);
    assert!(page.contains("Find out which server is right"), "{page}");
    assert!(!page.contains("w32tm"), "{page}");
    let (page, _) = program.expect(&["explain", "clock-skew/behind"], 0);
    for says in [
        "/manualpeerlist:\"SERVERS\"",
        "fail at time.warn",
        "chronyc",
    ] {
        assert!(page.replace('\n', " ").contains(says), "{says}: {page}");
    }
}
