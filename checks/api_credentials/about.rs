//! What `api-credentials` may find, and what that leads to.

crate::kit::about! {
    id: "api-credentials",
    area: Api,
    title: "the realm's Authentication API with the application's id and key",
    asks: Network;

    /// the API cannot be reached, or not over TLS that can be trusted
    fail UNREACHABLE = "unreachable";
    /// the realm does not know the application id
    fail UNKNOWN_APPLICATION = "unknown-application";
    /// the realm does not accept the signature of the request
    fail INVALID_CREDENTIALS = "invalid-credentials";
    /// the realm's API is off, or the URL is not the realm's
    fail NOT_ENABLED = "not-enabled";
    /// the reply is not signed
    warn REPLY_UNSIGNED = "reply-unsigned";
    /// the reply's signature does not hold: it was changed on the way
    fail REPLY_FORGED = "reply-forged";
    /// the API answers, and a stage of the way took more than 5 s
    warn SLOW = "slow";
    /// the appliance takes only cipher suites that otpdoctor does not have, and others may
    unknown NO_COMMON_CIPHER = "no-common-cipher";
    /// the request did not get as far as the appliance; another check says why
    skip NOT_REACHED = "not-reached";
}
