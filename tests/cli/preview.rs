//! The multi-factor page, from the config alone.

use crate::program::Program;

const TWO: &str = "\
schema: 1
defaults:
  workflow: {default_workflow: username_and_password_second_factor}
  multi_factor: {phone: {field_1: voice_and_sms_text, field_2: disabled}, email: {field_1: html}}
realms:
  SecureAuth1:
    overview: {description: VPN}
    multi_factor:
      help_desk_1: {enabled: true, phone: \"+1 949 555 0100\", email: helpdesk@example.net}
      help_desk_2: {enabled: true, phone: \"+44 20 7946 0000\", email: emea@example.net}
      oath: {enabled: true, passcode_length: 8}
  SecureAuth2:
    multi_factor:
      help_desk_1: {enabled: true, email: helpdesk@example.net, phone: \"\"}
      help_desk_2: {enabled: false}
  SecureAuth3:
    workflow: {default_workflow: username_and_password}
    multi_factor: {help_desk_1: {enabled: true, phone: \"+1 949 555 0100\", email: helpdesk@example.net}}
";

#[test]
fn both_help_desks_stand_on_the_page_as_they_are_designated() {
    let (out, _) = Program::with(TWO).expect(&["preview", "--realm", "SecureAuth1"], 0);
    let said = out.split_whitespace().collect::<Vec<_>>().join(" ");
    let order = [
        "Phone 1",
        "Email 1",
        "Help Desk 1",
        "Help Desk 2",
        "Passcode (OATH)",
    ];
    let places = order.map(|label| out.find(label).unwrap_or_else(|| panic!("{label}: {out}")));
    assert!(places.is_sorted(), "{out}");
    for shown in [
        "SecureAuth1 · VPN",
        "Username & Password | Second Factor",
        "+1 949 555 0100 · helpdesk@example.net",
        "+44 20 7946 0000 · emea@example.net",
        "8 digits",
        "last successful login",
    ] {
        assert!(said.contains(shown), "{shown}: {out}");
    }
    assert!(!out.contains("Phone 2"), "{out}");
}

#[test]
fn what_is_not_on_the_page_has_its_reason_and_its_place() {
    let program = Program::with(TWO);
    let (out, _) = program.expect(&["preview", "--realm", "SecureAuth2"], 0);
    assert!(
        out.contains("no phone number · helpdesk@example.net"),
        "{out}"
    );
    for reason in [
        "help-desk/disabled",
        "help-desk/phone-missing",
        "otpdoctor.yaml:15:",
    ] {
        assert!(out.contains(reason), "{reason}: {out}");
    }
    let (out, _) = program.expect(&["preview", "--realm", "SecureAuth3"], 0);
    assert!(out.contains("never see a multi-factor page"), "{out}");
    assert!(out.contains("second-factor/methods-unused"), "{out}");
    assert!(!out.contains("[ Submit ]"), "{out}");
}

#[test]
fn a_password_in_clear_is_nothing_of_the_page() {
    let realms = TWO.replace(
        "overview: {",
        "overview: {smtp: {server_address: smtp.example.net, password: \"Passw0rd!\"}, ",
    );
    assert!(realms.contains("Passw0rd!"), "{realms}");
    let (out, _) = Program::with(&realms).expect(&["preview"], 0);
    assert!(!out.contains("secret-in-clear"), "{out}");
}

#[test]
fn every_realm_is_shown_and_programs_read_it_too() {
    let program = Program::with(TWO);
    let (out, _) = program.expect(&["preview", "-o", "json"], 0);
    let pages: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(pages["schema"], "otpdoctor.preview/1");
    let asked: Vec<_> = pages["pages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|page| &page["asked_for"])
        .collect();
    assert_eq!(asked, [true, true, false]);
    assert_eq!(pages["pages"][0]["choices"][2]["label"], "Help Desk 1");
    assert_eq!(
        pages["pages"][0]["steps"],
        serde_json::json!(["Username & Password", "Second Factor"])
    );
    let (_, err) = program.expect(&["preview", "--realm", "SecureAuth9"], 64);
    assert!(err.contains("did you mean SecureAuth"), "{err}");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let program = Program::with(TWO);
    for width in [40, 80, 200] {
        let mut command = program.command(&["preview"]);
        let output = command.env("COLUMNS", width.to_string()).output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let widest = out.lines().map(|line| line.chars().count()).max();
        assert!(widest.unwrap() <= width, "{width}: {out}");
    }
}

/// The last words of the last step.
const END: &str = "look below it.";

#[test]
fn a_long_address_of_a_help_desk_is_shown_whole() {
    let address = "help-desk-of-the-emea-region@support.example.net";
    let program = Program::with(&TWO.replace("emea@example.net", address));
    for width in ["80", "200"] {
        let mut command = program.command(&["preview", "--realm", "SecureAuth1"]);
        let output = command.env("COLUMNS", width).output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        assert!(out.contains(address), "{out}");
    }
}

#[test]
fn the_steps_end_what_is_said_without_a_config_too() {
    let program = Program::with(TWO);
    std::fs::remove_file(program.path("otpdoctor.yaml")).unwrap();
    for more in [&[][..], &["-o", "markdown"]] {
        let said = [&["diagnose", "only one help desk option"], more].concat();
        let (out, _) = program.expect(&said, 3);
        assert!(out.contains("How a realm offers two help desks"), "{out}");
        assert!(out.trim_end().ends_with(END), "{out}");
    }
}

#[test]
fn who_misses_a_help_desk_is_shown_the_page_and_the_steps_end_it() {
    let program = Program::with(TWO);
    for realm in ["SecureAuth2", "SecureAuth1"] {
        let said = ["diagnose", "only one help desk option", "--realm", realm];
        let told = |more: &[&str]| {
            let output = program.run(&[&said, more].concat());
            crate::program::text(&output.stdout)
        };
        let out = told(&[]);
        assert!(out.contains("[ Submit ]"), "{out}");
        assert!(out.trim_end().ends_with(END), "{out}");
        let ticket = told(&["-o", "markdown"]);
        assert!(ticket.trim_end().ends_with(END), "{ticket}");
        let page = told(&["-o", "html"]);
        for part in [
            "You said: only one help desk option",
            "Sketch of the multi-factor page",
            END,
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        let diagnosed: serde_json::Value = serde_json::from_str(&told(&["-o", "json"])).unwrap();
        let steps = &diagnosed["complaint"]["second_help_desk"];
        for (index, step) in [
            (0, "Overview tab"),
            (1, "Second Factor"),
            (2, "Help Desk 2 to Enabled"),
            (3, "Phone and the Email"),
            (4, "proves who"),
        ] {
            let step_of_json = steps[index].as_str().unwrap();
            assert!(step_of_json.contains(step), "{step}: {steps}");
        }
    }
}

#[test]
fn the_html_report_of_a_check_has_the_pages_as_a_sketch() {
    let program = Program::with(TWO);
    program.expect(
        &["check", "--offline", "--exit-zero", "-o", "html=r.html"],
        0,
    );
    let page = std::fs::read_to_string(program.path("r.html")).unwrap();
    let (_, sketch) = page.split_once("a sketch from the config").unwrap();
    for shown in [
        "SecureAuth1",
        "Help Desk 2</b> <span class=\"quiet\">+44 20 7946 0000 · emea@example.net",
        "no phone number · helpdesk@example.net",
        "Users never see the multi-factor page under this workflow.",
    ] {
        assert!(sketch.contains(shown), "{shown}: {sketch}");
    }
}
