//! Files as readers on other machines name them: relative, with forward slashes.

use std::path::{Component, Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but what stands for itself in a path (RFC 3986 section 3.3), colons aside.
const IN_A_PATH: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// The folder that paths are relative to: in a pipeline, the checked-out repository.
#[derive(Clone, Debug)]
pub struct Base {
    /// Where relative paths begin.
    current: PathBuf,
    root: PathBuf,
}

/// Where pipelines say which folder the repository is in: GitHub Actions, GitLab CI, Azure Pipelines. That is what their
/// readers want paths to be relative to, whichever folder a step works in.
const ROOTS: [&str; 3] = [
    "GITHUB_WORKSPACE",
    "CI_PROJECT_DIR",
    "BUILD_SOURCESDIRECTORY",
];

impl Base {
    /// The repository around the current folder, as the pipeline says; without one the current folder.
    pub fn here() -> Self {
        let current = std::env::current_dir().unwrap_or_default();
        let roots = ROOTS.iter().filter_map(std::env::var_os).map(PathBuf::from);
        let mut around = roots.filter(|root| root.is_absolute() && current.starts_with(root));
        let root = around.next().unwrap_or_else(|| current.clone());
        Self { current, root }
    }

    /// This folder.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        let current: PathBuf = folder.into();
        let root = current.clone();
        Self { current, root }
    }

    /// The file relative to the base. Of a file elsewhere only the name is shown, not its folder on this machine.
    pub fn path(&self, file: &str) -> String {
        let inside = |path: &Path| {
            let full = lexical(&self.current.join(path));
            let within = full.strip_prefix(&self.root).ok();
            within.map(|path| path.to_string_lossy().into_owned())
        };
        let leaves = file.split(['/', '\\']).any(|part| part == "..");
        let moves = leaves || Path::new(file).is_absolute() || self.current != self.root;
        let file = if self.root.is_absolute() && !file.is_empty() && moves {
            inside(Path::new(file)).unwrap_or_else(|| file.to_owned())
        } else {
            file.to_owned()
        };
        let clean = file.replace('\\', "/");
        let drive = clean.as_bytes().get(1) == Some(&b':');
        if drive || clean.starts_with('/') || clean.split('/').any(|part| part == "..") {
            return last(&clean).to_owned();
        }
        let parts: Vec<&str> = clean
            .split('/')
            .filter(|part| !matches!(*part, "" | "."))
            .collect();
        if parts.is_empty() {
            "-".to_owned()
        } else {
            parts.join("/")
        }
    }

    /// The same as a relative URI reference.
    pub fn uri(&self, file: &str) -> String {
        utf8_percent_encode(&self.path(file), &IN_A_PATH).to_string()
    }
}

/// The path without `.` and `..`, as it is written: links are not followed.
fn lexical(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

fn last(path: &str) -> &str {
    let named = |part: &&str| !matches!(*part, "" | "." | "..");
    let mut parts = path.rsplit('/').filter(named);
    parts.next().unwrap_or("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_of_this_machine_gets_out() {
        // A full path has a drive there.
        let full = |path: &str| {
            if cfg!(windows) && path.len() > 1 && path.starts_with('/') {
                format!("C:{path}")
            } else {
                path.to_owned()
            }
        };
        let base = Base::at(full("/srv/realms"));
        for (file, told) in [
            ("otpdoctor.yaml", "otpdoctor.yaml"),
            ("./conf/./a.yaml", "conf/a.yaml"),
            ("../shared/a.yaml", "a.yaml"),
            ("../realms/conf/a.yaml", "conf/a.yaml"),
            ("conf/../../a.yaml", "a.yaml"),
            ("/srv/realms/../w/a.yaml", "a.yaml"),
            ("..", "-"),
            ("/srv/realms/conf/a.yaml", "conf/a.yaml"),
            ("/etc/otpdoctor/a.yaml", "a.yaml"),
            ("C:\\ProgramData\\otpdoctor\\a.yaml", "a.yaml"),
            ("conf\\a.yaml", "conf/a.yaml"),
            ("/", "-"),
            ("", "-"),
        ] {
            assert_eq!(base.path(&full(file)), told, "{file}");
        }
    }

    #[test]
    fn in_a_pipeline_a_path_begins_at_the_repository() {
        let (current, root) = if cfg!(windows) {
            ("C:\\w\\realms", "C:\\w")
        } else {
            ("/w/realms", "/w")
        };
        let (current, root) = (PathBuf::from(current), PathBuf::from(root));
        let base = Base { current, root };
        for (file, told) in [
            ("otpdoctor.yaml", "realms/otpdoctor.yaml"),
            ("../shared/a.yaml", "shared/a.yaml"),
            ("../../a.yaml", "a.yaml"),
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
