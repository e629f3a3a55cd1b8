//! Mail providers, which send from other addresses than those that their relays listen on.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::kit::text::is_below;

/// A provider, and what the SPF records of its customers lead to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Provider {
    pub name: String,
    /// Its relays, or the domains that they are in; `*` stands for anything.
    relays: Vec<String>,
    /// What customers include, where it is the same for all.
    pub include: Option<String>,
    /// Its own records: what a customer's record names is one of these or below one. Where none is known, nobody can say
    /// what the customer's has to lead to.
    pub records: Vec<String>,
    /// Whether it may put another domain than the sender's into the envelope.
    #[serde(default)]
    pub other_envelope: bool,
    /// Where customers read so: the provider's own documentation, or, where it says so, who repeats it.
    #[allow(dead_code, reason = "for whoever checks the table")]
    source: String,
}

static TABLE: LazyLock<Vec<Provider>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("providers.json")).expect("the table is well-formed")
});

/// The provider that a host of this name belongs to.
pub(super) fn of(relay: &str) -> Option<&'static Provider> {
    let relay = &relay.to_ascii_lowercase();
    let is = |pattern: &String| match pattern.split_once('*') {
        Some((begin, end)) => relay.starts_with(begin) && relay.ends_with(end),
        None => is_below(relay, pattern),
    };
    TABLE.iter().find(|provider| provider.relays.iter().any(is))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relays_are_recognized() {
        for (relay, name) in [
            ("smtp.office365.com", Some("Microsoft 365")),
            (
                "contoso-com.mail.protection.outlook.com",
                Some("Microsoft 365"),
            ),
            ("smtp-relay.gmail.com", Some("Google")),
            ("email-smtp.us-east-1.amazonaws.com", Some("Amazon SES")),
            (
                "email-smtp-fips.us-gov-west-1.amazonaws.com",
                Some("Amazon SES"),
            ),
            ("us-smtp-outbound-1.mimecast.com", Some("Mimecast")),
            (
                "d12345.o.ess.barracudanetworks.com",
                Some("Barracuda Email Gateway Defense"),
            ),
            ("email-smtp.eu-west-1.amazonaws.com", Some("Amazon SES")),
            (
                "vpce-0a1b2c3d-4e5f.email-smtp.us-east-1.vpce.amazonaws.com",
                Some("Amazon SES"),
            ),
            ("smtp.mail.eu-west-1.awsapps.com", Some("Amazon SES")),
            ("eu-smtp-outbound-2.mimecast.com", Some("Mimecast")),
            ("smtp.eu.mailgun.org", Some("Mailgun")),
            ("smtp.ionos.com", Some("IONOS")),
            ("smtp.ionos.co.uk", Some("IONOS in Europe")),
            ("secure.emailsrvr.com", Some("Rackspace Email")),
            ("smtpout.secureserver.net", Some("GoDaddy")),
            ("securesmtp.t-online.de", Some("Deutsche Telekom")),
            // Servers of customers, at hosts of a provider.
            ("ec2-198-51-100-7.compute-1.amazonaws.com", None),
            ("vps-0123abcd.vps.ovh.net", None),
            ("contoso-com.p-v1.mx.microsoft", Some("Microsoft 365")),
            ("SMTP.Office365.com", Some("Microsoft 365")),
            ("mail.example.net", None),
            ("smtp.sendgrid.net.example.net", None),
            ("office365.contoso.com", None),
            ("7.100.51.198.host.secureserver.net", None),
            ("smtp.ionos.com.example.net", None),
            ("ionos.example.net", None),
            ("mail.fakeelasticemail.com", None),
            ("smtp.example-socketlabs.com", None),
            ("vpce.example.net", None),
            ("gmx.example.net", None),
            ("p5dc-198-51-100-7.dip0.t-ipconnect.de", None),
            ("mailrelay.strato.example.net", None),
            ("notoffice365.com", None),
            ("192.0.2.25", None),
        ] {
            assert_eq!(of(relay).map(|found| found.name.as_str()), name, "{relay}");
        }
    }
}
