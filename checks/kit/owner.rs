//! Whose a fault is: who has to do something about it, and what is asked of the vendor where that is them.

/// Who has to do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// SecureAuth Support.
    Vendor,
    /// Who runs the mail server and the sender domain.
    Mail,
    /// Who runs DNS, the proxy, the firewalls and the NTP servers.
    Network,
    /// Who administers the appliance and its realms.
    Admin,
}

impl Owner {
    /// All, in the order in which they are named.
    pub const ALL: [Self; 4] = [Self::Vendor, Self::Mail, Self::Network, Self::Admin];

    /// The name, as it begins a line.
    pub fn title(self) -> &'static str {
        match self {
            Self::Vendor => "SecureAuth Support",
            Self::Mail => "Mail team",
            Self::Network => "Network team",
            Self::Admin => "Administrator of the appliance",
        }
    }
}

/// A row of the table: a check, some of its reasons (none named: all that no row before has), whose they are, and what is
/// asked of the vendor.
pub type Row = (&'static str, &'static [&'static str], Owner, &'static str);

const RENEW: &str = "Please issue a new license certificate for this appliance, or say why the ACRU tool cannot renew it.";
const SERVICE: &str = "Please check the certificate and the TLS settings of this cloud service: it answers as shown above.";
const ACCEPTED: &str = "Please check whether the license of this appliance is in order, and what your logs show of its requests at the time above.";

/// The table, in the order of the report. A check without a row is the administrator's.
pub const TABLE: &[Row] = &[
    (
        "time-source",
        &["no-servers", "not-disciplined"],
        Owner::Admin,
        "",
    ),
    ("time-source", &[], Owner::Network, ""),
    ("name-resolution", &[], Owner::Network, ""),
    ("proxy-reach", &[], Owner::Network, ""),
    (
        "cloud-reach",
        &["license-rejected", "client-certificate-rejected"],
        Owner::Vendor,
        ACCEPTED,
    ),
    (
        "cloud-reach",
        &["expired", "tls-version", "http-error"],
        Owner::Vendor,
        SERVICE,
    ),
    (
        "cloud-reach",
        &[
            "client-certificate-required",
            "certificate-not-presented",
            "no-common-cipher",
            "renegotiation-required",
        ],
        Owner::Admin,
        "",
    ),
    ("cloud-reach", &[], Owner::Network, ""),
    (
        "certificate-validity",
        &["expired", "expires-soon"],
        Owner::Vendor,
        RENEW,
    ),
    (
        "certificate-chain",
        &["issuer-expired", "signature-invalid"],
        Owner::Vendor,
        RENEW,
    ),
    (
        "certificate-use",
        &["weak-key", "weak-signature"],
        Owner::Vendor,
        RENEW,
    ),
    (
        "license-current",
        &["support-expired", "support-expires-soon"],
        Owner::Vendor,
        "Please renew the support license of this appliance, and confirm its new last day.",
    ),
    ("license-current", &[], Owner::Vendor, RENEW),
    (
        "smtp-reach",
        &[
            "filtered",
            "unreachable",
            "reset",
            "rewritten-banner",
            "address-unreachable",
        ],
        Owner::Network,
        "",
    ),
    ("smtp-reach", &[], Owner::Mail, ""),
    ("smtp-tls", &["stripped"], Owner::Network, ""),
    ("smtp-tls", &["required"], Owner::Admin, ""),
    ("smtp-tls", &[], Owner::Mail, ""),
    (
        "smtp-auth",
        &["password-login-disabled", "deferred", "broken-off"],
        Owner::Mail,
        "",
    ),
    ("smtp-relay", &[], Owner::Mail, ""),
    ("sender-domain", &[], Owner::Mail, ""),
    (
        "api-credentials",
        &["unreachable", "reply-forged"],
        Owner::Network,
        "",
    ),
];

/// Whose a finding is, and what is asked of the vendor.
pub fn of(check: &str, reason: &str) -> (Owner, &'static str) {
    let mut rows = TABLE.iter();
    let row = rows.find(|(id, reasons, ..)| {
        *id == check && (reasons.is_empty() || reasons.contains(&reason))
    });
    row.map_or((Owner::Admin, ""), |(_, _, owner, ask)| (*owner, ask))
}
