//! Detects passcodes that are easy to guess, and a count of attempts that cannot be kept.

pub(crate) mod about;

use self::about::{ABOUT, SHORT, STORAGE_UNMAPPED, THROTTLING_OFF};
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
            .summary(format!(
                "passcodes have {digits} digits: one guess in {} is right",
                10_u32.pow(digits.into())
            ))
            .counted("digits", digits.into(), None)
            .step("Set OTP Length to 6 or more (Multi-Factor Methods tab, Multi-Factor Settings).")
            .at(cx.site("multi_factor.otp_length")),
        Some(digits) => Finding::pass(&ABOUT, LENGTH).summary(format!("{digits} digits")),
    }
}

fn throttling(cx: &Ctx<'_>) -> Finding {
    match &cx.realm.multi_factor.throttling {
        None => Finding::not_known(&ABOUT, THROTTLING).summary("the throttling of attempts is not in the config"),
        Some(throttling) if !throttling.enabled => Finding::new(THROTTLING_OFF, THROTTLING)
            .summary("failed attempts are not slowed down, so passcodes can be guessed one after the other")
            .step("Switch throttling on (Multi-Factor Methods tab, Multi-Factor Settings), for instance at 5 failed attempts in 10 minutes.")
            .at(cx.site("multi_factor.throttling.enabled")),
        Some(throttling) => storage(cx, throttling),
    }
}

fn storage(cx: &Ctx<'_>, throttling: &Throttling) -> Finding {
    let location = throttling.storage_location.as_deref().map(str::trim);
    let Some(location) = location.filter(|location| !location.is_empty()) else {
        let text = "on; where the count is kept is not in the config";
        return Finding::pass(&ABOUT, THROTTLING).summary(text);
    };
    if location.eq_ignore_ascii_case("session") {
        return Finding::pass(&ABOUT, THROTTLING).summary("on; the count is kept in the session");
    }
    let property = words(location);
    let fields = cx.realm.data.as_ref();
    let Some(data) = fields.filter(|data| !data.profile_fields.is_empty()) else {
        let text = format!(
            "the count is kept in {property}, and the profile fields are not in the config"
        );
        return Finding::not_known(&ABOUT, THROTTLING).summary(text);
    };
    let summary = match data.field(location) {
        None => format!(
            "failed attempts are to be counted in {property}, and no profile field is mapped to it: the count cannot be kept"
        ),
        Some(field) if field.is_writable == Some(false) => format!(
            "failed attempts are to be counted in {property}, and its field {} is not writable: the count cannot be kept",
            Shown(&field.field)
        ),
        Some(field) => {
            let text = format!(
                "on; the count is kept in {property}, {}",
                Shown(&field.field)
            );
            return Finding::pass(&ABOUT, THROTTLING).summary(text);
        }
    };
    Finding::new(STORAGE_UNMAPPED, THROTTLING)
        .summary(summary)
        .step(format!("Map {property} to a directory field of its own and tick Writable (Data tab, Profile Fields), or choose another storage location for the throttling (Multi-Factor Methods tab)."))
        .at(cx.site("multi_factor.throttling.storage_location"))
}

/// The location as the Data tab words it: `aux_id_3` is Aux ID 3.
fn words(location: &str) -> String {
    let word = |word: &str| match word.to_ascii_lowercase().as_str() {
        "id" => "ID".to_owned(),
        word => {
            let mut letters = word.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(letters).collect()
        }
    };
    let words: Vec<String> = location.split(['_', ' ']).map(word).collect();
    Shown(&words.join(" ")).into()
}
