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
