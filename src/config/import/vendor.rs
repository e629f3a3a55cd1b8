//! The vendor's names of settings, and its words and numbers for what they hold, beside ours.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use crate::config::text::bare;

/// What `vendor.yaml` holds, which says what each part is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vendor {
    pub(super) settings: BTreeMap<String, Vec<String>>,
    pub(super) needed: Vec<String>,
    pub(super) empty_counts: Vec<String>,
    pub(super) never_imported: Vec<String>,
    pub(super) notes: Vec<Note>,
}

/// What a value in a web.config says that no setting of ours does.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Note {
    /// Where it stands.
    pub(super) place: String,
    /// The value: `on` and `off` for a switch.
    pub(super) is: String,
    /// What it means.
    pub(super) says: String,
    /// The settings that it is about, by what their paths begin with.
    pub(super) about: String,
    /// Whether they count for nothing then.
    #[serde(default)]
    pub(super) drops: bool,
}

/// A list that the vendor takes a setting from.
type List = Vec<Term>;

/// A word of ours, and what the vendor has for it.
struct Term {
    ours: String,
    /// Ours without regard to case and separators.
    bare: String,
    /// The vendor's, likewise.
    theirs: String,
    /// The vendor's number.
    number: i32,
}

pub(super) static VENDOR: LazyLock<Vendor> = LazyLock::new(|| {
    crate::config::load::built_in(include_str!("vendor.yaml")).expect("a test reads the file")
});

/// For a setting that the vendor takes from a list, that list (Enums.cs of the Admin SDK). Every config is held against
/// them, so that they stand in a file that is read in no time.
static WORDS: LazyLock<BTreeMap<String, List>> = LazyLock::new(|| {
    type File = BTreeMap<String, BTreeMap<String, (String, i32)>>;
    let file = serde_json::from_str::<File>(include_str!("vendor_words.json"));
    let word = |(ours, (theirs, number)): (String, (String, i32))| Term {
        bare: bare(&ours),
        theirs: bare(&theirs),
        ours,
        number,
    };
    let lists = file.expect("a test reads the file").into_iter();
    lists
        .map(|(setting, words)| (setting, words.into_iter().map(word).collect()))
        .collect()
});

/// One of our words for what the vendor wrote at this setting: a word in any letter case, a number, or ours.
pub(super) fn ours(path: &str, written: &str, choices: &[&str]) -> Option<Value> {
    let of_list = list(path).and_then(|list| look_up(list, written));
    let same = |choice: &&&str| bare(choice) == bare(written);
    of_list
        .or_else(|| choices.iter().find(same).copied())
        .map(Value::from)
}

/// Our name of a store or of a place, where the setting is a free text that the vendor takes from a list: for the vendor's
/// name, its number, or ours in any letter case.
pub(in crate::config) fn name(path: &str, written: &str) -> Option<&'static str> {
    let list = list(path).filter(|_| !written.is_empty())?;
    let bare = bare(written);
    let mut of_ours = list.iter().filter(|word| word.bare == bare);
    look_up(list, written).or_else(|| Some(of_ours.next()?.ours.as_str()))
}

/// Whether the free text of this setting is one that the vendor's list holds.
pub(super) fn is_known_name(path: &str, written: &str) -> bool {
    written.is_empty() || list(path).is_none() || name(path, written).is_some()
}

/// A switch as exports write it.
pub(super) fn switch(written: &str) -> Option<bool> {
    match bare(written).as_str() {
        "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// The list that the vendor takes this setting from; fields of one kind share theirs.
fn list(path: &str) -> Option<&'static List> {
    let shared = path.trim_end_matches(|c: char| c.is_ascii_digit());
    let shared = shared.strip_suffix('_').unwrap_or(path);
    WORDS.get(path).or_else(|| WORDS.get(shared))
}

fn look_up(list: &'static List, written: &str) -> Option<&'static str> {
    let (number, bare) = (written.parse::<i32>().ok(), bare(written));
    let found = list.iter().find(|word| match number {
        Some(number) => word.number == number,
        None => word.theirs == bare,
    });
    found.map(|word| word.ours.as_str())
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
        for (path, name) in [
            ("multi_factor.phone.field_1", "PhoneField"),
            ("multi_factor.email.field_4", "EmailField"),
            ("workflow.default_workflow", "DefaultWorkflow"),
            ("data.profile_fields.data_format", "DataFormat"),
        ] {
            let mut known = choices(&defs[name]);
            // An empty text says that none is set; no export says so.
            known.retain(|word| !word.is_empty());
            let list = list(path).expect("it is in the file");
            let mut ours: Vec<&str> = list.iter().map(|word| word.ours.as_str()).collect();
            known.sort_unstable();
            ours.sort_unstable();
            assert_eq!(ours, known, "{name}");
        }
    }

    #[test]
    fn every_setting_of_the_file_is_one_that_an_import_may_fill() {
        use crate::config::import::aliases::Location;
        use crate::config::import::target::Target;
        for (path, places) in &VENDOR.settings {
            assert!(Target::find(path).is_some(), "{path}");
            assert!(!places.is_empty(), "{path}");
        }
        for note in &VENDOR.notes {
            assert!(Location::parse(&note.place).is_some(), "{}", note.place);
        }
    }

    #[test]
    fn names_of_a_list_become_ours_where_they_are_known() {
        let path = "data.membership.type";
        for written in ["ADSamAccountName", "Active_Directory"] {
            assert_eq!(name(path, written), Some("active_directory"), "{written}");
        }
        assert_eq!(name(path, "Cloud Directory"), None);
        assert!(!is_known_name(path, "Cloud Directory"));
        assert_eq!(name("overview.smtp.domain", "Corp"), None);
    }
}
