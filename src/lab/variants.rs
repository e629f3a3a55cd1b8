//! Healthy realms of other shapes: unusual settings that are right, which nothing may complain of.

use std::net::{IpAddr, Ipv6Addr};

use checks::kit::probe::key_access::Id;
use serde_json::json;

use super::dns::Record;
use super::plan::{ACCOUNT, API, DOMAIN, MAIL, NTP, PROXY, Plan, SERVICES, mail_records, node};

/// A healthy realm of another shape.
pub struct Variant {
    /// The name on the command line, in kebab-case.
    pub name: &'static str,
    /// What is different, as a sentence without a full stop.
    pub says: &'static str,
    pub(super) change: fn(&mut Plan),
}

/// The variant of this name.
pub fn find_variant(name: &str) -> Option<&'static Variant> {
    VARIANTS.iter().find(|variant| variant.name == name)
}

const fn variant(name: &'static str, says: &'static str, change: fn(&mut Plan)) -> Variant {
    Variant { name, says, change }
}

/// All variants.
pub const VARIANTS: &[Variant] = &[
    variant(
        "plain",
        "the lab as it is: proxy with a login, STARTTLS, OATH, help desks, PFX, IPv6",
        |_| {},
    ),
    variant(
        "without-proxy",
        "the cloud is reached directly",
        Plan::directly,
    ),
    variant(
        "proxy-in-capitals",
        "the proxy's name is written in capitals",
        |plan| {
            plan.set(
                "/appliance/proxy/url",
                format!("http://{}:{{proxy}}", PROXY.to_uppercase()),
            );
        },
    ),
    variant(
        "proxy-with-bypass",
        "the bypass list names hosts and networks of the house alone",
        |plan| {
            plan.set(
                "/appliance/proxy/bypass",
                json!(["localhost", API, "*.corp.otpdoctor.test", "10.0.0.0/8"]),
            );
        },
    ),
    variant(
        "proxy-of-the-realms-alone",
        "the host itself has no proxy set, the realms have",
        |plan| {
            plan.host.system_proxy = Some(String::new());
        },
    ),
    variant(
        "mail-without-tls",
        "a relay of the house takes mail in clear and without a login",
        |plan| {
            without_login(plan);
            plan.set("/defaults/overview/smtp/use_ssl", false);
            plan.mail.in_clear = vec!["SIZE 10485760"];
        },
    ),
    variant(
        "mail-without-login",
        "the mail server wants STARTTLS and no login",
        |plan| {
            without_login(plan);
            plan.mail.inside = vec!["SIZE 10485760"];
        },
    ),
    variant(
        "mail-with-login-alone",
        "the mail server knows AUTH LOGIN and not PLAIN",
        |plan| {
            plan.mail.inside = vec!["SIZE 10485760", "AUTH LOGIN"];
        },
    ),
    variant(
        "mail-with-more",
        "the mail server offers mechanisms that are not spoken here too, and a long greeting",
        |plan| {
            plan.mail.banner = "220 mail.lab.otpdoctor.test ESMTP ready; unauthorized use is forbidden, all sessions are logged";
            plan.mail.inside = vec![
                "PIPELINING",
                "8BITMIME",
                "AUTH NTLM GSSAPI PLAIN LOGIN",
                "DSN",
            ];
        },
    ),
    variant("no-mail", "no realm sends passcodes by mail", |plan| {
        plan.set("/defaults/multi_factor/email/field_1", "disabled");
    }),
    variant(
        "oath-off",
        "no realm takes passcodes of authenticator apps",
        |plan| {
            plan.set("/defaults/multi_factor/oath/enabled", false);
        },
    ),
    variant(
        "oath-with-little-patience",
        "time-based passcodes are taken two minutes early or late, not five",
        |plan| plan.set("/defaults/multi_factor/oath/passcode_offset", 2),
    ),
    variant("no-help-desk", "both help desks are off", |plan| {
        plan.set("/defaults/multi_factor/help_desk_1/enabled", false);
        plan.set("/defaults/multi_factor/help_desk_2/enabled", false);
    }),
    variant("one-ntp-server", "a single NTP server, over IPv6", |plan| {
        plan.set(
            "/appliance/time/servers",
            json!([format!("{}:{{ntp3}}", NTP[2])]),
        );
    }),
    variant(
        "clock-within-bounds",
        "the clock is 45 s behind, which nothing minds",
        |plan| plan.shift_time(45),
    ),
    variant(
        "domain-keeps-the-clock",
        "no NTP servers are named, since a domain keeps the clock",
        |plan| {
            plan.set("/appliance/time/servers", Vec::<String>::new());
            plan.set("/appliance/domain_joined", true);
        },
    ),
    variant(
        "zone-by-another-name",
        "the host names the zone GB, with London's rules",
        |plan| {
            plan.host.zone.host = Some("GB".into());
        },
    ),
    variant(
        "ipv6-that-leads-nowhere",
        "names have an IPv6 address too, and nothing listens there",
        |plan| {
            let both = [
                Record::Address(IpAddr::V6(Ipv6Addr::LOCALHOST)),
                Record::Address([127, 0, 0, 1].into()),
            ];
            for name in [MAIL, PROXY, SERVICES] {
                plan.names.has(name, both.clone());
            }
            plan.firewall[0]["RemoteAddress"] = json!(["127.0.0.1", "::1"]);
        },
    ),
    variant(
        "services-answer-400",
        "the services answer a GET with 400 Bad Request",
        |plan| {
            plan.services.status = "400 Bad Request";
        },
    ),
    variant(
        "services-answer-200",
        "the services answer a GET with their page",
        |plan| {
            plan.services.status = "200 OK";
        },
    ),
    variant(
        "license-certificate-everywhere",
        "all realms present the license certificate",
        |plan| {
            plan.set("/realms/SecureAuth2/client_certificate", "license");
        },
    ),
    variant(
        "pfx-everywhere",
        "all realms present the certificate of the PFX file",
        |plan| {
            plan.set("/realms/SecureAuth1/client_certificate", "client");
            plan.set("/realms/SecureAuth998/client_certificate", "client");
        },
    ),
    variant(
        "key-of-a-group",
        "the key is root's, and the service account reads it as a member of the group",
        |plan| {
            plan.host.key_access.path.pop();
            let mut key = node("/srv/otp/license.key", 0, "root", 0o440);
            key.group = Id {
                id: 990,
                name: Some(ACCOUNT.into()),
            };
            plan.host.key_access.path.push(key);
        },
    ),
    variant(
        "firewall-in-networks",
        "the firewall's rule names a network and any port",
        |plan| {
            plan.firewall[0]["RemoteAddress"] = json!(["127.0.0.0/8"]);
            plan.firewall[0]["RemotePort"] = json!(["Any"]);
        },
    ),
    variant(
        "no-firewall-export",
        "no firewall rules were exported",
        |plan| plan.unset("/appliance/firewall"),
    ),
    variant(
        "support-without-a-date",
        "the config does not say when support ends",
        |plan| {
            plan.unset("/appliance/license/support_expires");
        },
    ),
    variant(
        "support-just-long-enough",
        "support ends in 31 days",
        |plan| {
            plan.set_day("/appliance/license/support_expires", 31);
        },
    ),
    variant(
        "policy-that-names-mx",
        "the sender's SPF policy names its MX, and DMARC only watches",
        |plan| {
            plan.names.has(DOMAIN, mail_records(Some("v=spf1 mx -all")));
            plan.names.has(
                "_dmarc.lab.otpdoctor.test",
                [Record::Txt("v=DMARC1; p=none".into())],
            );
        },
    ),
];

fn without_login(plan: &mut Plan) {
    plan.unset("/defaults/overview/smtp/username");
    plan.unset("/defaults/overview/smtp/password");
}
