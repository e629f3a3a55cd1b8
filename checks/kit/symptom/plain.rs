//! Causes in words that a manager understands: each a clause that goes on after "because".

/// Clauses by `check/reason`, then by `check`.
const CLAUSES: &[(&str, &str)] = &[
    (
        "clock-skew/servers-disagree",
        "the time servers disagree about the time",
    ),
    (
        "clock-skew/beyond-oath-window",
        "the appliance's clock differs by more than authenticator apps are allowed to",
    ),
    ("clock-skew", "the appliance's clock is wrong"),
    ("time-source", "nothing keeps the appliance's clock right"),
    ("time-zone", "the appliance is set to the wrong time zone"),
    (
        "name-resolution",
        "the appliance cannot find a server's address by its name",
    ),
    ("proxy-settings", "the settings of the web proxy are wrong"),
    (
        "proxy-reach/authentication-required",
        "the web proxy wants a login that the appliance does not have",
    ),
    (
        "proxy-reach/credentials-rejected",
        "the web proxy refuses the appliance's login",
    ),
    (
        "proxy-reach/intercepts-tls",
        "the web proxy opens connections that must stay sealed",
    ),
    (
        "proxy-reach",
        "the web proxy does not let the appliance through",
    ),
    (
        "cloud-url",
        "the realm calls the vendor's cloud at an address that does not serve any more",
    ),
    (
        "cloud-reach/license-rejected",
        "the vendor's cloud does not accept the license",
    ),
    (
        "cloud-reach/client-certificate-rejected",
        "the vendor's cloud does not accept the appliance's certificate",
    ),
    (
        "cloud-reach/client-certificate-required",
        "the appliance shows the vendor's cloud no certificate",
    ),
    (
        "cloud-reach/http-error",
        "the vendor's cloud answers with an error",
    ),
    (
        "cloud-reach",
        "the vendor's cloud cannot be reached securely",
    ),
    (
        "certificate-validity/expired",
        "the appliance's certificate has expired",
    ),
    (
        "certificate-validity/not-yet-valid",
        "the appliance's certificate is not valid yet",
    ),
    (
        "certificate-validity/missing",
        "the appliance's certificate is missing",
    ),
    (
        "certificate-validity",
        "the appliance's certificate cannot be used",
    ),
    (
        "certificate-chain",
        "the appliance's certificate cannot be traced to an authority that is trusted",
    ),
    (
        "certificate-use",
        "the appliance's certificate is not of the right kind",
    ),
    (
        "key-match",
        "the private key of the appliance's certificate is missing or another one",
    ),
    (
        "key-access",
        "the service is not allowed to read the private key of its certificate",
    ),
    (
        "license-current/support-expired",
        "the support license has ended",
    ),
    ("license-current", "the license certificate has expired"),
    ("smtp-settings/no-server", "no mail server is set"),
    ("smtp-settings", "the mail settings are wrong"),
    ("smtp-firewall", "the appliance's own firewall blocks mail"),
    ("smtp-reach", "the mail server cannot be reached"),
    (
        "smtp-tls",
        "the mail server and the appliance cannot agree on encryption",
    ),
    (
        "smtp-auth/deferred",
        "the mail server puts off the appliance's login",
    ),
    ("smtp-auth", "the mail server refuses the appliance's login"),
    (
        "smtp-relay/sender-rejected",
        "the mail server does not accept the sender address",
    ),
    ("smtp-relay/deferred", "the mail server makes mail wait"),
    ("smtp-relay", "the mail server refuses to pass the mail on"),
    (
        "sender-domain",
        "other mail servers have reason to distrust the sender address",
    ),
    (
        "oath-license-certificate",
        "the realms do not share the license certificate that opens the apps' secrets",
    ),
    ("oath-seed", "the realm cannot open the secrets of the apps"),
    (
        "oath-settings/app-unsupported",
        "the passcode settings do not fit the authenticator apps in use",
    ),
    (
        "oath-settings",
        "the passcode settings differ between the realms",
    ),
    ("realm-prerequisites", "a part of the realm is not set up"),
    (
        "second-factor/methods-unused",
        "the realm's workflow asks for no second factor",
    ),
    (
        "second-factor",
        "no way to get a passcode is switched on in the realm",
    ),
    ("help-desk/disabled", "a help desk is switched off"),
    (
        "help-desk",
        "a help desk's phone number or e-mail address is missing or wrong",
    ),
    (
        "otp-policy",
        "the rules for passcodes and failed attempts are set badly",
    ),
    (
        "api-credentials/unreachable",
        "the Authentication API cannot be reached",
    ),
    (
        "api-credentials/not-enabled",
        "the Authentication API is switched off",
    ),
    (
        "api-credentials",
        "the Authentication API does not accept the application's credentials",
    ),
];

/// The cause as a clause that follows "because", without jargon.
pub fn plainly(check: &str, reason: &str) -> &'static str {
    let exact = format!("{check}/{reason}");
    let clause = |name: &str| {
        let found = CLAUSES.iter().find(|(key, _)| *key == name);
        found.map(|(_, clause)| *clause)
    };
    clause(&exact)
        .or_else(|| clause(check))
        .unwrap_or("a part of the realm does not work")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_a_clause_of_its_own() {
        for about in crate::ALL.iter().map(|check| check.about()) {
            let clause = plainly(about.id, "");
            assert_ne!(clause, plainly("", ""), "{}", about.id);
        }
    }

    #[test]
    fn the_narrower_clause_wins() {
        let ended = plainly("license-current", "support-expired");
        assert_eq!(ended, "the support license has ended");
    }
}
