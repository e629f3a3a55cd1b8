//! What `smtp-auth` may find, and what that leads to.

crate::kit::about! {
    id: "smtp-auth",
    area: Email,
    title: "the mail server accepts the login",
    asks: Network;

    /// a user name is set, but the mail server offers no login
    fail NOT_OFFERED = "not-offered";
    /// the mail server offers no login method that the appliance's mail client supports
    fail MECHANISM_UNSUPPORTED = "mechanism-unsupported";
    /// the mail server does not accept user name and password
    fail REJECTED = "rejected";
    /// the provider accepts no password any more, or not for this mailbox
    fail PASSWORD_LOGIN_DISABLED = "password-login-disabled";
    /// the provider demands an app password
    fail APP_PASSWORD_REQUIRED = "app-password-required";
    /// the mail server cannot check the login at the moment
    warn DEFERRED = "deferred";
    /// the mail server demands a login, but none is configured
    fail REQUIRED = "required";
    /// the mail server ends the session during the login
    fail BROKEN_OFF = "broken-off";
    /// the session ended before the login, for a reason that another check finds
    skip NOT_REACHED = "not-reached";

    leads_to: {
        SameRealm: &[] => &[Any(&smtp_relay::ABOUT)];
    }
}
