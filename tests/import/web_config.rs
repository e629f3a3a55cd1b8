//! web.config files, found by standard places and by the user's aliases.

use crate::program::{expect, golden, import};

const WEB: &str = "fixtures/import/web";

#[test]
fn a_folder_of_realms_is_imported_by_aliases() {
    let (config, account) = import(&[WEB, "--aliases", "fixtures/import/aliases.yaml"]);
    golden(&config, "web.yaml");
    golden(&account, "web.txt");
}

#[test]
fn without_aliases_only_what_is_standard_is_found() {
    let (config, _) = import(&["fixtures/import/web/SecureAuth1/web.config"]);
    assert!(
        config.contains("server_address: smtp.example.net"),
        "{config}"
    );
    assert!(!config.contains("default_workflow:"), "{config}");
}

#[test]
fn an_encrypted_section_is_named_and_never_missing() {
    let (config, account) = import(&["fixtures/import/web/SecureAuth2"]);
    assert!(config.contains("SecureAuth2: {}"), "{config}");
    let told = "<appSettings> is encrypted by \"RsaProtectedConfigurationProvider\", not read";
    assert!(account.contains(told), "{account}");
    let words: Vec<&str> = account.split_whitespace().collect();
    assert!(
        words
            .join(" ")
            .contains("overview.smtp.username: smtp is encrypted, not read"),
        "{account}"
    );
    assert!(!account.contains("missing"), "{account}");
    let unknown = account
        .lines()
        .find(|line| line.contains("not known:"))
        .unwrap();
    assert!(!unknown.contains("overview.smtp"), "{account}");
}

#[test]
fn mistakes_of_an_alias_file_are_told_all_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aliases.yaml");
    let text = "overview.smtp.prot: SmtpPort\nproxy.url: a//b@c\nrole: Role\nmulti_factor.otp_length: [1, OtpLength]\n";
    std::fs::write(&path, text).unwrap();
    let aliases = path.to_str().unwrap();
    let (_, said) = expect(&["config", "import", WEB, "--aliases", aliases], 78);
    for part in [
        "did you mean `overview.smtp.port`?",
        "no place in a web.config",
        "`role` is no setting of a realm to import",
        "4:27",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn the_alias_file_to_start_from_is_taken_back() {
    let (template, _) = expect(&["config", "import", "--print-aliases"], 0);
    assert!(
        template.contains("\n# multi_factor.otp_length: YOUR_KEY\n"),
        "{template}"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aliases.yaml");
    let text = template.replace(
        "# multi_factor.throttling.enabled: YOUR_KEY",
        "multi_factor.phone.field_1: InventedPhone1",
    );
    std::fs::write(&path, text).unwrap();
    let (config, _) = import(&[WEB, "--aliases", path.to_str().unwrap()]);
    assert!(config.contains("field_1: sms_text_only"), "{config}");
}

#[test]
fn what_is_no_web_config_is_refused_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("web.config");
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><configuration>&c;</configuration>";
    let external = "<!DOCTYPE a SYSTEM \"file:///etc/hostname\"><configuration/>";
    let many = format!("<configuration>{}</configuration>", "<a/>".repeat(300_000));
    let deep = "<a>".repeat(1_000_000);
    let huge = format!("<configuration>{}</configuration>", " ".repeat(9 << 20));
    for (text, why) in [
        (bomb, "document type definition, which is refused"),
        (external, "document type definition, which is refused"),
        ("<web/>", "begins with \"web\", not with <configuration>"),
        (
            "<configuration><a password='c4nary' <</configuration>",
            "not well-formed XML at 1:",
        ),
        (many.as_str(), "more than 200000 elements"),
        (deep.as_str(), "more than 200000 elements"),
        (huge.as_str(), "larger than 8 MiB"),
    ] {
        std::fs::write(&path, text).unwrap();
        let (out, said) = expect(&["config", "import", path.to_str().unwrap()], 66);
        assert!(said.contains(why) && out.is_empty(), "{why}: {said}");
    }
    std::fs::remove_file(&path).unwrap();
    let (_, said) = expect(&["config", "import", folder.path().to_str().unwrap()], 66);
    assert!(said.contains("holds no web.config"), "{said}");
}
