//! Where a database is, and how it is reached: a URL, and the usual PG variables for what it leaves out.
//!
//! `sslmode` means what it means to libpq, but for its default: a server on another host must prove its name
//! (`verify-full`), one on this host is asked for TLS and not verified (`prefer`), and a Unix socket needs none.

use std::ffi::OsString;
use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::Host;
use url::form_urlencoded;

use crate::db::{Place, Purpose, StoreError};

/// How long the server may take to answer and let us in.
const CONNECT: Duration = Duration::from_secs(10);

/// The port that is meant where none is named.
const PORT: u16 = 5432;

/// A database, and how it is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// What the database is for.
    pub(super) of: &'static Purpose,
    /// A host, or the folder of a Unix socket.
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) user: String,
    pub(super) database: String,
    pub(super) tls: Tls,
    /// Whom to trust instead of the system's certificate authorities.
    pub(super) roots: Option<PathBuf>,
    pub(super) connect_timeout: Duration,
}

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tls {
    /// `disable`: not at all.
    Disable,
    /// `prefer`: encrypted where the server can; its certificate is not looked at.
    Prefer,
    /// `require`: always encrypted; its certificate is not looked at.
    Require,
    /// `verify-full`: always encrypted; chain, dates and name of its certificate must be right.
    VerifyFull,
}

type Env<'a> = &'a dyn Fn(&str) -> Option<OsString>;

impl Address {
    /// Reads a `postgres://` URL.
    ///
    /// # Errors
    /// When it holds a password, or something that is not known here.
    pub(crate) fn parse(url: &str, of: &'static Purpose, env: Env<'_>) -> Result<Self, StoreError> {
        Self::read(url, of, env).map_err(|why| StoreError::Unavailable {
            // The rest may hold a password.
            place: Place {
                of,
                shown: "postgres://…".into(),
            },
            why,
        })
    }

    fn read(url: &str, of: &'static Purpose, env: Env<'_>) -> Result<Self, String> {
        let env = |name: &str| {
            let text = env(name).filter(|value| !value.is_empty())?;
            Some(text.to_string_lossy().into_owned())
        };
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let mut config: Config = base
            .parse()
            .map_err(|_| "it is no `postgres://USER@HOST:PORT/DATABASE`".to_owned())?;
        let mut options = Options::default();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            options.take(&key, value.into_owned(), &mut config)?;
        }
        if config.get_password().is_some() {
            return Err(format!(
                "a password does not belong in its URL, where others can see it: set {}",
                of.password
            ));
        }
        let host = match config.get_hosts() {
            [] => env("PGHOST").unwrap_or_else(default_host),
            [Host::Tcp(host)] => host.clone(),
            #[cfg(unix)]
            [Host::Unix(folder)] => folder.display().to_string(),
            _ => return Err("it names several hosts: name one".into()),
        };
        let port = match config.get_ports() {
            [.., port] if options.port || names_port(base) => Some(Ok(*port)),
            _ => env("PGPORT").map(|port| number(&port, "PGPORT")),
        };
        let user = config.get_user().map(str::to_owned);
        let user = user
            .or_else(|| env("PGUSER"))
            .or_else(own_name)
            .ok_or("it names no user, and neither does PGUSER")?;
        let database = config.get_dbname().map(str::to_owned);
        let tls = match options.sslmode.or_else(|| env("PGSSLMODE")) {
            Some(mode) => Tls::parse(&mode)?,
            None => Tls::for_host(&host),
        };
        let roots = options.sslrootcert.or_else(|| env("PGSSLROOTCERT"));
        let patience = options.connect_timeout.or_else(|| env("PGCONNECT_TIMEOUT"));
        Ok(Self {
            of,
            port: port.transpose()?.unwrap_or(PORT),
            database: database
                .or_else(|| env("PGDATABASE"))
                .unwrap_or_else(|| user.clone()),
            user,
            tls: match (tls, &roots) {
                // As libpq does: whoever names certificates wants them to count.
                (Tls::Require, Some(_)) => Tls::VerifyFull,
                (tls, _) => tls,
            },
            roots: roots.filter(|roots| roots != "system").map(PathBuf::from),
            connect_timeout: match patience {
                Some(seconds) => {
                    Duration::from_secs(number::<u64>(&seconds, "connect_timeout")?.clamp(1, 60))
                }
                None => CONNECT,
            },
            host,
        })
    }

    /// Where it is, for messages.
    pub(crate) fn place(&self) -> Place {
        Place {
            of: self.of,
            shown: self.to_string(),
        }
    }

    /// Whether it is a Unix socket.
    pub(super) fn is_socket(&self) -> bool {
        self.host.starts_with('/')
    }
}

/// Such that it can be read again; there is no password in it.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            host,
            port,
            user,
            database,
            ..
        } = self;
        let text = match (self.is_socket(), host.contains(':')) {
            (true, _) => format!("postgres:///{database}?host={host}&port={port}&user={user}"),
            (false, true) => format!("postgres://{user}@[{host}]:{port}/{database}"),
            (false, false) => format!("postgres://{user}@{host}:{port}/{database}"),
        };
        f.write_str(&checks::kit::text::quote(&text, 300))
    }
}

/// The options of a URL that the driver does not know, or knows less of.
#[derive(Default)]
struct Options {
    sslmode: Option<String>,
    sslrootcert: Option<String>,
    connect_timeout: Option<String>,
    port: bool,
}

impl Options {
    fn take(&mut self, key: &str, value: String, config: &mut Config) -> Result<(), String> {
        match key {
            "sslmode" => self.sslmode = Some(value),
            "sslrootcert" => self.sslrootcert = Some(value),
            "connect_timeout" => self.connect_timeout = Some(value),
            "host" => drop(config.host(value)),
            "port" => {
                config.port(number(&value, "port")?);
                self.port = true;
            }
            "user" => drop(config.user(value)),
            "dbname" => drop(config.dbname(value)),
            "password" => drop(config.password(value)),
            _ => {
                return Err(format!(
                    "its option {key:?} is not known: host, port, user, dbname, sslmode, sslrootcert and connect_timeout are"
                ));
            }
        }
        Ok(())
    }
}

impl Tls {
    fn parse(mode: &str) -> Result<Self, String> {
        Ok(match mode {
            "disable" => Self::Disable,
            "prefer" => Self::Prefer,
            "require" => Self::Require,
            "verify-full" => Self::VerifyFull,
            _ => {
                return Err(format!(
                    "its sslmode {mode:?} is not known: disable, prefer, require and verify-full are"
                ));
            }
        })
    }

    fn for_host(host: &str) -> Self {
        let loopback = |host: &str| host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
        match host {
            socket if socket.starts_with('/') => Self::Disable,
            "localhost" => Self::Prefer,
            ip if loopback(ip) => Self::Prefer,
            _ => Self::VerifyFull,
        }
    }
}

/// Whether the URL has a port: the driver puts its own where there is none.
fn names_port(base: &str) -> bool {
    let authority = base.split_once("://").map_or(base, |(_, rest)| rest);
    let authority = authority.split('/').next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let after_ip = host.rsplit(']').next().unwrap_or_default();
    after_ip.contains(':')
}

fn default_host() -> String {
    let sockets = "/var/run/postgresql";
    match cfg!(unix) && std::path::Path::new(sockets).is_dir() {
        true => sockets.into(),
        false => "localhost".into(),
    }
}

#[cfg(unix)]
fn own_name() -> Option<String> {
    uzers::get_effective_username().map(|name| name.to_string_lossy().into_owned())
}

#[cfg(not(unix))]
fn own_name() -> Option<String> {
    std::env::var("USERNAME").ok()
}

fn number<T: std::str::FromStr>(text: &str, what: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| format!("its {what} {text:?} is no number that can be"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn parse(url: &str, env: &[(&str, &str)]) -> Result<Address, String> {
        let env = |name: &str| {
            let found = env.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| value.into())
        };
        Address::parse(url, &crate::otp::store::PURPOSE, &env).map_err(|error| error.to_string())
    }

    #[test]
    fn the_url_wins_over_the_variables_and_they_over_the_defaults() {
        let env = [
            ("PGHOST", "elsewhere"),
            ("PGPORT", "5433"),
            ("PGUSER", "you"),
            ("PGDATABASE", "theirs"),
            ("PGSSLMODE", "disable"),
        ];
        let all = parse("postgres://me@db.example:6000/otp?sslmode=require", &env).unwrap();
        assert_eq!(all.to_string(), "postgres://me@db.example:6000/otp");
        assert_eq!(all.tls, Tls::Require);
        let none = parse("postgres://", &env).unwrap();
        assert_eq!(none.to_string(), "postgres://you@elsewhere:5433/theirs");
        assert_eq!(none.tls, Tls::Disable);
        let bare = parse("postgresql://me@db", &[]).unwrap();
        assert_eq!(bare.to_string(), "postgres://me@db:5432/me");
        assert_eq!(bare.connect_timeout, CONNECT);
    }

    #[test]
    fn what_is_shown_can_be_read_again() {
        for url in [
            "postgres://me@db:5432/otp",
            "postgres://me@[::1]:5432/otp",
            "postgres:///otp?host=/run/postgresql&port=5432&user=me",
            "postgres://me@%2Frun%2Fpostgresql/otp",
        ] {
            let address = parse(url, &[]).unwrap();
            assert_eq!(parse(&address.to_string(), &[]).unwrap(), address, "{url}");
        }
    }

    #[test]
    fn another_host_must_prove_its_name_unless_it_is_said_otherwise() {
        for (url, tls) in [
            ("postgres://me@db.example/otp", Tls::VerifyFull),
            ("postgres://me@192.0.2.1/otp", Tls::VerifyFull),
            ("postgres://me@localhost/otp", Tls::Prefer),
            ("postgres://me@127.0.0.2/otp", Tls::Prefer),
            ("postgres:///otp?host=/tmp&user=me", Tls::Disable),
            ("postgres://me@db/otp?sslmode=prefer", Tls::Prefer),
            (
                "postgres://me@db/otp?sslmode=require&sslrootcert=ca.pem",
                Tls::VerifyFull,
            ),
        ] {
            assert_eq!(parse(url, &[]).unwrap().tls, tls, "{url}");
        }
    }

    #[test]
    fn a_password_in_the_url_is_refused_and_not_repeated() {
        for url in [
            "postgres://me:s3cret@db/otp",
            "postgres://me@db/otp?password=s3cret",
        ] {
            let error = parse(url, &[]).unwrap_err();
            assert!(
                error.contains("otp.password") && error.contains("PGPASSWORD"),
                "{error}"
            );
            assert!(!error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for (url, wanted) in [
            ("postgres://me@a,b/otp", "several hosts"),
            ("postgres://me@db/otp?sslmode=verify-ca", "verify-full"),
            ("postgres://me@db/otp?channel=x", "sslrootcert"),
            ("postgres://me@db/otp?port=x", "port"),
            ("postgres://me@db:x/otp", "postgres://USER@HOST"),
            ("postgres://me@db/otp?connect_timeout=-1", "connect_timeout"),
        ] {
            let error = parse(url, &[]).unwrap_err();
            assert!(error.contains(wanted), "{url}: {error}");
        }
        let error = parse("postgres://me@db/otp", &[("PGPORT", "x")]).unwrap_err();
        assert!(error.contains("PGPORT"), "{error}");
    }
}
