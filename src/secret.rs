//! Secrets: resolved lazily and once per run, and cut out of everything that is written.

pub(crate) mod command;
mod echo;
mod outgoing;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use checks::kit::ProbeError;
use checks::kit::mail::phrases;
use checks::kit::peer_text::PeerText;
use checks::kit::realm::SecretRef;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::process::Command;

use crate::files::FileError;
use crate::files::text::decode;
use echo::{Echoes, is_ordinary};
pub use outgoing::{Outgoing, Redaction};

/// How long a `{command: …}` may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much of what it prints is read, in bytes.
const PRINTED: u64 = 64 << 10;

/// The variable of libpq's programs that holds the password of PostgreSQL.
pub const POSTGRES_PASSWORD: &str = "PGPASSWORD";

/// What stands in the place of words that may repeat a secret.
const WITHHELD: &str = "[not shown: it may repeat a secret]";

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
    /// Where else the config takes them from.
    named: Vec<SecretRef>,
    allow: Commands,
    resolve: Resolve,
    resolved: tokio::sync::Mutex<BTreeMap<SecretRef, Result<SecretString, ProbeError>>>,
    seen: Mutex<Echoes>,
    /// What of the config is shown to everybody.
    shown: String,
}

/// It shows nothing that it holds.
impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault")
    }
}

#[cfg(test)]
impl Default for Vault {
    fn default() -> Self {
        Self::new(Vec::new(), Vec::new(), Commands::Refused, Resolve::Yes)
    }
}

impl Vault {
    /// The vault of a config with these plain texts and commands, in the order of their numbers.
    pub fn new(
        literals: Vec<SecretString>,
        commands: Vec<Vec<String>>,
        allow: Commands,
        resolve: Resolve,
    ) -> Self {
        Self {
            literals,
            commands,
            named: Vec::new(),
            allow,
            resolve,
            resolved: tokio::sync::Mutex::default(),
            seen: Mutex::default(),
            shown: String::new(),
        }
        .showing(String::new())
    }

    /// The same vault for a config of which everybody may see this text, in lowercase. A secret that is a word of it gives
    /// nothing away where it is shown.
    pub fn showing(mut self, shown: String) -> Self {
        self.shown = shown;
        self.seen = Mutex::default();
        for (number, literal) in (0..).zip(&self.literals) {
            self.remember(literal, &SecretRef::Literal(number).to_string());
        }
        self
    }

    /// The same vault for a config that refers to these secrets.
    pub fn naming(mut self, named: Vec<SecretRef>) -> Self {
        self.named = named;
        self
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

    /// Reads the secrets in files and environment variables, so that they are cut out from the first: a peer may know one
    /// from the appliance before otpdoctor sends it.
    pub fn read_files_and_variables(&self) {
        if self.resolve == Resolve::No {
            return;
        }
        for secret in &self.named {
            // Whoever needs one that cannot be read says so.
            if let Ok(value) = from_file_or_variable(secret) {
                self.remember(&value, &secret.to_string());
            }
        }
    }

    /// A program of the config, to be run without the environment variables that hold secrets: it needs none of them, and
    /// whoever may look at it would see all.
    pub fn program(&self, name: &str) -> Command {
        let mut command = Command::new(name);
        command.env_remove(POSTGRES_PASSWORD);
        for secret in &self.named {
            if let SecretRef::Env(variable) = secret {
                command.env_remove(variable);
            }
        }
        command
    }

    /// A text with every secret known so far cut out, in the forms that `docs/secrets.md` lists. Ordinary words stay, since
    /// a hole would show them; where a peer was sent one, see [`withheld`].
    pub fn redact(&self, text: &str) -> String {
        self.seen
            .lock()
            .expect("no holder panics")
            .cut(text, &self.shown)
    }

    /// What a peer said, without the secrets known so far: the one way in for the words of servers, other programs and
    /// files, and for errors of libraries that repeat them.
    pub fn peer(&self, said: impl AsRef<str>) -> PeerText {
        PeerText::without_secrets(self.redact(said.as_ref()))
    }

    /// What a peer said in several lines, over which a secret may be spread; where a line is folded itself, each alone.
    pub fn peer_lines(&self, lines: &[String]) -> Vec<PeerText> {
        if lines.is_empty() || lines.iter().any(|line| line.contains('\n')) {
            return lines.iter().map(|line| self.peer(line)).collect();
        }
        let whole = self.redact(&lines.join("\n"));
        let lines = whole.split('\n').map(str::to_owned);
        lines.map(PeerText::without_secrets).collect()
    }

    /// What is known of a secret that is sent to a peer.
    pub fn redaction(&self, secret: &SecretString, name: &impl fmt::Display) -> Redaction {
        Redaction {
            placeholder: format!("[{name}]"),
            ordinary: is_ordinary(secret.expose_secret(), &self.shown),
        }
    }

    /// Notes a text that holds a secret in another form, such as an AUTH PLAIN response, so that it is cut out too.
    pub fn remember(&self, value: &SecretString, name: &str) {
        let ordinary = is_ordinary(value.expose_secret(), &self.shown);
        if !ordinary {
            self.seen.lock().expect("no holder panics").add(value, name);
        }
    }

    /// Notes a passcode: its digits are cut out in whatever script, encoding and grouping a peer writes them.
    pub fn remember_code(&self, digits: &str, name: &str) {
        self.remember(&digits.to_owned().into(), name);
        let mut seen = self.seen.lock().expect("no holder panics");
        seen.add_code(digits, name);
    }

    async fn look_up(&self, secret: &SecretRef) -> Result<SecretString, String> {
        if self.resolve == Resolve::No {
            return Err("not resolved in this run".into());
        }
        match secret {
            SecretRef::Env(_) | SecretRef::File(_) => from_file_or_variable(secret),
            SecretRef::Literal(n) => self
                .literals
                .get(*n as usize)
                .cloned()
                .ok_or_else(|| "it is not in this config".into()),
            SecretRef::Command(n) => match (self.allow, self.commands.get(*n as usize)) {
                (Commands::Refused, _) => Err("commands run only with --allow-commands".into()),
                (Commands::Allowed, Some(command)) => self.first_line_of(command).await,
                (Commands::Allowed, None) => Err("it is not in this config".into()),
            },
        }
    }

    /// The first line that a command prints.
    async fn first_line_of(&self, command: &[String]) -> Result<SecretString, String> {
        let [program, arguments @ ..] = command else {
            return Err("it is empty".into());
        };
        let mut command = self.program(program);
        command.args(arguments);
        let printed = command::run(command, PATIENCE, PRINTED).await;
        let printed = printed.map_err(|why| match why.kind() {
            std::io::ErrorKind::TimedOut => {
                format!("it did not end within {} s", PATIENCE.as_secs())
            }
            _ => format!("it cannot be run: {why}"),
        })?;
        if printed.bytes.len() as u64 == PRINTED {
            return Err(format!("it printed more than {} KiB", PRINTED >> 10));
        }
        if !printed.status.success() {
            return Err(format!("it ended with {}", printed.status));
        }
        let text = std::str::from_utf8(&printed.bytes);
        let text = text.map_err(|_| "it printed no valid UTF-8".to_owned())?;
        first_line(text).ok_or_else(|| "it printed nothing".into())
    }
}

/// The value of a secret that stands in the environment or in a file.
fn from_file_or_variable(secret: &SecretRef) -> Result<SecretString, String> {
    match secret {
        SecretRef::Env(name) => match std::env::var(name) {
            Ok(value) => Ok(value.into()),
            Err(std::env::VarError::NotPresent) => Err("it is not set".into()),
            Err(std::env::VarError::NotUnicode(_)) => Err("it is not valid UTF-8".into()),
        },
        SecretRef::File(path) => read_first_line(path),
        SecretRef::Literal(_) | SecretRef::Command(_) => {
            Err("it is neither in the environment nor in a file".into())
        }
    }
}

/// What may be shown of the words of a peer that was sent an ordinary word as a secret: the enhanced status code (RFC 3463)
/// and the phrases by which reasons are known. Any other word may be the secret, and a hole in its place would show it.
pub fn withheld(said: &PeerText) -> PeerText {
    let said = said.raw();
    let code = said.split(' ').next().unwrap_or_default();
    let parts: Vec<&str> = code.split('.').collect();
    let number = |part: &&str| part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_code = matches!(parts[..], ["2" | "4" | "5", _, _]) && parts.iter().all(number);
    let known = phrases(said);
    let parts = [if is_code { code } else { "" }, WITHHELD, &known];
    PeerText::without_secrets(match said {
        "" => String::new(),
        _ => {
            let parts = parts.iter().filter(|part| !part.is_empty());
            parts.copied().collect::<Vec<_>>().join(" ")
        }
    })
}

/// The text without any number that may be a passcode: for the words of a peer that may contain one which nobody has noted.
pub fn without_numbers(said: &PeerText) -> PeerText {
    PeerText::without_secrets(echo::without_numbers(said.raw()))
}

fn read_first_line(path: &Path) -> Result<SecretString, String> {
    let bytes = crate::files::read(path).map_err(|why| why.to_string())?;
    let text = match bytes.as_slice() {
        // As Notepad and PowerShell write it.
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [1..=127, 0, ..] | [0, 1..=127, ..] => decode(&bytes),
        _ => String::from_utf8(bytes).map_err(|_| FileError::NotText.to_string())?,
    };
    first_line(text.trim_start_matches('\u{feff}')).ok_or_else(|| "it is empty".into())
}

fn first_line(text: &str) -> Option<SecretString> {
    let line = text.lines().next()?;
    Some(line.to_owned().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    fn of_command(words: &[&str]) -> Vault {
        let command = words.iter().map(|word| (*word).to_owned()).collect();
        let none = Vec::new();
        Vault::new(none, vec![command], Commands::Allowed, Resolve::Yes)
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn what_a_command_prints_is_bounded() {
        let error = of_command(&["yes"]).resolve(&SecretRef::Command(0)).await;
        let error = error.expect_err("it prints without end").to_string();
        assert!(error.contains("more than 64 KiB"), "{error}");
        let vault = of_command(&["printf", "s3cret\\nmore"]);
        let resolved = vault.resolve(&SecretRef::Command(0)).await;
        assert!(resolved.is_ok_and(|secret| secret.expose_secret() == "s3cret"));
        assert_eq!(vault.redact("s3cret!"), "[command 1 of the config]!");
    }

    #[tokio::test]
    async fn the_mark_that_windows_puts_before_a_text_is_no_part_of_a_password() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("password");
        let wide = |mark: &str, bytes: fn(u16) -> [u8; 2]| {
            let text = format!("{mark}s3crét\r\n");
            text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>()
        };
        for bytes in [
            "\u{feff}s3crét\r\n".into(),
            "s3crét\nmore".into(),
            wide("\u{feff}", u16::to_le_bytes),
            wide("\u{feff}", u16::to_be_bytes),
            wide("", u16::to_le_bytes),
            wide("", u16::to_be_bytes),
        ] {
            std::fs::write(&path, &bytes).expect("written");
            let vault = Vault::default();
            let resolved = vault.resolve(&SecretRef::File(path.clone())).await;
            let resolved = resolved.map(|secret| secret.expose_secret().to_owned());
            assert_eq!(resolved.ok().as_deref(), Some("s3crét"), "{bytes:?}");
        }
        std::fs::write(&path, b"s3cr\xe9t").expect("written");
        let of_a_code_page = Vault::default().resolve(&SecretRef::File(path)).await;
        assert!(of_a_code_page.is_err(), "which one is not known");
    }

    #[test]
    fn what_a_peer_says_holds_no_secret_also_over_several_lines() {
        let vault = Vault::default();
        vault.remember(&"c4nary".to_owned().into(), "secret");
        assert_eq!(vault.peer("you said c4na\u{200b}ry"), "you said [secret]");
        let lines = ["you said c4n".to_owned(), "ary, banner".to_owned()];
        assert_eq!(vault.peer_lines(&lines), ["you said [secret], banner"]);
        assert!(vault.peer_lines(&[]).is_empty());
        let folded = ["v=spf1\n-all".to_owned(), "c4nary".to_owned()];
        assert_eq!(vault.peer_lines(&folded), ["v=spf1\n-all", "[secret]"]);
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
