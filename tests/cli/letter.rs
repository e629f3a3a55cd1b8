//! The summary for support of faults of the lab: whom it asks. `--nocapture` shows the letters.
#![cfg(feature = "lab")]

use checks::kit::Host;
use checks::kit::realm::Platform;
use otpdoctor::bundle::summary::SupportSummary;
use otpdoctor::report::read::read;

use crate::program::Program;

/// What is asked of the vendor where nothing is.
const NOTHING: &str = "Nothing yet";
/// A fault of the lab, who has to act on it, and what the vendor is asked.
const FAULTS: [(&str, &str, &str); 18] = [
    ("clock-skew/behind", "Administrator", NOTHING),
    ("time-source/unreachable", "Network team", NOTHING),
    ("name-resolution/no-such-name", "Network team", NOTHING),
    ("name-resolution/sinkholed", "Network team", NOTHING),
    (
        "proxy-reach/authentication-required",
        "Network team",
        NOTHING,
    ),
    ("proxy-reach/intercepts-tls", "Network team", NOTHING),
    ("cloud-url/retired-host", "Administrator", NOTHING),
    ("cloud-reach/timeout", "Network team", NOTHING),
    (
        "cloud-reach/license-rejected",
        "SecureAuth Support",
        "license of this appliance",
    ),
    (
        "certificate-validity/expired",
        "SecureAuth Support",
        "issue a new license",
    ),
    (
        "license-current/support-expired",
        "SecureAuth Support",
        "renew the support license",
    ),
    ("key-access/not-readable", "Administrator", NOTHING),
    ("smtp-firewall/address-not-listed", "Administrator", NOTHING),
    ("smtp-reach/filtered", "Network team", NOTHING),
    ("smtp-auth/rejected", "Administrator", NOTHING),
    ("smtp-relay/relay-denied", "Mail team", NOTHING),
    ("sender-domain/spf-excludes", "Mail team", NOTHING),
    ("help-desk/phone-missing", "Administrator", NOTHING),
];

#[test]
fn each_fault_is_put_to_whoever_can_mend_it_and_nothing_else_is_asked_of_the_vendor() {
    let program = Program::with("");
    for (fault, owner, vendor) in FAULTS {
        let arguments = ["demo", "--fault", fault, "-o", "json", "--exit-zero"];
        let (out, _) = program.expect(&arguments, 0);
        let report = read(out.as_bytes()).unwrap();
        let host = Host {
            name: "idp-01".into(),
            platform: Platform::Windows,
        };
        let letter = SupportSummary::of(&report, &host, None).text();
        let (_, asks) = letter.split_once("\nWho is asked for what\n").unwrap();
        let unwrapped = asks.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(unwrapped.contains(vendor), "{fault}: {asks}");
        assert!(asks.contains(&format!("  - {owner}")), "{fault}: {asks}");
        assert_eq!(
            vendor == NOTHING,
            unwrapped.contains(NOTHING),
            "{fault}: {asks}"
        );
    }
}
