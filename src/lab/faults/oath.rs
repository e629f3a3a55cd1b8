//! Faults of the realms that take time-based passcodes.

use serde_json::json;

use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "oath-license-certificate",
        "differs",
        "a login realm selects another license certificate than the realm that enrolls",
        |plan| plan.set("/realms/SecureAuth2/license_certificate", "client"),
    ),
    fault(
        "oath-license-certificate",
        "not-selected",
        "a login realm selects no license certificate",
        |plan| plan.set("/realms/SecureAuth2/license_certificate", ""),
    ),
    fault(
        "oath-settings",
        "differs-from-provisioning",
        "a login realm wants passcodes of 8 digits, and users enroll with 6",
        |plan| {
            plan.set(
                "/realms/SecureAuth2/multi_factor",
                json!({"oath": {"passcode_length": 8}}),
            );
        },
    ),
    fault(
        "oath-settings",
        "app-unsupported",
        "passcodes stand for 60 seconds, which few apps know",
        |plan| {
            plan.set("/defaults/multi_factor/oath/passcode_change_interval", 60);
        },
    ),
    fault(
        "oath-settings",
        "search-attribute-differs",
        "a login realm finds users by another attribute than the realm that enrolls",
        |plan| {
            plan.set(
                "/realms/SecureAuth2/data",
                json!({"search_attribute": "mail"}),
            );
        },
    ),
    fault(
        "oath-settings",
        "field-not-writable",
        "the realm that enrolls may not write the seed",
        |plan| plan.set("/defaults/data/profile_fields/0/is_writable", false),
    ),
    fault(
        "oath-settings",
        "field-too-short",
        "the directory's attribute for the seed is too short",
        |plan| plan.set("/defaults/data/profile_fields/0/range_upper", 1024),
    ),
];
