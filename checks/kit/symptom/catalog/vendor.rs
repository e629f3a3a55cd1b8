//! The vendor's cloud, its license, and programs that use the API.

use super::super::{Method, Symptom, Whom};
use super::beyond;

pub(super) const CLOUD_REJECTS: Symptom = Symptom {
    id: "cloud-rejects",
    title: "the cloud rejects the connection",
    plainly: "The vendor's cloud refuses the appliance",
    phrasings: &[
        "cloud service refuses the connection",
        "cloud returns 401 or 403",
        "unauthorized by the cloud",
        "keyset does not exist",
        "cannot connect to the cloud",
        "die Cloud lehnt die Verbindung ab",
    ],
    methods: &[Method::Sms, Method::Voice],
    whom: Whom::Everyone,
    causes: &[
        "clock-skew",
        "license-current",
        "certificate-validity",
        "key-access",
        "key-match",
        "certificate-chain",
        "certificate-use",
        "proxy-reach",
        "cloud-url",
        "proxy-settings",
        "cloud-reach",
        "name-resolution",
        "time-zone",
    ],
    also: &["time-source"],
    beyond: &[
        beyond(
            Whom::Everyone,
            "The support license: its end is not always known here. The account manager or SecureAuth Support can tell.",
        ),
        beyond(
            Whom::Everyone,
            "A certificate that the vendor has revoked, or an appliance that was restored for another cloud (SHA-1 against SHA-2).",
        ),
    ],
};

pub(super) const LICENSE_ERROR: Symptom = Symptom {
    id: "license-error",
    title: "the Web Admin reports a license error",
    plainly: "The Web Admin complains about the license",
    phrasings: &[
        "license expired message",
        "licence invalid in the admin console",
        "cannot validate the license",
        "Lizenzfehler im Web Admin",
        "error de licencia",
        "erreur de licence",
    ],
    methods: Method::ALL,
    whom: Whom::Everyone,
    causes: &[
        "license-current",
        "certificate-validity",
        "key-access",
        "proxy-reach",
        "proxy-settings",
        "clock-skew",
        "cloud-url",
        "name-resolution",
        "cloud-reach",
        "key-match",
        "certificate-chain",
        "license-current/support-expires-soon",
        "certificate-validity/expires-soon",
    ],
    also: &["certificate-use"],
    beyond: &[
        beyond(
            Whom::Everyone,
            "The license file: replaced by a restore or never updated after a renewal. The vendor sends the current one.",
        ),
        beyond(
            Whom::Everyone,
            "The support license: the account manager or SecureAuth Support can tell when it ends.",
        ),
    ],
};

pub(super) const API_REFUSED: Symptom = Symptom {
    id: "api-refused",
    title: "the Authentication API refuses the application",
    plainly: "Programs cannot use the Authentication API",
    phrasings: &[
        "API returns invalid credentials",
        "application id unknown to the API",
        "API 401",
        "REST endpoint is rejected",
    ],
    methods: Method::ALL,
    whom: Whom::Everyone,
    causes: &[
        "api-credentials",
        "clock-skew",
        "time-zone",
        "api-credentials/reply-unsigned",
    ],
    also: &["name-resolution", "time-source"],
    beyond: &[
        beyond(
            Whom::Anyone,
            "The program's own clock and signature: it signs the time of its own host, and the path without the query.",
        ),
        beyond(
            Whom::Anyone,
            "A proxy or gateway before the appliance that changes the date header or the body.",
        ),
    ],
};
