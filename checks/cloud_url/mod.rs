//! Detects cloud service URLs in a form that the vendor has retired: no network is needed to see it.

mod about;

use url::Url;

pub(crate) use self::about::*;
use crate::kit::realm::{Service, ServiceName, VENDOR};
use crate::kit::text::is_below;
use crate::kit::{Ctx, Entity, Finding, Judgement, check};

check!(CloudUrl, judge);

/// Where the certificate service stood until the legacy protocol ended on 2021-01-01, and where it stands now.
const RETIRED: &str = "us-cloud.secureauth.com";
const CERTIFICATE_HOST: &str = "us-certs.secureauth.com";

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    let services = cx.cloud().services();
    let judged: Vec<_> = services
        .map(|(name, service)| judge_service(cx, name, service))
        .collect();
    judged.or(|| {
        Finding::not_known(&ABOUT, "cloud services")
            .summary("the config names no URL of a cloud service")
    })
}

fn judge_service(cx: &Ctx<'_>, name: ServiceName, service: &Service) -> Vec<Finding> {
    let url = without_credentials(&service.url);
    let host = url.host_str().unwrap_or_default();
    let subject = format!("{} {url}", name.key());
    let label = name.label();
    let wrong = |reason| {
        Finding::new(reason, subject.as_str())
            .fill("label", label)
            .fill("host", host)
            .touching(Entity::Service(name))
            .touching(Entity::host(host))
            .at(cx.service_site(name))
    };
    let retired = [
        (NOT_HTTPS, url.scheme() != "https"),
        (MSG_SUFFIX, ends_in_msg(&url)),
        (WSE_ENABLED, service.use_wse == Some(true)),
        (RETIRED_HOST, has_moved(name, host)),
    ];
    let retired = retired.into_iter().filter(|(_, applies)| *applies);
    let retired = retired.map(|(reason, _)| {
        let wse = (reason == WSE_ENABLED).then_some("True");
        let right = corrected(name, &url).to_string();
        wrong(reason)
            .identity_all("use-wse", wse)
            .identity("corrected-url", right.as_str())
            .fill("right", right)
    });
    let unknown = !is_vendors(host) && !is_listed(cx, host);
    let unknown = unknown.then(|| wrong(UNKNOWN_HOST));
    let findings: Vec<Finding> = retired.chain(unknown).collect();
    findings.or(|| {
        Finding::pass(&ABOUT, subject.as_str())
            .summary(format!(
                "{label} uses HTTPS, has no /msg, and names a known host"
            ))
            .at(cx.service_site(name))
    })
}

/// The same service in the form that the vendor documents: HTTPS, no `/msg`, on the host of today.
fn corrected(name: ServiceName, url: &Url) -> Url {
    let mut right = url.clone();
    // Both schemes are special, and an HTTPS URL can have any host and port: none of the setters can refuse.
    let _ = right.set_scheme("https");
    if ends_in_msg(url) {
        let path = url.path().trim_end_matches('/');
        right.set_path(&path[..path.len() - "/msg".len()]);
    }
    let host = url.host_str().unwrap_or_default();
    if is_vendors(host) {
        let _ = right.set_port(None);
    }
    if has_moved(name, host) {
        let _ = right.set_host(Some(CERTIFICATE_HOST));
    }
    right
}

fn ends_in_msg(url: &Url) -> bool {
    let path = url.path().trim_end_matches('/').to_ascii_lowercase();
    path.ends_with("/msg")
}

/// Only the certificate service left that host; the others are documented there, too.
fn has_moved(name: ServiceName, host: &str) -> bool {
    name == ServiceName::Certificate && bare(host) == RETIRED
}

fn is_vendors(host: &str) -> bool {
    is_below(&bare(host), VENDOR)
}

fn is_listed(cx: &Ctx<'_>, host: &str) -> bool {
    let listed = &cx.cloud().hosts;
    listed.iter().any(|right| bare(right) == bare(host))
}

fn bare(host: &str) -> String {
    let host = host.trim_matches(['[', ']']).trim_end_matches('.');
    host.to_ascii_lowercase()
}

fn without_credentials(url: &Url) -> Url {
    let mut url = url.clone();
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}
