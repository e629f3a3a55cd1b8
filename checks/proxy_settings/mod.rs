//! Detects proxy settings that cannot work, or that differ from what the host itself uses.

mod about;

pub(crate) use self::about::*;
use crate::kit::peer_text::Shown;
use crate::kit::probe::system_proxy;
use crate::kit::realm::{Platform, Proxy};
use crate::kit::{Ctx, Entity, Finding, Judgement, ProbeError, Status, check};

check!(ProxySettings, judge);

const HOST: &str = "the host's own proxy";

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    let account = own_account(cx).map(str::to_owned);
    let system = match cx.ask(&ABOUT, HOST, system_proxy::Query { account }).await {
        // Elsewhere, and offline, the settings alone are judged: that needs no word of its own.
        Err(unasked) if unasked.status == Status::Skip => None,
        asked => Some(asked.map(|mut system| {
            system
                .settings
                .retain(|one| concerns(cx, one.account.as_deref()));
            system
                .closed
                .retain(|one| concerns(cx, one.account.as_deref()));
            [differs(cx, &system).findings(), closed(&system)]
        })),
    };
    let settings = cx.proxy().map(|proxy| {
        let alone = [unsupported(cx, proxy), credentials(cx, proxy)].findings();
        [alone, bypassed(cx, proxy)]
    });
    [settings.findings(), system.findings()].or(|| fine(cx))
}

fn fine(cx: &Ctx<'_>) -> Finding {
    match cx.proxy() {
        Some(proxy) => Finding::pass(&ABOUT, shown(proxy))
            .summary(format!(
                "the settings of the proxy {} are usable",
                shown(proxy)
            ))
            .at(cx.site("proxy.url")),
        None => Finding::not_configured(&ABOUT, "proxy")
            .summary("no proxy is configured, so the cloud is reached directly"),
    }
}

fn unsupported(cx: &Ctx<'_>, proxy: &Proxy) -> Option<Finding> {
    if proxy.scheme().is_some() {
        return None;
    }
    let finding = Finding::new(SCHEME_UNSUPPORTED, shown(proxy))
        .fill("scheme", format!("{:?}", proxy.url.scheme()))
        .at(cx.site("proxy.url"));
    Some(finding)
}

fn credentials(cx: &Ctx<'_>, proxy: &Proxy) -> Option<Finding> {
    if !proxy.credentials_in_url {
        return None;
    }
    Some(Finding::new(CREDENTIALS_IN_URL, shown(proxy)).at(cx.site("proxy.url")))
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
            .fill("host", host)
            .fill("entry", format!("{written:?}"))
            .at(cx.site(&format!("proxy.bypass.{entry}")));
        Some(finding)
    });
    covered.collect()
}

/// The account that the realms run as on Windows, where it is none that every machine has.
fn own_account<'a>(cx: &Ctx<'a>) -> Option<&'a str> {
    let known = ["networkservice", "localservice", "system"];
    let account = cx.config.appliance.service_account.as_deref()?;
    let is_own = cx.host.platform == Platform::Windows && !known.contains(&&*bare(account));
    is_own.then_some(account)
}

/// The name of an account, as it compares.
fn bare(account: &str) -> String {
    let name = account.to_lowercase().replace(' ', "");
    match name.strip_prefix("ntauthority\\").unwrap_or(&name) {
        "localsystem" => "system".to_owned(),
        name => name.to_owned(),
    }
}

/// Whether a place says what the realm's service uses: those of other accounts do not.
fn concerns(cx: &Ctx<'_>, account: Option<&str>) -> bool {
    let ours = cx.config.appliance.service_account.as_deref();
    account.is_none_or(|account| ours.is_some_and(|ours| bare(ours) == bare(account)))
}

fn closed(system: &system_proxy::Answer) -> Vec<Finding> {
    let closed = system.closed.iter().map(|one| {
        if one.unreadable {
            return Finding::new(NOT_READ, HOST)
                .fill("place", Shown(&one.place))
                .fill("why", Shown(&one.why));
        }
        let why = ProbeError::NoPermission(format!("{}: {}", one.place, one.why));
        Finding::unasked(&ABOUT, HOST, &why)
    });
    closed.collect()
}

fn differs(cx: &Ctx<'_>, system: &system_proxy::Answer) -> Option<Finding> {
    let ours = match cx.proxy() {
        // An unsupported scheme is reported already, and cannot be compared.
        Some(proxy) => Some(proxy.endpoint()?.to_string()),
        None => None,
    };
    let is_ours = |proxy: &str| {
        let ours = ours.as_deref();
        ours.is_some_and(|ours| ours.eq_ignore_ascii_case(proxy))
    };
    // A place that says "direct" is silent about the realm's proxy: it may just never have been set.
    let set = system.settings.iter();
    let set = set.filter_map(|one| Some((Shown(&one.place), Shown(one.proxy.as_deref()?))));
    let others: Vec<_> = set.filter(|(_, proxy)| !is_ours(proxy.0)).collect();
    let (_, first) = *others.first()?;
    let ours = ours.as_deref().unwrap_or("none");
    let finding = Finding::new(DIFFERS_FROM_SYSTEM, HOST)
        .fill("first", first)
        .fill("ours", ours)
        .at(cx.site("proxy.url"));
    Some(finding.each(others, |finding, (place, proxy)| {
        finding.identity(("system-proxy", place), proxy)
    }))
}

/// The proxy's URL as far as it may be shown: whoever built the config may have left credentials in it.
fn shown(proxy: &Proxy) -> String {
    let host = proxy.url.host_str().unwrap_or_default();
    match proxy.url.port() {
        Some(port) => format!("{}://{host}:{port}", proxy.url.scheme()),
        None => format!("{}://{host}", proxy.url.scheme()),
    }
}
