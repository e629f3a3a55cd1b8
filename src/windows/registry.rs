//! The registry: what a key holds. Nothing is ever written.
#![allow(
    unsafe_code,
    reason = "how many values a key has is told by a function of Windows' own alone"
)]

use std::{io, ptr};

use windows_registry::Type;
pub use windows_registry::{Key, LOCAL_MACHINE, USERS};
use windows_sys::Win32::System::Registry::RegQueryInfoKeyW;

/// HRESULTs of ERROR_FILE_NOT_FOUND and ERROR_ACCESS_DENIED.
const NOT_FOUND: i32 = 0x8007_0002_u32.cast_signed();
const DENIED: i32 = 0x8007_0005_u32.cast_signed();

/// A value, of those types that are of use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number of 32 bits.
    Number(u32),
    /// A text, variables in it as they stand.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// What is not of the type that it claims, or what the system does not give, which then has no name either.
    Unreadable,
}

/// The values of a key below another; `None` where there is no such key.
///
/// # Errors
/// When it may not be read.
pub fn values(root: &Key, path: &str) -> io::Result<Option<Vec<(String, Value)>>> {
    let key = match root.open(path) {
        Ok(key) => key,
        Err(error) if error.code().0 == NOT_FOUND => return Ok(None),
        Err(error) if error.code().0 == DENIED => {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        Err(error) => return Err(error.into()),
    };
    // The iterator passes over what the system does not give, and cannot say that it was not the end.
    let mut values = key.values()?;
    let found = (0..count(&key)?).filter_map(|_| {
        let Some((name, value)) = values.next() else {
            return Some((String::new(), Value::Unreadable));
        };
        let value = match value.ty() {
            Type::U32 => u32::try_from(value).map(Value::Number),
            Type::String | Type::ExpandString => String::try_from(value).map(Value::Text),
            Type::Bytes => Ok(Value::Bytes(value.to_vec())),
            _ => return None,
        };
        Some((name, value.unwrap_or(Value::Unreadable)))
    });
    Ok(Some(found.collect()))
}

/// A value of a key below another; `None` where there is none of this name, or of no use.
///
/// # Errors
/// When the key may not be read.
pub fn value(root: &Key, path: &str, name: &str) -> io::Result<Option<Value>> {
    let all = values(root, path)?.unwrap_or_default();
    let mut found = all
        .into_iter()
        .map(|(one, value)| (one.eq_ignore_ascii_case(name), value));
    Ok(found.find(|(is_it, _)| *is_it).map(|(_, value)| value))
}

fn count(key: &Key) -> io::Result<u32> {
    let (none, mut count) = (ptr::null_mut, 0);
    // SAFETY: the key is open, and the only place to write to is on the stack.
    let failed = unsafe {
        RegQueryInfoKeyW(
            key.as_raw(),
            ptr::null_mut(),
            none(),
            ptr::null(),
            none(),
            none(),
            none(),
            &raw mut count,
            none(),
            none(),
            none(),
            ptr::null_mut(),
        )
    };
    match failed {
        0 => Ok(count),
        error => Err(io::Error::from_raw_os_error(error.cast_signed())),
    }
}
