//! What `cloud-url` may find, and what that leads to.

crate::kit::about! {
    id: "cloud-url",
    area: Cloud,
    title: "the cloud service URLs are current",
    asks: Config;

    /// the URL is not HTTPS
    fail NOT_HTTPS = "not-https";
    /// the URL still ends in /msg, the path of the retired protocol
    fail MSG_SUFFIX = "msg-suffix";
    /// Use WSE is True, the switch of the retired protocol
    fail WSE_ENABLED = "wse-enabled";
    /// the service has moved to another host
    fail RETIRED_HOST = "retired-host";
    /// the host is neither the vendor's nor listed in cloud.hosts
    warn UNKNOWN_HOST = "unknown-host";

    leads_to: {
        SameHost: &[] => &[Any(&name_resolution::ABOUT), Only(proxy_reach::BAD_GATEWAY)];
        SameService: &[NOT_HTTPS, RETIRED_HOST] => &[Any(&cloud_reach::ABOUT)];
        SameService: &[MSG_SUFFIX, WSE_ENABLED] => &[Only(cloud_reach::HTTP_ERROR)];
    }
}
