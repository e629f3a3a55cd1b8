//! What all probes of a run share: secrets, patience, trust, the resolver, the clock, the logins that were tried.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use checks::kit::probe::key_access::Configuration;
use checks::kit::probe::response::Stage;
use checks::kit::realm::{CertificateSource, Dns, Trust};
use checks::kit::{Answered, ProbeError};
use jiff::SignedDuration;
use tokio::sync::Mutex;

use super::certificate::contents::Unlocked;
use super::certificate::material::Material;
use super::dns::resolver::Resolver;
use super::elsewhere;
use super::login_ledger::LoginLedger;
use super::ntp::clock::Clock;
use super::patience::Patience;
use super::tls::trust::{Roots, Tls};
use super::trace::Trace;
use crate::secret::Vault;

/// A silence of this length is the peer's, even where the run ends before the patience with it.
const SILENCE: SignedDuration = SignedDuration::from_secs(30);
/// How long before the end of the run a conversation ends, so that what was seen of it counts; a quarter of what is left
/// where that is less.
const RESERVE: Duration = Duration::from_millis(500);

/// Answers from the live world.
pub struct Live {
    /// The secrets of the config.
    pub vault: Arc<Vault>,
    /// How long a conversation may take.
    pub patience: Patience,
    /// The roots and the parts of TLS that all conversations share.
    pub tls: Tls,
    /// The certificates and keys that were unlocked.
    pub unlocked: Unlocked,
    /// What the stores of Windows hold, by what the config selects of it.
    pub(crate) stores: Mutex<HashMap<CertificateSource, Answered<Material>>>,
    /// The key that decrypts web.config, which every realm folder of this machine is read for.
    pub configuration: Arc<OnceLock<Configuration>>,
    /// The resolver.
    pub resolver: Resolver,
    /// The clock that NTP servers are compared with.
    pub clock: Clock,
    /// The logins that were tried, and what became of them.
    pub logins: Arc<LoginLedger>,
    /// Where what is said is noted, where somebody wants to see it.
    pub trace: Option<Arc<Trace>>,
    /// The folder of the config where this machine is another than the appliance, so that absolute paths lead to files there.
    pub far_from: Option<PathBuf>,
    /// Whether Windows shakes hands where the appliance would, and not otpdoctor's own library.
    pub by_windows: bool,
    /// When the run ends, where it is one that ends.
    pub ends_at: Option<Instant>,
}

impl Live {
    /// Opens what all conversations share: trust roots and resolver are loaded when they are first needed.
    pub fn new(trust: &Trust, dns: Option<&Dns>, vault: Arc<Vault>, patience: Patience) -> Self {
        Self {
            tls: Tls::new(trust),
            unlocked: Unlocked::default(),
            stores: Mutex::default(),
            configuration: Arc::default(),
            resolver: Resolver::new(dns, patience),
            clock: Clock::system(),
            logins: Arc::default(),
            vault,
            patience,
            trace: None,
            far_from: None,
            by_windows: false,
            ends_at: None,
        }
    }

    /// The roots that the run trusts.
    ///
    /// # Errors
    /// As [`Tls::roots`], and when the bundle is on the appliance, and this machine is another.
    pub fn roots(&self) -> Answered<Arc<Roots>> {
        let elsewhere = match &self.tls.trust {
            Trust::File(bundle) => elsewhere::why(bundle, self.far_from.as_deref()),
            Trust::System => None,
        };
        match elsewhere {
            Some(why) => Err(ProbeError::TrustElsewhere(format!(
                "the trust bundle {why}"
            ))),
            None => self.tls.roots(),
        }
    }

    /// Until when a conversation that begins now may last: shortly before the end of the run, so that what was seen of it
    /// counts; where none ends, for `patience.total`.
    pub fn until(&self, begun: Instant) -> Instant {
        match self.ends_at {
            Some(end) => {
                let left = end.saturating_duration_since(begun);
                begun + left.saturating_sub(RESERVE.min(left / 4))
            }
            None => begun + self.patience.total,
        }
    }

    /// Until when a reply that is waited for from now on may take.
    pub fn reply_by(&self, until: Instant) -> Instant {
        until.min(Instant::now() + self.patience.reply)
    }

    /// Whether the end of the run, and not the peer, ended a silence of this length: what would have come after it is not
    /// known.
    pub fn cut_short(
        &self,
        stage: Stage,
        silence: SignedDuration,
        until: Instant,
    ) -> Option<ProbeError> {
        let cut = self.ends_at.is_some() && Instant::now() >= until && silence < SILENCE;
        cut.then_some(ProbeError::CutShort(stage, silence))
    }

    /// The same after earlier runs: a login that was refused in one of them is not tried again.
    pub fn after(mut self, logins: Arc<LoginLedger>) -> Self {
        logins.next_run();
        self.logins = logins;
        self
    }
}
