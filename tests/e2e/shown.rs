//! What people see of a probe: its steps in the order of the chain, its own command, and pages that explain its steps.

use checks::steps;

use crate::program::{Program, Run};

/// A probe that ends at its first step, since the realm has no Authentication API.
fn probe(format: &str) -> Run {
    let program = Program::with("schema: 1\nrealms:\n  SecureAuth1: {}\n  SecureAuth2: {}\n");
    let arguments = [
        "probe",
        "sms",
        "--to",
        "+19495550100",
        "--yes",
        "--realm",
        "SecureAuth1",
        "--user",
        "jdoe",
        "-o",
        format,
    ];
    program.run(&arguments, "")
}

#[test]
fn steps_stand_in_the_order_of_the_chain() {
    let shown = probe("human").out;
    let (_, steps) = shown
        .split_once("\nsteps\n")
        .unwrap_or_else(|| panic!("there are no steps: {shown}"));
    // A line that goes on is indented further.
    let rows = steps.lines().take_while(|line| !line.is_empty());
    let rows = rows.filter(|line| !line.starts_with("   "));
    let names: Vec<&str> = rows
        .filter_map(|row| row.split_whitespace().nth(1))
        .collect();
    assert_eq!(
        names,
        [
            "api-credentials",
            "phone-request",
            "passcode-entry",
            "passcode-verify"
        ],
        "{shown}"
    );
}

#[test]
fn the_probe_is_seen_again_by_its_own_command() {
    let shown = probe("markdown").hides(&["9495550100"]).out;
    let again = "`otpdoctor probe sms --to NUMBER --realm SecureAuth1 --user jdoe --config \"otpdoctor.yaml\"`";
    assert!(shown.contains(again), "{shown}");
}

#[test]
fn every_step_is_explained() {
    let program = Program::with("");
    for step in steps::ALL {
        let page = program.run(&["explain", step.id], "");
        assert_eq!(page.code, 0, "{page:?}");
        let words: Vec<&str> = page.out.split_whitespace().collect();
        let page = words.join(" ");
        assert!(page.contains(step.title), "{page}");
        assert!(page.contains("otpdoctor probe "), "{page}");
        for reason in step.reasons {
            let told = format!(
                "{} ({}): {}",
                reason.code,
                reason.status.name(),
                reason.about
            );
            assert!(page.contains(&told), "{told}: {page}");
        }
    }
}
