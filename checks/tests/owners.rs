//! The table of whose a fault is, against the registry.

use checks::kit::owner::{Owner, TABLE, of};

#[test]
fn every_check_and_reason_exists_and_only_the_vendor_is_asked() {
    for row in &TABLE.rows {
        let (id, ask) = (&row.check, row.ask());
        let check = checks::abouts().find(|about| about.id == id);
        let check = check.unwrap_or_else(|| panic!("there is no {id}"));
        for reason in &row.reasons {
            assert!(check.reason(reason).is_some(), "there is no {id}/{reason}");
        }
        let vendor = row.owner == Owner::Vendor;
        assert_eq!(vendor, !ask.is_empty(), "{id} {:?}", row.reasons);
    }
}

#[test]
fn the_vendor_is_asked_nothing_of_what_runs_in_the_own_network() {
    let own = [
        "clock-skew",
        "time-source",
        "time-zone",
        "name-resolution",
        "proxy-settings",
        "proxy-reach",
        "smtp-firewall",
        "smtp-reach",
        "smtp-tls",
        "smtp-auth",
        "smtp-relay",
        "sender-domain",
    ];
    for about in checks::abouts().filter(|about| own.contains(&about.id)) {
        for reason in about.reasons {
            assert_ne!(
                of(about.id, reason.code).0,
                Owner::Vendor,
                "{}/{}",
                about.id,
                reason.code
            );
        }
    }
}
