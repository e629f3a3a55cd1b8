//! A method that is off: every probe tells why and what to do about it, as `otp issue` does.

use crate::program::Program;

fn step(program: &Program, arguments: &[&str], name: &str) -> serde_json::Value {
    let run = program.run(&[arguments, &["-o", "json"]].concat(), "");
    run.finding(name)
}

/// What each command says of a realm with these settings.
fn told(settings: &str, words: &str, cure: &str) {
    let program = Program::with(&format!(
        "schema: 1\nprobes:\n  mailbox: {{address: probe@otp.test, imap: \"127.0.0.1:1\"}}\n  sms_gateway: {{url: \"http://127.0.0.1:1/{{number}}\", body: \"{{message}}\"}}\nrealms:\n  SecureAuth3:\n{settings}"
    ));
    let to = ["--to", "+1 949 555 0100", "--yes"];
    let probes: [(&[&str], &str, &str, &str); 3] = [
        (
            &["probe", "email"],
            "passcode-issue",
            "email",
            "sends no e-mail",
        ),
        (
            &[&["probe", "sms"], &to[..]].concat(),
            "passcode-issue",
            "sms",
            "sends no text messages",
        ),
        (
            &["probe", "help-desk", "--operator-file", "operator", "--yes"],
            "passcode-issue",
            "help-desk-1",
            "has no Help Desk 1",
        ),
    ];
    for (arguments, name, method, what) in probes {
        let step = step(&program, arguments, name);
        let summary = step["summary"].as_str().unwrap();
        assert_eq!(step["reason"], "method-off", "{step}");
        assert!(
            summary.starts_with(&format!("SecureAuth3 {what}: ")),
            "{summary}"
        );
        assert!(summary.contains(words), "{summary}");
        assert!(
            step["remedy"]["steps"][0].as_str().unwrap().contains(cure),
            "{step}"
        );
        let issue = [
            "otp",
            "issue",
            "--realm",
            "SecureAuth3",
            "--user",
            "jo",
            "--method",
            method,
        ];
        let issued = program.run(&issue, "").err;
        let plain = issued.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(plain.contains(summary), "{summary}, and otp issue: {plain}");
    }
    let oath = step(
        &program,
        &["probe", "oath", "--realm", "SecureAuth3"],
        "oath-enrollment",
    );
    assert!(
        oath["summary"]
            .as_str()
            .unwrap()
            .starts_with("SecureAuth3 takes no codes of apps and tokens: "),
        "{oath}"
    );
    assert!(
        oath["remedy"]["steps"][0].as_str().unwrap().contains(cure),
        "{oath}"
    );
}

#[test]
fn a_workflow_that_asks_for_no_second_factor_is_the_reason() {
    let on = "    multi_factor: {email: {field_1: text}, phone: {field_1: sms_text_only}, help_desk_1: {enabled: true}, oath: {enabled: true}}\n";
    told(
        &format!("    workflow: {{default_workflow: username_only}}\n{on}"),
        "the workflow \"Username Only\" asks for no second factor (realms.SecureAuth3.workflow.default_workflow)",
        "Default Workflow",
    );
}
