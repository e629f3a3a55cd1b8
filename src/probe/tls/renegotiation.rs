//! Whether a server asks to renegotiate (RFC 5246 section 7.4.1.1), as IIS does for a client certificate after the
//! request. rustls refuses that and does not say so.

use std::time::Duration;

use tokio::sync::watch;
use tokio_util::io::InspectReader;

use crate::probe::wire::Wire;

/// How long a server may still answer after its request was refused.
const GRACE: Duration = Duration::from_secs(2);

/// Whether the server asked.
#[derive(Clone)]
pub struct Renegotiation {
    asked: watch::Receiver<bool>,
    /// Whether our side does as it is asked.
    is_answered: bool,
}

impl Renegotiation {
    /// Whether it did so far.
    pub fn asked(&self) -> bool {
        *self.asked.borrow()
    }

    /// The same, where our side renegotiates.
    #[cfg(windows)]
    pub(super) fn answered(self) -> Self {
        Self {
            is_answered: true,
            ..self
        }
    }

    /// Returns when the server has asked in vain and said no more for a while; never, where it does not ask, or gets what it wants.
    pub async fn in_vain(mut self) {
        if self.is_answered || self.asked.wait_for(|asked| *asked).await.is_err() {
            return std::future::pending().await;
        }
        tokio::time::sleep(GRACE).await;
    }
}

/// The same stream, and whether the server asks over it from now on.
pub(super) fn listen(stream: Wire) -> (Wire, Renegotiation) {
    let (sender, receiver) = watch::channel(false);
    let mut records = Records::default();
    let listen = move |bytes: &[u8]| {
        if bytes.iter().any(|byte| records.asks_with(*byte)) {
            sender.send_replace(true);
        }
    };
    let stream = InspectReader::new(stream, listen);
    let renegotiation = Renegotiation {
        asked: receiver,
        is_answered: false,
    };
    (Box::new(stream), renegotiation)
}

/// The headers of the records of TLS 1.2: what kind they are of stands in clear.
#[derive(Default)]
struct Records {
    header: Vec<u8>,
    rest: u16,
    encrypted: bool,
    finished: bool,
}

impl Records {
    /// Whether a record begins with this byte's header that can only be a HelloRequest: the second handshake message
    /// after the ChangeCipherSpec, of which the first is Finished.
    fn asks_with(&mut self, byte: u8) -> bool {
        if self.rest > 0 {
            self.rest -= 1;
            return false;
        }
        self.header.push(byte);
        let [kind, _, _, high, low] = self.header[..] else {
            return false;
        };
        self.header.clear();
        self.rest = u16::from_be_bytes([high, low]);
        match kind {
            20 => self.encrypted = true,
            22 if self.encrypted => return std::mem::replace(&mut self.finished, true),
            _ => {}
        }
        false
    }
}
