//! What `proxy-settings` may find, and what that leads to.

crate::kit::about! {
    id: "proxy-settings",
    area: Network,
    title: "the proxy settings are usable and agree with the host's own",
    asks: Config;

    /// the proxy's URL is neither http, https nor socks5
    fail SCHEME_UNSUPPORTED = "scheme-unsupported";
    /// a bypass entry makes a cloud service bypass the proxy
    warn CLOUD_BYPASSED = "cloud-bypassed";
    /// the host itself uses another proxy than the realm
    warn DIFFERS_FROM_SYSTEM = "differs-from-system";
    /// the proxy's URL contains user name and password
    warn CREDENTIALS_IN_URL = "credentials-in-url";
    /// a part of the host's own proxy settings cannot be read
    unknown NOT_READ = "not-read";

    leads_to: {
        SameRealm: &[SCHEME_UNSUPPORTED] => &[Any(&proxy_reach::ABOUT), Any(&cloud_reach::ABOUT)];
        // What goes around the proxy goes straight into the firewall.
        SameHost: &[CLOUD_BYPASSED] => &[
            Only(cloud_reach::REFUSED),
            Only(cloud_reach::TIMEOUT),
            Only(cloud_reach::UNREACHABLE),
            Only(cloud_reach::RESET),
        ];
    }
}
