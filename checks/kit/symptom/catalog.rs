//! The symptoms: pure data. `checks/tests/symptoms.rs` holds every name against the registry.

mod delivery;
mod page;
mod refusal;
mod vendor;

use super::{Beyond, Symptom, Whom};

/// Every symptom, the most frequent first.
pub const ALL: &[&Symptom] = &[
    &delivery::NO_SMS_OR_VOICE,
    &delivery::NO_EMAIL,
    &delivery::EMAIL_LATE,
    &delivery::WORKS_SOMETIMES,
    &refusal::REGISTRATION_CODE_MISMATCH,
    &refusal::ALWAYS_WRONG_FOR_EVERYONE,
    &refusal::ALWAYS_WRONG_IN_ONE_REALM,
    &refusal::ALWAYS_WRONG_FOR_ONE_USER,
    &page::NO_HELP_DESK,
    &page::ONE_HELP_DESK,
    &refusal::LOCKED_OUT,
    &vendor::CLOUD_REJECTS,
    &vendor::LICENSE_ERROR,
    &page::NO_PASSCODE_ASKED,
    &vendor::API_REFUSED,
];

const fn beyond(whom: Whom, says: &'static str) -> Beyond {
    Beyond { whom, says }
}
