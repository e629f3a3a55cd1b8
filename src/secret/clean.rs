//! Plain data with the secrets cut out of every text that it holds.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Vault;

/// The same with the secrets cut out of every text. What must read as it does (a word of the format, a number
/// written as text) is no text of a peer's, and stays even where it happens to look like a secret.
pub fn clean<T: Clone + Serialize + DeserializeOwned>(answer: T, vault: &Vault) -> T {
    if vault.knows_none() {
        return answer;
    }
    let whole = serde_json::to_value(&answer).expect("an answer is plain data");
    let cut = redact(whole.clone(), vault);
    if let Ok(answer) = serde_json::from_value(cut.clone()) {
        return answer;
    }
    let mut left = whole.clone();
    for pointer in differing(&whole, &cut, "") {
        let before = left.clone();
        if let (Some(place), Some(text)) = (left.pointer_mut(&pointer), cut.pointer(&pointer)) {
            *place = text.clone();
        }
        if serde_json::from_value::<T>(left.clone()).is_err() {
            left = before;
        }
    }
    serde_json::from_value(left).unwrap_or(answer)
}

/// Where two values of one shape differ, as JSON pointers (RFC 6901).
fn differing(one: &Value, other: &Value, at: &str) -> Vec<String> {
    match (one, other) {
        (Value::Array(ones), Value::Array(others)) => {
            let items = ones.iter().zip(others).enumerate();
            items
                .flat_map(|(index, (one, other))| differing(one, other, &format!("{at}/{index}")))
                .collect()
        }
        (Value::Object(ones), Value::Object(others)) => {
            let fields = ones.iter().zip(others.values());
            fields
                .flat_map(|((key, one), other)| {
                    let key = key.replace('~', "~0").replace('/', "~1");
                    differing(one, other, &format!("{at}/{key}"))
                })
                .collect()
        }
        _ if one == other => Vec::new(),
        _ => vec![at.to_owned()],
    }
}

/// Every text of a value with the secrets cut out: before it is escaped, so that no escape hides one.
pub fn redact(value: Value, vault: &Vault) -> Value {
    match value {
        Value::String(text) => Value::String(vault.redact(&text)),
        Value::Array(items) => items.into_iter().map(|item| redact(item, vault)).collect(),
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| (key, redact(value, vault)))
            .collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use checks::kit::probe::smtp;
    use checks::kit::{Answered, Observed};

    use super::*;
    use crate::secret::{Commands, Resolve};

    fn vault(secret: &str) -> Vault {
        let secret = secret.to_owned().into();
        Vault::new(vec![secret], Vec::new(), Commands::Refused, Resolve::No)
    }

    fn answer(text: &'static str) -> Answered<Observed> {
        let reply = smtp::Reply {
            code: 554,
            lines: vec![text.into()],
        };
        Ok(Observed::Smtp(Box::new(smtp::Answer {
            banner: Some(reply),
            ended: Some((smtp::Stage::Banner, checks::kit::probe::tcp::Ended::Reset)),
            ..smtp::Answer::default()
        })))
    }

    #[test]
    fn what_is_judged_and_recorded_holds_no_secret() {
        let shown = clean(answer("you said c4nary"), &vault("c4nary"));
        assert_eq!(shown, answer("you said [plain text 0]"));
    }

    #[test]
    fn a_secret_that_is_a_word_of_the_format_leaves_it_readable() {
        let shown = clean(answer("the banner is banner"), &vault("banner"));
        assert_eq!(shown, answer("the [plain text 0] is [plain text 0]"));
    }
}
