//! Reads what one peer says without secrets: a peer that was sent a secret may repeat it.

use std::sync::Arc;

use checks::kit::peer_text::PeerText;

use super::trace;
use crate::secret::{Outgoing, Redaction, Vault, withheld};

/// What hears one peer, and remembers whether an ordinary word was sent to it as a secret.
pub struct PeerFilter {
    vault: Arc<Vault>,
    was_sent_word: bool,
}

impl PeerFilter {
    /// For a peer that was sent no secret.
    pub fn new(vault: &Arc<Vault>) -> Self {
        Self {
            vault: vault.clone(),
            was_sent_word: false,
        }
    }

    /// Notes what goes out to the peer.
    pub fn sent(&mut self, outgoing: &Outgoing) {
        trace::sent(outgoing.redacted().trim_end());
        self.was_sent_word |= outgoing.has_ordinary_word();
    }

    /// Notes that the peer is sent a secret by other code, such as a library.
    pub fn sent_secret(&mut self, redaction: &Redaction) {
        self.was_sent_word |= redaction.ordinary;
    }

    /// Notes what came from the peer.
    pub fn received(&self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        if self.was_sent_word {
            text.lines().for_each(|line| {
                let (code, said) = trace::reply_code(line);
                let said = withheld(&self.vault.peer(said));
                trace::received(&format!("{code}{}", said.raw()));
            })
        } else {
            trace::received(&text)
        }
    }

    /// What the peer said.
    pub fn peer(&self, said: impl AsRef<str>) -> PeerText {
        self.redact(self.vault.peer(said))
    }

    /// What the peer said in several lines, over which a secret may be spread.
    pub fn lines(&self, lines: &[String]) -> Vec<PeerText> {
        let lines = self.vault.peer_lines(lines).into_iter();
        lines.map(|line| self.redact(line)).collect()
    }

    /// The same for a text of which the known secrets are cut out already.
    pub fn redact(&self, said: PeerText) -> PeerText {
        if self.was_sent_word {
            withheld(&said)
        } else {
            said
        }
    }
}
