//! What `second-factor` may find, and what that leads to.

crate::kit::about! {
    id: "second-factor",
    area: Realm,
    title: "the workflow asks for a second factor exactly when methods are on",
    asks: Config;

    /// methods are on, but the workflow asks for no second factor
    warn METHODS_UNUSED = "methods-unused";
    /// the workflow asks for a second factor, but all methods are off
    fail NO_METHOD = "no-method";
    /// the realm has no workflow: see realm-prerequisites
    skip NOT_REACHED = "not-reached";
}
