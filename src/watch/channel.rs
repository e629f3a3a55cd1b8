//! Where a notice goes: to programs and webhooks.

mod command;
mod webhook;

use std::collections::BTreeSet;

use checks::kit::realm::{Config, Notify};
use checks::kit::text::quote;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::notice::Notice;
use crate::probe::Live;
use crate::secret::Commands;

/// The longest words of what went wrong.
const WORDS: usize = 300;

/// One whom notices go to.
pub struct Channel {
    key: String,
    name: String,
    transport: Transport,
}

enum Transport {
    Command(Vec<String>),
    Webhook(Box<webhook::Webhook>),
}

/// The kinds of channels.
pub const KINDS: [&str; 2] = [COMMAND, WEBHOOK];
const COMMAND: &str = "command";
const WEBHOOK: &str = "webhook";

impl Channel {
    /// The channels of a config.
    ///
    /// # Errors
    /// Which setting cannot be used, and why.
    pub fn all(config: &Config, commands: Commands) -> Result<Vec<Self>, String> {
        let Some(watch) = &config.watch else {
            return Ok(Vec::new());
        };
        let Notify {
            commands: programs,
            webhooks,
        } = &watch.notify;
        if !programs.is_empty() && commands == Commands::Refused {
            return Err(
                "watch.notify.commands names programs, which run only with --allow-commands".into(),
            );
        }
        let mut channels: Vec<Self> = programs.iter().map(|argv| Self::command(argv)).collect();
        for (number, settings) in webhooks.iter().enumerate() {
            let webhook = webhook::Webhook::of(config, settings)
                .map_err(|why| format!("watch.notify.webhooks.{number}: {why}"))?;
            channels.push(Self::webhook(webhook));
        }
        // Two that are written alike are one.
        let mut known = BTreeSet::new();
        channels.retain(|channel| known.insert(channel.key.clone()));
        Ok(channels)
    }

    fn command(argv: &[String]) -> Self {
        let program = argv.first().map_or("", String::as_str);
        Self {
            key: key(COMMAND, argv),
            name: format!("the command {}", quote(program, 100)),
            transport: Transport::Command(argv.to_vec()),
        }
    }

    fn webhook(webhook: webhook::Webhook) -> Self {
        Self {
            key: key(WEBHOOK, &[webhook.address().to_owned()]),
            name: format!("the webhook at {}", quote(&webhook.host, 100)),
            transport: Transport::Webhook(Box::new(webhook)),
        }
    }

    /// What it is known by in the outbox, over restarts: no secret can be read from it.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What it is called in messages: no secret is in it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its kind.
    pub fn kind(&self) -> &'static str {
        match self.transport {
            Transport::Command(_) => COMMAND,
            Transport::Webhook(_) => WEBHOOK,
        }
    }

    /// Hands a notice over, within a time of its own.
    ///
    /// # Errors
    /// Why it was not taken, in words that may be shown.
    pub async fn deliver(&self, notice: &Notice, live: &Live) -> Result<(), String> {
        let delivered = match &self.transport {
            Transport::Command(argv) => command::run(argv, notice, &live.vault).await,
            Transport::Webhook(webhook) => webhook.post(notice, live).await,
        };
        // Cut out before it is shortened: half a secret would not be recognized.
        delivered.map_err(|why| quote(&live.vault.redact(&why), WORDS))
    }
}

fn key(kind: &str, parts: &[String]) -> String {
    let mut sum = Sha256::new();
    for part in parts {
        sum.update((part.len() as u64).to_be_bytes());
        sum.update(part.as_bytes());
    }
    let digest = sum.finalize();
    format!("{kind}-{}", HEXLOWER.encode(&digest[..8]))
}
