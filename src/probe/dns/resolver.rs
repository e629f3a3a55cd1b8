//! The resolver: the configured name servers, or the system's way with its hosts file and search list.

use std::net::{IpAddr, SocketAddr};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use checks::kit::probe::tcp::{Resolution, Unresolved};
use checks::kit::realm::{Dns, Endpoint};
use hickory_resolver::config::{
    ConnectionConfig, LookupIpStrategy, NameServerConfig, ResolveHosts, ResolverConfig,
    ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use hickory_resolver::{Hosts, TokioResolver};
use tokio::time::timeout_at;

use crate::probe::facts::os_text;

/// The resolver: its configuration is read when the first name is asked for.
pub struct Resolver {
    servers: Option<Vec<String>>,
    patience: Duration,
    opened: OnceLock<Opened>,
}

struct Opened {
    resolver: Result<TokioResolver, String>,
    /// Empty with configured servers: they are asked to see what they say.
    hosts: Hosts,
    /// Whether the search list applies to a name of one label, as it does for the system's programs.
    searches: bool,
}

impl Resolver {
    /// A resolver over these servers, or over what the system is configured with; each question may take `patience`.
    pub fn new(dns: Option<&Dns>, patience: Duration) -> Self {
        Self {
            servers: dns.map(|dns| dns.servers.clone()),
            patience,
            opened: OnceLock::new(),
        }
    }

    /// The addresses of a host, IPv6 first as RFC 6724 prefers it; an address stands for itself.
    pub async fn resolve(&self, host: &str, until: Instant) -> Resolution {
        let (addresses, failure) = match self.addresses(host, until).await {
            Ok(addresses) => (addresses, None),
            Err(failure) => (Vec::new(), Some(failure)),
        };
        Resolution { addresses, failure }
    }

    async fn addresses(&self, host: &str, until: Instant) -> Result<Vec<IpAddr>, Unresolved> {
        if let Ok(address) = host.parse() {
            return Ok(vec![address]);
        }
        let opened = self.opened();
        let name = absolute(host)?;
        let known = opened.listed(&name);
        if !known.is_empty() {
            return Ok(known);
        }
        let name = match opened.searches && name.num_labels() == 1 && !host.ends_with('.') {
            true => relative(name),
            false => name,
        };
        let lookup = self
            .within(until, opened.resolver()?.lookup_ip(name))
            .await?
            .iter()
            .collect::<Vec<IpAddr>>();
        match lookup.is_empty() {
            true => Err(Unresolved::NoAddress),
            false => Ok(lookup),
        }
    }

    /// The records of one kind that a name has.
    ///
    /// # Errors
    /// Why there are none.
    pub async fn records(
        &self,
        name: &str,
        kind: RecordType,
        until: Instant,
    ) -> Result<Vec<RData>, Unresolved> {
        let resolver = self.opened().resolver()?;
        let lookup = self
            .within(until, resolver.lookup(absolute(name)?, kind))
            .await?;
        let records: Vec<RData> = lookup
            .answers()
            .iter()
            .filter(|record| record.record_type() == kind)
            .map(|record| record.data.clone())
            .collect();
        match records.is_empty() {
            true => Err(Unresolved::NoAddress),
            false => Ok(records),
        }
    }

    async fn within<T>(
        &self,
        until: Instant,
        lookup: impl Future<Output = Result<T, NetError>>,
    ) -> Result<T, Unresolved> {
        let until = until.min(Instant::now() + self.patience);
        match timeout_at(until.into(), lookup).await {
            Ok(answered) => answered.map_err(classify),
            Err(_) => Err(classify(NetError::Timeout)),
        }
    }

    fn opened(&self) -> &Opened {
        self.opened.get_or_init(|| Opened {
            resolver: self.open(),
            hosts: match self.servers {
                Some(_) => Hosts::default(),
                None => Hosts::from_system().unwrap_or_default(),
            },
            searches: self.servers.is_none(),
        })
    }

    fn open(&self) -> Result<TokioResolver, String> {
        let mut builder = match &self.servers {
            Some(servers) => {
                let servers = servers.iter().map(|server| name_server(server));
                let config = ResolverConfig::from_name_servers(servers.collect::<Result<_, _>>()?);
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
            None => TokioResolver::builder_tokio()
                .map_err(|why| format!("this host has no name server configured: {why}"))?,
        };
        self.set(builder.options_mut());
        builder.build().map_err(|why| why.to_string())
    }

    fn set(&self, options: &mut ResolverOpts) {
        // Two tries fit into one question's patience.
        options.attempts = 1;
        options.timeout = self.patience / 2;
        options.ip_strategy = LookupIpStrategy::Ipv6AndIpv4;
        // Asked beforehand, by the name as it was given: the search list comes after it.
        options.use_hosts_file = ResolveHosts::Never;
    }
}

impl Opened {
    fn resolver(&self) -> Result<&TokioResolver, Unresolved> {
        self.resolver
            .as_ref()
            .map_err(|why| Unresolved::NoAnswer(why.clone()))
    }

    /// What the hosts file says.
    fn listed(&self, name: &Name) -> Vec<IpAddr> {
        [RecordType::AAAA, RecordType::A]
            .into_iter()
            .filter_map(|kind| {
                self.hosts
                    .lookup_static_host(&op::Query::query(name.clone(), kind))
            })
            .flat_map(|lookup| {
                let addresses = lookup.answers().iter();
                addresses
                    .filter_map(|record| record.data.ip_addr())
                    .collect::<Vec<_>>()
            })
            .collect()
    }
}

/// `ADDRESS` or `ADDRESS:PORT`, asked over UDP, and over TCP where an answer is too long for that.
fn name_server(text: &str) -> Result<NameServerConfig, String> {
    let wrong = || format!("the name server {text:?} is no address");
    let endpoint = Endpoint::parse(text, 53).map_err(|_| wrong())?;
    let address = SocketAddr::new(endpoint.address().ok_or_else(wrong)?, endpoint.port);
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = address.port();
        connection
    });
    Ok(NameServerConfig::new(
        address.ip(),
        true,
        connections.to_vec(),
    ))
}

/// The name as it is given, without a search list. What cannot be a name cannot exist.
fn absolute(name: &str) -> Result<Name, Unresolved> {
    let mut name = Name::from_utf8(name).map_err(|_| Unresolved::NoSuchName)?;
    name.set_fqdn(true);
    Ok(name)
}

fn relative(mut name: Name) -> Name {
    name.set_fqdn(false);
    name
}

fn classify(error: NetError) -> Unresolved {
    match error {
        error if error.is_nx_domain() => Unresolved::NoSuchName,
        error if error.is_no_records_found() => Unresolved::NoAddress,
        NetError::Timeout => Unresolved::NoAnswer("no answer in time".into()),
        NetError::Dns(DnsError::ResponseCode(code)) => {
            Unresolved::NoAnswer(format!("the name server answered {}", code.to_str()))
        }
        NetError::Io(error) => Unresolved::NoAnswer(os_text(&error)),
        other => Unresolved::NoAnswer(other.to_string()),
    }
}
