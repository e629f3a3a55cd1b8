//! A config made of what the user has: realm objects of the Admin API, and web.config files of realms.
//!
//! What the source does not say is left out and named, never guessed: a setting that is left out is "not
//! known", and its checks skip. Secrets are not copied; the config names a variable to put each in.

mod admin_api;
mod aliases;
mod find;
mod machine;
mod realm;
mod target;
pub(super) mod vendor;
mod web_config;
mod write;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;
use url::Url;

pub use aliases::Aliases;
pub use find::ImportError;
pub use machine::{Machine, Stored};
use realm::{Realm, Variables};

use super::text::clean;

/// Realms that were imported.
#[derive(Default)]
pub struct Import {
    realms: Vec<Realm>,
    variables: Variables,
    machine: Option<Machine>,
}

/// The disks of this machine; none where it is no Windows.
pub fn drives() -> Vec<PathBuf> {
    #[cfg(windows)]
    {
        crate::windows::drives::fixed()
    }
    #[cfg(not(windows))]
    Vec::new()
}

/// Whether realms lie on this machine's disks.
pub fn is_appliance() -> bool {
    find::on_drives(&drives()).is_ok()
}

/// How many sections the web.config of each realm on these drives has encrypted with the machine's own key, by the name of the
/// realm. What cannot be read is left out; of a realm that is twice, the first drive counts.
pub fn encrypted(roots: &[PathBuf]) -> BTreeMap<String, i64> {
    let found = find::on_drives(roots).unwrap_or_default();
    let read = found.into_iter().rev().filter_map(|found| {
        let sections = web_config::encrypted(&found.text().ok()?, found.folder())?;
        Some((found.name, sections))
    });
    read.collect()
}

impl Import {
    /// Reads files and folders: realm objects in JSON, web.config files, folders of the latter.
    ///
    /// # Errors
    /// With the first file that cannot be read or is neither.
    pub fn read(paths: &[PathBuf], aliases: &Aliases) -> Result<Self, ImportError> {
        let mut import = Self::default();
        for found in find::files(paths)? {
            let text = found.text()?;
            if text.trim_start().starts_with('<') {
                import.web_config(&found, &text, aliases)?
            } else {
                let value: Value = serde_json::from_str(&text).map_err(|why| {
                    let (line, column) = (why.line(), why.column());
                    let why = format!("it is neither JSON (line {line}, column {column}) nor XML");
                    ImportError::new(&found.source, why)
                })?;
                import.realm_objects(&value, &found.source, &found.name, None)?;
            }
        }
        import.settle()
    }

    /// Reads the web.config of every realm on these drives, beside what the machine says of itself. A file that cannot be
    /// read is named below its realm, and so are copies on the machine's other drives: the first drive counts.
    ///
    /// # Errors
    /// When there is no realm, or one is twice on drives of no machine.
    pub fn appliance(
        roots: &[PathBuf],
        machine: Option<Machine>,
        aliases: &Aliases,
    ) -> Result<Self, ImportError> {
        let mut import = Self {
            machine,
            ..Self::default()
        };
        for found in find::on_drives(roots)? {
            let mut known = import.realms.iter_mut();
            let same = known.find(|realm| realm.name.eq_ignore_ascii_case(&found.name));
            if let (Some(realm), Some(_)) = (same, &import.machine) {
                let copy = &found.source;
                realm.remarks.push(format!("{copy} is of a realm of this name too and was not read: `otpdoctor config import PATH` reads it alone"));
                continue;
            }
            let text = found.text();
            let read = text.and_then(|text| import.web_config(&found, &text, aliases));
            if let Err(why) = read {
                let mut realm = Realm::new(&found.name, found.source.clone());
                realm.remarks.push(why.to_string());
                import.realms.push(realm);
            }
        }
        import.settle()
    }

    /// Reads what the Admin API of the appliance at `base` replied: an address and its realm objects each.
    ///
    /// # Errors
    /// When a reply holds no realm.
    pub fn of_replies(base: &Url, replies: &[(String, Value)]) -> Result<Self, ImportError> {
        let mut import = Self::default();
        for (source, value) in replies {
            import.realm_objects(value, source, "SecureAuth", Some(base))?;
        }
        import.settle()
    }

    /// The config, with what each setting was taken from beside it, and below each realm what is not known.
    pub fn yaml(&self) -> String {
        write::yaml(self.machine.as_ref(), &self.realms, &self.variables)
    }

    /// How many realms it has.
    pub fn realms(&self) -> usize {
        self.realms.len()
    }

    /// What was imported and what was not, realm by realm.
    pub fn account(&self) -> String {
        write::account(&self.realms, &self.variables)
    }

    fn web_config(
        &mut self,
        found: &find::Found,
        text: &str,
        aliases: &Aliases,
    ) -> Result<(), ImportError> {
        let mut realm = Realm::new(&found.name, found.source.clone());
        web_config::import(
            text,
            found.folder(),
            aliases,
            &mut realm,
            &mut self.variables,
        )?;
        self.realms.push(realm);
        Ok(())
    }

    fn realm_objects(
        &mut self,
        value: &Value,
        source: &str,
        otherwise: &str,
        base: Option<&Url>,
    ) -> Result<(), ImportError> {
        for object in admin_api::objects(value, source)? {
            let name = admin_api::name(&object, otherwise);
            let mut realm = Realm::new(&name, source.to_owned());
            admin_api::import(&object, &mut realm, &mut self.variables);
            if let Some(base) = base
                && realm.has("api")
            {
                let url = format!("{}/{}", base.as_str().trim_end_matches('/'), realm.name);
                realm.set("api.url", "the address that was asked", url.into());
            }
            self.realms.push(realm);
        }
        Ok(())
    }

    fn settle(mut self) -> Result<Self, ImportError> {
        let mut sources = std::collections::HashMap::new();
        for realm in &mut self.realms {
            realm.settle();
            if let Some(other) = sources.insert(realm.name.clone(), realm.source.clone()) {
                let (name, other) = (target::quoted(&realm.name), clean(&other));
                let why = format!("the realm {name} is in {other} too: import it only once");
                return Err(ImportError::new(&realm.source, why));
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_that_the_machine_encrypted_are_counted() {
        let drives = tempfile::tempdir().expect("a folder of ours");
        let roots = ["c", "d"].map(|drive| drives.path().join(drive));
        let put = |drive: usize, realm: &str, sections: &str| {
            let folder = roots[drive].join("SecureAuth").join(realm);
            std::fs::create_dir_all(&folder).expect("it is ours");
            let text = format!("<configuration>{sections}</configuration>");
            std::fs::write(folder.join("web.config"), text).expect("it is ours");
        };
        let by = |provider| format!("<appSettings configProtectionProvider='{provider}'/>");
        let (rsa, dpapi) = (
            by("RsaProtectedConfigurationProvider"),
            by("DataProtectionConfigurationProvider"),
        );
        let own = "<configProtectedData><providers><add name='RsaProtectedConfigurationProvider' keyContainerName='Own'/></providers></configProtectedData>";
        put(0, "SecureAuth1", &format!("{rsa}{rsa}{dpapi}"));
        put(0, "SecureAuth2", &dpapi);
        put(0, "SecureAuth3", &format!("{own}{rsa}"));
        put(0, "SecureAuth4", "<appSettings>");
        // A copy on another drive.
        put(1, "SecureAuth1", "");
        let counted = [("SecureAuth1", 2), ("SecureAuth2", 0), ("SecureAuth3", 0)];
        let counted = counted.map(|(realm, sections)| (realm.to_owned(), sections));
        assert_eq!(encrypted(&roots), counted.into());
        assert_eq!(encrypted(&[]), BTreeMap::new());
    }
}
