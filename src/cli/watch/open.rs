//! What a watch opens before it begins: the history, and the door for whoever asks by HTTP.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use url::Url;

use super::Args;
use super::settings::Current;
use crate::exit::{Code, Failure};
use crate::history;
use crate::otp::store::StoreError;
use crate::secret::{Resolve, Vault};
use crate::watch::keeper::Keeper;
use crate::watch::listen::{Limits, serve};
use crate::watch::published::Published;

/// How long a connection may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// PostgreSQL's port.
const PORT: u16 = 5432;

/// Opens the history; one whose server is away is opened later.
///
/// # Errors
/// When it will never open as it is named: somebody has to look at it.
pub(super) async fn history(
    current: &Current,
    args: &Args,
    appliance: String,
) -> anyhow::Result<Keeper> {
    let settings = &current.settings;
    let loaded = &current.loaded;
    let (literals, words) = (loaded.literals.clone(), loaded.commands.clone());
    let vault = Vault::new(literals, words, args.asking.commands(), Resolve::Yes);
    let named = history::named(
        settings.history.as_deref(),
        settings.password.as_ref(),
        &vault,
    );
    let (place, password) = named.await.map_err(|why| unavailable(why.to_string()))?;
    let opened = history::open(&place, password.clone()).await;
    if let Err(why) = &opened
        && !is_away(why).await
    {
        return Err(unavailable(vault.redact(&why.to_string())));
    }
    let open = move || {
        let (place, password) = (place.clone(), password.clone());
        async move { history::open(&place, password).await }.boxed()
    };
    Ok(Keeper::new(appliance, Box::new(open), opened))
}

/// Whether the database's server does not even take a connection: then it may come back. A server that does, and still
/// refuses us, and a file that cannot be opened, are for somebody to look at.
async fn is_away(why: &StoreError) -> bool {
    let StoreError::Unavailable { place, .. } = why else {
        return false;
    };
    // As it was understood, with what the environment says; an address that makes no sense is not shown.
    let place = place.to_string();
    let url = (place.contains("://") && !place.contains('…')).then(|| place.parse::<Url>());
    let Some(Ok(url)) = url else {
        return false;
    };
    let connected = timeout(PATIENCE, knock(&url)).await;
    !matches!(connected, Ok(Ok(())))
}

/// Connects to the server, and says nothing.
async fn knock(url: &Url) -> std::io::Result<()> {
    let host = url.host_str().filter(|host| !host.is_empty());
    let option = |name: &str| {
        let mut named = url.query_pairs();
        named.find(|(key, _)| key == name).map(|(_, value)| value)
    };
    match (host, option("host")) {
        (Some(host), _) => {
            let server = (host.trim_matches(['[', ']']), url.port().unwrap_or(PORT));
            TcpStream::connect(server).await.map(drop)
        }
        #[cfg(unix)]
        (None, Some(folder)) => {
            let port = option("port").unwrap_or_else(|| PORT.to_string().into());
            let socket = format!("{folder}/.s.PGSQL.{port}");
            tokio::net::UnixStream::connect(socket).await.map(drop)
        }
        _ => Ok(()),
    }
}

/// An open door, which closes with it.
pub(super) struct Door {
    pub(super) published: Arc<Published>,
    _server: JoinSet<()>,
}

/// Opens the door to whoever asks, where an address is named.
///
/// # Errors
/// When nobody can listen there.
pub(super) async fn door(current: &Current) -> anyhow::Result<Option<Door>> {
    let Some(address) = current.settings.listen else {
        return Ok(None);
    };
    let listener = TcpListener::bind(address)
        .await
        .map_err(|why| unavailable(format!("cannot listen at {address}: {why}")))?;
    let published = Arc::<Published>::default();
    let mut server = JoinSet::new();
    server.spawn(serve(listener, published.clone(), Limits::default()));
    Ok(Some(Door {
        published,
        _server: server,
    }))
}

fn unavailable(why: String) -> anyhow::Error {
    Failure::error(Code::Unavailable, why)
}
