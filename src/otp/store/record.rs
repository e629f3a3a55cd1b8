//! A record as text: JSON, the same in every store.

use super::error::StoreError;
use super::state::{Version, Versioned};
use crate::otp::core::{Account, User};

/// The text of an account.
///
/// # Errors
/// When it cannot be written as JSON.
pub(super) fn write(place: &str, user: &User, account: &Account) -> Result<String, StoreError> {
    serde_json::to_string(account).map_err(|why| damaged(place, user, &why.to_string()))
}

/// The account of a row.
///
/// # Errors
/// When it is no account of this version of otpdoctor.
pub(super) fn read(
    place: &str,
    user: &User,
    version: i64,
    text: &str,
) -> Result<Versioned, StoreError> {
    let account = serde_json::from_str(text).map_err(|why| damaged(place, user, &why.to_string()));
    let version = Version::try_from(version)
        .map_err(|_| damaged(place, user, &format!("its version is {version}")));
    Ok((account?, version?))
}

fn damaged(place: &str, user: &User, why: &str) -> StoreError {
    StoreError::Damaged {
        place: place.to_owned(),
        why: format!(
            "the record of {:?} is none of this version: {}",
            user.as_str(),
            checks::kit::text::quote(why, 200)
        ),
    }
}
