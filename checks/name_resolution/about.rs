//! What `name-resolution` may find, and what that leads to.

crate::kit::about! {
    id: "name-resolution",
    area: Network,
    title: "the host names of the realm resolve",
    asks: Network;

    /// the host name does not exist
    fail NO_SUCH_NAME = "no-such-name";
    /// the name servers do not answer for the host name
    fail NO_ANSWER = "no-answer";
    /// the host name exists but has no address
    fail NO_ADDRESS = "no-address";
    /// a public service resolves to this machine or to 0.0.0.0: its name is blocked
    fail SINKHOLED = "sinkholed";
    /// a name server does not answer, refuses or fails, but a later one answers
    warn NAME_SERVER_FAILING = "name-server-failing";
    /// a DNS lookup takes more than a second
    warn SLOW = "slow";
    /// one of the addresses of a name does not answer, but another one does
    warn ADDRESS_UNREACHABLE = "address-unreachable";

    leads_to: {
        SameHost: &[NO_SUCH_NAME, NO_ANSWER, NO_ADDRESS, SINKHOLED] => &[
            Any(&time_source::ABOUT),
            Only(clock_skew::NO_SERVER_ANSWERED),
            Only(proxy_reach::NOT_REACHED),
            Any(&cloud_reach::ABOUT),
            Any(&smtp_reach::ABOUT),
            Only(smtp_firewall::NOT_REACHED),
            Only(api_credentials::NOT_REACHED),
        ];
        SameHost: &[NO_SUCH_NAME] => &[
            Only(help_desk::MAIL_DOMAIN_UNKNOWN),
            Only(sender_domain::NO_MX),
        ];
        SameHost: &[NO_ANSWER] => &[
            Only(help_desk::NO_ANSWER),
            Only(sender_domain::NO_ANSWER),
        ];
        SameHost: &[ADDRESS_UNREACHABLE] => &[Only(smtp_reach::ADDRESS_UNREACHABLE)];
    }
}
