//! A record as text: JSON, the same in every store.

use super::error::Problem;
use super::state::{Version, Versioned};
use crate::otp::core::{Account, User};

/// The text of an account.
///
/// # Errors
/// When it cannot be written as JSON.
pub(super) fn write(user: &User, account: &Account) -> Result<String, Problem> {
    serde_json::to_string(account).map_err(|why| damaged(user, &why.to_string()))
}

/// The account of a row.
///
/// # Errors
/// When it is no account of this version of otpdoctor.
pub(super) fn read(user: &User, version: Version, text: &str) -> Result<Versioned, Problem> {
    if version < 1 {
        return Err(damaged(user, &format!("its version is {version}")));
    }
    let account = serde_json::from_str(text).map_err(|why| damaged(user, &why.to_string()));
    Ok((account?, version))
}

fn damaged(user: &User, why: &str) -> Problem {
    let why = checks::kit::text::quote(why, 200);
    let user = user.as_str();
    Problem::Damaged(format!(
        "the record of {user:?} is none of this version: {why}"
    ))
}
