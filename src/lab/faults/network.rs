//! Faults of names and proxies.

use serde_json::json;

use super::super::dns::Name;
use super::super::plan::{API, MAIL, PROXY, SERVICES, VENDOR};
use super::super::proxy::Gate;
use super::super::serve::Door;
use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "name-resolution",
        "no-such-name",
        "the mail server's name does not exist",
        |plan| plan.names.set(MAIL, Name::IsUnknown),
    ),
    fault(
        "name-resolution",
        "no-answer",
        "the name server fails on the mail server's name",
        |plan| plan.names.set(MAIL, Name::Fails),
    ),
    fault(
        "name-resolution",
        "no-address",
        "the mail server's name has no address",
        |plan| plan.names.has(MAIL, []),
    ),
    fault(
        "name-resolution",
        "sinkholed",
        "a host of the vendor's resolves to the loopback",
        |plan| {
            plan.directly();
            plan.set(
                "/appliance/cloud/sms/url",
                format!("https://{VENDOR}:{{services}}/SmsService/SMS.svc"),
            );
        },
    ),
    fault(
        "proxy-settings",
        "scheme-unsupported",
        "the proxy's URL begins with socks4:",
        |plan| {
            plan.set(
                "/appliance/proxy/url",
                format!("socks4://{PROXY}:{{proxy}}"),
            );
        },
    ),
    fault(
        "proxy-settings",
        "cloud-bypassed",
        "the bypass list takes a cloud service around the proxy",
        |plan| plan.set("/appliance/proxy/bypass", json!([SERVICES, API])),
    ),
    fault(
        "proxy-settings",
        "differs-from-system",
        "the host itself uses another proxy than the realms",
        |plan| plan.host.system_proxy = Some("old-proxy.lab.otpdoctor.test:3128".into()),
    ),
    fault(
        "proxy-settings",
        "credentials-in-url",
        "the proxy's URL holds user and password",
        |plan| {
            plan.unset("/appliance/proxy/username");
            plan.unset("/appliance/proxy/password");
            plan.set(
                "/appliance/proxy/url",
                format!("http://svc-idp:proxy-lab-pass@{PROXY}:{{proxy}}"),
            );
        },
    ),
    fault(
        "proxy-reach",
        "refused",
        "nothing listens on the proxy's port",
        |plan| plan.proxy.door = Door::Closed,
    ),
    fault(
        "proxy-reach",
        "timeout",
        "a firewall drops what goes to the proxy",
        |plan| plan.proxy.door = Door::Full,
    ),
    fault(
        "proxy-reach",
        "not-a-proxy",
        "an SSH server answers on the proxy's port",
        |plan| plan.proxy.door = Door::Says("SSH-2.0-OpenSSH_9.9\r\n"),
    ),
    fault(
        "proxy-reach",
        "authentication-required",
        "the proxy wants a login, and none is configured",
        |plan| {
            plan.unset("/appliance/proxy/username");
            plan.unset("/appliance/proxy/password");
        },
    ),
    fault(
        "proxy-reach",
        "credentials-rejected",
        "the proxy does not take the configured password",
        |plan| plan.set("/appliance/proxy/password", json!({"file": "wrong.pass"})),
    ),
    fault(
        "proxy-reach",
        "forbidden",
        "the proxy forbids the cloud services",
        |plan| plan.proxy.gate = Gate::Answers("403 Forbidden"),
    ),
    fault(
        "proxy-reach",
        "no-100-continue",
        "the proxy answers 417, since it knows no 100-continue",
        |plan| plan.proxy.gate = Gate::Answers("417 Expectation Failed"),
    ),
    fault(
        "proxy-reach",
        "bad-gateway",
        "the proxy does not reach the cloud services",
        |plan| plan.proxy.gate = Gate::Answers("502 Bad Gateway"),
    ),
    fault(
        "proxy-reach",
        "intercepts-tls",
        "the proxy opens TLS, with certificates of its own authority",
        |plan| plan.proxy.gate = Gate::Intercepts,
    ),
];
