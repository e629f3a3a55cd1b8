//! Files as readers on other machines name them: relative, with forward slashes.

use std::path::{Path, PathBuf};

use checks::kit::text;

/// The folder that paths are relative to: in a pipeline, the checked-out repository.
#[derive(Clone, Debug)]
pub struct Base(PathBuf);

impl Base {
    /// The current folder.
    pub fn here() -> Self {
        Self(std::env::current_dir().unwrap_or_default())
    }

    /// This folder.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The file relative to the base. Of a file elsewhere only the name is told: where it lies is this machine's matter.
    pub fn path(&self, file: &str) -> String {
        let within = Path::new(file).strip_prefix(&self.0).ok();
        let file = match within.filter(|_| self.0.is_absolute()) {
            Some(path) => path.to_string_lossy().into_owned(),
            None => file.to_owned(),
        };
        let clean = text::harmless(&file.replace('\\', "/"));
        let drive = clean.as_bytes().get(1) == Some(&b':');
        if drive || clean.starts_with('/') {
            return last(&clean).to_owned();
        }
        let parts: Vec<&str> = clean
            .split('/')
            .filter(|part| !matches!(*part, "" | "."))
            .collect();
        match parts.is_empty() {
            true => "-".to_owned(),
            false => parts.join("/"),
        }
    }

    /// The same as a relative URI reference.
    pub fn uri(&self, file: &str) -> String {
        let mut uri = String::new();
        for byte in self.path(file).bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                    uri.push(byte.into());
                }
                _ => uri += &format!("%{byte:02X}"),
            }
        }
        uri
    }
}

fn last(path: &str) -> &str {
    let mut parts = path.rsplit('/').filter(|part| !part.is_empty());
    parts.next().unwrap_or("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_of_this_machine_gets_out() {
        let base = Base::at("/srv/realms");
        for (file, told) in [
            ("otpdoctor.yaml", "otpdoctor.yaml"),
            ("./conf/./a.yaml", "conf/a.yaml"),
            ("../shared/a.yaml", "../shared/a.yaml"),
            ("/srv/realms/conf/a.yaml", "conf/a.yaml"),
            ("/etc/otpdoctor/a.yaml", "a.yaml"),
            ("C:\\ProgramData\\otpdoctor\\a.yaml", "a.yaml"),
            ("conf\\a.yaml", "conf/a.yaml"),
            ("/", "-"),
            ("", "-"),
        ] {
            assert_eq!(base.path(file), told, "{file}");
        }
    }

    #[test]
    fn a_uri_holds_no_other_character() {
        let base = Base::at("/");
        assert_eq!(base.uri("a b:c/ü#%.yaml"), "a%20b%3Ac/%C3%BC%23%25.yaml");
    }
}
