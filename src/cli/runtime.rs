//! The threads of a command that holds conversations.

use crate::exit::Failure;

/// Runs a command that holds conversations, with threads for them.
pub fn hold<T, E: Into<Failure>>(
    command: impl Future<Output = Result<T, E>>,
) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()?;
    let outcome = runtime.block_on(command);
    // A name service or a file system that does not answer is not waited for: the deadline has passed.
    runtime.shutdown_background();
    outcome.map_err(Into::into)
}
