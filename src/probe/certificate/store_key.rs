//! Why a key in a Windows store cannot be had.

use std::io::{self, ErrorKind};

use checks::kit::probe::certificate::Problem;

use super::contents::unreadable;
use crate::windows::host;

/// Why Windows does not hand out a key. To an account that may not read it, Windows says so in many ways, "Keyset does not exist"
/// (NTE_BAD_KEYSET) among them: of one who is no administrator that says nothing.
pub(super) fn problem(error: &io::Error) -> Problem {
    const NTE_PERM: i32 = 0x8009_0010_u32.cast_signed();
    const NTE_BAD_KEYSET: i32 = 0x8009_0016_u32.cast_signed();
    const NTE_SILENT_CONTEXT: i32 = 0x8009_0022_u32.cast_signed();
    const SCARD_NO_READER: i32 = 0x8010_002E_u32.cast_signed();
    match error.raw_os_error() {
        Some(NTE_PERM) => Problem::NoPermission,
        _ if error.kind() == ErrorKind::PermissionDenied => Problem::NoPermission,
        Some(NTE_BAD_KEYSET) if host::is_elevated() => Problem::Missing,
        Some(NTE_BAD_KEYSET) => Problem::NoPermission,
        Some(NTE_SILENT_CONTEXT | SCARD_NO_READER) => {
            Problem::Unusable("a key on a card, or one that asks for a PIN".into())
        }
        _ => unreadable(format!("Windows does not export the key: {error}")),
    }
}
