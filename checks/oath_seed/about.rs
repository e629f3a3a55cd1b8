//! What `oath-seed` may find, and what that leads to.

crate::kit::about! {
    id: "oath-seed",
    area: Oath,
    title: "the license certificate decrypts a sample seed",
    asks: Files;

    /// the license certificate's key does not decrypt the seed
    fail CANNOT_OPEN = "cannot-open";
    /// the encrypted seed is damaged
    fail CORRUPT = "corrupt";
    /// no sample seed that otpdoctor encrypted is available
    skip NO_SAMPLE = "no-sample";
    /// the license certificate or its key cannot be read: see certificate-validity
    skip NOT_READABLE = "not-readable";
}
