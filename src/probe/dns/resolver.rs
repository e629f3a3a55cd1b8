//! The resolver: the configured name servers, or the system's with its hosts file and search list. They are asked as the
//! C library asks them (resolv.conf(5), res_nsend of glibc): in their order, the next one where one is silent, cannot
//! be reached or fails. The first answer ends it, also the answer that there is nothing.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use checks::kit::probe::dns::{Asked, Said};
use checks::kit::probe::tcp::{Resolution, Unresolved};
use checks::kit::realm::{Dns, Endpoint};
use checks::kit::{Answered, ProbeError};
use futures_util::future::join_all;
use hickory_resolver::Hosts;
use hickory_resolver::proto::op::Query;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use tokio::sync::OnceCell;
use tokio::time::timeout_at;

use super::servers::Servers;
use super::system;
use crate::probe::facts::{NO_ROUTE, has_default_route};
use crate::probe::patience::Patience;

/// As many name servers of the system are asked (MAXNS in resolv.conf(5)).
const MOST_SERVERS: usize = 3;
/// So long one server is waited for where nothing else is set (RES_TIMEOUT in resolv.conf(5)).
const RES_TIMEOUT: Duration = Duration::from_secs(5);
/// In the order in which addresses are tried, as RFC 6724 prefers them.
const ADDRESSES: &[RecordType] = &[RecordType::AAAA, RecordType::A];

/// A name in lowercase, and the types of record that are asked for.
type Question = (String, &'static [RecordType]);

/// The resolver: its configuration is read when the first name is asked for, and what it learned is kept for the run.
pub struct Resolver {
    configured: Option<Vec<String>>,
    patience: Patience,
    names: OnceLock<Names>,
    servers: Servers,
    known: Mutex<HashMap<Question, Arc<OnceCell<Found>>>>,
}

/// Where names are looked up.
pub struct Names {
    /// The name servers in their order, or why none is known.
    pub servers: Answered<Vec<SocketAddr>>,
    /// Whether the system forwards questions by servers of its own on the loopback, such as systemd-resolved.
    pub forwarded: bool,
    /// The longest that one server is waited for.
    pub patience: Option<Duration>,
    /// The domains that are tried behind a name.
    pub search: Vec<Name>,
    /// A name with this many dots is tried as it stands before the search list.
    pub ndots: usize,
    /// Empty with configured servers: they are asked to see what they say.
    pub hosts: Hosts,
}

/// What is known of a name.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Its records.
    pub records: Vec<RData>,
    /// Why there are none.
    pub failure: Option<Unresolved>,
    /// What was asked, and what each server said.
    pub asked: Vec<Asked>,
}

impl Resolver {
    /// A resolver over these servers, or over what the system is configured with.
    pub fn new(dns: Option<&Dns>, patience: Patience) -> Self {
        Self {
            configured: dns.map(|dns| dns.servers.clone()),
            patience,
            names: OnceLock::new(),
            servers: Servers::new(),
            known: Mutex::default(),
        }
    }

    /// A resolver that looks names up there.
    pub fn over(names: Names, patience: Patience) -> Self {
        Self {
            names: names.into(),
            ..Self::new(None, patience)
        }
    }

    /// The addresses of a host, IPv6 first; an address stands for itself.
    ///
    /// # Errors
    /// When this machine itself could not ask.
    pub async fn resolve(&self, host: &str, until: Instant) -> Answered<Resolution> {
        let found = self.addresses(host, until).await?;
        Ok(Resolution {
            addresses: found.addresses().collect(),
            failure: found.failure,
        })
    }

    /// The same as it was found.
    ///
    /// # Errors
    /// When this machine itself could not ask.
    pub async fn addresses(&self, host: &str, until: Instant) -> Answered<Found> {
        if let Ok(address) = host.parse() {
            return Ok(Found::here([address]));
        }
        match self.names().listed(host) {
            Some(found) => Ok(found),
            None => self.find(host, ADDRESSES, until).await,
        }
    }

    /// The records of one kind that a name has, without the search list.
    ///
    /// # Errors
    /// When this machine itself could not ask.
    pub async fn records(
        &self,
        name: &str,
        kind: &'static [RecordType],
        until: Instant,
    ) -> Answered<Found> {
        let absolute = format!("{}.", name.trim_end_matches('.'));
        self.find(&absolute, kind, until).await
    }

    /// Asked once: what has failed is remembered as answers are. The first who asks sets the end of it for itself alone.
    async fn find(
        &self,
        name: &str,
        kinds: &'static [RecordType],
        until: Instant,
    ) -> Answered<Found> {
        let cell = {
            let mut known = self.known.lock().expect("no holder panics");
            let entry = known.entry((name.to_ascii_lowercase(), kinds));
            entry.or_default().clone()
        };
        let looking = cell.get_or_try_init(|| self.look_up(name, kinds));
        match timeout_at(until.into(), looking).await {
            Ok(found) => found.cloned(),
            Err(_) => Ok(Found::failed(Unresolved::NoAnswer(
                "no answer in time".into(),
            ))),
        }
    }

    async fn look_up(&self, name: &str, kinds: &[RecordType]) -> Answered<Found> {
        let names = self.names();
        let servers = names.servers.as_ref().map_err(Clone::clone)?;
        // All of them together must end before the question does.
        let each = self.patience.total / (servers.len() as u32 + 1);
        let each = each
            .min(self.patience.connect)
            .min(names.patience.unwrap_or(RES_TIMEOUT));
        let (candidates, as_it_stands) = names.candidates(name);
        let mut all: Vec<Asked> = Vec::new();
        let mut telling = Unresolved::NoSuchName;
        for (place, candidate) in candidates.iter().enumerate() {
            let mut found = self.in_their_order(servers, candidate, kinds, each).await?;
            let is_silent = found.asked.iter().all(|asked| asked.said.is_silence());
            all.append(&mut found.asked);
            let Some(failure) = found.failure else {
                return Ok(Found {
                    asked: all,
                    ..found
                });
            };
            // What the name itself came to, where it was tried first, else what says most.
            if place == 0 || !as_it_stands && rank(&failure) > rank(&telling) {
                telling = failure;
            }
            if is_silent {
                break;
            }
        }
        let is_cut_off = matches!(telling, Unresolved::NoAnswer(_)) && names.forwarded;
        if is_cut_off && !has_default_route() {
            Err(ProbeError::NoNetwork(NO_ROUTE.into()))
        } else {
            Ok(Found {
                asked: all,
                ..Found::failed(telling)
            })
        }
    }

    /// Asks one server after the other about a name, each for all kinds at once.
    async fn in_their_order(
        &self,
        servers: &[SocketAddr],
        name: &Name,
        kinds: &[RecordType],
        each: Duration,
    ) -> Answered<Found> {
        let mut found = Found::default();
        let mut ours = None;
        for server in servers {
            let asking = kinds.iter().map(|kind| async move {
                (kind, self.servers.ask(*server, name, *kind, each).await)
            });
            let mut said = Vec::new();
            for (kind, (answer, took)) in join_all(asking).await {
                match answer {
                    Err(limit) => ours = Some(limit),
                    Ok((one, mut records)) => {
                        found.records.append(&mut records);
                        said.push(one.clone());
                        found.asked.push(Asked {
                            server: *server,
                            record: kind.to_string(),
                            said: one,
                            took,
                        });
                    }
                }
            }
            let every = said.len() == kinds.len();
            found.failure = match () {
                () if said.contains(&Said::Records) => return Ok(found),
                () if said.contains(&Said::NoSuchName) => Some(Unresolved::NoSuchName),
                () if every && said.iter().all(Said::is_an_answer) => Some(Unresolved::NoAddress),
                () => continue,
            };
            return Ok(found);
        }
        match ours {
            Some(limit) => Err(limit),
            None => {
                found.failure = Some(Unresolved::NoAnswer(found.complaints()));
                Ok(found)
            }
        }
    }

    fn names(&self) -> &Names {
        self.names.get_or_init(|| match &self.configured {
            Some(servers) => {
                Names::over(servers.iter().map(|server| name_server(server)).collect())
            }
            None => Names::of_the_system(),
        })
    }
}

impl Found {
    fn here(addresses: impl IntoIterator<Item = IpAddr>) -> Self {
        Self {
            records: addresses.into_iter().map(RData::from).collect(),
            ..Self::default()
        }
    }

    fn failed(failure: Unresolved) -> Self {
        Self {
            failure: Some(failure),
            ..Self::default()
        }
    }

    /// The addresses among the records.
    pub fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.records.iter().filter_map(RData::ip_addr)
    }

    /// What each server said that is no answer.
    fn complaints(&self) -> String {
        let mut complaints: Vec<String> = Vec::new();
        for asked in self.asked.iter().filter(|asked| !asked.said.is_an_answer()) {
            let complaint = asked.describe();
            if !complaints.contains(&complaint) {
                complaints.push(complaint);
            }
        }
        complaints.join("; ")
    }
}

impl Names {
    /// These name servers, or why there are none, and nothing else.
    pub fn over(servers: Answered<Vec<SocketAddr>>) -> Self {
        Self {
            servers,
            forwarded: false,
            patience: None,
            search: Vec::new(),
            ndots: 1,
            hosts: Hosts::default(),
        }
    }

    fn of_the_system() -> Self {
        let hosts = system::hosts();
        match system::servers() {
            Ok((config, options)) => {
                let servers = config.name_servers().iter().take(MOST_SERVERS);
                let servers = servers.map(|server| SocketAddr::new(server.ip, 53));
                let servers: Vec<_> = servers.collect();
                let domain = config.domain().filter(|domain| !domain.is_root());
                let search = match config.search() {
                    [] => domain.into_iter().cloned().collect(),
                    search => search.to_vec(),
                };
                Self {
                    forwarded: servers.iter().all(|server| server.ip().is_loopback()),
                    servers: Ok(servers),
                    patience: Some(options.timeout),
                    search,
                    ndots: options.ndots,
                    hosts,
                }
            }
            Err(why) => Self {
                hosts,
                ..Self::over(Err(why))
            },
        }
    }

    /// The names that are tried for this one, and whether the first is the name as it stands. None where it cannot be a
    /// name: then it does not exist.
    fn candidates(&self, name: &str) -> (Vec<Name>, bool) {
        let plain = Name::from_str_relaxed(name).ok();
        let Some(mut plain) = plain.filter(|plain| plain.num_labels() > 0) else {
            return (Vec::new(), false);
        };
        let dots = name.trim_end_matches('.').matches('.').count();
        let searched = self.search.iter().filter(|_| !name.ends_with('.'));
        plain.set_fqdn(false);
        let mut candidates: Vec<Name> = searched
            .filter_map(|domain| plain.clone().append_domain(domain).ok())
            .collect();
        plain.set_fqdn(true);
        let first = candidates.is_empty() || dots >= self.ndots;
        candidates.insert(if first { 0 } else { candidates.len() }, plain);
        (candidates, first)
    }

    /// What needs no server: the hosts file, and localhost (RFC 6761 section 6.3).
    fn listed(&self, host: &str) -> Option<Found> {
        let name = Name::from_str_relaxed(host).ok()?;
        let in_file = |kind: &RecordType| {
            let query = Query::query(name.clone(), *kind);
            self.hosts.lookup_static_host(&query)
        };
        let lookups: Vec<_> = ADDRESSES.iter().filter_map(in_file).collect();
        let records = lookups.iter().flat_map(|lookup| lookup.answers());
        let found = Found::here(records.filter_map(|record| record.data.ip_addr()));
        let is_local = name
            .iter()
            .next_back()
            .is_some_and(|top| top.eq_ignore_ascii_case(b"localhost"));
        if found.records.is_empty() {
            is_local.then(|| Found::here([Ipv6Addr::LOCALHOST.into(), Ipv4Addr::LOCALHOST.into()]))
        } else {
            Some(found)
        }
    }
}

/// `ADDRESS` or `ADDRESS:PORT`.
fn name_server(text: &str) -> Answered<SocketAddr> {
    let wrong =
        || ProbeError::Unsupported(format!("the name server {text:?} is not an IP address"));
    let endpoint = Endpoint::parse(text, 53).map_err(|_| wrong())?;
    let address = endpoint.address().ok_or_else(wrong)?;
    Ok(SocketAddr::new(address, endpoint.port))
}

/// How much a failure says where several names were tried.
fn rank(failure: &Unresolved) -> u8 {
    match failure {
        Unresolved::NoSuchName => 0,
        Unresolved::NoAnswer(_) => 1,
        Unresolved::NoAddress => 2,
    }
}
