//! Secrets: resolved lazily and once per run, and cut out of everything that is written.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use checks::kit::ProbeError;
use checks::kit::realm::SecretRef;
use secrecy::{ExposeSecret, SecretString};

/// A secret shorter than this is not searched for: cutting it out would cut up ordinary text.
const SEARCHABLE: usize = 4;

/// Whether `{command: …}` secrets may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commands {
    /// `--allow-commands`.
    Allowed,
    /// The default.
    Refused,
}

/// Whether references are followed at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolve {
    /// The ordinary run.
    Yes,
    /// `--offline`, `--replay`, `plan`, `config`: nothing is read or run.
    No,
}

/// The secrets of a config: its plain texts and commands by number, and what was resolved so far.
pub struct Vault {
    literals: Vec<SecretString>,
    commands: Vec<Vec<String>>,
    allow: Commands,
    resolve: Resolve,
    resolved: tokio::sync::Mutex<BTreeMap<SecretRef, Result<SecretString, ProbeError>>>,
    seen: Mutex<Vec<(SecretString, String)>>,
}

impl Vault {
    /// The vault of a config with these plain texts and commands, in the order of their numbers.
    pub fn new(
        literals: Vec<SecretString>,
        commands: Vec<Vec<String>>,
        allow: Commands,
        resolve: Resolve,
    ) -> Self {
        let vault = Self {
            literals: Vec::new(),
            commands,
            allow,
            resolve,
            resolved: tokio::sync::Mutex::default(),
            seen: Mutex::default(),
        };
        for (index, literal) in literals.iter().enumerate() {
            vault.remember(literal, &format!("plain text {index}"));
        }
        Self { literals, ..vault }
    }

    /// The value of a secret.
    ///
    /// # Errors
    /// [`ProbeError::SecretUnavailable`] when it cannot be had; the message names the reference, never a value.
    pub async fn resolve(&self, secret: &SecretRef) -> Result<SecretString, ProbeError> {
        // Held while resolving, so that a command runs once whoever asks meanwhile.
        let mut resolved = self.resolved.lock().await;
        if let Some(known) = resolved.get(secret) {
            return known.clone();
        }
        let value = self
            .look_up(secret)
            .await
            .map_err(|why| ProbeError::SecretUnavailable(format!("{secret}: {why}")));
        if let Ok(value) = &value {
            self.remember(value, &secret.to_string());
        }
        resolved.insert(secret.clone(), value.clone());
        value
    }

    /// The text with every secret known so far cut out: as it is, in base64, percent-encoded, and as AUTH PLAIN.
    pub fn redact(&self, text: &str) -> String {
        let seen = self.seen.lock().expect("no holder panics");
        let mut text = text.to_owned();
        for (value, name) in seen.iter() {
            for shape in shapes(value.expose_secret()) {
                if text.contains(&shape) {
                    text = text.replace(&shape, &format!("[{name}]"));
                }
            }
        }
        text
    }

    /// Notes a text that holds a secret in another form, such as an AUTH PLAIN response, so that it is cut out too.
    pub fn remember(&self, value: &SecretString, name: &str) {
        if value.expose_secret().len() >= SEARCHABLE {
            let mut seen = self.seen.lock().expect("no holder panics");
            seen.push((value.clone(), name.to_owned()));
            // The longest first: a secret may contain another.
            seen.sort_by_key(|(value, _)| std::cmp::Reverse(value.expose_secret().len()));
        }
    }

    async fn look_up(&self, secret: &SecretRef) -> Result<SecretString, String> {
        if self.resolve == Resolve::No {
            return Err("not resolved in this run".into());
        }
        match secret {
            SecretRef::Env(name) => match std::env::var(name) {
                Ok(value) => Ok(value.into()),
                Err(std::env::VarError::NotPresent) => Err("it is not set".into()),
                Err(std::env::VarError::NotUnicode(_)) => Err("it is not valid UTF-8".into()),
            },
            SecretRef::File(path) => read_first_line(path),
            SecretRef::Literal(n) => self
                .literals
                .get(*n as usize)
                .cloned()
                .ok_or_else(|| "it is not in this config".into()),
            SecretRef::Command(n) => match (self.allow, self.commands.get(*n as usize)) {
                (Commands::Refused, _) => Err("commands run only with --allow-commands".into()),
                (Commands::Allowed, Some(command)) => run(command).await,
                (Commands::Allowed, None) => Err("it is not in this config".into()),
            },
        }
    }
}

/// The forms in which a peer may echo a secret.
fn shapes(secret: &str) -> Vec<String> {
    let encoded = BASE64_STANDARD.encode(secret);
    let percent: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let mut shapes = vec![
        secret.to_owned(),
        encoded.trim_end_matches('=').to_owned(),
        percent.replace('+', "%20"),
        percent,
    ];
    shapes.dedup();
    shapes
}

fn read_first_line(path: &Path) -> Result<SecretString, String> {
    let text = crate::probe::file::read_text(path).map_err(|why| why.to_string())?;
    text.lines()
        .next()
        .map(|line| line.to_owned().into())
        .ok_or_else(|| "it is empty".into())
}

async fn run(command: &[String]) -> Result<SecretString, String> {
    let [program, arguments @ ..] = command else {
        return Err("it is empty".into());
    };
    let output = tokio::process::Command::new(program)
        .args(arguments)
        .stdin(std::process::Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(Duration::from_secs(10), output)
        .await
        .map_err(|_| "it did not end within 10 s".to_owned())?
        .map_err(|why| format!("it cannot be run: {why}"))?;
    if !output.status.success() {
        return Err(format!("it ended with {}", output.status));
    }
    let text =
        String::from_utf8(output.stdout).map_err(|_| "it printed no valid UTF-8".to_owned())?;
    text.lines()
        .next()
        .map(|line| line.to_owned().into())
        .ok_or_else(|| "it printed nothing".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(secret: &str) -> Vault {
        Vault::new(
            vec![secret.to_owned().into()],
            Vec::new(),
            Commands::Refused,
            Resolve::Yes,
        )
    }

    #[test]
    fn every_form_of_an_echo_is_cut_out() {
        let vault = vault("c4nary+/pass word");
        for echo in [
            "535 c4nary+/pass word",
            "Y2FuYXJ5",
            "c4nary%2B%2Fpass%20word",
            "c4nary%2B%2Fpass+word",
        ] {
            let shown = vault.redact(echo);
            assert!(!shown.contains("c4nary"), "{shown}");
        }
        let encoded = BASE64_STANDARD.encode("c4nary+/pass word");
        assert!(
            !vault
                .redact(&encoded)
                .contains(encoded.trim_end_matches('='))
        );
    }

    #[tokio::test]
    async fn commands_need_leave() {
        let vault = Vault::new(
            Vec::new(),
            vec![vec!["true".into()]],
            Commands::Refused,
            Resolve::Yes,
        );
        let error = vault
            .resolve(&SecretRef::Command(0))
            .await
            .expect_err("it must not run");
        assert!(error.to_string().contains("--allow-commands"));
    }
}
