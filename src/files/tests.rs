//! Files of the system that the tests run on.
#![allow(clippy::unwrap_used)]

use super::*;

#[cfg(windows)]
#[test]
fn a_file_that_another_program_has_open_for_a_moment_is_replaced() {
    use std::os::windows::fs::OpenOptionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("report"), folder.path().join("other"));
    std::fs::write(&path, "old").unwrap();
    std::fs::write(&other, "other").unwrap();
    // FILE_SHARE_READ alone, as most programs open.
    let held = std::fs::OpenOptions::new()
        .read(true)
        .share_mode(1)
        .open(&path)
        .unwrap();
    assert!(std::fs::rename(&other, &path).is_err_and(|why| is_held(&why)));
    let agent = {
        let folder = folder.path().to_owned();
        std::thread::spawn(move || {
            while std::fs::read_dir(&folder).unwrap().count() < 3 {
                std::thread::yield_now();
            }
            drop(held);
        })
    };
    replace(&path, b"new", PRIVATE).unwrap();
    agent.join().unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"new");
}

#[cfg(unix)]
#[test]
fn the_state_folder_follows_the_xdg_specification() {
    let of = |set: &'static [(&str, &str)]| {
        state_folder_in(|name| {
            let found = set.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| value.into())
        })
    };
    let both = of(&[("XDG_STATE_HOME", "/state"), ("HOME", "/home/me")]);
    assert_eq!(both, Ok("/state/otpdoctor".into()));
    let relative = of(&[("XDG_STATE_HOME", "state"), ("HOME", "/home/me")]);
    assert_eq!(relative, Ok("/home/me/.local/state/otpdoctor".into()));
    assert!(of(&[]).is_err_and(|why| why.contains("HOME")));
}

#[cfg(windows)]
#[test]
fn what_is_made_private_is_for_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("deep/state");
    private_folder(&state).unwrap();
    private_folder(&state).unwrap();
    let file = state.join("code");
    drop(private_file(&file).unwrap());
    let there = private_file(&file).unwrap_err();
    assert_eq!(there.kind(), ErrorKind::AlreadyExists);
    save_private(&state.join("recording"), b"new").unwrap();
    for path in [&state, &file, &state.join("recording")] {
        others::is_private(path).unwrap();
    }
    let open = folder.path().join("report");
    save(&open, b"for all").unwrap();
    let changed = std::process::Command::new("bash")
        .args(["-c", "chmod 644 report"])
        .current_dir(folder.path())
        .status();
    assert!(changed.unwrap().success());
    let why = others::is_private(&open).unwrap_err();
    let place = open.display();
    let told = format!("Everyone may read or change {place}: as an administrator, run `icacls ");
    assert!(why.starts_with(&told), "{why}");
    assert!(why.ends_with("/remove:g \"*S-1-1-0\"`"), "{why}");
    others::keep_as(&open, &file).unwrap();
    others::is_private(&open).unwrap();
}

#[cfg(windows)]
#[test]
fn the_state_of_administrators_is_the_machines_where_that_has_a_folder() {
    let data = std::env::var_os("ProgramData").unwrap();
    let folder = tempfile::tempdir_in(data).unwrap();
    let (local, data) = (folder.path().join("local"), folder.path().join("data"));
    let state = || {
        state_folder_in(|name| match name {
            "LOCALAPPDATA" => Some(local.clone().into()),
            "ProgramData" => Some(data.clone().into()),
            _ => None,
        })
    };
    assert_eq!(state(), Ok(local.join("otpdoctor")));
    std::fs::create_dir_all(data.join("otpdoctor")).unwrap();
    let common = data.join(r"otpdoctor\state");
    assert_eq!(state(), Ok(common.clone()));
    others::is_private(&common).unwrap();
    // What is there already stays the user's.
    std::fs::create_dir_all(local.join("otpdoctor")).unwrap();
    assert_eq!(state(), Ok(local.join("otpdoctor")));
}
