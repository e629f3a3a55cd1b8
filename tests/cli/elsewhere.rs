//! Files far from the appliance: what is there alone is unknown here, and what should be here has failed.
// Its places are those of Linux; what lies elsewhere is the same for both.
#![cfg(unix)]

use crate::program::Program;

/// A certificate that can be read.
const CERTIFICATE: &str = include_str!("../../fixtures/healthy/certs/license.pem");

/// A realm with a certificate at this place, of an appliance of this name.
fn at(place: &str, name: &str) -> Program {
    Program::with(&format!(
        "schema: 1\nappliance: {{platform: linux{name}}}\ncertificates: {{license: {{certificate: {place}}}}}\n\
         realms: {{A: {{client_certificate: license}}}}\n"
    ))
}

#[test]
fn an_absolute_path_that_leads_nowhere_is_unknown_off_the_appliance_alone() {
    let check = ["check", "--offline", "--only", "certificate-validity"];
    let elsewhere = ", name: an-appliance.example.net";
    let (out, _) = at("/nowhere/license.pem", elsewhere).expect(&check, 3);
    assert!(out.contains("run otpdoctor on the appliance"), "{out}");
    // On the appliance, beside the config, or where nobody says which machine is the appliance, it is missing.
    let here = [&check[..], &["--here"]].concat();
    for (place, name, arguments) in [
        ("/nowhere/license.pem", elsewhere, &here[..]),
        ("nowhere/license.pem", elsewhere, &check),
        ("/nowhere/license.pem", "", &check),
    ] {
        let (out, _) = at(place, name).expect(arguments, 1);
        assert!(
            out.contains("certificate-validity/missing"),
            "{place} {name}: {out}"
        );
    }
    // What is here is read, wherever the appliance is.
    let found = Program::with("");
    let place = found.path("found.pem");
    std::fs::write(&place, "no certificate").unwrap();
    let (out, _) = at(&place.display().to_string(), elsewhere).expect(&check, 1);
    assert!(out.contains("certificate-validity/un"), "{out}");
}

#[test]
fn what_lies_beside_the_config_is_missing_however_the_config_is_named() {
    let program = at("license.pem", ", name: an-appliance.example.net");
    let config = program.path("otpdoctor.yaml").display().to_string();
    let check = ["check", "--offline", "--config", &config];
    let (out, _) = program.expect(&check, 1);
    assert!(out.contains("certificate-validity/missing"), "{out}");
}

#[test]
fn roots_that_are_missing_fail_and_hide_no_certificate() {
    let with = |trust: &str, certificate: &str| {
        Program::with(&format!(
            "schema: 1\nappliance:\n  platform: linux\n  name: an-appliance.example.net\n  trust: {{file: '{trust}'}}\n\
             certificates: {{license: {{certificate: {certificate}}}}}\nrealms: {{A: {{client_certificate: license}}}}\n"
        ))
    };
    let check = ["check", "--offline"];
    let program = with("certs/nope.pem", "own.pem");
    std::fs::write(program.path("own.pem"), CERTIFICATE).unwrap();
    let (out, _) = program.expect(&check, 1);
    assert!(!out.contains("users say"), "{out}");
    for said in [
        "The trust bundle certs/nope.pem does not exist",
        "trust-unavailable",
        "a relative path starts at the folder of the config file",
        "otpdoctor.yaml:5:17",
    ] {
        let flat = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(said), "{said}: {out}");
    }
    // No roots are needed to see that a certificate is not there.
    let (out, _) = with("certs/nope.pem", "gone.pem").expect(&check, 1);
    assert!(out.contains("certificate-validity/missing"), "{out}");
    // On the appliance alone they may be there.
    for (trust, why) in [
        (
            "C:\\certs\\ca.pem",
            "is a path of Windows, and this machine runs Linux",
        ),
        (
            "/nowhere/ca.pem",
            "does not exist on this machine, which is not the appliance",
        ),
    ] {
        let program = with(trust, "own.pem");
        std::fs::write(program.path("own.pem"), CERTIFICATE).unwrap();
        let (out, _) = program.expect(&check, 3);
        let flat = out.replace("trust-unavailable", "");
        let flat = flat.split_whitespace().collect::<Vec<_>>().join(" ");
        let said = format!("The trust bundle {trust} {why}: run otpdoctor on the appliance");
        assert!(flat.contains(&said), "{said}: {out}");
        assert!(!flat.contains("Set `appliance.trust`"), "{out}");
        assert!(flat.contains("otpdoctor.yaml:5:17"), "{out}");
    }
}

#[test]
fn a_firewall_export_that_is_missing_fails_beside_the_config_alone() {
    let with = |export: &str| {
        Program::with(&format!(
            "schema: 1\nappliance: {{name: an-appliance.example.net, firewall: {{export: '{export}'}}}}\n\
             realms: {{A: {{overview: {{smtp: {{server_address: smtp.example.net}}}}}}}}\n"
        ))
    };
    let check = ["check", "--offline", "--only", "smtp-firewall"];
    let (out, _) = with("nope.json").expect(&check, 1);
    for said in ["The exported firewall rules do not exist", "nope.json"] {
        assert!(out.contains(said), "{said}: {out}");
    }
    assert!(!out.contains("users say"), "{out}");
    for elsewhere in ["C:\\nope.json", "/nowhere/nope.json"] {
        let (out, _) = with(elsewhere).expect(&check, 3);
        assert!(out.contains("run otpdoctor on the appliance"), "{out}");
    }
    // What is there may be an export of a language that otpdoctor does not read.
    let program = with("rules.txt");
    std::fs::write(program.path("rules.txt"), "Regelname: SecureAuth SMTP").unwrap();
    program.expect(&check, 3);
}

#[test]
fn a_config_that_is_missing_is_told_in_every_format_of_pipelines() {
    let program = Program::with("");
    std::fs::remove_file(program.path("otpdoctor.yaml")).unwrap();
    for command in ["check", "config validate"] {
        for format in ["json", "junit", "sarif", "github", "markdown", "html"] {
            let mut arguments: Vec<&str> = command.split(' ').collect();
            let output = format!("{format}=out");
            arguments.extend(["--config", "gone.yaml", "-o", &output]);
            let (_, err) = program.expect(&arguments, 66);
            let written = std::fs::read_to_string(program.path("out")).unwrap();
            assert!(
                written.contains("gone.yaml"),
                "{command} {format}: {written}"
            );
            assert!(err.contains("gone.yaml"), "{err}");
        }
    }
    // Metrics would say that all is well, and wrong usage is nobody's finding.
    program.expect(&["check", "-o", "openmetrics=m"], 66);
    program.expect(&["check", "--only", "nonsense", "-o", "json=j"], 64);
    assert!(!program.path("m").exists() && !program.path("j").exists());
}

#[test]
fn a_pipeline_that_works_in_a_folder_of_the_repository_marks_its_files() {
    let program = Program::with("schema: 1\nrealms: {A: {overview: {smtp: {port: many}}}}\n");
    let repository = std::fs::canonicalize(program.path("otpdoctor.yaml")).unwrap();
    let repository = repository.parent().unwrap().parent().unwrap().to_owned();
    let folder = program
        .path("otpdoctor.yaml")
        .parent()
        .unwrap()
        .file_name()
        .unwrap()
        .to_owned();
    let file = format!("file={}/otpdoctor.yaml,", folder.to_string_lossy());
    for (variable, root, expected) in [
        ("GITHUB_WORKSPACE", repository.as_path(), file.as_str()),
        ("CI_PROJECT_DIR", &repository, &file),
        (
            "GITHUB_WORKSPACE",
            "/elsewhere".as_ref(),
            "file=otpdoctor.yaml,",
        ),
        ("OTHER", &repository, "file=otpdoctor.yaml,"),
    ] {
        let mut command = program.command(&["check", "-o", "github"]);
        let output = command.env(variable, root).output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        assert!(out.contains(expected), "{variable}: {out}");
    }
}

#[test]
fn what_was_written_is_told_to_programs() {
    let program = Program::with(crate::program::QUIET);
    let told = |arguments: &[&str]| -> serde_json::Value {
        let (out, _) = program.expect(arguments, 0);
        serde_json::from_str(&out).unwrap_or_else(|why| panic!("{why}: {out}"))
    };
    let bundle = told(&[
        "bundle",
        "create",
        "--offline",
        "--into",
        "b.zip",
        "-o",
        "json",
    ]);
    assert_eq!(bundle["schema"], "otpdoctor.written/1");
    assert_eq!(
        (&bundle["path"], &bundle["realms"]),
        (&"b.zip".into(), &2.into())
    );
    let size = std::fs::metadata(program.path("b.zip")).unwrap().len();
    assert_eq!(bundle["bytes"], size);
    assert!(bundle["summary"]["pass"].as_u64() > Some(0), "{bundle}");
    let init = told(&["config", "init", "new.yaml", "-o", "json"]);
    assert_eq!(
        (&init["command"], &init["path"]),
        (&"config init".into(), &"new.yaml".into())
    );
    std::fs::create_dir(program.path("SecureAuth7")).unwrap();
    let web = "<configuration><appSettings><add key=\"SMTPServer\" value=\"smtp.example.net\"/></appSettings></configuration>";
    std::fs::write(program.path("SecureAuth7/web.config"), web).unwrap();
    let import = ["config", "import", "SecureAuth7/web.config", "-o", "json"];
    let made = told(&[&import[..], &["--into", "made.yaml"]].concat());
    assert_eq!(
        (&made["command"], &made["realms"]),
        (&"config import".into(), &1.into())
    );
    // Without a file the config is the answer.
    program.expect(&import, 64);
    program.expect(&import[..3], 0);
}
