//! web.config files, found by standard places and by the user's aliases.

use crate::program::{expect, golden, import};

const WEB: &str = "fixtures/import/web";

#[test]
fn a_folder_of_realms_is_imported_by_aliases() {
    let (config, account) = import(&[WEB, "--aliases", "fixtures/import/aliases.yaml"]);
    // The files are named as the platform names them.
    golden(&config.replace('\\', "/"), "web.yaml");
    golden(&account.replace('\\', "/"), "web.txt");
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
fn what_takes_long_to_read_is_refused_and_what_is_only_large_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("web.config");
    let many =
        |number: usize, one: &dyn Fn(usize) -> String| (0..number).map(one).collect::<String>();
    let attributes = |number| format!("<a{}/>", many(number, &|n| format!(" a{n}=\"\"")));
    let nested = |number| {
        let open = many(number, &|n| format!("<a xmlns:n{n}=\"u\">"));
        open + &"</a>".repeat(number)
    };
    let assembly = "<assemblyBinding xmlns=\"urn:schemas-microsoft-com:asm.v1\"/>";
    let settings = many(9000, &|n| format!("<add key=\"k{n}\" value=\"a=b=c\"/>"));
    for (inside, refused) in [
        (
            attributes(1001),
            Some("an element with more than 1000 attributes"),
        ),
        (nested(1001), Some("declares more than 1000 namespaces")),
        (attributes(1000), None),
        (nested(200), None),
        (assembly.repeat(900), None),
        (format!("<appSettings>{settings}</appSettings>"), None),
    ] {
        let text = format!("<configuration>{inside}</configuration>");
        std::fs::write(&path, text).unwrap();
        let code = if refused.is_some() { 66 } else { 0 };
        let (_, said) = expect(&["config", "import", path.to_str().unwrap()], code);
        assert!(said.contains(refused.unwrap_or("imported")), "{said}");
    }
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
        (bomb, "document type definition, which is not allowed"),
        (external, "document type definition, which is not allowed"),
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

/// A web.config in a folder of its own, imported with the aliases of the fixtures: the config, and what was said.
fn web_config(bytes: impl AsRef<[u8]>, beside: &[(&str, &str)]) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let realm = folder.path().join("SecureAuth7");
    std::fs::create_dir_all(realm.join("Config")).unwrap();
    std::fs::write(realm.join("web.config"), bytes).unwrap();
    for (name, text) in beside {
        std::fs::write(realm.join(name), text).unwrap();
    }
    let aliases = folder.path().join("aliases.yaml");
    let text = "overview.description: Title\nmulti_factor.otp_length: OtpLength\n";
    std::fs::write(&aliases, text).unwrap();
    import(&[
        realm.to_str().unwrap(),
        "--aliases",
        aliases.to_str().unwrap(),
    ])
}

fn settings(inside: &str) -> String {
    format!("<configuration><appSettings>{inside}</appSettings></configuration>")
}

#[test]
fn a_code_page_of_windows_is_read_whether_it_is_declared_or_not() {
    let text = settings("<add key='Title' value='Caf\u{e9}'/>");
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap()).collect();
    let declares = |encoding: &str, bytes: &[u8]| {
        let declaration = format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>\r\n");
        [declaration.as_bytes(), bytes].concat()
    };
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [
        latin.clone(),
        declares("windows-1252", &latin),
        declares("iso-8859-1", &latin),
        declares("utf-8", &latin),
        text.clone().into_bytes(),
        declares("utf-8", text.as_bytes()),
        declares("utf-16", text.as_bytes()),
        wide,
    ] {
        let (config, _) = web_config(&bytes, &[]);
        assert!(
            config.contains("description: Caf\u{e9} "),
            "{bytes:?}: {config}"
        );
    }
    let (config, _) = web_config(declares("windows-1250", b"<configuration><appSettings><add key='Title' value='\xb3'/></appSettings></configuration>"), &[]);
    assert!(config.contains("description: \u{142} "), "{config}");
}

#[test]
fn comments_hold_no_settings() {
    for (inside, length) in [
        ("<!-- <add key='OtpLength' value='8'/> -->", None),
        (
            "<add key='OtpLength' value='6'/><!-- <add key='OtpLength' value='8'/> -->",
            Some(6),
        ),
        (
            "<!-- <appSettings configSource='x'> --><add key='OtpLength' value='6'/>",
            Some(6),
        ),
        (
            "<!-- a = b = c --><?a b?><add key='OtpLength' value='6'/>",
            Some(6),
        ),
    ] {
        let (config, account) = web_config(settings(inside), &[]);
        match length {
            Some(length) => assert!(
                config.contains(&format!("otp_length: {length} ")),
                "{config}"
            ),
            None => assert!(!config.contains("otp_length:"), "{config}"),
        }
        assert!(!account.contains("continues in"), "{account}");
    }
}

#[test]
fn sections_in_files_beside_it_are_read() {
    let six = "<?xml version='1.0'?>\n<!-- six --><appSettings><add key='OtpLength' value='6'/></appSettings>";
    let named =
        |file: &str| format!("<configuration><appSettings configSource='{file}'/></configuration>");
    let added = |file: &str| {
        format!(
            "<configuration><appSettings file='{file}'><add key='Title' value='VPN'/><add key='OtpLength' value='8'/></appSettings></configuration>"
        )
    };
    for (text, length) in [
        (named("app.config"), 6),
        (named("Config\\app.config"), 6),
        (named(".\\app.config"), 6),
        (added("app.config"), 6),
        // Without the file `appSettings` holds what stands in it.
        (added("gone.config"), 8),
        (added(""), 8),
    ] {
        let (config, account) =
            web_config(&text, &[("app.config", six), ("Config/app.config", six)]);
        assert!(
            config.contains(&format!("otp_length: {length} ")),
            "{text}: {config}"
        );
        assert_eq!(
            account.contains("continues in"),
            text.contains("gone"),
            "{account}"
        );
    }
}

#[test]
fn sections_in_files_elsewhere_are_named_and_not_read() {
    let other = "<connectionStrings><add key='OtpLength' value='6'/></connectionStrings>";
    let bomb = "<!DOCTYPE a [<!ENTITY b 'bbbb'>]><appSettings/>";
    for file in [
        "gone.config",
        "..\\aliases.yaml",
        "../aliases.yaml",
        "/etc/hostname",
        "other.config",
        "bomb.config",
        ".",
        "Config",
    ] {
        let text = format!("<configuration><appSettings configSource='{file}'/></configuration>");
        let (config, account) = web_config(text, &[("other.config", other), ("bomb.config", bomb)]);
        assert!(!config.contains("otp_length:"), "{file}: {config}");
        assert!(account.contains("continues in"), "{file}: {account}");
    }
}

#[test]
fn what_holds_for_one_page_is_not_the_realms() {
    let location = |path: &str| {
        format!(
            "<configuration><location {path}><appSettings><add key='OtpLength' value='6'/></appSettings></location></configuration>"
        )
    };
    for (path, taken) in [
        ("path=''", true),
        ("path='.'", true),
        (
            "allowOverride='false' inheritInChildApplications='false'",
            true,
        ),
        ("path='SecureAuth.aspx'", false),
        ("path='admin'", false),
    ] {
        let (config, _) = web_config(location(path), &[]);
        assert_eq!(config.contains("otp_length: 6 "), taken, "{path}: {config}");
    }
    let encrypted = location("").replace(
        "<appSettings>",
        "<appSettings configProtectionProvider='DataProtectionConfigurationProvider'>",
    );
    let (_, account) = web_config(encrypted, &[]);
    assert!(
        account.contains("DataProtectionConfigurationProvider"),
        "{account}"
    );
}

#[test]
fn mail_settings_are_taken_as_dotnet_takes_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("web.config");
    let imported = |smtp: &str, network: &str| {
        let text = format!(
            "<configuration><system.net><mailSettings><smtp {smtp}><network {network}/></smtp></mailSettings></system.net></configuration>"
        );
        std::fs::write(&path, text).unwrap();
        import(&[path.to_str().unwrap()])
    };
    let host = "host='smtp.example.net'";
    for (from, address, name) in [
        ("otp@example.net", "otp@example.net", None),
        (
            "One-Time Passcode &lt;otp@example.net&gt;",
            "otp@example.net",
            Some("One-Time Passcode"),
        ),
        (
            "&quot;Help, Desk&quot; &lt;otp@example.net&gt;",
            "otp@example.net",
            Some("Help, Desk"),
        ),
        ("&lt;otp@example.net&gt;", "otp@example.net", None),
        (
            " Anträge&lt;otp@example.net&gt; ",
            "otp@example.net",
            Some("Anträge"),
        ),
    ] {
        let (config, _) = imported(&format!("from='{from}'"), host);
        assert!(
            config.contains(&format!("sender_address: {address}")),
            "{from}: {config}"
        );
        assert_eq!(
            config.contains("sender_name:"),
            name.is_some(),
            "{from}: {config}"
        );
        assert!(
            config.contains(name.unwrap_or_default()),
            "{from}: {config}"
        );
    }
    for method in [
        "SpecifiedPickupDirectory",
        "PickupDirectoryFromIis",
        "pickupdirectoryfromiis",
    ] {
        let (config, account) = imported(&format!("deliveryMethod='{method}'"), host);
        assert!(!config.contains("server_address:"), "{config}");
        let account = account.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(account.contains("no mail server is used"), "{account}");
    }
    for healthy in ["deliveryMethod='Network'", "deliveryMethod='network'", ""] {
        let (config, account) = imported(healthy, host);
        assert!(
            config.contains("server_address: smtp.example.net"),
            "{config}"
        );
        assert!(!account.contains("no mail server"), "{account}");
    }
    for (value, is_on) in [("true", true), ("False", false), ("", false)] {
        let (_, account) = imported("", &format!("{host} defaultCredentials='{value}'"));
        let is_told = account.contains("as its own service account");
        assert_eq!(is_told, is_on, "{value}: {account}");
    }
    for bad in ["port='smtp'", "port='99999'", "enableSsl='maybe'"] {
        let (config, account) = imported("", &format!("{host} userName='svc' {bad}"));
        assert!(
            config.contains("server_address: smtp.example.net"),
            "{bad}: {config}"
        );
        assert!(config.contains("username: svc"), "{bad}: {config}");
        let key = if bad.starts_with("port") {
            "port"
        } else {
            "use_ssl"
        };
        assert!(
            account.contains(&format!("overview.smtp.{key}")),
            "{bad}: {account}"
        );
    }
}
