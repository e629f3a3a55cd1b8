//! Faults of a realm's own settings: prerequisites, workflow, help desks, passcode policy.

use serde_json::json;

use super::super::dns::Name;
use super::super::plan::HELP_DESK_DOMAIN;
use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "realm-prerequisites",
        "no-description",
        "a realm has no description",
        |plan| plan.set("/realms/SecureAuth2/overview/description", ""),
    ),
    fault(
        "realm-prerequisites",
        "no-smtp",
        "the realms send no passcodes by e-mail and name no mail server, and their help desks are on",
        |plan| {
            plan.set("/defaults/multi_factor/email/field_1", "disabled");
            plan.set("/defaults/overview/smtp/server_address", "");
        },
    ),
    fault(
        "realm-prerequisites",
        "no-data-store",
        "a realm looks users up nowhere",
        |plan| {
            plan.set(
                "/realms/SecureAuth2/data",
                json!({"membership": {"type": ""}}),
            );
        },
    ),
    fault(
        "realm-prerequisites",
        "no-workflow",
        "a realm has no workflow",
        |plan| {
            plan.set(
                "/realms/SecureAuth2/workflow",
                json!({"default_workflow": ""}),
            );
        },
    ),
    fault(
        "second-factor",
        "methods-unused",
        "a realm's workflow ends with the password, and all methods are on",
        |plan| {
            plan.set(
                "/realms/SecureAuth2/workflow",
                json!({"default_workflow": "username_and_password"}),
            );
        },
    ),
    fault(
        "second-factor",
        "no-method",
        "a realm asks for a second factor, and all methods are off",
        |plan| {
            plan.set(
                "/realms/SecureAuth2/multi_factor",
                json!({
                    "phone": {"field_1": "disabled"},
                    "email": {"field_1": "disabled"},
                    "help_desk_1": {"enabled": false},
                    "help_desk_2": {"enabled": false},
                    "oath": {"enabled": false},
                }),
            );
        },
    ),
    fault(
        "help-desk",
        "phone-missing",
        "Help Desk 2 has no phone number",
        |plan| plan.set("/defaults/multi_factor/help_desk_2/phone", ""),
    ),
    fault(
        "help-desk",
        "phone-invalid",
        "a digit is missing from the phone number of Help Desk 1",
        |plan| {
            plan.set("/defaults/multi_factor/help_desk_1/phone", "+1 949 555 010");
        },
    ),
    fault(
        "help-desk",
        "email-missing",
        "Help Desk 2 has no e-mail address",
        |plan| plan.set("/defaults/multi_factor/help_desk_2/email", ""),
    ),
    fault(
        "help-desk",
        "email-invalid",
        "the e-mail address of Help Desk 1 lacks its domain",
        |plan| plan.set("/defaults/multi_factor/help_desk_1/email", "help"),
    ),
    fault(
        "help-desk",
        "same-contact",
        "both help desks have the same phone number",
        |plan| {
            plan.set("/defaults/multi_factor/help_desk_2/phone", "(949) 555-0100");
        },
    ),
    fault(
        "help-desk",
        "mail-domain-unknown",
        "the mail domain of the help desks does not exist",
        |plan| plan.names.set(HELP_DESK_DOMAIN, Name::IsUnknown),
    ),
    fault(
        "help-desk",
        "no-answer",
        "the name server fails on the mail domain of the help desks",
        |plan| plan.names.set(HELP_DESK_DOMAIN, Name::Fails),
    ),
    fault(
        "otp-policy",
        "short",
        "passcodes have four digits",
        |plan| plan.set("/defaults/multi_factor/otp_length", 4),
    ),
    fault(
        "otp-policy",
        "throttling-off",
        "failed attempts are not slowed down",
        |plan| plan.set("/defaults/multi_factor/throttling/enabled", false),
    ),
    fault(
        "otp-policy",
        "storage-unmapped",
        "failed attempts are counted in a property without a field",
        |plan| {
            plan.set(
                "/defaults/multi_factor/throttling/storage_location",
                "aux_id_3",
            );
        },
    ),
];
