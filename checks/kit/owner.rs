//! Whose a fault is: who has to do something about it, and what is asked of the vendor where that is them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// Who has to do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
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

/// Who owns which findings, in the order of the report. A check without a row is the administrator's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    asks: BTreeMap<String, String>,
    /// The first that fits counts.
    pub rows: Vec<Row>,
}

/// Whose the findings of a check are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The check.
    pub check: String,
    /// Some of its reasons; none named: all that no row before has.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// Whose they are.
    pub owner: Owner,
    /// What is asked of the vendor, by its name among `asks`.
    ask: Option<String>,
}

/// The table.
pub static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_json::from_str(include_str!("owners.json")).expect("a test reads the table")
});

/// Whose a finding is, and what is asked of the vendor.
pub fn of(check: &str, reason: &str) -> (Owner, &'static str) {
    let mut rows = TABLE.rows.iter();
    let row = rows.find(|row| {
        row.check == check
            && (row.reasons.is_empty() || row.reasons.iter().any(|one| one == reason))
    });
    row.map_or((Owner::Admin, ""), |row| (row.owner, row.ask()))
}

impl Row {
    /// What is asked of the vendor; empty where it is another's.
    pub fn ask(&self) -> &'static str {
        self.ask.as_ref().map_or("", |ask| &TABLE.asks[ask])
    }
}
