//! Reaching a server: resolve the name, try every address, keep what each did.

use std::time::Instant;

use checks::kit::probe::tcp::{Attempt, Resolution};
use checks::kit::realm::Endpoint;
use tokio::net::TcpStream;

use super::Live;

/// What reaching a server came to.
pub struct Reached {
    /// What the name resolved to.
    pub resolution: Resolution,
    /// What each address did, in order; trying stops at the first that accepts.
    pub attempts: Vec<Attempt>,
    /// The connection, where one came about.
    pub stream: Option<TcpStream>,
}

/// Stub: resolves and connects, each address within `patience.connect`, all of it before `until`.
pub async fn reach(_live: &Live, _server: &Endpoint, _until: Instant) -> Reached {
    Reached {
        resolution: Resolution::default(),
        attempts: Vec::new(),
        stream: None,
    }
}
