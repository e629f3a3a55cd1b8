//! What `help-desk` may find, and what that leads to.

crate::kit::about! {
    id: "help-desk",
    area: Realm,
    title: "Help Desk 1 and 2 can be called and written to",
    asks: Network;

    /// the help desk is enabled but has no phone number
    fail PHONE_MISSING = "phone-missing";
    /// the phone number cannot be dialed
    fail PHONE_INVALID = "phone-invalid";
    /// the help desk is enabled but has no e-mail address
    fail EMAIL_MISSING = "email-missing";
    /// the e-mail address is not valid
    fail EMAIL_INVALID = "email-invalid";
    /// both help desks have the same phone number or e-mail address
    warn SAME_CONTACT = "same-contact";
    /// the domain of the e-mail address does not exist, or accepts no mail
    warn MAIL_DOMAIN_UNKNOWN = "mail-domain-unknown";
    /// the name servers did not answer for the mail domain
    unknown NO_ANSWER = "no-answer";
    /// the help desk is disabled, so users cannot choose it
    skip DISABLED = "disabled";
}
