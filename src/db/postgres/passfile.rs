//! The password of a database: the one from the config, `PGPASSWORD`, or a line of the password file.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::address::Address;
use super::failure::Failure;

/// The most that is read of a password file, in bytes.
const SIZE: u64 = 1 << 20;

/// The password of a database's user, where one is found.
///
/// # Errors
/// When the password file cannot be read, or others can read it.
pub(super) fn password(
    address: &Address,
    given: Option<&SecretString>,
    env: &dyn Fn(&str) -> Option<OsString>,
) -> Result<Option<SecretString>, Failure> {
    if let Some(given) = given {
        return Ok(Some(given.clone()));
    }
    let env = |name: &str| env(name).filter(|value| !value.is_empty());
    if let Some(password) = env("PGPASSWORD") {
        let password = password.into_string();
        return match password {
            Ok(password) => Ok(Some(password.into())),
            Err(_) => Err(Failure::Unavailable("PGPASSWORD is not UTF-8".into())),
        };
    }
    let named = env("PGPASSFILE").map(PathBuf::from);
    let file = named.or_else(|| match cfg!(windows) {
        true => Some(
            Path::new(&env("APPDATA")?)
                .join("postgresql")
                .join("pgpass.conf"),
        ),
        false => Some(Path::new(&env("HOME")?).join(".pgpass")),
    });
    match file.filter(|file| file.exists()) {
        Some(file) => read(&file, address).map_err(|why| {
            Failure::Unavailable(format!("the password file {}: {why}", file.display()))
        }),
        None => Ok(None),
    }
}

fn read(file: &Path, address: &Address) -> Result<Option<SecretString>, String> {
    let found = std::fs::metadata(file).map_err(|why| why.to_string())?;
    if !found.is_file() || found.len() > SIZE {
        return Err("it is no file of lines".into());
    }
    refuse_shared(&found)?;
    let text = std::fs::read_to_string(file).map(Zeroizing::new);
    let text = text.map_err(|why| why.to_string())?;
    Ok(text.lines().find_map(|line| matching(line, address)))
}

#[cfg(unix)]
fn refuse_shared(found: &std::fs::Metadata) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;
    match found.permissions().mode() & 0o077 {
        0 => Ok(()),
        _ => Err("others may read it: `chmod 0600` it".into()),
    }
}

#[cfg(not(unix))]
fn refuse_shared(_: &std::fs::Metadata) -> Result<(), String> {
    Ok(())
}

/// The password of a line `host:port:database:user:password`, where it is of this database.
fn matching(line: &str, address: &Address) -> Option<SecretString> {
    if line.starts_with('#') {
        return None;
    }
    let [host, port, database, user, password] = fields(line)?;
    let is = |field: &str, value: &str| field == "*" || field == value;
    let host = is(&host, &address.host) || address.is_socket() && host.as_str() == "localhost";
    let all = host
        && is(&port, &address.port.to_string())
        && is(&database, &address.database)
        && is(&user, &address.user);
    all.then(|| password.as_str().into())
}

/// The fields of a line; `\` takes the meaning off a `:` or `\`. The password ends the line, or at the next `:`.
fn fields(line: &str) -> Option<[Zeroizing<String>; 5]> {
    let mut fields: [Zeroizing<String>; 5] = Default::default();
    let mut at = 0;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ':' if at == 4 => break,
            ':' => at += 1,
            '\\' => fields[at].extend(letters.next()),
            other => fields[at].push(other),
        }
    }
    (at == 4).then_some(fields)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use secrecy::ExposeSecret as _;

    use super::*;

    fn found(lines: &str, url: &str) -> Option<String> {
        let address = Address::parse(url, &crate::otp::store::PURPOSE, &|_| None).unwrap();
        let password = lines.lines().find_map(|line| matching(line, &address));
        password.map(|password| password.expose_secret().to_owned())
    }

    #[test]
    fn the_first_line_that_fits_gives_the_password() {
        let lines = "# db:5432:otp:me:comment\n\
                     other:*:*:*:a\n\
                     db:5433:*:*:b\n\
                     db:*:otp:you:c\n\
                     broken:line\n\
                     db:5432:otp:me:d\\:e\\\\f\n\
                     *:*:*:*:g";
        assert_eq!(found(lines, "postgres://me@db/otp").unwrap(), r"d:e\f");
        assert_eq!(found(lines, "postgres://you@db/otp").unwrap(), "c");
        assert_eq!(found(lines, "postgres://me@elsewhere/otp").unwrap(), "g");
        assert_eq!(found("x:*:*:*:a", "postgres://me@db/otp"), None);
    }

    #[test]
    fn a_socket_is_found_as_localhost_too() {
        let url = "postgres:///otp?host=/run/postgresql&user=me";
        assert_eq!(found("localhost:*:*:*:a", url).unwrap(), "a");
        assert_eq!(found("/run/postgresql:5432:otp:me:b", url).unwrap(), "b");
    }

    #[cfg(unix)]
    #[test]
    fn the_config_wins_over_the_variable_and_it_over_the_file() {
        use std::os::unix::fs::PermissionsExt as _;

        let address = Address::parse("postgres://me@db/otp", &crate::otp::store::PURPOSE, &|_| {
            None
        })
        .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".pgpass");
        std::fs::write(&file, "db:*:*:me:of the file\n").unwrap();
        let mode = |mode| {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        mode(0o600);
        let home = folder.path().as_os_str().to_owned();
        let only_file = |name: &str| (name == "HOME").then(|| home.clone());
        let both = |name: &str| match name {
            "PGPASSWORD" => Some("of the variable".into()),
            other => only_file(other),
        };
        let given = SecretString::from("of the config");
        let ask = |given, env: &dyn Fn(&str) -> Option<OsString>| {
            let found = password(&address, given, env).map_err(|why| why.to_string())?;
            Ok::<_, String>(found.map(|password| password.expose_secret().to_owned()))
        };
        assert_eq!(ask(Some(&given), &both), Ok(Some("of the config".into())));
        assert_eq!(ask(None, &both), Ok(Some("of the variable".into())));
        assert_eq!(ask(None, &only_file), Ok(Some("of the file".into())));
        assert_eq!(ask(None, &|_| None), Ok(None));
        mode(0o640);
        let why = ask(None, &only_file).unwrap_err();
        assert!(
            why.contains("chmod 0600") && why.contains(".pgpass"),
            "{why}"
        );
    }
}
