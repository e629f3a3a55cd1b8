//! What `smtp-firewall` may find, and what that leads to.

crate::kit::about! {
    id: "smtp-firewall",
    area: Email,
    title: "the host firewall's rule SecureAuth SMTP allows the mail server",
    asks: Network;

    /// the host firewall has no outbound rule SecureAuth SMTP
    fail RULE_MISSING = "rule-missing";
    /// the rule SecureAuth SMTP is disabled
    fail RULE_DISABLED = "rule-disabled";
    /// the rule does not list the mail server, or, which is a warning, lists only some of its addresses
    fail ADDRESS_NOT_LISTED = "address-not-listed";
    /// the rule is for another port or protocol
    fail PORT_NOT_LISTED = "port-not-listed";
    /// a rule blocks the connection to the mail server
    fail BLOCKS = "blocks";
    /// whether a rule allows or blocks mail depends on settings that only the machine knows
    unknown NOT_JUDGED = "not-judged";
    /// the firewall rules cannot be read, neither in the export nor in the registry
    unknown EXPORT_UNREADABLE = "export-unreadable";
    /// no usable mail server is known, or its name does not resolve
    skip NOT_REACHED = "not-reached";

    leads_to: {
        SameRealm: &[RULE_MISSING, RULE_DISABLED, ADDRESS_NOT_LISTED, PORT_NOT_LISTED, BLOCKS] => &[
            Only(smtp_reach::FILTERED),
        ];
    }
}
