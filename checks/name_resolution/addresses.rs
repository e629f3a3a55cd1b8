//! Addresses of a name that a client tries in vain before it comes to one that answers.

use futures_util::future::join_all;

use super::about::ADDRESS_UNREACHABLE;
use super::named::Named;
use crate::kit::probe::dns;
use crate::kit::probe::tcp::{Answer, Query, in_vain};
use crate::kit::realm::Endpoint;
use crate::kit::{Answered, Ctx, Entity, Finding, Shell};

/// Connects to the addresses of each name that has several, and a server behind it.
pub(super) async fn unreachable(
    cx: &Ctx<'_>,
    resolved: &[(&Named<'_>, &dns::Answer)],
) -> Vec<Finding> {
    let several = resolved
        .iter()
        .filter(|(_, answer)| answer.addresses.len() > 1);
    let asking = several.filter_map(|(named, _)| {
        let server = Endpoint::new(&named.host, named.port?);
        Some(async move { (*named, cx.probe(Query { server }).await) })
    });
    let finding = |(named, answer): (&Named<'_>, Answered<Answer>)| {
        // Without an answer nothing is known of the addresses, and the name resolves.
        let (host, attempts) = (&named.host, answer.ok()?.attempts);
        let lost = in_vain(&attempts)?;
        let finding = Finding::new(ADDRESS_UNREACHABLE, host)
            .fill("host", host)
            .fill("lost", lost)
            .touching(Entity::host(host))
            .touching_all(named.serves.iter().cloned())
            .attempts(&attempts)
            .run(Shell::Any, format!("nslookup {host}"))
            .at(named.site);
        Some(finding)
    };
    join_all(asking)
        .await
        .into_iter()
        .filter_map(finding)
        .collect()
}
