//! How long peers are waited for.

use std::time::Duration;

/// How long a conversation may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For one attempt to connect; a name server is waited for no longer.
    pub connect: Duration,
    /// For the whole conversation of one probe, where no run ends it.
    pub total: Duration,
    /// For one reply of a server or a proxy, as the appliance waits for it.
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
