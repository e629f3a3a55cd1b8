//! What a valid config becomes: defaults laid under, secrets out, paths and places noted.

use std::path::Path;

use checks::kit::realm::{CertificateSource, SecretRef, Trust};
use otpdoctor::config::{Loaded, load};
use secrecy::ExposeSecret;

/// The config of these files, written to a folder of its own, and the folder.
fn loaded(files: &[(&str, &str)]) -> (Loaded, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let loaded = load(Some(folder.path())).unwrap_or_else(|why| panic!("{why}"));
    (loaded, folder)
}

fn one(text: &str) -> Loaded {
    loaded(&[("otpdoctor.yaml", text)]).0
}

#[test]
fn the_example_with_every_key_loads() {
    let loaded = load(Some(Path::new("fixtures/healthy/otpdoctor.yaml")))
        .unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(loaded.config.realms.len(), 2);
    assert_eq!(loaded.config.certificates.len(), 5);
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    assert_eq!(loaded.sha256.len(), 64);
    let text = std::fs::read_to_string("fixtures/healthy/otpdoctor.yaml").unwrap();
    let missing: Vec<String> = keys(otpdoctor::config::schema())
        .into_iter()
        .filter(|key| !text.contains(&format!("{key}:")))
        .collect();
    assert!(missing.is_empty(), "the example lacks {missing:?}");
}

/// Every key that the schema knows.
fn keys(schema: &serde_json::Value) -> Vec<String> {
    let definitions = schema["$defs"].as_object().unwrap().values();
    std::iter::once(schema)
        .chain(definitions)
        .filter_map(|part| part["properties"].as_object())
        .flat_map(|properties| properties.keys().cloned())
        .collect()
}

#[test]
fn a_realms_own_value_wins_over_defaults_and_lists_are_replaced_whole() {
    let loaded = one("schema: 1
defaults:
  overview: {smtp: {server_address: a.example, port: 25, password: {env: ONE}}}
  data: {profile_fields: [{property_name: Email 1, field: mail}]}
realms:
  own:
    overview: {smtp: {port: 587, password: {file: two}}}
    data: {profile_fields: []}
  bare:
  emptied: {overview: }
");
    let realm = |name: &str| loaded.config.realms[name].clone();
    let smtp = |name: &str| realm(name).overview.smtp.clone().unwrap();
    assert_eq!(smtp("own").server(), Some("a.example"));
    assert_eq!(smtp("own").port(), 587);
    assert!(matches!(smtp("own").password, Some(SecretRef::File(_))));
    assert!(
        realm("own")
            .data
            .as_ref()
            .unwrap()
            .profile_fields
            .is_empty()
    );
    for name in ["bare", "emptied"] {
        assert_eq!(smtp(name).port(), 25);
        assert_eq!(realm(name).data.as_ref().unwrap().profile_fields.len(), 1);
    }
    assert!(loaded.config.defaults.is_none());
}

#[test]
fn places_lead_to_the_value_that_holds_also_in_defaults() {
    let (loaded, folder) = loaded(&[
        (
            "a.yaml",
            "schema: 1\ndefaults:\n  overview:\n    smtp: {port: 25}\n",
        ),
        (
            "b.yaml",
            "realms:\n  one:\n    role: login\n    data: {profile_fields: [{property_name: a, field: b}]}\n",
        ),
    ]);
    let place = |path: &str| {
        let site = loaded
            .config
            .sites
            .exact(path)
            .unwrap_or_else(|| panic!("{path}"));
        let name = Path::new(&*site.file).file_name().unwrap().to_owned();
        (name.into_string().unwrap(), site.line, site.column)
    };
    assert_eq!(
        place("realms.one.overview.smtp.port"),
        ("a.yaml".into(), 4, 18)
    );
    assert_eq!(place("realms.one.overview"), ("a.yaml".into(), 3, 3));
    assert_eq!(place("realms.one"), ("b.yaml".into(), 2, 3));
    assert_eq!(place("realms.one.role"), ("b.yaml".into(), 3, 11));
    assert_eq!(
        place("realms.one.data.profile_fields.0.field"),
        ("b.yaml".into(), 4, 55)
    );
    let site = loaded.config.sites.exact("schema").unwrap();
    assert_eq!(&*site.file, folder.path().join("a.yaml").to_str().unwrap());
}

#[test]
fn plain_texts_and_commands_become_numbers_and_equal_ones_share_theirs() {
    let loaded = one("schema: 1
certificates:
  a: {pfx: a.pfx, password: c4nary}
  b: {pfx: b.pfx, password: ''}
realms:
  one: {overview: {smtp: {password: c4nary}}, api: {url: https://idp.example.net/one, application_key: {command: [pass, key]}}}
  two: {overview: {smtp: {password: other}}, api: {url: https://idp.example.net/two, application_key: {command: [pass, key]}}}
");
    let password = |name: &str| {
        loaded.config.realms[name]
            .overview
            .smtp
            .clone()
            .unwrap()
            .password
    };
    assert_eq!(password("one"), Some(SecretRef::Literal(0)));
    assert_eq!(password("two"), Some(SecretRef::Literal(1)));
    let CertificateSource::Pfx { password, .. } = &loaded.config.certificates["a"] else {
        panic!("a PFX file");
    };
    assert_eq!(*password, Some(SecretRef::Literal(0)));
    let CertificateSource::Pfx { password, .. } = &loaded.config.certificates["b"] else {
        panic!("a PFX file");
    };
    assert_eq!(*password, None);
    let texts: Vec<&str> = loaded
        .literals
        .iter()
        .map(ExposeSecret::expose_secret)
        .collect();
    assert_eq!(texts, ["c4nary", "other"]);
    assert_eq!(loaded.commands, [["pass", "key"]]);
    assert_eq!(loaded.warnings.len(), 3);
    for warning in loaded.warnings.iter().map(ToString::to_string) {
        assert!(
            warning.starts_with("warning: ") && warning.contains("••••"),
            "{warning}"
        );
        assert!(
            !warning.contains("c4nary") && !warning.contains("other"),
            "{warning}"
        );
    }
}

#[test]
fn user_and_password_leave_the_proxys_url() {
    let loaded = one("schema: 1
appliance: {proxy: {url: 'http://svc:c4n%40ry@proxy.example.net:3128'}}
realms: {one: }
");
    let proxy = loaded.config.appliance.proxy.as_ref().unwrap();
    assert_eq!(proxy.url.as_str(), "http://proxy.example.net:3128/");
    assert_eq!(proxy.username.as_deref(), Some("svc"));
    assert_eq!(proxy.password, Some(SecretRef::Literal(0)));
    assert!(proxy.credentials_in_url);
    assert_eq!(loaded.literals[0].expose_secret(), "c4n@ry");
    assert!(
        loaded.warnings[0]
            .to_string()
            .contains("http://••••@proxy.example.net:3128"),
        "{}",
        loaded.warnings[0]
    );
}

#[test]
fn a_realms_own_proxy_does_not_inherit_the_credentials_of_a_default_url() {
    let loaded = one("schema: 1
defaults: {proxy: {url: 'http://svc:c4nary@proxy.example.net'}}
realms: {own: {proxy: {url: 'http://other.example.net'}}, bare: }
");
    let own = loaded.config.realms["own"].proxy.as_ref().unwrap();
    assert_eq!(
        (&own.username, &own.password, own.credentials_in_url),
        (&None, &None, false)
    );
    let bare = loaded.config.realms["bare"].proxy.as_ref().unwrap();
    assert_eq!(bare.password, Some(SecretRef::Literal(0)));
    assert_eq!(loaded.warnings.len(), 1);
}

#[test]
fn relative_paths_start_from_the_file_that_names_them() {
    let (loaded, folder) = loaded(&[(
        "otpdoctor.yaml",
        "schema: 1
appliance: {trust: {file: ca.pem}, firewall: {export: 'C:\\exports\\fw.json'}}
certificates:
  a: {certificate: certs/a.pem, key: /etc/ssl/a.key, password: {file: certs/a.pass}}
defaults: {multi_factor: {oath: {sample_seed: seeds/s}}}
realms: {file: }
",
    )]);
    let at = |name: &str| folder.path().join(name);
    assert_eq!(loaded.config.appliance.trust, Trust::File(at("ca.pem")));
    let export = &loaded.config.appliance.firewall.as_ref().unwrap().export;
    assert_eq!(export.to_str(), Some("C:\\exports\\fw.json"));
    let CertificateSource::Files {
        certificate,
        key,
        password,
    } = &loaded.config.certificates["a"]
    else {
        panic!("files");
    };
    assert_eq!(*certificate, at("certs/a.pem"));
    assert_eq!(*key, Some("/etc/ssl/a.key".into()));
    assert_eq!(*password, Some(SecretRef::File(at("certs/a.pass"))));
    let oath = loaded.config.realms["file"]
        .multi_factor
        .oath
        .as_ref()
        .unwrap();
    assert_eq!(oath.sample_seed, Some(at("seeds/s")));
}

#[test]
fn a_realms_name_means_nothing() {
    let loaded = one("schema: 1
realms: {password: {overview: {smtp: {password: c4nary}}}, proxy: {role: login}}
");
    assert_eq!(loaded.literals.len(), 1);
    let smtp = loaded.config.realms["password"].overview.smtp.as_ref();
    assert_eq!(smtp.unwrap().password, Some(SecretRef::Literal(0)));
}

#[test]
fn the_file_of_a_store_starts_from_the_config_and_a_url_does_not() {
    let store = |store: &str| {
        let text = format!("schema: 1\notp: {{store: {store}, key: k}}\nrealms: {{A: }}\n");
        let (loaded, folder) = loaded(&[("otpdoctor.yaml", &text)]);
        let otp = loaded.config.otp.unwrap();
        assert_eq!(otp.key, Some(folder.path().join("k")));
        let store = otp.store.unwrap();
        let below = Path::new(&store).strip_prefix(folder.path());
        below
            .map(|path| path.display().to_string())
            .unwrap_or(store)
    };
    assert_eq!(store("state/otp.sqlite"), "state/otp.sqlite");
    assert_eq!(store("postgres://otp@db/otp"), "postgres://otp@db/otp");
    let elsewhere = if cfg!(windows) {
        "C:/var/otp.sqlite"
    } else {
        "/var/otp.sqlite"
    };
    assert_eq!(store(elsewhere), elsewhere);
}

#[test]
fn labels_of_the_web_admin_and_names_of_windows_are_taken() {
    let text = "schema: 1
appliance: {platform: Windows, time: {zone: W. Europe Standard Time}}
defaults: {multi_factor: {phone: {field_1: Voice and SMS/Text}}}
realms:
  A:
    data: {membership: {type: No Data Store}}
    workflow: {default_workflow: 'Username & Password | Second Factor'}
    multi_factor: {help_desk_1: {enabled: Enabled, phone: '+1 949 555 0100'}}
  B: {workflow: {default_workflow: (valid persistent token) |  Second Factor}}
";
    let same = "schema: 1
appliance: {platform: windows, time: {zone: Europe/Berlin}}
defaults: {multi_factor: {phone: {field_1: voice_and_sms_text}}}
realms:
  A:
    data: {membership: {type: no_data_store}}
    workflow: {default_workflow: username_and_password_second_factor}
    multi_factor: {help_desk_1: {enabled: true, phone: '+1 949 555 0100'}}
  B: {workflow: {default_workflow: valid_persistent_token_second_factor}}
";
    let (mut written, mut ours) = (one(text).config, one(same).config);
    written.sites = Default::default();
    ours.sites = Default::default();
    assert_eq!(written, ours);
}

#[test]
fn a_placeholder_is_no_secret() {
    let loaded = one("schema: 1
realms:
  A: {overview: {smtp: {password: '<password>'}}, api: {url: 'https://a.example', application_key: '${KEY}'}}
");
    assert!(loaded.literals.is_empty());
    assert_eq!(loaded.warnings.len(), 2);
    assert!(
        loaded.warnings[0]
            .title
            .ends_with("is a placeholder, not a secret")
    );
}

#[test]
fn what_replaces_a_default_whole_has_no_places_of_it() {
    let loaded = one("schema: 1
defaults:
  data: {profile_fields: [{property_name: a, field: b}, {property_name: c, field: d}]}
  overview: {smtp: {port: 25, password: {file: one}}}
realms:
  vpn.example.com: {data: {profile_fields: [{property_name: a, field: b}]}}
  two: {overview: {smtp: {password: {env: P}, username: u}}}
  three:
");
    let sites = &loaded.config.sites;
    let line = |path: &str| {
        let line = |place: Option<&checks::kit::Site>| place.map(|site| site.line);
        (line(sites.exact(path)), line(sites.nearest(path)))
    };
    let fields = "data.profile_fields";
    for (path, exact, nearest) in [
        (format!("vpn.example.com.{fields}"), Some(6), Some(6)),
        (
            format!("vpn.example.com.{fields}.0.field"),
            Some(6),
            Some(6),
        ),
        (format!("vpn.example.com.{fields}.1.field"), None, Some(6)),
        (format!("two.{fields}.1.field"), Some(3), Some(3)),
        (
            "vpn.example.com.overview.smtp.port".into(),
            Some(4),
            Some(4),
        ),
        ("two.overview.smtp.port".into(), Some(4), Some(4)),
        ("two.overview.smtp.password.file".into(), None, Some(7)),
        ("three.overview.smtp.password.file".into(), Some(4), Some(4)),
        ("three.overview.smtp.domain".into(), None, Some(4)),
        ("three.role".into(), None, Some(8)),
        ("two.role".into(), None, Some(7)),
    ] {
        assert_eq!(line(&format!("realms.{path}")), (exact, nearest), "{path}");
    }
    // No realm of the same name as a part of another's is taken for it.
    assert_eq!(line("realms.vpn"), (None, Some(5)));
}
