//! The vendor's words and numbers for what a setting holds, and ours (Admin SDK, `Enums.cs`).

use serde_json::Value;

/// A word of ours, the vendor's word for it without regard to case and separators, and the vendor's number.
type Word = (&'static str, &'static str, i32);

const PHONE: &[Word] = &[
    ("disabled", "Disabled", 0),
    ("voice_only", "VoiceOnly", 1),
    ("sms_text_only", "SmsTextOnly", 2),
    ("voice_and_sms_text", "VoiceAndSmsText", 3),
    ("login_request", "LoginRequest", 4),
];

const EMAIL: &[Word] = &[
    ("html_link", "TrueHtmlLink", 0),
    ("text_link", "TrueTextLink", 1),
    ("html", "True", 2),
    ("text", "TrueTEXT", 3),
    ("disabled", "False", 4),
];

const WORKFLOW: &[Word] = &[
    ("username_only", "UsernameOnly", 999),
    ("username_second_factor", "Username_SecondFactor", 2),
    ("valid_persistent_token_only", "ValidPersistentTokenOnly", 9),
    ("username_and_password", "UsernameAndPassword", 7),
    (
        "username_and_password_second_factor",
        "UsernameAndPassword_SecondFactor",
        3,
    ),
    ("username_password", "Username_Password", 1),
    (
        "username_second_factor_password",
        "Username_SecondFactor_Password",
        0,
    ),
    (
        "valid_persistent_token_password",
        "ValidPersistentToken_Password",
        6,
    ),
    (
        "valid_persistent_token_second_factor",
        "ValidPersistentToken_SecondFactor",
        4,
    ),
    (
        "valid_persistent_token_second_factor_password",
        "ValidPersistentToken_SecondFactor_Password",
        5,
    ),
];

const DATA_FORMAT: &[Word] = &[
    ("plain_text", "PlainText", 0),
    ("standard_encryption", "StandardEncryption", 1),
    ("advanced_encryption", "AdvancedEncryption", 2),
    ("standard_hash", "StandardHash", 3),
    ("encrypted_json", "EncryptedJSON", 98),
    ("json", "JSON", 99),
    ("plain_binary", "PlainBinary", 100),
];

const MEMBERSHIP: &[Word] = &[
    ("active_directory", "ADSamAccountName", 0),
    ("active_directory_upn", "ADUPN", 1),
    ("adam", "ADAM", 2),
    ("domino", "Domino", 3),
    ("e_directory", "eDirectory", 4),
    ("sun_one", "SunOne", 5),
    ("tivoli", "Tivoli", 6),
    ("open_ldap", "OpenLDAP", 7),
    ("other_ldap", "OtherLDAP", 8),
    ("sql_server", "SQLServer", 9),
    ("custom", "Custom", 10),
    ("odbc", "ODBC", 11),
    ("asp_net_db", "ASPNETDB", 12),
    ("web_service", "WebService", 13),
    ("oracle", "Oracle", 14),
    ("no_data_store", "NoDataStore", 15),
    ("web_admin", "WebAdmin", 16),
    ("azure", "Azure", 17),
];

const STORAGE: &[Word] = &[
    ("session", "Session", 0),
    ("aux_id_1", "AuxID1", 1),
    ("aux_id_2", "AuxID2", 2),
    ("aux_id_3", "AuxID3", 3),
    ("aux_id_4", "AuxID4", 4),
    ("aux_id_5", "AuxID5", 5),
    ("aux_id_6", "AuxID6", 6),
    ("aux_id_7", "AuxID7", 7),
    ("aux_id_8", "AuxID8", 8),
    ("aux_id_9", "AuxID9", 9),
    ("aux_id_10", "AuxID10", 10),
    ("email_1", "Email1", 11),
    ("email_2", "Email2", 12),
    ("email_3", "Email3", 13),
    ("email_4", "Email4", 14),
    ("phone_1", "Phone1", 15),
    ("phone_2", "Phone2", 16),
    ("phone_3", "Phone3", 17),
    ("phone_4", "Phone4", 18),
];

/// `ThrottleAction` of the Admin SDK.
const ACTION: &[Word] = &[
    ("block", "BlockUseUntilTimeLimitExpires", 0),
    ("lock_user", "LockUserAfterExceedingAttempts", 1),
];

/// One of our words for what the vendor wrote at this setting: a word in any letter case, a number, or ours.
pub(super) fn ours(path: &str, written: &str, choices: &[&str]) -> Option<Value> {
    let of_table = look_up(table(path), written);
    let same = |choice: &&&str| bare(choice) == bare(written);
    of_table
        .or_else(|| choices.iter().find(same).copied())
        .map(Value::from)
}

/// Our name of a store or of a place, where the setting is a free text that the vendor takes from a list.
///
/// A name of a list that is not known is written in our way, since the setting takes any.
pub(super) fn name(path: &str, written: &str) -> Option<String> {
    let table = table(path);
    if table.is_empty() || written.is_empty() {
        return None;
    }
    let known = look_up(table, written).map(str::to_owned);
    Some(known.unwrap_or_else(|| snake(written)))
}

/// Whether the free text of this setting is one that the vendor's list holds.
pub(super) fn is_known_name(path: &str, written: &str) -> bool {
    let table = table(path);
    table.is_empty()
        || written.is_empty()
        || look_up(table, written).is_some()
        || table.iter().any(|(ours, ..)| bare(ours) == bare(written))
}

/// A switch as exports write it.
pub(super) fn switch(written: &str) -> Option<bool> {
    match bare(written).as_str() {
        "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// Letters and digits alone, in lowercase: `UsernameAndPassword_SecondFactor` and `use_ssl` alike.
pub(super) fn bare(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

fn table(path: &str) -> &'static [Word] {
    match path {
        "workflow.default_workflow" => WORKFLOW,
        "data.membership.type" => MEMBERSHIP,
        "multi_factor.throttling.action" => ACTION,
        "multi_factor.throttling.storage_location" => STORAGE,
        "data.profile_fields.data_format" => DATA_FORMAT,
        _ if path.starts_with("multi_factor.phone.field_") => PHONE,
        _ if path.starts_with("multi_factor.email.field_") => EMAIL,
        _ => &[],
    }
}

fn look_up(table: &[Word], written: &str) -> Option<&'static str> {
    let number = written.parse::<i32>().ok();
    let found = table
        .iter()
        .find(|(_, theirs, theirs_as_number)| match number {
            Some(number) => number == *theirs_as_number,
            None => bare(theirs) == bare(written),
        });
    found.map(|(ours, ..)| *ours)
}

fn snake(written: &str) -> String {
    let mut snake = String::new();
    let mut before = ' ';
    for c in written.chars().filter(|c| !c.is_control()).take(100) {
        let new_word = c.is_uppercase() && before.is_lowercase();
        let gap = !c.is_alphanumeric();
        if (new_word || gap) && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        if !gap {
            snake.extend(c.to_lowercase());
        }
        before = c;
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_letter_case_and_numbers_lead_to_one_word() {
        let path = "workflow.default_workflow";
        for written in [
            "UsernameAndPassword_SecondFactor",
            "usernameAndPasswordSecondFactor",
            "username_and_password_second_factor",
            "3",
        ] {
            let ours = ours(path, written, &["username_and_password_second_factor"]);
            assert_eq!(
                ours,
                Some("username_and_password_second_factor".into()),
                "{written}"
            );
        }
        assert_eq!(ours(path, "8", &["username_only"]), None);
    }

    #[test]
    fn every_word_of_ours_is_one_of_the_contract() {
        use crate::config::expect::choices;
        let defs = &crate::config::schema()["$defs"];
        for (table, name) in [
            (PHONE, "PhoneField"),
            (EMAIL, "EmailField"),
            (WORKFLOW, "DefaultWorkflow"),
            (DATA_FORMAT, "DataFormat"),
        ] {
            let mut known = choices(&defs[name]);
            // An empty text says that none is set; no export says so.
            known.retain(|word| !word.is_empty());
            let mut ours: Vec<&str> = table.iter().map(|(ours, ..)| *ours).collect();
            known.sort_unstable();
            ours.sort_unstable();
            assert_eq!(ours, known, "{name}");
        }
    }

    #[test]
    fn unknown_names_are_written_in_our_way() {
        let path = "data.membership.type";
        assert_eq!(
            name(path, "ADSamAccountName").as_deref(),
            Some("active_directory")
        );
        assert_eq!(
            name(path, "Cloud Directory").as_deref(),
            Some("cloud_directory")
        );
        assert!(!is_known_name(path, "Cloud Directory"));
        assert_eq!(name("overview.smtp.domain", "Corp"), None);
    }
}
