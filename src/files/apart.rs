//! Work that takes a while, away from the conversations.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::runtime::{Handle, RuntimeFlavor};

/// Runs it on a thread of its own, or on the one that there is, where this account may start no other. `None` where it
/// panics.
pub async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    match Handle::current().runtime_flavor() {
        RuntimeFlavor::CurrentThread => catch_unwind(AssertUnwindSafe(work)).ok(),
        _ => tokio::task::spawn_blocking(work).await.ok(),
    }
}
