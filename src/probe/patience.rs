//! How long peers are waited for.

use std::time::Duration;

/// How long a conversation may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For one attempt to connect, and for one DNS question.
    pub connect: Duration,
    /// For the whole conversation of one probe.
    pub total: Duration,
    /// For one reply of a mail server, as the appliance's mail client waits for it.
    pub reply: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(15),
            reply: Duration::from_secs(100),
        }
    }
}
