//! The beginning of what a peer says, kept beside whoever reads it.

use std::sync::{Arc, Mutex};

use tokio_util::io::InspectReader;

use super::wire::Wire;

/// How much is kept: more than is shown, so that a secret in it is whole and can be cut out.
const KEPT: usize = 1024;

/// The beginning of what the peer said, also after the stream is gone.
#[derive(Clone, Default)]
pub struct Sniffed(Arc<Mutex<Vec<u8>>>);

/// The same stream, and the beginning of what comes over it from now on.
pub fn sniff(stream: Wire) -> (Wire, Sniffed) {
    let sniffed = Sniffed::default();
    let kept = sniffed.0.clone();
    let keep = move |bytes: &[u8]| {
        let mut kept = kept.lock().expect("no holder panics");
        let room = KEPT.saturating_sub(kept.len()).min(bytes.len());
        kept.extend_from_slice(&bytes[..room]);
    };
    (Box::new(InspectReader::new(stream, keep)), sniffed)
}

impl Sniffed {
    /// What was kept.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.lock().expect("no holder panics").clone()
    }
}
