//! Faults of the cloud services and of their URLs.

use serde_json::json;

use super::super::pki::Server;
use super::super::plan::{CERTS, Clients, Handshake, RETIRED, SERVICES};
use super::super::serve::Door;
use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "cloud-url",
        "not-https",
        "the SMS URL is an http: one",
        |plan| {
            plan.set(
                "/appliance/cloud/sms/url",
                format!("http://{SERVICES}:{{services}}/SmsService/SMS.svc"),
            );
        },
    ),
    fault(
        "cloud-url",
        "msg-suffix",
        "the SMS URL still ends in /msg",
        |plan| {
            plan.set(
                "/appliance/cloud/sms/url",
                format!("https://{SERVICES}:{{services}}/SmsService/SMS.svc/msg"),
            );
        },
    ),
    fault(
        "cloud-url",
        "wse-enabled",
        "Use WSE is True for the SMS URL",
        |plan| plan.set("/appliance/cloud/sms/use_wse", true),
    ),
    fault(
        "cloud-url",
        "retired-host",
        "the Certificate URL leads to the host that the service has left",
        |plan| {
            plan.set(
                "/appliance/cloud/certificate",
                format!("https://{RETIRED}:{{certs}}/CertService/Cert.svc"),
            );
            plan.set("/appliance/cloud/hosts", json!([SERVICES, RETIRED]));
        },
    ),
    fault(
        "cloud-url",
        "unknown-host",
        "the SMS and Telephony URLs lead to a host that is neither the vendor's nor listed",
        |plan| plan.set("/appliance/cloud/hosts", json!([CERTS])),
    ),
    fault(
        "cloud-reach",
        "refused",
        "nothing listens on the services' port",
        |plan| {
            plan.directly();
            plan.services.door = Door::Closed;
        },
    ),
    fault(
        "cloud-reach",
        "timeout",
        "a firewall drops what goes to the services",
        |plan| {
            plan.directly();
            plan.services.door = Door::Full;
        },
    ),
    fault(
        "cloud-reach",
        "reset",
        "connections to the services are reset",
        |plan| {
            plan.directly();
            plan.services.door = Door::Resets;
        },
    ),
    fault(
        "cloud-reach",
        "tls-version",
        "the services know no TLS newer than 1.0",
        |plan| plan.services_tls = Handshake::Old,
    ),
    fault(
        "cloud-reach",
        "not-tls",
        "a mail server answers on the services' port",
        |plan| {
            plan.directly();
            plan.services.door = Door::Says("220 mail.lab.otpdoctor.test ESMTP ready\r\n");
        },
    ),
    fault(
        "cloud-reach",
        "untrusted",
        "an unknown authority signed the services' certificate",
        |plan| {
            plan.directly();
            plan.services_tls = Handshake::With(Server::Untrusted);
        },
    ),
    fault(
        "cloud-reach",
        "wrong-name",
        "the services' certificate is for another host",
        |plan| plan.services_tls = Handshake::With(Server::ForAnotherHost),
    ),
    fault(
        "cloud-reach",
        "expired",
        "the services' certificate expired yesterday",
        |plan| plan.services_tls = Handshake::With(Server::Expired),
    ),
    fault(
        "cloud-reach",
        "client-certificate-rejected",
        "the services accept only clients of another authority",
        |plan| plan.clients = Clients::OfAStranger,
    ),
    fault(
        "cloud-reach",
        "client-certificate-required",
        "no client certificate is selected, and the services want one",
        |plan| {
            plan.unset("/appliance/license/certificate");
            plan.unset("/defaults/license_certificate");
            for realm in [
                "/realms/SecureAuth1/client_certificate",
                "/realms/SecureAuth2/client_certificate",
                "/realms/SecureAuth998/client_certificate",
            ] {
                plan.unset(realm);
            }
        },
    ),
    fault(
        "cloud-reach",
        "http-error",
        "the services are down for maintenance: 503",
        |plan| plan.services.status = "503 Service Unavailable",
    ),
    fault(
        "cloud-reach",
        "license-rejected",
        "the services refuse the license: 403",
        |plan| {
            plan.services.status = "403 Forbidden";
            plan.services.body =
                "<html><body>The license of this appliance is not active.</body></html>";
        },
    ),
];
