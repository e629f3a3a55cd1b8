//! Names as people write them, and aliases as zones have them.

use std::time::Duration;

use checks::kit::ProbeError;
use hickory_resolver::Hosts;
use otpdoctor::probe::dns::resolver::{Names, Resolver};

use super::*;

/// The names that are asked for where only `known` exists, and whether the address is found, on a host with these
/// search domains.
async fn searched(known: &'static str, search: &[&str], name: &str) -> (Vec<String>, bool) {
    let heard = Heard::default();
    let noted = heard.clone();
    let server = server(move |name, kind| {
        noted.note(name);
        match name == known {
            true => only_v4(known, kind),
            false => UNKNOWN,
        }
    });
    let names = Names {
        search: search.iter().map(|name| name.parse().unwrap()).collect(),
        ..Names::over(Ok(vec![server.await]))
    };
    let mut live = live(&[], PATIENT);
    live.resolver = Resolver::over(names, PATIENT);
    let answer = look_up(&live, Kind::Address, name).await;
    (heard.names(), answer.failure.is_none())
}

#[tokio::test]
async fn a_name_of_one_label_is_looked_up_in_the_domains_of_the_search_list() {
    let search = ["corp.example", "example.net"];
    let (asked, found) = searched("mail.example.net.", &search, "mail").await;
    assert_eq!(asked, ["mail.corp.example.", "mail.example.net."]);
    assert!(found);
}

#[tokio::test]
async fn a_name_of_one_label_is_tried_alone_at_last() {
    let (asked, found) = searched("mail.", &["example.net"], "mail").await;
    assert_eq!(asked, ["mail.example.net.", "mail."]);
    assert!(found);
    let (asked, found) = searched("mail.", &[], "mail").await;
    assert_eq!(asked, ["mail."]);
    assert!(found);
}

#[tokio::test]
async fn a_name_with_dots_is_tried_as_it_stands_first() {
    let search = ["example.net"];
    let (asked, found) = searched("mail.hq.example.net.", &search, "mail.hq").await;
    assert_eq!(asked, ["mail.hq.", "mail.hq.example.net."]);
    assert!(found);
    let (asked, found) = searched("mail.example.com.", &search, "mail.example.com").await;
    assert_eq!(asked, ["mail.example.com."]);
    assert!(found);
}

#[tokio::test]
async fn a_name_with_a_dot_at_its_end_is_whole() {
    let (asked, found) = searched("mail.example.net.", &["example.com"], "mail.example.net.").await;
    assert_eq!(asked, ["mail.example.net."]);
    assert!(found);
    let (asked, found) = searched("mail.example.net.", &["example.net"], "mail.").await;
    assert_eq!(asked, ["mail."]);
    assert!(!found);
}

/// The name itself does not exist: that a domain of the search list is broken beside it does not matter.
#[tokio::test]
async fn a_broken_domain_of_the_search_list_hides_no_missing_name() {
    let server = server(|name, _| match name {
        "mial.example.net." => UNKNOWN,
        _ => FAILS,
    });
    let names = Names {
        search: vec!["corp.example".parse().unwrap()],
        ..Names::over(Ok(vec![server.await]))
    };
    let mut live = live(&[], PATIENT);
    live.resolver = Resolver::over(names, PATIENT);
    let answer = look_up(&live, Kind::Address, "mial.example.net").await;
    assert_eq!(answer.failure, Some(Unresolved::NoSuchName));
    // A single label was never tried as it stands before; then the failure says more.
    let answer = look_up(&live, Kind::Address, "mial").await;
    assert!(
        matches!(answer.failure, Some(Unresolved::NoAnswer(_))),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_system_without_a_name_server_says_so_and_still_knows_itself() {
    let without = ProbeError::NoNetwork("this host has no name server".into());
    let names = Names {
        hosts: Hosts::default(),
        patience: Some(Duration::from_secs(1)),
        ..Names::over(Err(without.clone()))
    };
    let mut live = live(&[], PATIENT);
    live.resolver = Resolver::over(names, PATIENT);
    let query = Query {
        name: "mail.example.net".into(),
        kind: Kind::Address,
    };
    assert_eq!(ask(&live, &query).await, Err(without));
    let answer = look_up(&live, Kind::Address, "localhost").await;
    assert_eq!((answer.addresses.len(), answer.failure), (2, None));
}

#[tokio::test]
async fn names_are_asked_as_the_dns_writes_them() {
    for (name, known) in [
        ("mail_relay.example.net", "mail_relay.example.net."),
        ("_dmarc.example.net", "_dmarc.example.net."),
        ("relay_.example.net", "relay_.example.net."),
        ("münchen.example", "xn--mnchen-3ya.example."),
        ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example."),
        ("例え.テスト", "xn--r8jz45g.xn--zckzah."),
        ("1.example.net", "1.example.net."),
    ] {
        let (asked, found) = searched(known, &[], name).await;
        assert_eq!(asked, [known]);
        assert!(found, "{name}");
    }
    // Neither case nor the final dot makes another name of it.
    let (_, found) = searched("mail.example.net.", &[], "MAIL.Example.NET").await;
    assert!(found);
}

#[tokio::test]
async fn a_text_that_is_no_name_is_never_asked() {
    let live = live(&[unasked().await], SHORT);
    for name in [
        "a".repeat(70) + ".example.net",
        "a..b".into(),
        String::new(),
    ] {
        let answer = look_up(&live, Kind::Address, &name).await;
        assert_eq!(answer.failure, Some(Unresolved::NoSuchName), "{name:?}");
    }
}

/// The addresses that a server gives for a name by these records, and the failure.
async fn through(records: &'static [(&'static str, &'static str)]) -> (usize, Option<Unresolved>) {
    let server = server(|_, kind| {
        let links = records.iter().map(|(name, target)| (*name, alias(target)));
        let end = [("end.example.net.", v4(1)), ("stray.example.net.", v4(2))];
        match kind {
            RecordType::A => has(links.chain(end).collect::<Vec<_>>()),
            _ => has(links.collect::<Vec<_>>()),
        }
    });
    let answer = asked(server.await, PATIENT, Kind::Address, "mail.example.net").await;
    (answer.addresses.len(), answer.failure)
}

#[tokio::test]
async fn chains_of_aliases_lead_to_their_end_in_whatever_order_they_come() {
    let chain = through(&[
        ("mail.example.net.", "mx.example.com."),
        ("mx.example.com.", "MX.cdn.example."),
        ("mx.CDN.example.", "end.example.net."),
    ]);
    assert_eq!(chain.await, (1, None));
    let shuffled = through(&[
        ("mx.example.com.", "end.example.net."),
        ("mail.example.net.", "mx.example.com."),
    ]);
    assert_eq!(shuffled.await, (1, None));
}

#[tokio::test]
async fn chains_of_aliases_that_lead_nowhere_have_no_address() {
    let nothing = (0, Some(Unresolved::NoAddress));
    let dangling = through(&[("mail.example.net.", "gone.example.net.")]);
    assert_eq!(dangling.await, nothing);
    let itself = through(&[("mail.example.net.", "mail.example.net.")]);
    assert_eq!(itself.await, nothing);
    let loops = through(&[
        ("mail.example.net.", "mx.example.net."),
        ("mx.example.net.", "mail.example.net."),
    ]);
    assert_eq!(loops.await, nothing);
    // Records of a name that was not asked for are not taken for those of one that was.
    assert_eq!(through(&[]).await, nothing);
}
