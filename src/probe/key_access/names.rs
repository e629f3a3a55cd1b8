//! Accounts and groups by name and number, as the name service knows them.

use checks::kit::probe::key_access::{Account, Id};
use checks::kit::{Answered, ProbeError};

/// The system's own list of accounts; other name services add theirs (nsswitch.conf(5)).
const ACCOUNTS: &str = "/etc/passwd";

/// The account of this name; `None` when the system knows none.
///
/// # Errors
/// When the system's own list of accounts is not there, so that one may only be missing with it.
pub(super) fn account(name: &str) -> Answered<Option<Account>> {
    let Some(user) = uzers::get_user_by_name(name) else {
        let list = std::fs::metadata(ACCOUNTS);
        return if list.is_ok_and(|list| list.len() > 0) {
            Ok(None)
        } else {
            Err(ProbeError::Unsupported(format!(
                "{ACCOUNTS} is missing or empty, so it is not known whether there is an account {name}"
            )))
        };
    };
    let groups = uzers::get_user_groups(user.name(), user.primary_group_id())
        .ok_or_else(|| ProbeError::Unsupported(format!("the groups of {name} cannot be listed")))?;
    Ok(Some(Account {
        uid: user.uid(),
        gid: user.primary_group_id(),
        groups: groups.iter().map(uzers::Group::gid).collect(),
    }))
}

pub(super) fn user(id: u32) -> Id {
    let name = uzers::get_user_by_uid(id).map(|user| user.name().to_string_lossy().into_owned());
    Id { id, name }
}

pub(super) fn group(id: u32) -> Id {
    let name = uzers::get_group_by_gid(id).map(|group| group.name().to_string_lossy().into_owned());
    Id { id, name }
}
