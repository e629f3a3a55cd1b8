//! Detects passcodes that are easy to guess, and a count of attempts that cannot be kept.

mod about;

pub(crate) use self::about::*;
use crate::kit::peer_text::Shown;
use crate::kit::realm::Throttling;
use crate::kit::{Ctx, Finding, check};

check!(
    OtpPolicy,
    |cx| async move { vec![length(cx), throttling(cx)] }
);

const LENGTH: &str = "passcode length";
const THROTTLING: &str = "throttling";
const LONG_ENOUGH: u8 = 6;

fn length(cx: &Ctx<'_>) -> Finding {
    match cx.realm.multi_factor.otp_length {
        None => Finding::not_known(&ABOUT, LENGTH)
            .summary("the length of passcodes is not in the config"),
        Some(digits) if digits < LONG_ENOUGH => Finding::new(SHORT, LENGTH)
            .fill("digits", digits)
            .fill("guesses", 10_u32.pow(digits.into()))
            .counted("digits", digits.into(), None)
            .at(cx.site("multi_factor.otp_length")),
        Some(digits) => {
            Finding::pass(&ABOUT, LENGTH).summary(format!("passcodes have {digits} digits"))
        }
    }
}

fn throttling(cx: &Ctx<'_>) -> Finding {
    match &cx.realm.multi_factor.throttling {
        None => Finding::not_known(&ABOUT, THROTTLING)
            .summary("the throttling of failed attempts is not in the config"),
        Some(throttling) if !throttling.enabled => {
            Finding::new(THROTTLING_OFF, THROTTLING).at(cx.site("multi_factor.throttling.enabled"))
        }
        Some(throttling) => storage(cx, throttling),
    }
}

fn storage(cx: &Ctx<'_>, throttling: &Throttling) -> Finding {
    let pass = Finding::pass(&ABOUT, THROTTLING);
    let location = match throttling.storage_location.as_deref().map(str::trim) {
        None | Some("") => {
            return pass.summary("throttling is on, but its storage location is not in the config");
        }
        Some(location) if location.eq_ignore_ascii_case("session") => {
            return pass.summary("throttling is on, and the count is stored in the session");
        }
        Some(location) => location,
    };
    let property = describe(location);
    let fields = cx.realm.data.as_ref();
    let Some(data) = fields.filter(|data| !data.profile_fields.is_empty()) else {
        return Finding::not_known(&ABOUT, THROTTLING).summary(format!(
            "throttling stores the count in {property}, but the profile fields are not in the config"
        ));
    };
    let field = data.field(location);
    let name = field.map_or_else(String::new, |field| Shown(&field.field).to_string());
    let why = match field.map(|field| field.is_writable) {
        None => "has no profile field".to_owned(),
        Some(Some(false)) => format!("has the field {name}, which is not writable"),
        Some(_) => {
            return pass.summary(format!(
                "throttling is on, and the count is stored in {property} ({name})"
            ));
        }
    };
    Finding::new(STORAGE_UNMAPPED, THROTTLING)
        .fill("property", property)
        .fill("why", why)
        .at(cx.site("multi_factor.throttling.storage_location"))
}

/// The location as the Data tab words it: `aux_id_3` is Aux ID 3.
fn describe(location: &str) -> String {
    let word = |word: &str| {
        let mut word = word.to_ascii_lowercase();
        let capitals = if word == "id" { 2 } else { 1 };
        if let Some(first) = word.get_mut(..capitals) {
            first.make_ascii_uppercase();
        }
        word
    };
    let words: Vec<String> = location.split(['_', ' ']).map(word).collect();
    Shown(&words.join(" ")).to_string()
}
