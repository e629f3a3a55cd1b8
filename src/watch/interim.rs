//! Stands in for what the history will bring.
#![allow(clippy::unwrap_used)]
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use crate::history::{History, Outcome, Run, State};
use crate::report::Report;
use crate::store::StoreError;

/// x
pub async fn open(_: &str, _: Option<SecretString>) -> Result<Arc<dyn History>, StoreError> {
    Ok(Arc::new(super::fake::Fake::default()))
}
/// x
pub fn default_place() -> Result<String, StoreError> {
    Ok("memory".into())
}
/// x
pub fn run_of(report: &Report, appliance: &str, holds_for: Duration) -> Run {
    let mut states = BTreeMap::new();
    for finding in &report.findings {
        for realm in &finding.realms {
            let state = State {
                realm: realm.clone(),
                check: finding.check.clone(),
                outcome: if finding.waived.is_some() {
                    Outcome::Waived
                } else {
                    Outcome::Of(finding.status)
                },
                reason: finding.reason.clone(),
            };
            states.insert((realm.clone(), finding.check.clone()), state);
        }
    }
    Run {
        appliance: appliance.into(),
        version: report.version.clone(),
        started_at: report.started_at,
        took: Duration::from_secs_f64(report.duration_s),
        holds_for,
        states: states.into_values().collect(),
        latencies: BTreeMap::new(),
        causes: Vec::new(),
    }
}
