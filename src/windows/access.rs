//! Who may do what: security descriptors as Windows keeps them, and the accounts that they name.
#![allow(
    unsafe_code,
    reason = "descriptors and accounts are told by Windows' own functions alone"
)]

use std::os::windows::ffi::OsStrExt as _;
use std::path::Path;
use std::{io, ptr, slice};

use windows_sys::Win32::Foundation::{ERROR_NONE_MAPPED, LocalFree};
use windows_sys::Win32::Security::Authorization::{
    ConvertSidToStringSidW, ConvertStringSecurityDescriptorToSecurityDescriptorW,
    ConvertStringSidToSidW, GetNamedSecurityInfoW, SDDL_REVISION_1, SE_FILE_OBJECT,
};
use windows_sys::Win32::Security::{
    DACL_SECURITY_INFORMATION, GROUP_SECURITY_INFORMATION, GetSecurityDescriptorLength,
    LookupAccountNameW, LookupAccountSidW, OWNER_SECURITY_INFORMATION,
    PROTECTED_DACL_SECURITY_INFORMATION, SECURITY_MAX_SID_SIZE, SetFileSecurityW,
};

/// What of a descriptor is asked for: audits are for administrators alone.
pub(super) const PARTS: u32 =
    OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;

/// Room for a name of an account or of its domain: the longest that Windows takes have 256 characters.
const NAME: u32 = 257;

/// What Windows gave to be freed.
struct Local(*mut std::ffi::c_void);

impl Drop for Local {
    fn drop(&mut self) {
        // SAFETY: it was allocated for us by the function that gave it, and this is the last use of it.
        unsafe { LocalFree(self.0) };
    }
}

/// The security descriptor of a file or folder, in self-relative form.
///
/// # Errors
/// When there is none, or it may not be read.
pub fn descriptor(path: &Path) -> io::Result<Vec<u8>> {
    let path: Vec<u16> = path.as_os_str().encode_wide().chain([0]).collect();
    let none = ptr::null_mut;
    let mut found = Local(ptr::null_mut());
    // SAFETY: the path ends with a zero, and the place for the descriptor is on the stack.
    let failed = unsafe {
        GetNamedSecurityInfoW(
            path.as_ptr(),
            SE_FILE_OBJECT,
            PARTS,
            none(),
            none(),
            ptr::null_mut(),
            ptr::null_mut(),
            &raw mut found.0,
        )
    };
    if failed != 0 {
        return Err(io::Error::from_raw_os_error(failed.cast_signed()));
    }
    // SAFETY: the descriptor was given above, is self-relative, and as long as it says; it is copied before it is freed.
    let bytes = unsafe {
        let length = GetSecurityDescriptorLength(found.0) as usize;
        slice::from_raw_parts(found.0.cast::<u8>(), length)
    };
    Ok(bytes.to_vec())
}

/// Lets nobody do anything with a file or folder but SYSTEM and administrators, who own it, and this account with these
/// rights, as SDDL writes them; what is made in a folder inherits that.
///
/// # Errors
/// When this account may not say so.
pub fn keep_for(path: &Path, sid: &str, rights: &str) -> io::Result<()> {
    let words = format!("O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;{rights};;;{sid})");
    let words: Vec<u16> = words.encode_utf16().chain([0]).collect();
    let path: Vec<u16> = path.as_os_str().encode_wide().chain([0]).collect();
    let mut made = Local(ptr::null_mut());
    let parts = OWNER_SECURITY_INFORMATION
        | DACL_SECURITY_INFORMATION
        | PROTECTED_DACL_SECURITY_INFORMATION;
    // SAFETY: both texts end with a zero, and the descriptor that is made of one lasts until it is dropped.
    let done = unsafe {
        ConvertStringSecurityDescriptorToSecurityDescriptorW(
            words.as_ptr(),
            SDDL_REVISION_1,
            &raw mut made.0,
            ptr::null_mut(),
        ) != 0
            && SetFileSecurityW(path.as_ptr(), parts, made.0) != 0
    };
    if done {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// The SID of an account; `None` where there is no account of that name.
///
/// # Errors
/// When Windows cannot tell, as where a domain is not reached.
pub fn sid_of(account: &str) -> io::Result<Option<String>> {
    let account: Vec<u16> = account.encode_utf16().chain([0]).collect();
    let mut sid = [0_u64; (SECURITY_MAX_SID_SIZE as usize).div_ceil(8)];
    let (mut size, mut length, mut kind) = (SECURITY_MAX_SID_SIZE, NAME, 0);
    let mut domain = [0_u16; NAME as usize];
    // SAFETY: the name ends with a zero, and both places have the room that is told.
    let found = unsafe {
        LookupAccountNameW(
            ptr::null(),
            account.as_ptr(),
            sid.as_mut_ptr().cast(),
            &raw mut size,
            domain.as_mut_ptr(),
            &raw mut length,
            &raw mut kind,
        )
    };
    if !known(found)? {
        return Ok(None);
    }
    let mut text = ptr::null_mut();
    // SAFETY: the SID was filled above, and the place for the text is on the stack.
    if unsafe { ConvertSidToStringSidW(sid.as_mut_ptr().cast(), &raw mut text) } == 0 {
        return Err(io::Error::last_os_error());
    }
    let _freed = Local(text.cast());
    // SAFETY: the text ends with a zero, and is copied before it is freed.
    let text = unsafe {
        let length = (0..).take_while(|index| *text.add(*index) != 0).count();
        slice::from_raw_parts(text, length)
    };
    Ok(Some(String::from_utf16_lossy(text)))
}

/// The name of an account, `DOMAIN\name`; `None` where there is none of that SID any more.
///
/// # Errors
/// When Windows cannot tell, as where a domain is not reached.
pub fn name_of(sid: &str) -> io::Result<Option<String>> {
    let sid: Vec<u16> = sid.encode_utf16().chain([0]).collect();
    let mut binary = Local(ptr::null_mut());
    // SAFETY: the text ends with a zero, and the place for the SID is on the stack.
    if unsafe { ConvertStringSidToSidW(sid.as_ptr(), &raw mut binary.0) } == 0 {
        return Err(io::Error::last_os_error());
    }
    let (mut name, mut domain) = ([0_u16; NAME as usize], [0_u16; NAME as usize]);
    let (mut length, mut domain_length, mut kind) = (NAME, NAME, 0);
    // SAFETY: the SID was made above, and both places have the room that is told.
    let found = unsafe {
        LookupAccountSidW(
            ptr::null(),
            binary.0,
            name.as_mut_ptr(),
            &raw mut length,
            domain.as_mut_ptr(),
            &raw mut domain_length,
            &raw mut kind,
        )
    };
    if !known(found)? {
        return Ok(None);
    }
    let text = |text: &[u16]| {
        let end = text.iter().position(|unit| *unit == 0);
        String::from_utf16_lossy(&text[..end.unwrap_or(text.len())])
    };
    Ok(Some(match text(&domain) {
        domain if domain.is_empty() => text(&name),
        domain => format!("{domain}\\{}", text(&name)),
    }))
}

/// Whether what was looked up is there.
fn known(found: i32) -> io::Result<bool> {
    let error = io::Error::last_os_error();
    match found {
        0 if error.raw_os_error() == Some(ERROR_NONE_MAPPED.cast_signed()) => Ok(false),
        0 => Err(error),
        _ => Ok(true),
    }
}
