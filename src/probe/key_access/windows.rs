//! What Windows keeps of a key: the security descriptors of its file, its folder and its container.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use checks::kit::descriptor::Descriptor;
use checks::kit::probe::certificate::Problem;
use checks::kit::probe::key_access::{Answer, Kind, Object, Query, Trustee, Windows};
use checks::kit::realm::CertificateSource;
use checks::kit::{Answered, ProbeError};

use crate::files::apart::apart;
use crate::probe::certificate;
use crate::probe::live::Live;
use crate::probe::sid;
use crate::windows::access;

/// Where providers keep the keys of machines and of SYSTEM, below `%ProgramData%\Microsoft\Crypto` (learn.microsoft.com,
/// Key Storage and Retrieval).
const OF_MACHINES: [&str; 5] = [
    r"RSA\MachineKeys",
    "Keys",
    r"DSS\MachineKeys",
    "SystemKeys",
    r"RSA\S-1-5-18",
];

pub(super) async fn look(live: &Live, query: &Query) -> Answered<Answer> {
    let found = match &query.source {
        CertificateSource::Files { key: Some(key), .. } => Ok((Some(key.clone()), None)),
        CertificateSource::Pfx { pfx, .. } => Ok((Some(pfx.clone()), None)),
        CertificateSource::Files { key: None, .. } => {
            return Err(ProbeError::Unsupported("no key file is named".into()));
        }
        CertificateSource::Store { .. } => {
            let material = certificate::read(live, &query.source).await?;
            let (name, descriptor) = material.kept;
            match material.key {
                Ok(Some(_)) => Ok((name.as_deref().and_then(file_of), name.zip(descriptor))),
                Ok(None) => Err(Problem::Missing),
                Err(problem) => Err(problem),
            }
        }
    };
    let account = query.account.clone();
    // A domain may be asked for the names, which takes its time.
    let seen = apart(move || {
        let mut windows = Windows {
            account: trustee(&account)?,
            ..Windows::default()
        };
        let problem = match found {
            Ok((file, container)) => windows_of(&mut windows, file, container)?,
            Err(problem) => Some(problem),
        };
        Ok(Answer {
            problem,
            windows: Some(windows),
            ..Answer::default()
        })
    });
    let broke_off =
        || ProbeError::Unsupported("reading the key's permissions ended unexpectedly".into());
    seen.await.ok_or_else(broke_off)?
}

fn trustee(account: &str) -> Answered<Option<Trustee>> {
    let sid = match sid::known(account) {
        Some(sid) => Some(sid),
        None => access::sid_of(account).map_err(|error| {
            ProbeError::Unsupported(format!(
                "Windows cannot look up the account {account}: {error}"
            ))
        })?,
    };
    Ok(sid.map(|sid| Trustee { sid, groups: None }))
}

fn windows_of(
    windows: &mut Windows,
    file: Option<PathBuf>,
    container: Option<(String, Vec<u8>)>,
) -> Answered<Option<Problem>> {
    let mut add = |kind, name: String, descriptor| {
        windows.objects.push(Object {
            kind,
            name,
            descriptor,
        });
    };
    if let Some(file) = file {
        let name = |path: &Path| path.display().to_string();
        let descriptor = match access::descriptor(&file) {
            Ok(descriptor) => descriptor,
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                let why = format!("the permissions of {} may not be read", name(&file));
                return Err(ProbeError::NoPermission(why));
            }
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Some(Problem::Missing)),
            Err(error) => {
                let why = format!("{}: {error}", name(&file));
                return Ok(Some(Problem::Unreadable(why)));
            }
        };
        let folder = file
            .parent()
            .map(|folder| (folder, access::descriptor(folder)));
        if let Some((folder, Ok(descriptor))) = folder {
            add(Kind::Folder, name(folder), descriptor);
        }
        add(Kind::File, name(&file), descriptor);
    }
    if let Some((name, descriptor)) = container
        && windows
            .objects
            .iter()
            .all(|one| one.descriptor != descriptor)
    {
        windows.objects.push(Object {
            kind: Kind::Container,
            name,
            descriptor,
        });
    }
    let descriptors = windows.objects.iter();
    let descriptors = descriptors.filter_map(|object| Descriptor::parse(&object.descriptor));
    let mut names = BTreeMap::new();
    for sid in descriptors.flat_map(|one| one.sids().map(str::to_owned).collect::<Vec<_>>()) {
        if !names.contains_key(&sid)
            && let Ok(name) = access::name_of(&sid)
        {
            names.insert(sid, name);
        }
    }
    windows.names = names;
    Ok(None)
}

/// The file that a provider keeps a key in, by the name that it gives the key.
fn file_of(name: &str) -> Option<PathBuf> {
    let crypto =
        |variable: &str| Some(PathBuf::from(std::env::var_os(variable)?).join(r"Microsoft\Crypto"));
    let mut folders = Vec::new();
    if let Some(machine) = crypto("ProgramData") {
        folders.extend(OF_MACHINES.map(|folder| machine.join(folder)));
    }
    if let Some(user) = crypto("APPDATA") {
        folders.push(user.join("Keys"));
        let of_users = std::fs::read_dir(user.join("RSA"))
            .into_iter()
            .flatten()
            .flatten();
        folders.extend(of_users.map(|folder| folder.path()));
    }
    let plain = Path::new(name).file_name().is_some_and(|last| last == name);
    let files = folders.into_iter().map(|folder| folder.join(name));
    files.filter(|_| plain).find(|file| file.is_file())
}
