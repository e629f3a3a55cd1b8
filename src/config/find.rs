//! Where a config is looked for, and which files it consists of.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::import;
use super::loaded::ConfigError;
use super::text::clean;
use crate::exit::is_exhausted;

/// The name of a config where none was given.
pub const NAME: &str = "otpdoctor.yaml";

/// The most files that a folder may hold.
const FILES: usize = 10_000;

/// The config to read: the one that was named, else the first that is found.
///
/// # Errors
/// [`ConfigError::NotFound`] with all places that were looked at.
pub(super) fn find(
    named: Option<&Path>,
    env: impl Fn(&str) -> Option<OsString>,
) -> Result<PathBuf, ConfigError> {
    let env = |name: &str| env(name).filter(|value| !value.is_empty());
    if let Some(path) = named {
        return Ok(path.to_owned());
    }
    if let Some(path) = env("OTPDOCTOR_CONFIG") {
        return Ok(path.into());
    }
    let folders = folders(env);
    if Path::new(NAME).exists() {
        return Ok(NAME.into());
    }
    for folder in &folders {
        let file = folder.join(NAME);
        if file.exists() {
            return Ok(file);
        }
        if yaml_files(folder).is_ok_and(|files| !files.is_empty()) {
            return Ok(folder.clone());
        }
    }
    Err(ConfigError::NotFound(not_found(&folders)))
}

/// The files of a config in the order of their names: the file itself, or the `*.yaml` and `*.yml` of a folder.
///
/// # Errors
/// [`ConfigError::Unreadable`] when the folder cannot be listed, or holds no config.
pub(super) fn files(path: &Path) -> Result<Vec<PathBuf>, ConfigError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let unreadable = |why: String| ConfigError::Unreadable(format!("{}: {why}", path.display()));
    let files = yaml_files(path).map_err(|why| {
        if is_exhausted(&why) {
            ConfigError::Exhausted(format!("{}: {why}", path.display()))
        } else {
            unreadable(why.to_string())
        }
    })?;
    match files.len() {
        0 => Err(unreadable(
            "the folder holds no *.yaml or *.yml file".into(),
        )),
        1..=FILES => Ok(files),
        _ => Err(unreadable(format!(
            "the folder holds more than {FILES} files"
        ))),
    }
}

/// Refuses files in the folder of the machine that others than administrators may change or replace: every user may make
/// that folder first, and the config names programs that administrators and the service then run.
///
/// # Errors
/// [`ConfigError::Unreadable`] with who may, and what ends that.
#[cfg(windows)]
pub(super) fn are_safe(
    files: &[PathBuf],
    env: impl Fn(&str) -> Option<OsString>,
) -> Result<(), ConfigError> {
    use crate::files::others;
    let Some(folder) = others::machine_folder(env) else {
        return Ok(());
    };
    // Windows does not distinguish capital letters from small ones.
    let plain = |path: &Path| PathBuf::from(path.to_string_lossy().to_lowercase());
    for file in files {
        let path = std::path::absolute(file).unwrap_or_else(|_| file.clone());
        if plain(&path).starts_with(plain(&folder)) {
            others::is_no_link(&folder)
                .and_then(|()| others::is_safe(&path, &[]))
                .map_err(|why| {
                    let file = clean(&file.display().to_string());
                    ConfigError::Unreadable(format!("{file} is not used: {why}"))
                })?;
        }
    }
    Ok(())
}

fn yaml_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)?.take(FILES * 10) {
        let path = entry?.path();
        let hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let yaml = path
            .extension()
            .is_some_and(|end| end == "yaml" || end == "yml");
        if yaml && !hidden && !path.is_dir() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// That of the user, and that of the machine.
#[cfg(unix)]
fn folders(env: impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let user = env("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .or_else(|| env("HOME").map(|home| Path::new(&home).join(".config")));
    let user = user.map(|at| at.join("otpdoctor"));
    user.into_iter().chain(["/etc/otpdoctor".into()]).collect()
}

/// That of the user, and that of the machine.
#[cfg(windows)]
fn folders(env: impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let user = env("APPDATA").map(|at| Path::new(&at).join("otpdoctor"));
    user.into_iter()
        .chain(crate::files::others::machine_folder(env))
        .collect()
}

fn not_found(folders: &[PathBuf]) -> String {
    let variable = if cfg!(windows) {
        "%OTPDOCTOR_CONFIG%"
    } else {
        "$OTPDOCTOR_CONFIG"
    };
    let mut text = format!(
        "no config was named, and none was found. It was looked for as\n  {variable} (not set)\n  {}",
        Path::new(".").join(NAME).display()
    );
    for folder in folders {
        let file = folder.join(NAME);
        text += &format!(
            "\n  {}, or the *.yaml files beside it",
            clean(&file.display().to_string())
        );
    }
    if import::is_appliance() {
        text += "\nRealms lie on this machine: `otpdoctor config import --appliance --into otpdoctor.yaml` makes a config of them and of what Windows says.";
    }
    text + "\n`otpdoctor config init` writes one to start from; `--config PATH` names another; `otpdoctor try --help` says how to check without one."
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn home(folder: &Path) -> impl Fn(&str) -> Option<OsString> {
        let (config, roaming) = (folder.join(".config"), folder.to_owned());
        move |name| match name {
            "XDG_CONFIG_HOME" => Some(config.clone().into()),
            "APPDATA" => Some(roaming.join(".config").into()),
            _ => None,
        }
    }

    #[test]
    fn what_is_named_wins_over_what_is_found() {
        let env = |name: &str| (name == "OTPDOCTOR_CONFIG").then(|| "from-env.yaml".into());
        let named = find(Some(Path::new("named.yaml")), env).unwrap();
        assert_eq!(named, Path::new("named.yaml"));
        assert_eq!(find(None, env).unwrap(), Path::new("from-env.yaml"));
    }

    #[test]
    fn the_users_folder_is_a_file_or_the_folder_itself() {
        let folder = tempfile::tempdir().unwrap();
        let ours = folder.path().join(".config/otpdoctor");
        std::fs::create_dir_all(&ours).unwrap();
        std::fs::write(ours.join("realm-b.yml"), "").unwrap();
        std::fs::write(ours.join("notes.txt"), "").unwrap();
        assert_eq!(find(None, home(folder.path())).unwrap(), ours);
        assert_eq!(files(&ours).unwrap(), [ours.join("realm-b.yml")]);
        std::fs::write(ours.join(NAME), "").unwrap();
        assert_eq!(find(None, home(folder.path())).unwrap(), ours.join(NAME));
    }

    #[cfg(windows)]
    #[test]
    fn the_folder_of_the_machine_is_looked_into_where_the_user_has_none() {
        let folder = tempfile::tempdir().unwrap();
        let ours = folder.path().join("otpdoctor");
        let env = |name: &str| (name == "ProgramData").then(|| folder.path().into());
        let error = find(None, env).unwrap_err().to_string();
        assert!(error.contains(&ours.display().to_string()), "{error}");
        std::fs::create_dir(&ours).unwrap();
        std::fs::write(ours.join(NAME), "").unwrap();
        assert_eq!(find(None, env).unwrap(), ours.join(NAME));
        // In the folder for temporary files everybody may replace what is there.
        let error = are_safe(&[ours.join(NAME)], env).unwrap_err().to_string();
        assert!(error.contains("is not used: Everyone may"), "{error}");
        assert!(error.contains("icacls"), "{error}");
        are_safe(&[folder.path().join("of-the-user.yaml")], env).unwrap();
    }

    #[test]
    fn where_it_was_looked_for_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let error = find(None, home(folder.path())).unwrap_err().to_string();
        assert!(error.contains("OTPDOCTOR_CONFIG"), "{error}");
        assert!(error.contains("otpdoctor config init"), "{error}");
        let ours = folder.path().join(".config");
        assert!(error.contains(&ours.display().to_string()), "{error}");
    }
}
