//! A question to the world as a plain value, and its answer: facts, never verdicts.
//!
//! One conversation is one probe. What an answer says can be judged again at another moment,
//! on another machine, by a newer check. Durations are written as `12ms` or `-5m 12s`.

pub mod api;
pub mod certificate;
pub mod discipline;
pub mod dns;
pub mod error;
pub mod firewall;
pub mod handshake;
pub mod host_firewall;
pub mod https;
pub mod key_access;
pub mod ntp;
pub mod response;
pub mod schannel;
pub mod seed;
pub mod smtp;
pub mod system_proxy;
pub mod tcp;
pub mod tls;
pub mod tunnel;
pub mod zone;

use std::path::Path;

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

pub use error::ProbeError;

use super::realm::Proxy;

/// Who answers questions: the live network, a recording, or the planner.
pub trait Prober: Send + Sync {
    /// Answers one question. Whatever a peer does is part of the answer; an error is on our side.
    fn ask<'a>(&'a self, probe: &'a Probe) -> BoxFuture<'a, Answered<Observed>>;
}

impl<P: Prober + ?Sized> Prober for &P {
    fn ask<'a>(&'a self, probe: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        (**self).ask(probe)
    }
}

/// An answer, or why there is none.
pub type Answered<T> = Result<T, ProbeError>;

/// A question with the type of its answer.
pub trait Question {
    /// What is observed.
    type Answer;
    /// The question as a value that can be compared, hashed, stored.
    fn into_probe(self) -> Probe;
    /// The typed answer; `None` when it answers another question.
    fn answer(observed: Observed) -> Option<Self::Answer>;
}

/// How far a question reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// A file that the config names.
    Files,
    /// A server.
    Network,
    /// The machine that otpdoctor runs on, which must be the appliance.
    Host,
}

macro_rules! probes {
    ($($(#[$doc:meta])* $name:ident($module:ident, $reach:ident),)*) => {
        /// A question to the world.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Probe {
            $($(#[$doc])* $name($module::Query),)*
        }

        /// What was observed.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Observed {
            $($(#[$doc])* $name(Box<$module::Answer>),)*
        }

        impl Probe {
    /// Whether programs of this machine are run for the answer.
    pub fn runs_programs(&self) -> bool {
        matches!(self, Self::Discipline(_) | Self::SystemProxy(_))
    }

            /// How far the question reaches.
            pub fn reach(&self) -> Reach {
                match self {
                    $(Self::$name(_) => Reach::$reach,)*
                }
            }
        }

        $(
            impl Question for $module::Query {
                type Answer = $module::Answer;

                fn into_probe(self) -> Probe {
                    Probe::$name(self)
                }

                fn answer(observed: Observed) -> Option<Self::Answer> {
                    match observed {
                        Observed::$name(answer) => Some(*answer),
                        _ => None,
                    }
                }
            }
        )*
    };
}

probes! {
    /// The time of an NTP server beside the host's.
    Ntp(ntp, Network),
    /// A name in the DNS.
    Dns(dns, Network),
    /// Which addresses of a server accept a connection.
    Tcp(tcp, Network),
    /// A conversation with a mail server; nothing is ever sent.
    Smtp(smtp, Network),
    /// A GET over TLS.
    Https(https, Network),
    /// A certificate and its key.
    Certificate(certificate, Files),
    /// Who may read a private key.
    KeyAccess(key_access, Host),
    /// What keeps the host's clock.
    Discipline(discipline, Host),
    /// The host's time zone.
    Zone(zone, Host),
    /// The host's own proxy settings.
    SystemProxy(system_proxy, Host),
    /// An exported list of firewall rules.
    Firewall(firewall, Files),
    /// The host's own firewall.
    HostFirewall(host_firewall, Host),
    /// A sealed sample seed.
    Seed(seed, Files),
    /// A signed request to a realm's Authentication API.
    Api(api, Network),
}

impl Probe {
    /// What is being asked, in a few words: the progress display and `plan` show it.
    pub fn label(&self) -> String {
        match self {
            Self::Ntp(query) => format!("NTP {}", query.server),
            Self::Dns(query) => format!("DNS {} {}", query.kind.name(), query.name),
            Self::Tcp(query) => format!("connect to all addresses of {}", query.server),
            Self::Smtp(query) => format!("SMTP {}", query.server),
            Self::Https(query) => format!("GET {}{}", query.url, through(&query.via)),
            Self::Certificate(query) => format!("read {}", query.source.location()),
            Self::KeyAccess(query) => {
                format!("access of {} to {}", query.account, query.source.location())
            }
            Self::Discipline(_) => "what keeps this host's clock".into(),
            Self::Zone(query) => format!("this host's time zone beside {}", query.expected),
            Self::SystemProxy(_) => "this host's proxy settings".into(),
            Self::Firewall(query) => format!("read {}", query.export.display()),
            Self::HostFirewall(_) => "this host's firewall rules".into(),
            Self::Seed(query) => {
                let (seed, place) = (query.seed.display(), query.source.location());
                format!("open {seed} with the key of {place}")
            }
            Self::Api(query) => format!("API {}{}", query.url, through(&query.via)),
        }
    }

    /// The files that the question reads.
    pub fn files(&self) -> Vec<&Path> {
        match self {
            Self::Certificate(query) => query.source.files(),
            Self::Firewall(query) => vec![query.export.as_path()],
            _ => Vec::new(),
        }
    }

    /// The server that the question goes to, for the limit per host.
    pub fn host(&self) -> Option<String> {
        match self {
            Self::Ntp(query) => Some(query.server.host.clone()),
            Self::Tcp(query) => Some(query.server.host.clone()),
            Self::Smtp(query) => Some(query.server.host.clone()),
            Self::Https(https::Query { url, via, .. }) | Self::Api(api::Query { url, via, .. }) => {
                match via {
                    Some(proxy) => proxy.endpoint().map(|proxy| proxy.host),
                    None => url.host_str().map(str::to_owned),
                }
            }
            _ => None,
        }
    }
}

fn through(via: &Option<Proxy>) -> String {
    let proxy = via.as_ref();
    proxy.map_or_else(String::new, |proxy| format!(" through {}", proxy.url))
}
