//! What Windows keeps of a key: the security descriptors of its file, its folder and its container.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use checks::kit::descriptor::Descriptor;
use checks::kit::probe::certificate::Problem;
use checks::kit::probe::key_access::{
    Answer, Configuration, Kind, Object, Query, Trustee, Windows,
};
use checks::kit::realm::CertificateSource;
use checks::kit::{Answered, ProbeError};

use crate::config::import;
use crate::files::apart::apart;
use crate::probe::certificate;
use crate::probe::live::Live;
use crate::probe::sid;
use crate::windows::access;
use crate::windows::registry::{LOCAL_MACHINE, Value, value};

/// How the name of the file begins that holds the key `NetFrameworkConfigurationKey`: the MD5 of the container's name in lower
/// case and of a zero byte, as four numbers of 32 bits. The machine's GUID follows.
const CONFIGURATION_KEY: &str = "d6d986f09a1ee04e24c949879fdb506c";

/// Where the accounts of machines and domains begin: Windows lists the groups of no other.
const ACCOUNTS: &str = "S-1-5-21-";

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
    let known = live.configuration.clone();
    // A domain may be asked for the names, which takes its time.
    let seen = apart(move || {
        let mut windows = Windows {
            account: trustee(&account)?,
            configuration: Some(known.get_or_init(configuration).clone()),
            ..Windows::default()
        };
        let problem = match found {
            Ok((file, container)) => add_objects(&mut windows, file, container)?,
            Err(problem) => Some(problem),
        };
        windows.names = names(&windows);
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
    let sid = match sid::built_in(account) {
        Some(sid) => Some(sid),
        None => access::sid_of(account).map_err(|error| {
            ProbeError::Unsupported(format!(
                "Windows cannot look up the account {account}: {error}"
            ))
        })?,
    };
    Ok(sid.map(|sid| Trustee {
        groups: groups_of(&sid),
        sid,
    }))
}

/// The groups of the machine that an account of it or of a domain is in.
fn groups_of(sid: &str) -> Option<Vec<String>> {
    let name = sid.starts_with(ACCOUNTS).then(|| access::name_of(sid));
    access::local_groups(&name?.ok()??).ok()
}

/// Adds the folder of the key, its file and its container; gives why it cannot.
fn add_objects(
    windows: &mut Windows,
    file: Option<PathBuf>,
    container: Option<(String, Vec<u8>)>,
) -> Answered<Option<Problem>> {
    if let Some(file) = file {
        let key = match object(Kind::File, &file) {
            Ok(key) => key,
            Err(Problem::NoPermission) => {
                let why = format!("the permissions of {} may not be read", file.display());
                return Err(ProbeError::NoPermission(why));
            }
            Err(problem) => return Ok(Some(problem)),
        };
        let folder = file.parent().map(|folder| object(Kind::Folder, folder));
        windows.objects.extend(folder.and_then(Result::ok));
        windows.objects.push(key);
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
    Ok(None)
}

fn object(kind: Kind, path: &Path) -> Result<Object, Problem> {
    let name = path.display().to_string();
    match access::descriptor(path) {
        Ok(descriptor) => Ok(Object {
            kind,
            name,
            descriptor,
        }),
        Err(error) => Err(match error.kind() {
            ErrorKind::PermissionDenied => Problem::NoPermission,
            ErrorKind::NotFound => Problem::Missing,
            _ => Problem::Unreadable(format!("{name}: {error}")),
        }),
    }
}

/// The names of all SIDs in the descriptors.
fn names(windows: &Windows) -> BTreeMap<String, Option<String>> {
    let configuration = windows.configuration.as_ref();
    let configuration = configuration.and_then(|seen| seen.key.as_ref());
    let objects = windows.objects.iter().chain(configuration);
    let descriptors = objects.filter_map(|object| Descriptor::parse(&object.descriptor));
    let mut names = BTreeMap::new();
    for sid in descriptors.flat_map(|one| one.sids().map(str::to_owned).collect::<Vec<_>>()) {
        if !names.contains_key(&sid)
            && let Ok(name) = access::name_of(&sid)
        {
            names.insert(sid, name);
        }
    }
    names
}

/// The key that decrypts web.config, and how much of the realms on this machine's disks it is for.
fn configuration() -> Configuration {
    let (key, problem) = match configuration_key() {
        Ok(key) => (Some(key), None),
        Err(Problem::Missing) => (None, None),
        Err(problem) => (None, Some(problem)),
    };
    Configuration {
        key,
        problem,
        encrypted: import::encrypted(&import::drives()),
    }
}

fn configuration_key() -> Result<Object, Problem> {
    let place = r"SOFTWARE\Microsoft\Cryptography";
    let guid = match value(LOCAL_MACHINE, place, "MachineGuid") {
        Ok(Some(Value::Text(guid))) => guid,
        _ => {
            let why =
                format!(r"{place}\MachineGuid cannot be read, which the name of its file has");
            return Err(Problem::Unreadable(why));
        }
    };
    let [machine_keys, ..] = OF_MACHINES;
    let folder = crypto("ProgramData").ok_or(Problem::Missing)?;
    let file = format!("{CONFIGURATION_KEY}_{guid}");
    object(Kind::File, &folder.join(machine_keys).join(file))
}

/// The file that a provider keeps a key in, by the name that it gives the key.
fn file_of(name: &str) -> Option<PathBuf> {
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

/// Where providers keep keys, below a folder that a variable names.
fn crypto(variable: &str) -> Option<PathBuf> {
    Some(PathBuf::from(std::env::var_os(variable)?).join(r"Microsoft\Crypto"))
}
