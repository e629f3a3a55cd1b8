//! What `oath-seed` may find, and what that leads to.

crate::kit::about! {
    id: "oath-seed",
    area: Oath,
    title: "a sample seed, opened with the license certificate",
    asks: Files;

    /// the license certificate's key does not open the seed
    fail CANNOT_OPEN = "cannot-open";
    /// the sealed seed is damaged
    fail CORRUPT = "corrupt";
    /// there is no sample, or it is none that otpdoctor sealed
    skip NO_SAMPLE = "no-sample";
    /// it cannot be read; certificate-validity says why
    skip NOT_READABLE = "not-readable";
}
