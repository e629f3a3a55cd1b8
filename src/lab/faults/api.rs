//! Faults of the Authentication API.

use serde_json::json;

use super::super::api::Mode;
use super::super::serve::Door;
use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "api-credentials",
        "unreachable",
        "nothing listens on the port of the Authentication API",
        |plan| plan.api.door = Door::Closed,
    ),
    fault(
        "api-credentials",
        "unknown-application",
        "the application id is another realm's",
        |plan| plan.set("/realms/SecureAuth1/api/application_id", "0000000000000000"),
    ),
    fault(
        "api-credentials",
        "invalid-credentials",
        "the application key is an old one",
        |plan| {
            plan.set(
                "/realms/SecureAuth1/api/application_key",
                json!({"file": "other.key"}),
            );
        },
    ),
    fault(
        "api-credentials",
        "not-enabled",
        "the Authentication API is off",
        |plan| plan.api.mode = Mode::Off,
    ),
    fault(
        "api-credentials",
        "reply-unsigned",
        "something on the way drops the signature of the API's replies",
        |plan| plan.api.mode = Mode::Unsigned,
    ),
    fault(
        "api-credentials",
        "reply-forged",
        "something on the way changes the API's replies",
        |plan| plan.api.mode = Mode::Forged,
    ),
];
