//! What `proxy-reach` may find, and what that leads to.

crate::kit::about! {
    id: "proxy-reach",
    area: Network,
    title: "the proxy opens a tunnel to every cloud service",
    asks: Network;

    /// the proxy refuses or closes the connection, or this host has no route to it
    fail REFUSED = "refused";
    /// the proxy does not answer
    fail TIMEOUT = "timeout";
    /// the server that answers is no proxy of the configured kind
    fail NOT_A_PROXY = "not-a-proxy";
    /// the proxy demands a login that was not given
    fail AUTHENTICATION_REQUIRED = "authentication-required";
    /// the proxy does not accept user and password
    fail CREDENTIALS_REJECTED = "credentials-rejected";
    /// the proxy's own certificate cannot be trusted, so nothing is sent through it
    fail PROXY_CERTIFICATE = "proxy-certificate";
    /// the proxy's rules forbid the service
    fail FORBIDDEN = "forbidden";
    /// the proxy redirects the appliance to another page: a login, terms of use, a portal
    fail REDIRECTS = "redirects";
    /// the proxy refuses more requests for now
    fail RATE_LIMITED = "rate-limited";
    /// the proxy cannot handle 100-continue
    fail NO_100_CONTINUE = "no-100-continue";
    /// the proxy cannot reach the service itself
    fail BAD_GATEWAY = "bad-gateway";
    /// the proxy inspects TLS: a certificate from an untrusted issuer replaces the service's own
    fail INTERCEPTS_TLS = "intercepts-tls";
    /// the proxy opened one of two tunnels to the same service
    warn INTERMITTENT = "intermittent";
    /// the proxy takes longer than 5 s to open a tunnel
    warn SLOW = "slow";
    /// the proxy's name or URL cannot be used: see name-resolution and proxy-settings
    skip NOT_REACHED = "not-reached";

    leads_to: {
        SameHost: &[] => &[Only(cloud_reach::NOT_REACHED), Only(api_credentials::NOT_REACHED)];
        // Nor does a client certificate survive it.
        SameHost: &[INTERCEPTS_TLS] => &[
            Only(cloud_reach::UNTRUSTED),
            Only(cloud_reach::CLIENT_CERTIFICATE_REQUIRED),
            Only(cloud_reach::CERTIFICATE_NOT_PRESENTED),
        ];
    }
}
