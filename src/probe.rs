//! The live world: one adapter a probe, and what they share.
//!
//! An adapter never judges. Whatever a peer does, down to silence, is part of its answer;
//! an error is something on our side.

pub mod api;
pub mod certificate;
mod command;
pub mod discipline;
pub mod dns;
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
pub mod peer_filter;
pub mod proxy;
pub mod request;
pub mod route;
pub mod seed;
#[cfg(any(windows, test))]
mod sid;
pub mod smtp;
mod sniffer;
pub mod system_proxy;
pub mod tcp;
pub mod tls;
pub mod trace;
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
        elsewhere::refuse(probe, self.far_from.as_deref())?;
        // In a box of its own, as large as its kind of conversation and no larger.
        macro_rules! observed {
            ($kind:ident, $asked:expr) => {
                Observed::$kind(Box::new(Box::pin($asked).await?))
            };
        }
        Ok(match probe {
            Probe::Ntp(query) => observed!(Ntp, ntp::ask(self, query)),
            Probe::Dns(query) => observed!(Dns, dns::ask(self, query)),
            Probe::Tcp(query) => observed!(Tcp, tcp::ask(self, query)),
            Probe::Smtp(query) => observed!(Smtp, smtp::ask(self, query)),
            Probe::Https(query) => observed!(Https, https::ask(self, query)),
            Probe::Certificate(query) => observed!(Certificate, certificate::ask(self, query)),
            Probe::KeyAccess(query) => observed!(KeyAccess, key_access::ask(self, query)),
            Probe::Discipline(query) => observed!(Discipline, discipline::ask(self, query)),
            Probe::Zone(query) => Observed::Zone(Box::new(zone::ask(&self.vault, query)?)),
            Probe::SystemProxy(query) => observed!(SystemProxy, system_proxy::ask(query)),
            Probe::Firewall(query) => Observed::Firewall(Box::new(firewall::ask(self, query)?)),
            Probe::HostFirewall(query) => {
                Observed::HostFirewall(Box::new(host_firewall::ask(self, query)?))
            }
            Probe::Seed(query) => observed!(Seed, seed::ask(self, query)),
            Probe::Api(query) => observed!(Api, api::ask(self, query)),
        })
    }
}
