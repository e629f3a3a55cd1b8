//! The live world: one adapter a probe, and what they share.
//!
//! An adapter never judges. Whatever a peer does, down to silence, is part of its answer;
//! an error is something on our side.

pub mod api;
pub mod certificate;
mod command;
pub mod discipline;
pub mod dns;
pub mod file;
pub mod firewall;
pub mod http;
pub mod https;
pub mod key_access;
pub mod lines;
pub mod ntp;
pub mod proxy;
pub mod refusals;
pub mod request;
pub mod seed;
pub mod smtp;
pub mod system_proxy;
pub mod tcp;
pub mod tls;
pub mod x509;
pub mod zone;

use std::sync::Arc;
use std::time::Duration;

use checks::kit::realm::{Dns, Trust};
use checks::kit::{Answered, Observed, Probe, Prober};
use futures_util::future::BoxFuture;

use crate::secret::Vault;

/// How long a conversation may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For one attempt to connect, and for one DNS question.
    pub connect: Duration,
    /// For the whole conversation of one probe.
    pub total: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            total: Duration::from_secs(15),
        }
    }
}

/// Answers from the live world.
pub struct Live {
    /// The secrets of the config.
    pub vault: Arc<Vault>,
    /// How long a conversation may take.
    pub patience: Patience,
    /// The roots and the parts of TLS that all conversations share.
    pub tls: tls::Tls,
    /// The resolver.
    pub resolver: dns::Resolver,
    /// The clock that NTP servers are compared with.
    pub clock: ntp::Clock,
    /// The logins that were tried.
    pub logins: smtp::Logins,
    /// What proxies said to credentials.
    pub proxy_logins: proxy::Logins,
    /// The logins that were refused in earlier runs of this process.
    pub refusals: Arc<refusals::Refusals>,
}

impl Live {
    /// Opens what all conversations share: trust roots and resolver are loaded when they are first needed.
    pub fn new(trust: &Trust, dns: Option<&Dns>, vault: Arc<Vault>, patience: Patience) -> Self {
        Self {
            tls: tls::Tls::new(trust),
            resolver: dns::Resolver::new(dns, patience),
            clock: ntp::Clock::system(),
            logins: smtp::Logins::default(),
            proxy_logins: proxy::Logins::default(),
            refusals: Arc::default(),
            vault,
            patience,
        }
    }
}

impl Live {
    /// The same after earlier runs: a login that was refused in one of them is not tried again.
    pub fn after(mut self, refusals: Arc<refusals::Refusals>) -> Self {
        refusals.next_run();
        self.refusals = refusals;
        self
    }
}

impl Prober for Live {
    fn ask<'a>(&'a self, probe: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        Box::pin(async move {
            Ok(match probe {
                Probe::Ntp(query) => Observed::Ntp(Box::new(ntp::ask(self, query).await?)),
                Probe::Dns(query) => Observed::Dns(Box::new(dns::ask(self, query).await?)),
                Probe::Smtp(query) => Observed::Smtp(Box::new(smtp::ask(self, query).await?)),
                Probe::Https(query) => Observed::Https(Box::new(https::ask(self, query).await?)),
                Probe::Proxy(query) => Observed::Proxy(Box::new(proxy::ask(self, query).await?)),
                Probe::Certificate(query) => {
                    Observed::Certificate(Box::new(certificate::ask(self, query).await?))
                }
                Probe::KeyAccess(query) => {
                    Observed::KeyAccess(Box::new(key_access::ask(query).await?))
                }
                Probe::Discipline(query) => {
                    Observed::Discipline(Box::new(discipline::ask(query).await?))
                }
                Probe::Zone(query) => Observed::Zone(Box::new(zone::ask(query)?)),
                Probe::SystemProxy(query) => {
                    Observed::SystemProxy(Box::new(system_proxy::ask(query).await?))
                }
                Probe::Firewall(query) => Observed::Firewall(Box::new(firewall::ask(query)?)),
                Probe::Seed(query) => Observed::Seed(Box::new(seed::ask(self, query).await?)),
                Probe::Api(query) => Observed::Api(Box::new(api::ask(self, query).await?)),
            })
        })
    }
}
