//! The live world: one adapter a probe, and what they share.
//!
//! An adapter never judges. Whatever a peer does, down to silence, is part of its answer;
//! an error is something on our side.

pub mod api;
pub mod certificate;
mod command;
pub mod discipline;
pub mod dns;
pub mod ear;
mod elsewhere;
pub mod facts;
pub mod firewall;
pub mod host_firewall;
pub mod http;
pub mod https;
pub mod key_access;
pub mod lines;
mod live;
pub mod login_ledger;
pub mod ntp;
mod patience;
pub mod proxy;
pub mod request;
pub mod seed;
#[cfg(any(windows, test))]
mod sid;
pub mod smtp;
mod sniffer;
pub mod system_proxy;
pub mod tcp;
pub mod tls;
pub mod trace;
pub mod way;
pub mod wire;
pub mod x509;
pub mod zone;

use checks::kit::{Answered, Observed, Probe, Prober};
use futures_util::future::BoxFuture;

pub use live::Live;
pub use patience::Patience;

impl Prober for Live {
    fn ask<'a>(&'a self, probe: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        let answer = self.answer(probe);
        match &self.trace {
            Some(trace) => Box::pin(trace.follow(probe.label(), answer)),
            None => Box::pin(answer),
        }
    }
}

impl Live {
    async fn answer(&self, probe: &Probe) -> Answered<Observed> {
        elsewhere::refuse(self, probe)?;
        Ok(match probe {
            Probe::Ntp(query) => Observed::Ntp(Box::new(ntp::ask(self, query).await?)),
            Probe::Dns(query) => Observed::Dns(Box::new(dns::ask(self, query).await?)),
            Probe::Tcp(query) => Observed::Tcp(Box::new(tcp::ask(self, query).await?)),
            Probe::Smtp(query) => Observed::Smtp(Box::new(smtp::ask(self, query).await?)),
            Probe::Https(query) => Observed::Https(Box::new(https::ask(self, query).await?)),
            Probe::Proxy(query) => Observed::Proxy(Box::new(proxy::ask(self, query).await?)),
            Probe::Certificate(query) => {
                Observed::Certificate(Box::new(certificate::ask(self, query).await?))
            }
            Probe::KeyAccess(query) => {
                Observed::KeyAccess(Box::new(key_access::ask(self, query).await?))
            }
            Probe::Discipline(query) => {
                Observed::Discipline(Box::new(discipline::ask(self, query).await?))
            }
            Probe::Zone(query) => Observed::Zone(Box::new(zone::ask(&self.vault, query)?)),
            Probe::SystemProxy(query) => {
                Observed::SystemProxy(Box::new(system_proxy::ask(query).await?))
            }
            Probe::Firewall(query) => Observed::Firewall(Box::new(firewall::ask(self, query)?)),
            Probe::HostFirewall(query) => {
                Observed::HostFirewall(Box::new(host_firewall::ask(self, query)?))
            }
            Probe::Seed(query) => Observed::Seed(Box::new(seed::ask(self, query).await?)),
            Probe::Api(query) => Observed::Api(Box::new(api::ask(self, query).await?)),
        })
    }
}
