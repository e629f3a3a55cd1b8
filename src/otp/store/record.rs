//! A record as text: JSON, the same in every store.

use super::{Place, StoreError, Version};
use crate::otp::core::{Account, User};

/// The text of an account.
///
/// # Errors
/// When it cannot be written as JSON.
pub(super) fn write(place: &Place, user: &User, account: &Account) -> Result<String, StoreError> {
    serde_json::to_string(account).map_err(|why| damaged(place, user, &why.to_string()))
}

/// The account of a row.
///
/// # Errors
/// When it is no account of this version of otpdoctor.
pub(super) fn read(
    place: &Place,
    user: &User,
    version: i64,
    text: &str,
) -> Result<(Account, Version), StoreError> {
    let account = serde_json::from_str(text).map_err(|why| damaged(place, user, &why.to_string()));
    let version = Version::try_from(version)
        .map_err(|_| damaged(place, user, &format!("its version is {version}")));
    Ok((account?, version?))
}

/// The version as databases count; `None` where no record can have it.
pub(super) fn column(version: Version) -> Option<i64> {
    i64::try_from(version).ok()
}

fn damaged(place: &Place, user: &User, why: &str) -> StoreError {
    StoreError::Damaged {
        place: place.clone(),
        why: format!(
            "the record of {:?} is none of this version: {}",
            user.as_str(),
            checks::kit::text::quote(why, 200)
        ),
    }
}
