//! Which database, how it is reached, and as whom: a `postgres://` URL, as tokio-postgres reads it.
//!
//! `sslmode` is that of tokio-postgres (`disable`, `prefer`, `require`) with stricter meanings. A server on another host
//! must prove its name by a certificate, unless the URL says `disable`; one on this host is not asked for TLS, unless
//! the URL says `require`. `sslrootcert=FILE` in the URL takes the place of the system's certificate authorities.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use checks::kit::text::quote;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use secrecy::{ExposeSecret as _, SecretString};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;
use url::form_urlencoded;

use crate::otp::store::error::{Problem, StoreError};
use crate::otp::store::location::SOME_SERVER;
use crate::secret::{Commands, POSTGRES_PASSWORD, Resolve, Vault, withheld};

/// Where the password of a PostgreSQL user belongs.
pub(super) const PASSWORD: &str = "`otp.password` in the config, or the variable PGPASSWORD";

/// What stands in the place of the password.
const NAME: &str = "password of the database";

/// How long the server may take to answer and let us in, where the URL does not say (`connect_timeout`).
const CONNECT: Duration = Duration::from_secs(10);

/// How long sent bytes may go unacknowledged.
const UNACKNOWLEDGED: Duration = Duration::from_secs(13);

/// A database, and how it is reached.
pub(super) struct Target {
    pub(super) config: Config,
    pub(super) tls: MakeRustlsConnect,
    /// How long it may take until the server lets us in.
    pub(super) patience: Duration,
    /// As messages show it: the URL, in which no password is.
    pub(super) location: String,
    /// The server may repeat the password.
    vault: Vault,
    /// Whether the password is an ordinary word.
    has_ordinary_word: bool,
}

impl Target {
    /// The problem at this place, without the password in what the server said.
    pub(super) fn failed(&self, problem: Problem) -> StoreError {
        let told = |said: String| format!("{:.500}", self.vault.peer(said));
        match problem {
            Problem::Unavailable(said) => Problem::Unavailable(told(said)),
            Problem::NotWritable(said) => Problem::NotWritable(told(said)),
            Problem::Damaged(said) => Problem::Damaged(told(said)),
            newer @ Problem::Newer(_) => newer,
        }
        .at(&self.location)
    }

    /// What the server says to the password.
    pub(super) fn said(&self, words: String) -> String {
        if self.has_ordinary_word {
            withheld(&self.vault.peer(words)).raw().to_owned()
        } else {
            words
        }
    }

    /// Reads a `postgres://` URL.
    ///
    /// # Errors
    /// When it holds a password or something that is not known, or the certificates to trust cannot be read.
    pub(super) fn read(url: &str, password: Option<SecretString>) -> Result<Self, StoreError> {
        // As long as it is not known to be without one, it may hold a password.
        let (mut config, roots) =
            parse(url).map_err(|why| Problem::Unavailable(why).at(SOME_SERVER))?;
        let location = quote(url, 300);
        let mode = match (config.get_ssl_mode(), is_here(&config)) {
            (SslMode::Prefer, true) => SslMode::Disable,
            (SslMode::Prefer, false) => SslMode::Require,
            (mode, _) => mode,
        };
        let tls = connector(mode, roots.as_deref())
            .map_err(|why| Problem::Unavailable(why).at(&location))?;
        let patience = config.get_connect_timeout().copied().unwrap_or(CONNECT);
        config
            .application_name("otpdoctor")
            .ssl_mode(mode)
            .connect_timeout(patience)
            .tcp_user_timeout(UNACKNOWLEDGED);
        let vault = Vault::new(Vec::new(), Vec::new(), Commands::Refused, Resolve::No);
        let vault = vault.showing(location.to_lowercase());
        let mut mark = None;
        let of_environment = || {
            std::env::var(POSTGRES_PASSWORD)
                .ok()
                .map(SecretString::from)
        };
        if let Some(password) = password.or_else(of_environment) {
            config.password(password.expose_secret());
            vault.remember(&password, NAME);
            mark = Some(vault.redaction(&password, &NAME));
        }
        Ok(Self {
            config,
            tls,
            patience,
            location,
            vault,
            has_ordinary_word: mark.is_some_and(|mark| mark.ordinary),
        })
    }
}

/// What a URL says, and the file of its `sslrootcert`, which tokio-postgres does not know.
fn parse(url: &str) -> Result<(Config, Option<String>), String> {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let is_root = |option: &&str| option.starts_with("sslrootcert=");
    let (roots, options): (Vec<&str>, Vec<&str>) = query.split('&').partition(is_root);
    let options = options.join("&");
    let config: Config = if options.is_empty() {
        base.parse()
    } else {
        format!("{base}?{options}").parse()
    }
    .map_err(|why: tokio_postgres::Error| {
        let why = std::error::Error::source(&why).map_or_else(|| why.to_string(), <_>::to_string);
        format!(
            "it is no `postgres://USER@HOST:PORT/DATABASE`: {}",
            quote(&why, 100)
        )
    })?;
    if config.get_password().is_some() {
        return Err(format!(
            "its URL must not contain a password, which others can see: set {PASSWORD}"
        ));
    }
    let mut roots = roots
        .iter()
        .flat_map(|option| form_urlencoded::parse(option.as_bytes()));
    Ok((config, roots.next().map(|(_, file)| file.into_owned())))
}

/// Whether all hosts are this one.
fn is_here(config: &Config) -> bool {
    let loopback = |name: &str| name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    config.get_hostaddrs().iter().all(IpAddr::is_loopback)
        && config.get_hosts().iter().all(|host| match host {
            Host::Tcp(name) => name == "localhost" || loopback(name),
            #[cfg(unix)]
            Host::Unix(_) => true,
        })
}

fn connector(mode: SslMode, roots: Option<&str>) -> Result<MakeRustlsConnect, String> {
    let trusted = match mode {
        SslMode::Disable => RootCertStore::empty(),
        _ => trusted(roots)?,
    };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(|why| why.to_string())?
        .with_root_certificates(trusted)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn trusted(file: Option<&str>) -> Result<RootCertStore, String> {
    let (certificates, whose) = match file {
        Some(file) => {
            let whose = format!("the file {file}");
            let bytes =
                std::fs::read(file).map_err(|why| format!("{whose} of sslrootcert: {why}"))?;
            let certificates = CertificateDer::pem_slice_iter(&bytes).filter_map(Result::ok);
            (certificates.collect(), whose)
        }
        None => (
            rustls_native_certs::load_native_certs().certs,
            "this host's list".to_owned(),
        ),
    };
    let mut roots = RootCertStore::empty();
    match roots.add_parsable_certificates(certificates) {
        (0, _) => Err(format!(
            "{whose} holds no certificate authority to verify the server with"
        )),
        _ => Ok(roots),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn read(url: &str) -> Result<Target, String> {
        Target::read(url, Some("c4nary".into())).map_err(|why| why.to_string())
    }

    #[test]
    fn another_host_must_prove_its_name_unless_it_is_said_otherwise() {
        for (url, mode) in [
            ("postgres://me@db.example/otp", SslMode::Require),
            (
                "postgres://me@192.0.2.1/otp?sslmode=prefer",
                SslMode::Require,
            ),
            (
                "postgres://me@db.example/otp?sslmode=disable",
                SslMode::Disable,
            ),
            ("postgres://me@localhost,db.example/otp", SslMode::Require),
            (
                "postgres://me@localhost/otp?hostaddr=192.0.2.1",
                SslMode::Require,
            ),
            ("postgres://me@localhost/otp", SslMode::Disable),
            ("postgres://me@127.0.0.2/otp", SslMode::Disable),
            (
                "postgres://me@127.0.0.2/otp?sslmode=require",
                SslMode::Require,
            ),
            #[cfg(unix)]
            ("postgres:///otp?host=/tmp&user=me", SslMode::Disable),
        ] {
            let target = read(url).unwrap();
            assert_eq!(target.config.get_ssl_mode(), mode, "{url}");
            assert_eq!(target.location, url);
        }
    }

    #[test]
    fn a_password_in_the_url_is_refused_and_not_repeated() {
        for url in [
            "postgres://me:s3cret@db/otp",
            "postgres://me@db/otp?password=s3cret",
            "postgres://me@db/otp?sslrootcert=x&password=s3cret",
        ] {
            let error = read(url).err().unwrap();
            let names = error.contains("otp.password") && error.contains("PGPASSWORD");
            assert!(names && !error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn what_is_not_known_is_refused_and_not_repeated() {
        for (url, wanted) in [
            ("postgres://me:s3cret@db/otp?sslmode=verify-ca", "sslmode"),
            ("postgres://me:s3cret@db/otp?channel=x", "channel"),
            ("postgres://me:s3cret@db:x/otp", "postgres://USER@HOST"),
            (
                "postgres://me:s3cret@db/otp?connect_timeout=x",
                "connect_timeout",
            ),
        ] {
            let error = read(url).err().unwrap();
            assert!(error.contains(wanted), "{url}: {error}");
            assert!(!error.contains("s3cret"), "{error}");
        }
    }
}
