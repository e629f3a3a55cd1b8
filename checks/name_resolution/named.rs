//! The hosts that a realm names, and where.

use std::net::IpAddr;

use crate::kit::mail::{on_the_wire, sender};
use crate::kit::realm::{Endpoint, is_host};
use crate::kit::{Ctx, Entity, Site};

/// The subject of what concerns several of them.
pub(super) const ALL_NAMES: &str = "host names";

/// A host that a setting names.
pub(super) struct Named<'a> {
    /// In lowercase, without a final dot.
    pub(super) host: String,
    /// The port on which a server answers there over TCP, where one is named.
    pub(super) port: Option<u16>,
    /// Where it is named first.
    pub(super) site: Option<&'a Site>,
    /// The checks that reach for it.
    pub(super) serves: Vec<Entity>,
}

/// What mail is sent from and to, which name servers that know nothing do not know either.
pub(super) fn mail_domains(cx: &Ctx<'_>) -> impl Iterator<Item = Entity> {
    let methods = &cx.realm.multi_factor;
    let desks = [&methods.help_desk_1, &methods.help_desk_2];
    let desks = desks.into_iter().flatten();
    let addresses = desks.filter_map(|desk| desk.email.as_deref().map(on_the_wire));
    let domain = |address: String| Some(Entity::host(address.rsplit_once('@')?.1));
    addresses.chain(sender(cx.realm)).filter_map(domain)
}

/// Every name that the appliance itself must resolve for this realm, each once.
/// A service behind the proxy is not among them: its name is the proxy's to resolve.
/// Nor is what is no host name at all: see smtp-settings of that.
pub(super) fn hosts<'a>(cx: &Ctx<'a>) -> Vec<Named<'a>> {
    let mut names: Vec<Named<'a>> = Vec::new();
    let mut add = |host: &str, port: Option<u16>, path: &str, check: &'static str| {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let literal = host.parse::<IpAddr>().is_ok();
        let known = names.iter_mut().find(|named| named.host == host);
        if let Some(known) = known {
            known.serves.push(Entity::Serves(check));
            known.port = known.port.or(port);
        } else if !literal && is_host(&host) {
            let (site, serves) = (cx.site(path), vec![Entity::Serves(check)]);
            names.push(Named {
                host,
                port,
                site,
                serves,
            });
        }
    };
    for (index, server) in cx.config.appliance.time.servers.iter().enumerate() {
        add(
            &server.host,
            None,
            &format!("time.servers.{index}"),
            "time-source",
        );
    }
    if let Some(proxy) = cx.proxy().and_then(|proxy| proxy.endpoint()) {
        add(&proxy.host, Some(proxy.port), "proxy.url", "proxy-reach");
    }
    let direct = |server: &Endpoint| cx.proxy_to(&server.host).is_none();
    for (name, service) in cx.cloud().services() {
        if let Some(server) = service.endpoint().filter(direct) {
            add(
                &server.host,
                Some(server.port),
                &format!("cloud.{}", name.key()),
                "cloud-reach",
            );
        }
    }
    let smtp = cx.realm.overview.smtp.as_ref();
    if let Some((smtp, server)) = smtp.and_then(|smtp| Some((smtp, smtp.server()?))) {
        let port = Some(smtp.port());
        add(server, port, "overview.smtp.server_address", "smtp-reach");
    }
    let api = cx.realm.api.as_ref();
    if let Some(api) = api.and_then(|api| Endpoint::of(&api.url)).filter(direct) {
        add(&api.host, Some(api.port), "api.url", "api-credentials");
    }
    names
}
