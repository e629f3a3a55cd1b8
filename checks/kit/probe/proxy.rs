//! A CONNECT through a proxy, seen raw, and the certificate chain seen through it.

use serde::{Deserialize, Serialize};

pub use super::https::Answer;
use crate::kit::realm::{Endpoint, Proxy};

/// Connects to the proxy, asks for a tunnel, shakes hands with the target through it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The proxy.
    pub proxy: Proxy,
    /// Where the tunnel leads.
    pub target: Endpoint,
}
