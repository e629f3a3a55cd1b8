//! A handshake that was attempted, with either library.

use checks::kit::probe::tls as facts;

use super::renegotiation::Renegotiation;
use crate::probe::trace;
use crate::probe::wire::Wire;

/// A handshake that was attempted.
pub struct Attempted {
    /// What it showed.
    pub facts: facts::Tls,
    /// The connection, where the handshake completed. It goes on even with a peer that did not verify, so that
    /// more can be seen; `verified` says whether anything confidential may be said.
    pub stream: Option<Wire>,
    /// Whether nothing is wrong with the peer's certificates: neither for the library nor for the checks.
    pub verified: bool,
    /// Whether a server of TLS 1.2 asks to renegotiate.
    pub renegotiation: Option<Renegotiation>,
}

/// Notes it in the trace.
pub(super) fn note(facts: &facts::Tls) {
    let how = match &facts.outcome {
        facts::Handshake::Completed { version } => version.clone(),
        facts::Handshake::Alert(alert) => format!("alert {alert}"),
        facts::Handshake::Ended(ended) => ended.describe(),
        _ => "it failed".into(),
    };
    let by = match facts.schannel {
        Some(_) => " by Windows",
        None => "",
    };
    trace::happened(format!(
        "TLS handshake with {}{by}: {how}",
        facts.server_name
    ));
}
