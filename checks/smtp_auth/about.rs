//! What `smtp-auth` may find, and what that leads to.

crate::kit::about! {
    id: "smtp-auth",
    area: Email,
    title: "logging in to the mail server",
    asks: Network;

    /// a user name is set, and the mail server offers no login
    fail NOT_OFFERED = "not-offered";
    /// the mail server offers no way to log in that the appliance's mail client knows
    fail MECHANISM_UNSUPPORTED = "mechanism-unsupported";
    /// the mail server does not take user and password
    fail REJECTED = "rejected";
    /// the provider takes no login by password any more, or not for this mailbox
    fail PASSWORD_LOGIN_DISABLED = "password-login-disabled";
    /// the provider wants an app password
    fail APP_PASSWORD_REQUIRED = "app-password-required";
    /// the mail server cannot check the login just now
    warn DEFERRED = "deferred";
    /// the mail server demands a login, and none is configured
    fail REQUIRED = "required";
    /// the mail server breaks off during the login
    fail BROKEN_OFF = "broken-off";
    /// the conversation ended before the login; another check says why
    skip NOT_REACHED = "not-reached";

    leads_to: {
        SameRealm: &[] => &[Any(&smtp_relay::ABOUT)];
    }
}
