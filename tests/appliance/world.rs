//! The servers around the appliance, on the loopback, and the folder with what they know.

use std::path::{Path, PathBuf};

use otpdoctor::lab::{Changes, Lab};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Servers that run.
pub struct World {
    lab: Lab,
    folder: TempDir,
    // They run as long as this does.
    _runtime: Runtime,
}

impl World {
    /// The lab, with a cloud that knows the issuer of the license certificate: wine sends that certificate alone, and only
    /// where a server names the authority that issued it.
    pub fn with(change: &Changes) -> Self {
        let runtime = Runtime::new().unwrap();
        let shape = serde_json::from_str(r#"{"/services/clients": "below-the-issuer"}"#).unwrap();
        let both: Changes = [shape, change.clone()].into_iter().flatten().collect();
        let lab = runtime.block_on(Lab::start_as(&both, &[])).unwrap();
        let folder = tempfile::tempdir().unwrap();
        lab.copy_files(folder.path()).unwrap();
        std::fs::remove_file(folder.path().join("otpdoctor.yaml")).unwrap();
        Self {
            lab,
            folder,
            _runtime: runtime,
        }
    }

    /// The folder, where the config goes too.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A file of the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What stands in it.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The same, where it is there.
    pub fn find(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.path(name)).ok()
    }

    /// The text with ports and passwords in place of their names in braces.
    pub fn filled(&self, text: &str) -> String {
        let ports = self.lab.ports().into_iter();
        let ports = ports.map(|(name, port)| (name, port.to_string()));
        let passwords = ["mail.pass", "proxy.pass"].map(|name| (name, self.read(name)));
        let all = ports.chain(passwords);
        all.fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), &value)
        })
    }

    /// The port of a server.
    pub fn port(&self, name: &str) -> u16 {
        let ports = self.lab.ports();
        ports.iter().find(|(one, _)| *one == name).unwrap().1
    }
}
