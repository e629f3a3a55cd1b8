//! Whether a history that cannot be opened is only away for now, or will never open as it is named.

use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;
use url::Url;

use crate::store::StoreError;

/// How long a connection may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// PostgreSQL's port.
const PORT: u16 = 5432;

/// Whether the database's server does not even take a connection: then it may come back. A server that does, and still
/// refuses us, and a file that cannot be opened, are for somebody to look at.
pub(super) async fn is_away(place: &str, why: &StoreError) -> bool {
    let Some(url) = place
        .contains("://")
        .then(|| place.parse::<Url>().ok())
        .flatten()
    else {
        return false;
    };
    let Some(host) = url.host_str().map(|host| host.trim_matches(['[', ']'])) else {
        return false;
    };
    if !matches!(why, StoreError::Unavailable { .. }) {
        return false;
    }
    let connected = timeout(
        PATIENCE,
        TcpStream::connect((host, url.port().unwrap_or(PORT))),
    )
    .await;
    !matches!(connected, Ok(Ok(_)))
}
