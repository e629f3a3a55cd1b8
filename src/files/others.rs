//! Who else may read or change what is on a disk of Windows, and what ends that.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use checks::kit::descriptor::{CHANGE, Descriptor, READ, REPLACE};
use checks::kit::text;

use crate::windows::{access, host};

/// Refuses a file that others than its owner, this account, administrators and SYSTEM may read or change.
///
/// # Errors
/// Who may, and what ends that.
pub fn is_private(path: &Path) -> Result<(), String> {
    let descriptor = descriptor(path)?;
    let owner = descriptor.owner.clone().unwrap_or_default();
    refuse(
        path,
        &descriptor,
        READ | CHANGE,
        "read or change",
        &[&owner],
    )
}

/// Refuses what others than administrators, SYSTEM, this account and these may change, or put something else in the
/// place of: who reads it with more rights than they have would lend them those.
///
/// # Errors
/// Who may, where, and what ends that.
pub fn is_safe(path: &Path, trusted: &[&str]) -> Result<(), String> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for place in path.ancestors() {
        let (rights, what) = if place == path {
            (CHANGE, "change")
        } else {
            (REPLACE, "replace what is in")
        };
        refuse(place, &descriptor(place)?, rights, what, trusted)?;
    }
    Ok(())
}

/// Has what a library made beside a file be as private as that.
///
/// # Errors
/// When it is not, and this account may not change that.
pub fn keep_as(path: &Path, file: &Path) -> Result<(), String> {
    if descriptor(path)?.entries == descriptor(file)?.entries {
        return Ok(());
    }
    access::keep_as(path, file).map_err(|why| {
        format!(
            "the permissions of {} cannot be those of the file: {why}",
            path.display()
        )
    })
}

/// The folder of a machine's own config and state.
pub fn machine_folder(env: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let data = env("ProgramData").filter(|data| !data.is_empty())?;
    Some(Path::new(&data).join("otpdoctor"))
}

/// The folder of the state that administrators and SYSTEM have in common, made where it is not there; `None` for others,
/// and on a machine that has no folder of its own.
///
/// # Errors
/// Why it cannot be made, or who else may change it, and what ends that.
pub fn common_state(env: impl Fn(&str) -> Option<OsString>) -> Result<Option<PathBuf>, String> {
    let Some(folder) = machine_folder(env).filter(|folder| folder.is_dir()) else {
        return Ok(None);
    };
    // Services have these rights as well, and no place there.
    let is_person_or_system = |sid: String| sid.starts_with("S-1-5-21-") || sid == "S-1-5-18";
    if !host::is_elevated() || !access::own_sid().is_ok_and(is_person_or_system) {
        return Ok(None);
    }
    let state = folder.join("state");
    is_no_link(&folder)?;
    is_no_link(&state)?;
    match access::folder_for(&state, "BA") {
        Err(why) if !state.is_dir() => {
            return Err(format!("{} cannot be made: {why}", state.display()));
        }
        _ => {}
    }
    is_safe(&state, &[])?;
    Ok(Some(state))
}

/// Refuses a place of administrators that leads to another: who made it may have it lead elsewhere tomorrow.
///
/// # Errors
/// That it does.
pub fn is_no_link(place: &Path) -> Result<(), String> {
    match std::fs::symlink_metadata(place) {
        Ok(meta) if meta.is_symlink() => Err(format!(
            "{} leads elsewhere: remove it first",
            place.display()
        )),
        _ => Ok(()),
    }
}

fn descriptor(path: &Path) -> Result<Descriptor, String> {
    let unread = |why: &dyn std::fmt::Display| {
        format!(
            "the permissions of {} cannot be read: {why}",
            path.display()
        )
    };
    let bytes = access::descriptor(path).map_err(|why| unread(&why))?;
    Descriptor::parse(&bytes).ok_or_else(|| unread(&"Windows gave something else"))
}

fn refuse(
    place: &Path,
    descriptor: &Descriptor,
    rights: u32,
    what: &str,
    trusted: &[&str],
) -> Result<(), String> {
    let own = access::own_sid()
        .map_err(|why| format!("Windows does not tell the account of this process: {why}"))?;
    let others = descriptor.others(rights, &[&[own.as_str()], trusted].concat());
    if others.is_empty() {
        return Ok(());
    }
    let name = |sid: &&str| match access::name_of(sid) {
        Ok(Some(name)) => name,
        _ => (*sid).to_owned(),
    };
    let names: Vec<String> = others.iter().map(name).collect();
    Err(format!(
        "{} may {what} {}: as an administrator, run {}",
        text::list(&names),
        place.display(),
        text::list(&mended_by(place, descriptor, rights, &others))
    ))
}

/// The commands that take their rights from these; who may not change a place may still read it.
fn mended_by(place: &Path, descriptor: &Descriptor, rights: u32, others: &[&str]) -> Vec<String> {
    let icacls = |change: &str| {
        let place = text::argument(&place.display().to_string());
        format!("`icacls {place} {change}`")
    };
    let Some(entries) = &descriptor.entries else {
        return vec![icacls("/reset")];
    };
    let is_owner = |sid: &&str| descriptor.owner.as_deref() == Some(*sid);
    let mut commands = Vec::new();
    if others.iter().any(is_owner) {
        commands.push(icacls("/setowner \"*S-1-5-32-544\""));
    }
    let is_listed = |sid: &&&str| entries.iter().any(|one| one.allows && one.sid == **sid);
    let listed: Vec<_> = others.iter().filter(is_listed).collect();
    if !listed.is_empty() {
        // What is inherited can be neither removed nor replaced.
        commands.push(icacls("/inheritance:d"));
    }
    let inherited = if place.is_dir() { "(OI)(CI)" } else { "" };
    commands.extend(listed.into_iter().map(|sid| {
        icacls(&if rights & READ == 0 {
            format!("/grant:r \"*{sid}:{inherited}(RX)\"")
        } else {
            format!("/remove:g \"*{sid}\"")
        })
    }));
    commands
}
