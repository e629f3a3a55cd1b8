//! Where mail to a domain goes.

use futures_util::future::join;

use super::account::account;
use crate::kit::probe::dns::{Kind, Query};
use crate::kit::probe::tcp::Unresolved;
use crate::kit::{About, Ctx, Entity, Finding};

/// Where mail to a domain goes (RFC 5321 section 5.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Its exchangers.
    Exchangers,
    /// Its own address, since it has no exchanger.
    OwnAddress,
    /// Nowhere: a null MX, which stands alone, says that it takes no mail (RFC 7505).
    NullMx,
    /// Nowhere: it has neither an exchanger nor an address.
    Nowhere,
    /// The domain does not exist.
    NoSuchDomain,
    /// The resolver did not answer, for this reason.
    NotKnown(String),
}

/// The domain, and the realm's mail server where it is in it: what fails for the one fails for the other.
pub fn with_server_below(cx: &Ctx<'_>, domain: &str) -> impl Iterator<Item = Entity> {
    let server = account(cx.realm).map(|account| account.server.host);
    let below = server.filter(|host| {
        host.strip_suffix(domain)
            .is_some_and(|before| before.ends_with('.'))
    });
    std::iter::once(Entity::host(domain)).chain(below.map(|host| Entity::host(&host)))
}

/// Asks where mail to a domain goes.
///
/// # Errors
/// The finding of a check that cannot ask.
pub async fn destination(
    cx: &Ctx<'_>,
    about: &About,
    subject: &str,
    domain: &str,
) -> Result<Destination, Box<Finding>> {
    let ask = |kind| {
        let name = domain.to_owned();
        cx.ask(about, subject, Query { name, kind })
    };
    let (mx, own) = join(ask(Kind::Mx), ask(Kind::Address)).await;
    let (mx, own) = (mx?, own?);
    Ok(match (mx.exchangers.as_slice(), mx.failure, own.failure) {
        ([only], ..) if only.host.is_empty() => Destination::NullMx,
        ([_, ..], ..) => Destination::Exchangers,
        (_, Some(Unresolved::NoSuchName), _) => Destination::NoSuchDomain,
        (_, Some(Unresolved::NoAnswer(why)), _) => Destination::NotKnown(why),
        _ if !own.addresses.is_empty() => Destination::OwnAddress,
        (_, _, Some(Unresolved::NoAnswer(why))) => Destination::NotKnown(why),
        _ => Destination::Nowhere,
    })
}
