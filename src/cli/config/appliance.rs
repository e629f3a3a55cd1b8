//! `otpdoctor config import --appliance`: the realms of the machine that this is, and what it says of itself.

use std::path::PathBuf;

use checks::kit::probe::{discipline, host_firewall, system_proxy, zone};

use crate::cli::certificates;
use crate::cli::runtime::run_async;
use crate::config::import::{Aliases, Import, Machine, drives};
use crate::exit::{Code, Failure};
use crate::probe;
use crate::run::context::{Context, Mode};
use crate::secret::Commands;

const ELSEWHERE: &str = "this is no Windows appliance: run `otpdoctor config import --appliance` there, or name the folder that a drive of it was copied to, which holds the folder SecureAuth: `otpdoctor config import --appliance PATH`";

/// Imports the realms on the drives of this machine with what it says of itself, or those of copied drives alone.
///
/// # Errors
/// When no drive is named on a system that is no appliance's, or no realm is found.
pub fn import(copies: &[PathBuf], aliases: &Aliases) -> Result<Import, Failure> {
    let own = drives();
    let (drives, machine) = match copies {
        [] if own.is_empty() => return Err(Failure::usage(ELSEWHERE)),
        [] => (own.as_slice(), Some(run_async(ask())?)),
        copies => (copies, None),
    };
    let import = Import::appliance(drives, machine, aliases);
    import.map_err(|why| Failure::new(Code::NoInput, why.to_string()))
}

/// The proxy of the services: of WinHTTP, or else of the account that they run as.
///
/// # Errors
/// When none is found, and not all places were read.
fn proxy_of(answer: system_proxy::Answer) -> Result<Option<system_proxy::Setting>, String> {
    let serves = |account: &Option<String>| {
        account
            .as_deref()
            .is_none_or(|one| one == "NETWORK SERVICE")
    };
    let mut settings = answer.settings.into_iter();
    let mut closed = answer.closed.iter();
    match settings.find(|one| serves(&one.account)) {
        Some(found) => Ok(Some(found)),
        None => match closed.find(|one| serves(&one.account)) {
            Some(closed) => Err(format!("{}: {}", closed.place, closed.why)),
            None => Ok(None),
        },
    }
}

/// Asks what the checks ask.
async fn ask() -> Result<Machine, Failure> {
    let context = Context::new(certificates::of_nothing()?, Mode::Live, Commands::Refused);
    let live = context.live();
    let time = probe::discipline::ask(&live, &discipline::Query {}).await;
    let time = time
        .ok()
        .and_then(|answer| answer.w32time)
        .unwrap_or_default();
    let utc = zone::Query {
        expected: "Etc/UTC".into(),
    };
    let zone = probe::zone::ask(&live.vault, &utc)
        .ok()
        .and_then(|answer| answer.host);
    let proxies = probe::system_proxy::ask(&system_proxy::Query { account: None })
        .await
        .unwrap_or_default();
    let firewall = probe::host_firewall::ask(&live, &host_firewall::Query {});
    Ok(Machine {
        name: context.host.name.clone(),
        domain_joined: time.joined,
        zone: zone.map(|zone| zone.raw().to_owned()),
        time_type: time.kind.map(|kind| kind.raw().to_owned()),
        time_servers: time.servers.map(|servers| servers.raw().to_owned()),
        proxy: proxy_of(proxies),
        firewall: firewall
            .map(|answer| answer.keys.len())
            .map_err(|why| why.to_string()),
        tls: probe::tls::settings(),
        certificates: certificates::stored().await.map_err(|why| why.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_was_not_read_leaves_the_proxy_unknown_unless_another_has_it() {
        let of = |settings: &[(&str, Option<&str>)], closed: &[(&str, Option<&str>)]| {
            let account = |of: Option<&str>| of.map(str::to_owned);
            let settings = settings.iter().map(|(place, of)| system_proxy::Setting {
                place: (*place).to_owned(),
                proxy: Some("proxy.example.net:3128".to_owned()),
                bypass: Vec::new(),
                account: account(*of),
            });
            let closed = closed.iter().map(|(place, of)| system_proxy::Closed {
                place: (*place).to_owned(),
                account: account(*of),
                why: "permission denied".to_owned(),
                unreadable: false,
            });
            let (settings, closed) = (settings.collect(), closed.collect());
            proxy_of(system_proxy::Answer { settings, closed })
                .map(|found| found.map(|one| one.place))
        };
        let (win_http, service, other) = (
            ("WinHTTP", None),
            ("of the service", Some("NETWORK SERVICE")),
            ("of SYSTEM", Some("SYSTEM")),
        );
        assert_eq!(of(&[], &[]), Ok(None));
        assert_eq!(of(&[other], &[other]), Ok(None));
        assert_eq!(
            of(&[], &[service]),
            Err("of the service: permission denied".to_owned())
        );
        assert_eq!(
            of(&[other], &[win_http]),
            Err("WinHTTP: permission denied".to_owned())
        );
        assert_eq!(of(&[win_http], &[service]), Ok(Some("WinHTTP".to_owned())));
        assert_eq!(
            of(&[service], &[win_http]),
            Ok(Some("of the service".to_owned()))
        );
    }
}
