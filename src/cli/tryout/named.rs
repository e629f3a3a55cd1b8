//! What `otpdoctor try` is to look at, as the command line names it; and the config that says the same.

use std::path::PathBuf;

use checks::kit::realm::Endpoint;
use serde::Serialize;
use url::Url;

use crate::exit::{Code, Failure};

/// The schemes of a proxy.
const SCHEMES: [&str; 4] = ["http", "https", "socks5", "socks5h"];
const NOTHING: &str = "there is nothing to check; use one or more of
  --smtp HOST[:PORT]    a mail server
  --ntp HOST…           NTP servers, for this machine's clock
  --cloud               the vendor's cloud services
  --proxy URL           the web proxy between here and the cloud
  --certificate FILE    a certificate, with --key FILE
`otpdoctor try --help` has examples";

/// What to look at.
#[derive(clap::Args, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Named {
    /// A mail server [default port: 25]
    #[arg(long, aliases = ["server", "host", "mail"], value_name = "HOST[:PORT]", value_parser = |text: &str| server(text, 25))]
    pub(super) smtp: Option<Endpoint>,

    /// Use STARTTLS, as a realm with SSL set to True does
    #[arg(long, requires = "smtp")]
    pub(super) starttls: bool,

    /// The sender of passcodes: otpdoctor checks whether the server accepts it, and the DNS records of its domain
    #[arg(long, value_name = "ADDRESS", requires = "smtp")]
    pub(super) from: Option<String>,

    /// The recipient that the server is asked to accept [default: the sender]; nothing is sent
    #[arg(long, value_name = "ADDRESS", requires = "from")]
    pub(super) to: Option<String>,

    /// The user name for the mail server; otpdoctor asks for the password
    #[arg(long, value_name = "NAME", requires = "smtp")]
    pub(super) user: Option<String>,

    /// The environment variable with the password; without it otpdoctor asks
    #[arg(long, value_name = "NAME", requires = "user")]
    pub(super) password_env: Option<String>,

    /// NTP servers to compare this machine's clock with [default port: 123]
    #[arg(long, value_name = "HOST", num_args = 1.., value_parser = |text: &str| server(text, 123))]
    pub(super) ntp: Vec<Endpoint>,

    /// The vendor's cloud services, which send texts and make calls
    #[arg(long)]
    pub(super) cloud: bool,

    /// The web proxy between this machine and the cloud
    #[arg(long, value_name = "URL")]
    pub(super) proxy: Option<String>,

    /// The user name for the proxy
    #[arg(long, value_name = "NAME", requires_all = ["proxy", "proxy_password_env"])]
    pub(super) proxy_user: Option<String>,

    /// The environment variable with the proxy's password
    #[arg(long, value_name = "NAME", requires = "proxy_user")]
    pub(super) proxy_password_env: Option<String>,

    /// The license certificate: a PEM, DER or .pfx file; with --cloud otpdoctor presents it there
    #[arg(long, value_name = "FILE")]
    pub(super) certificate: Option<PathBuf>,

    /// The private key of --certificate, if it is in a separate file
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub(super) key: Option<PathBuf>,

    /// The environment variable with the password of the .pfx file or of the key
    #[arg(long, value_name = "NAME", requires = "certificate")]
    pub(super) certificate_password_env: Option<String>,

    /// A PEM file of the roots to verify servers against [default: those of this system]
    #[arg(long, value_name = "FILE")]
    pub(super) trust: Option<PathBuf>,
}

impl Named {
    /// Passes where something is named, its files and variables are there.
    ///
    /// # Errors
    /// With everything that is to be done.
    pub fn check(&self) -> Result<(), Failure> {
        let names_nothing = self.smtp.is_none() && self.ntp.is_empty() && !self.cloud;
        if names_nothing && self.proxy.is_none() && self.certificate.is_none() {
            return Err(Failure::usage(NOTHING));
        }
        let mut mistakes = Vec::new();
        mistakes.extend(
            self.proxy
                .as_deref()
                .and_then(wrong_proxy)
                .map(str::to_owned),
        );
        if self.key.is_some() && self.is_pfx() {
            mistakes.push(
                "a .pfx file contains its key: omit --key, and pass its password with --certificate-password-env".to_owned(),
            );
        }
        let variables = [
            ("--password-env", &self.password_env),
            ("--proxy-password-env", &self.proxy_password_env),
            ("--certificate-password-env", &self.certificate_password_env),
        ];
        for (flag, variable) in variables {
            // A name that is none may be the password itself.
            if variable
                .as_ref()
                .is_some_and(|name| std::env::var_os(name).is_none())
            {
                mistakes.push(format!(
                    "the environment variable of {flag} is not set: the value of {flag} is the name of a variable, not a password"
                ));
            }
        }
        let code = if mistakes.is_empty() {
            Code::NoInput
        } else {
            Code::Usage
        };
        let files = [&self.certificate, &self.key, &self.trust].into_iter();
        let missing = files.flatten().filter(|path| !path.exists());
        let missing = missing.map(|path| format!("{}: there is no such file", path.display()));
        mistakes.extend(missing);
        if mistakes.is_empty() {
            Ok(())
        } else {
            Err(Failure::new(code, mistakes.join("\n")))
        }
    }

    /// The ids of the checks that can say something of what is named.
    pub fn checks(&self) -> Vec<String> {
        let (smtp, ntp, proxy) = (
            self.smtp.is_some(),
            !self.ntp.is_empty(),
            self.proxy.is_some(),
        );
        let certificate = self.certificate.is_some();
        let chosen = [
            ("clock-skew", ntp),
            ("time-source", ntp),
            ("name-resolution", self.names_a_host()),
            ("proxy-settings", proxy),
            ("proxy-reach", proxy),
            ("cloud-reach", self.cloud),
            ("certificate-validity", certificate),
            ("certificate-chain", certificate),
            ("certificate-use", certificate),
            ("key-match", self.key.is_some() || self.is_pfx()),
            ("smtp-settings", smtp),
            ("smtp-reach", smtp),
            ("smtp-tls", self.starttls),
            ("smtp-auth", self.user.is_some()),
            ("smtp-relay", self.from.is_some()),
            ("sender-domain", self.from.is_some()),
        ];
        let chosen = chosen.into_iter().filter(|(_, chosen)| *chosen);
        chosen.map(|(id, _)| id.to_owned()).collect()
    }

    /// What to ask for the password, where no variable holds it.
    pub fn password_question(&self) -> Option<String> {
        let user = self
            .user
            .as_deref()
            .filter(|_| self.password_env.is_none())?;
        let server = self.smtp.as_ref()?;
        Some(format!("Password of {user} at {server}:"))
    }

    /// Whether the certificate's file holds its key too.
    pub(super) fn is_pfx(&self) -> bool {
        let end = self.certificate.as_ref().and_then(|path| path.extension());
        end.is_some_and(|end| end.eq_ignore_ascii_case("pfx") || end.eq_ignore_ascii_case("p12"))
    }

    /// Whether a name is to be resolved here.
    fn names_a_host(&self) -> bool {
        let proxy = self
            .proxy
            .as_deref()
            .and_then(|proxy| Url::parse(proxy).ok());
        let proxy =
            proxy.and_then(|proxy| Some(proxy.host_str()?.trim_matches(['[', ']']).to_owned()));
        let servers = self
            .smtp
            .iter()
            .chain(&self.ntp)
            .map(|one| one.host.clone());
        let mut hosts = servers.chain(proxy);
        self.cloud && self.proxy.is_none()
            || hosts.any(|host| host.parse::<std::net::IpAddr>().is_err())
    }
}

/// A server on the command line.
fn server(text: &str, port: u16) -> Result<Endpoint, String> {
    if let Some((scheme, rest)) = text.split_once("://") {
        return Err(format!(
            "leave out {scheme}://, as in {}",
            rest.trim_end_matches('/')
        ));
    }
    let wrong = |why| match text.rsplit_once(':') {
        Some((host, port))
            if (!host.contains(':') || host.ends_with(']'))
                && port.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            "a port is a number from 1 to 65535".to_owned()
        }
        _ => why,
    };
    Endpoint::parse(text, port).map_err(wrong)
}

/// The server, with its port where that is another one than usual.
pub(super) fn shown(server: &Endpoint, usual: u16) -> String {
    if server.port == usual {
        server.host.clone()
    } else {
        server.to_string()
    }
}

/// What is wrong with the URL, which may hold a password, so that nothing shows it.
fn wrong_proxy(text: &str) -> Option<&'static str> {
    let url = Url::parse(text).ok();
    let url = url.filter(|url| SCHEMES.contains(&url.scheme()) && url.has_host());
    match url {
        None => Some(
            "--proxy: this is no URL of a proxy: write it as http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT",
        ),
        Some(url) if url.username().is_empty() && url.password().is_none() => None,
        Some(_) => Some(
            "--proxy: take user and password out of the URL, where the shell's history and the list of processes show them: \
             name the user with --proxy-user NAME, and the environment variable that holds the password with --proxy-password-env NAME",
        ),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use clap::{Args as _, FromArgMatches as _};

    use super::*;

    fn named(line: &str) -> Named {
        let command = Named::augment_args(clap::Command::new("try"));
        let words = std::iter::once("try").chain(line.split(' '));
        Named::from_arg_matches(&command.get_matches_from(words)).unwrap()
    }

    #[test]
    fn only_checks_run_that_have_something_to_look_at() {
        assert_eq!(
            named("--ntp 192.0.2.1").checks(),
            ["clock-skew", "time-source"]
        );
        assert_eq!(
            named("--smtp mail.example.net").checks(),
            ["name-resolution", "smtp-settings", "smtp-reach"]
        );
        assert_eq!(
            named("--proxy http://[::1]:3128 --cloud").checks(),
            ["proxy-settings", "proxy-reach", "cloud-reach"]
        );
    }
}
