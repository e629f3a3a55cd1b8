//! The registry: what a key holds. Nothing is ever written.

use std::io;

use windows_registry::Type;
pub use windows_registry::{Key, LOCAL_MACHINE, USERS};

/// HRESULTs of ERROR_FILE_NOT_FOUND and ERROR_ACCESS_DENIED.
const NOT_FOUND: i32 = 0x8007_0002_u32.cast_signed();
const DENIED: i32 = 0x8007_0005_u32.cast_signed();

/// A value, of those types that are of use.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "plain words")]
pub enum Value {
    Number(u32),
    Text(String),
    Bytes(Vec<u8>),
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
    let values = key.values()?.filter_map(|(name, value)| {
        let value = match value.ty() {
            Type::U32 => Value::Number(u32::try_from(value).ok()?),
            Type::String | Type::ExpandString => Value::Text(String::try_from(value).ok()?),
            Type::Bytes => Value::Bytes(value.to_vec()),
            _ => return None,
        };
        Some((name, value))
    });
    Ok(Some(values.collect()))
}
