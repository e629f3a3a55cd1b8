//! The steps that a diagnosis takes, counted where a test holds them against the number of realms.

#[cfg(test)]
std::thread_local! {
    pub(super) static STEPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Counts one.
pub(super) fn step() {
    #[cfg(test)]
    STEPS.set(STEPS.get() + 1);
}
