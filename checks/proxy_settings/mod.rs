//! Detects proxy settings that cannot work, or that differ from what the host itself uses.

pub(crate) mod about;

use self::about::{
    ABOUT, CLOUD_BYPASSED, CREDENTIALS_IN_URL, DIFFERS_FROM_SYSTEM, SCHEME_UNSUPPORTED,
};
use crate::kit::peer_text::Shown;
use crate::kit::probe::system_proxy;
use crate::kit::realm::Proxy;
use crate::kit::{Ctx, Entity, Finding, ProbeError, Shell, check};

check!(ProxySettings, judge);

const HOST: &str = "the host's own proxy";

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    let system = cx.probe(system_proxy::Query {}).await;
    let mut findings = Vec::new();
    if let Some(proxy) = cx.proxy() {
        findings.extend(unsupported(cx, proxy));
        findings.extend(credentials(cx, proxy));
        findings.extend(bypassed(cx, proxy));
    }
    match &system {
        Ok(system) => findings.extend(differs(cx, system)),
        // Elsewhere the settings alone are judged: that needs no word of its own.
        Err(ProbeError::NotOnAppliance { .. }) => {}
        Err(error) => findings.push(Finding::unasked(&ABOUT, HOST, error)),
    }
    if findings.is_empty() {
        findings.push(fine(cx));
    }
    findings
}

fn fine(cx: &Ctx<'_>) -> Finding {
    match cx.proxy() {
        Some(proxy) => Finding::pass(&ABOUT, shown(proxy))
            .summary("the settings make sense")
            .at(cx.site("proxy.url")),
        None => Finding::not_configured(&ABOUT, "proxy")
            .summary("no proxy is configured: the cloud is reached directly"),
    }
}

fn unsupported(cx: &Ctx<'_>, proxy: &Proxy) -> Option<Finding> {
    if proxy.scheme().is_some() {
        return None;
    }
    let finding = Finding::new(SCHEME_UNSUPPORTED, shown(proxy))
        .summary(format!(
            "{:?} is not a supported way to speak to a proxy",
            proxy.url.scheme()
        ))
        .step("Write the URL as `http://HOST:PORT`, `https://HOST:PORT` or `socks5://HOST:PORT`; most proxies are `http:`, also for HTTPS services.")
        .at(cx.site("proxy.url"));
    Some(finding)
}

fn credentials(cx: &Ctx<'_>, proxy: &Proxy) -> Option<Finding> {
    if !proxy.credentials_in_url {
        return None;
    }
    let finding = Finding::new(CREDENTIALS_IN_URL, shown(proxy))
        .summary("user and password stand in the proxy's URL, where logs and screens show them")
        .step("Take them out of `proxy.url`; set `proxy.username`, and `proxy.password` as `{env: NAME}` or `{file: PATH}`.")
        .at(cx.site("proxy.url"));
    Some(finding)
}

fn bypassed(cx: &Ctx<'_>, proxy: &Proxy) -> Vec<Finding> {
    let mut hosts: Vec<String> = Vec::new();
    for (_, service) in cx.cloud().services() {
        let host = service.endpoint().map(|endpoint| endpoint.host);
        hosts.extend(host.filter(|host| !hosts.contains(host)));
    }
    let covered = hosts.iter().filter_map(|host| {
        let entry = proxy.bypass.iter().position(|entry| entry.matches(host))?;
        let written = Shown(&proxy.bypass[entry].0);
        let finding = Finding::new(CLOUD_BYPASSED, host)
            .touching(Entity::host(host))
            .summary(format!(
                "the bypass entry {written:?} takes this cloud service around the proxy"
            ))
            .step("Take the entry off the bypass list, or narrow it, unless the firewall lets the appliance reach the cloud directly.")
            .at(cx.site(&format!("proxy.bypass.{entry}")));
        Some(finding)
    });
    covered.collect()
}

fn differs(cx: &Ctx<'_>, system: &system_proxy::Answer) -> Option<Finding> {
    let ours = cx
        .proxy()
        .map(|proxy| proxy.endpoint().map(|endpoint| endpoint.to_string()));
    let ours = match ours {
        // An unsupported scheme is told already, and cannot be compared.
        Some(None) => return None,
        Some(Some(endpoint)) => Some(endpoint),
        None => None,
    };
    // A place that says "direct" is silent about the realm's proxy: it may just never have been set.
    let others: Vec<(Shown<'_>, Shown<'_>)> = system
        .settings
        .iter()
        .filter_map(|setting| Some((Shown(&setting.place), Shown(setting.proxy.as_deref()?))))
        .filter(|(_, proxy)| {
            !ours
                .as_deref()
                .is_some_and(|ours| ours.eq_ignore_ascii_case(proxy.0))
        })
        .collect();
    let (_, first) = others.first()?;
    let summary = match &ours {
        Some(ours) => format!("the host itself uses the proxy {first}, the realm {ours}"),
        None => format!("the host itself uses the proxy {first}, the realm none"),
    };
    let finding = Finding::new(DIFFERS_FROM_SYSTEM, HOST)
        .summary(summary)
        .step("Find out which of them the firewall lets out, and use that one in both places; in the Web Admin the realm's is in the System Info tab, under Proxy.")
        .run(Shell::Windows, "netsh winhttp show proxy")
        .run(Shell::Linux, "(env; cat /etc/environment) | grep -i _proxy | sed 's#//[^@]*@#//#'")
        .at(cx.site("proxy.url"));
    let finding = finding.each(others, |finding, (place, proxy)| {
        finding.identity(("system-proxy", place), proxy)
    });
    Some(finding)
}

/// The proxy's URL as far as it may be shown: whoever built the config may have left credentials in it.
fn shown(proxy: &Proxy) -> String {
    let host = proxy.url.host_str().unwrap_or_default();
    match proxy.url.port() {
        Some(port) => format!("{}://{host}:{port}", proxy.url.scheme()),
        None => format!("{}://{host}", proxy.url.scheme()),
    }
}
