//! What `api-credentials` may find, and what that leads to.

crate::kit::about! {
    id: "api-credentials",
    area: Api,
    title: "the realm's Authentication API with the application's id and key",
    asks: Network;

    /// the Authentication API cannot be reached, or its certificate cannot be trusted
    fail UNREACHABLE = "unreachable";
    /// the realm does not know the application id
    fail UNKNOWN_APPLICATION = "unknown-application";
    /// the realm does not accept the signature of the request
    fail INVALID_CREDENTIALS = "invalid-credentials";
    /// the realm's API is off, or the URL is not the realm's
    fail NOT_ENABLED = "not-enabled";
    /// the reply is not signed
    warn REPLY_UNSIGNED = "reply-unsigned";
    /// the signature of the reply is not valid: the reply was changed, or another machine answered
    fail REPLY_FORGED = "reply-forged";
    /// the Authentication API takes longer than 5 s to answer
    warn SLOW = "slow";
    /// otpdoctor shares no cipher suite with the appliance, but other clients may
    unknown NO_COMMON_CIPHER = "no-common-cipher";
    /// the request did not reach the appliance, for a reason that another check finds
    skip NOT_REACHED = "not-reached";
}
