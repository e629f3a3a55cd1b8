//! What all probes of a run share: secrets, patience, trust, the resolver, the clock, the logins that were tried.

use std::sync::Arc;
use std::time::Instant;

use checks::kit::realm::{Dns, Trust};

use super::certificate::identity::Identities;
use super::dns::resolver::Resolver;
use super::login_ledger::LoginLedger;
use super::ntp::clock::Clock;
use super::patience::Patience;
use super::tls::trust::Tls;
use crate::secret::Vault;

/// Answers from the live world.
pub struct Live {
    /// The secrets of the config.
    pub vault: Arc<Vault>,
    /// How long a conversation may take.
    pub patience: Patience,
    /// The roots and the parts of TLS that all conversations share.
    pub tls: Tls,
    /// The client certificates that were unlocked.
    pub identities: Identities,
    /// The resolver.
    pub resolver: Resolver,
    /// The clock that NTP servers are compared with.
    pub clock: Clock,
    /// The logins that were tried, and what became of them.
    pub logins: Arc<LoginLedger>,
    /// When the run ends, where it is one that ends.
    pub ends_at: Option<Instant>,
}

impl Live {
    /// Opens what all conversations share: trust roots and resolver are loaded when they are first needed.
    pub fn new(trust: &Trust, dns: Option<&Dns>, vault: Arc<Vault>, patience: Patience) -> Self {
        Self {
            tls: Tls::new(trust),
            identities: Identities::default(),
            resolver: Resolver::new(dns, patience),
            clock: Clock::system(),
            logins: Arc::default(),
            vault,
            patience,
            ends_at: None,
        }
    }

    /// The same after earlier runs: a login that was refused in one of them is not tried again.
    pub fn after(mut self, logins: Arc<LoginLedger>) -> Self {
        logins.next_run();
        self.logins = logins;
        self
    }
}
