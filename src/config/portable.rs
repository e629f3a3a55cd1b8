//! A config in effect as one JSON file: what a bundle carries, so that a run can be judged again without the files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use checks::kit::{Config, Sites};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::effective::REALMS;
use super::loaded::Loaded;
use super::text::is_unprintable;

/// The name and version of this format.
pub const SCHEMA: &str = "otpdoctor.config/1";

/// Everything of a [`Loaded`] but its secrets, which stand in it by reference alone.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Portable {
    schema: String,
    path: PathBuf,
    sha256: String,
    config: Config,
    sites: Sites,
}

/// The names of its realms alone.
#[derive(Deserialize)]
struct Named {
    config: Realms,
}

#[derive(Deserialize)]
struct Realms {
    realms: BTreeMap<String, IgnoredAny>,
}

/// The config as JSON; no secret is in it.
pub fn write(loaded: &Loaded) -> Vec<u8> {
    let portable = Portable {
        schema: SCHEMA.into(),
        path: loaded.path.clone(),
        sha256: loaded.sha256.clone(),
        config: loaded.config.shareable(),
        sites: loaded.config.sites.clone(),
    };
    serde_json::to_vec(&portable).expect("a config is plain data")
}

/// The config of such a JSON; its references to secrets lead nowhere.
///
/// # Errors
/// When it is none, or of another format: with the place.
pub fn read(bytes: &[u8]) -> Result<Loaded, String> {
    let wrong = |why: serde_json::Error| why.to_string();
    let named: Named = serde_json::from_slice(bytes).map_err(wrong)?;
    // Before any is read: three letters of it may be a realm, which takes a thousand times that.
    if named.config.realms.len() > REALMS {
        return Err(format!("it has more than {REALMS} realms"));
    }
    let portable: Portable = serde_json::from_slice(bytes).map_err(wrong)?;
    if portable.schema != SCHEMA {
        let found = portable.schema;
        return Err(format!(
            "its format is {found:?}; this version reads {SCHEMA:?}"
        ));
    }
    let config = &portable.config;
    let mut names = config.realms.keys().chain(config.certificates.keys());
    if names.any(|name| name.contains(is_unprintable)) {
        return Err("it contains a name with characters that cannot be displayed".into());
    }
    Ok(Loaded {
        config: Config {
            sites: portable.sites,
            ..portable.config
        },
        literals: Vec::new(),
        commands: Vec::new(),
        warnings: Vec::new(),
        sha256: portable.sha256,
        path: portable.path,
        folder: String::new(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    use super::*;

    #[test]
    fn every_example_comes_back_as_it_went() {
        let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/*/otpdoctor.yaml");
        let mut seen = 0;
        for example in glob::glob(examples).unwrap() {
            let loaded = super::super::load(Some(&example.unwrap())).unwrap();
            let back = read(&write(&loaded)).unwrap();
            assert_eq!(back.config, loaded.config);
            assert_eq!((back.path, back.sha256), (loaded.path, loaded.sha256));
            seen += 1;
        }
        assert!(seen > 0);
    }

    #[test]
    fn no_secret_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("otpdoctor.yaml");
        let text = "schema: 1\nappliance: {proxy: {url: 'http://user:canary1@p:1'}}\nrealms: {A: {overview: {smtp: {server_address: m, username: u, password: canary2}}}}\nprobes: {sms_gateway: {url: 'https://g/?k=canary3', headers: {X-Key: canary4}, body: '{\"k\": \"canary5\"}'}}\n";
        std::fs::write(&path, text).unwrap();
        let loaded = super::super::load(Some(Path::new(&path))).unwrap();
        let written = String::from_utf8(write(&loaded)).unwrap();
        assert!(!written.contains("canary"), "{written}");
        assert!(written.contains("redacted"));
    }

    #[test]
    fn what_no_config_may_hold_is_refused() {
        let loaded = |realms: usize, name: &str| {
            let mut loaded =
                super::super::load(Some(Path::new("fixtures/healthy/otpdoctor.yaml"))).unwrap();
            let realm = loaded.config.realms.values().next().unwrap().clone();
            let names = (1..realms).map(|n| n.to_string()).chain([name.to_owned()]);
            loaded.config.realms = names.map(|name| (name, realm.clone())).collect();
            write(&loaded)
        };
        assert!(read(&loaded(REALMS, "R")).is_ok());
        let many = read(&loaded(REALMS + 1, "R")).err().unwrap();
        assert!(many.contains("more than 10000 realms"), "{many}");
        for name in ["R\u{1b}[31m", "R\u{202e}", "R\nS"] {
            let strange = read(&loaded(1, name)).err().unwrap();
            assert!(strange.contains("cannot be displayed"), "{strange}");
        }
    }

    #[test]
    fn another_format_is_told() {
        assert!(read(b"{}").is_err());
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/*/otpdoctor.yaml");
        let example = glob::glob(folder).unwrap().next().unwrap().unwrap();
        let loaded = super::super::load(Some(&example)).unwrap();
        let newer = String::from_utf8(write(&loaded)).unwrap();
        let newer = newer.replacen("config/1", "config/2", 1);
        assert!(read(newer.as_bytes()).is_err_and(|why| why.contains("config/2")));
    }
}
