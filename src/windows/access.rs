//! Who may do what: security descriptors as Windows keeps them, and the accounts that they name.
#![allow(
    unsafe_code,
    reason = "descriptors and accounts are told by Windows' own functions alone"
)]

use std::fs::File;
use std::os::windows::ffi::OsStrExt as _;
use std::os::windows::io::FromRawHandle as _;
use std::path::Path;
use std::{io, ptr, slice};

use checks::kit::descriptor::{CHANGE, Descriptor, READ};
use windows_sys::Win32::Foundation::{
    ERROR_NONE_MAPPED, GENERIC_READ, GENERIC_WRITE, INVALID_HANDLE_VALUE, LocalFree,
};
use windows_sys::Win32::NetworkManagement::NetManagement::{
    LG_INCLUDE_INDIRECT, LOCALGROUP_USERS_INFO_0, MAX_PREFERRED_LENGTH, NetApiBufferFree,
    NetUserGetLocalGroups,
};
use windows_sys::Win32::Security::Authorization::{
    ConvertSidToStringSidW, ConvertStringSecurityDescriptorToSecurityDescriptorW,
    ConvertStringSidToSidW, GetNamedSecurityInfoW, SDDL_REVISION_1, SE_FILE_OBJECT,
};
use windows_sys::Win32::Security::{
    DACL_SECURITY_INFORMATION, GROUP_SECURITY_INFORMATION, GetSecurityDescriptorLength,
    LookupAccountNameW, LookupAccountSidW, OWNER_SECURITY_INFORMATION,
    PROTECTED_DACL_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, PSID, SECURITY_ATTRIBUTES,
    SECURITY_MAX_SID_SIZE, SetFileSecurityW, TOKEN_USER, TokenUser,
};
use windows_sys::Win32::Storage::FileSystem::{
    CREATE_NEW, CreateDirectoryW, CreateFileW, FILE_ATTRIBUTE_NORMAL, FILE_SHARE_DELETE,
    FILE_SHARE_READ, FILE_SHARE_WRITE,
};

use super::host;

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
    let path = wide(path);
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

/// Lets nobody do anything with a folder but SYSTEM and administrators, who own it, and this account with these rights, as
/// SDDL writes them; what is made in it inherits that.
///
/// # Errors
/// When this account may not say so.
pub fn keep_for(path: &Path, sid: &str, rights: &str) -> io::Result<()> {
    let made = made_of(&format!("O:BA{}", list_for("OICI", sid, rights)))?;
    keep(path, made.0, OWNER_SECURITY_INFORMATION)
}

/// Lets the same accounts do the same with a file as with another.
///
/// # Errors
/// When this account may not say so.
pub fn keep_as(path: &Path, other: &Path) -> io::Result<()> {
    let mut descriptor = descriptor(other)?;
    keep(path, descriptor.as_mut_ptr().cast(), 0)
}

/// Takes a file's list out of a descriptor, and these parts besides.
fn keep(path: &Path, descriptor: PSECURITY_DESCRIPTOR, besides: u32) -> io::Result<()> {
    let parts = besides | DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION;
    // SAFETY: the path ends with a zero, and the callers' descriptors last until they return.
    match unsafe { SetFileSecurityW(wide(path).as_ptr(), parts, descriptor) } {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// A new file, for this account, administrators and SYSTEM alone, from the first; for administrators and SYSTEM where its
/// folder is, since no administrator has more of it than the next.
///
/// # Errors
/// When there is one, or as of the system.
pub fn private_file(path: &Path) -> io::Result<File> {
    let folder = path.parent().map(descriptor).and_then(Result::ok);
    let folder = folder.and_then(|bytes| Descriptor::parse(&bytes));
    let is_common = folder.is_some_and(|folder| folder.others(READ | CHANGE, &[]).is_empty());
    let account = if is_common {
        "BA".to_owned()
    } else {
        own_sid()?
    };
    let private = made_of(&list_for("", &account, "FA"))?;
    let attributes = attributes(&private);
    // SAFETY: the path ends with a zero, and the descriptor lasts until it is dropped; the handle is ours alone.
    unsafe {
        let handle = CreateFileW(
            wide(path).as_ptr(),
            GENERIC_READ | GENERIC_WRITE,
            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
            &raw const attributes,
            CREATE_NEW,
            FILE_ATTRIBUTE_NORMAL,
            ptr::null_mut(),
        );
        if handle == INVALID_HANDLE_VALUE {
            return Err(io::Error::last_os_error());
        }
        Ok(File::from_raw_handle(handle))
    }
}

/// A new folder, for this account, administrators and SYSTEM alone, as what is made in it.
///
/// # Errors
/// When there is one, or as of the system.
pub fn private_folder(path: &Path) -> io::Result<()> {
    folder_for(path, &own_sid()?)
}

/// A new folder, for this account, as SDDL writes it, administrators and SYSTEM alone, as what is made in it.
///
/// # Errors
/// When there is one, or as of the system.
pub fn folder_for(path: &Path, sid: &str) -> io::Result<()> {
    let private = made_of(&list_for("OICI", sid, "FA"))?;
    let attributes = attributes(&private);
    // SAFETY: the path ends with a zero, and the descriptor lasts until it is dropped.
    match unsafe { CreateDirectoryW(wide(path).as_ptr(), &raw const attributes) } {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// The SID of the account that this process runs as.
///
/// # Errors
/// When Windows does not say.
pub fn own_sid() -> io::Result<String> {
    let mut place = [0_u64; (size_of::<TOKEN_USER>() + SECURITY_MAX_SID_SIZE as usize).div_ceil(8)];
    // SAFETY: the buffer is as long as is passed, is aligned for a pointer, and holds the SID that the answer points to.
    unsafe {
        let size = size_of_val(&place) as u32;
        host::of_this_process(TokenUser, place.as_mut_ptr().cast(), size)?;
        text_of((*place.as_ptr().cast::<TOKEN_USER>()).User.Sid)
    }
}

/// A list that inherits nothing, and is inherited as the flags say: everything for SYSTEM and administrators, and these
/// rights for this account.
fn list_for(flags: &str, sid: &str, rights: &str) -> String {
    format!("D:P(A;{flags};FA;;;SY)(A;{flags};FA;;;BA)(A;{flags};{rights};;;{sid})")
}

/// The descriptor that SDDL writes so.
fn made_of(sddl: &str) -> io::Result<Local> {
    let words: Vec<u16> = sddl.encode_utf16().chain([0]).collect();
    let mut made = Local(ptr::null_mut());
    // SAFETY: the text ends with a zero, and the place for the descriptor is on the stack.
    let done = unsafe {
        ConvertStringSecurityDescriptorToSecurityDescriptorW(
            words.as_ptr(),
            SDDL_REVISION_1,
            &raw mut made.0,
            ptr::null_mut(),
        )
    };
    match done {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(made),
    }
}

/// For what is to have this descriptor, which must outlast them.
fn attributes(descriptor: &Local) -> SECURITY_ATTRIBUTES {
    SECURITY_ATTRIBUTES {
        nLength: size_of::<SECURITY_ATTRIBUTES>() as u32,
        lpSecurityDescriptor: descriptor.0,
        bInheritHandle: 0,
    }
}

fn wide(path: &Path) -> Vec<u16> {
    path.as_os_str().encode_wide().chain([0]).collect()
}

/// The SID of an account; `None` where there is no account of that name.
///
/// # Errors
/// When Windows does not know, for example while a domain is not reached.
pub fn sid_of(account: &str) -> io::Result<Option<String>> {
    let account: Vec<u16> = account.encode_utf16().chain([0]).collect();
    let mut sid = [0_u64; (SECURITY_MAX_SID_SIZE as usize).div_ceil(8)];
    let (mut size, mut length, mut kind) = (SECURITY_MAX_SID_SIZE, NAME, 0);
    let mut domain = [0_u16; NAME as usize];
    // SAFETY: the name ends with a zero, and both buffers have the size that is passed.
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
    // SAFETY: the SID was filled above.
    unsafe { text_of(sid.as_mut_ptr().cast()) }.map(Some)
}

/// A SID as text, `S-1-5-18`.
///
/// # Safety
/// It must be one.
unsafe fn text_of(sid: PSID) -> io::Result<String> {
    let mut text = ptr::null_mut();
    // SAFETY: for the SID the caller speaks, and the place for the text is on the stack.
    if unsafe { ConvertSidToStringSidW(sid, &raw mut text) } == 0 {
        return Err(io::Error::last_os_error());
    }
    let _freed = Local(text.cast());
    // SAFETY: the text ends with a zero, and is copied before it is freed.
    Ok(unsafe { copied(text) })
}

/// A text of Windows.
///
/// # Safety
/// It must end with a zero.
unsafe fn copied(text: *const u16) -> String {
    // SAFETY: nothing is read beyond the zero.
    let text = unsafe {
        let length = (0..).take_while(|index| *text.add(*index) != 0).count();
        slice::from_raw_parts(text, length)
    };
    String::from_utf16_lossy(text)
}

/// The name of an account, `DOMAIN\name`; `None` where there is none of that SID any more.
///
/// # Errors
/// When Windows does not know, for example while a domain is not reached.
pub fn name_of(sid: &str) -> io::Result<Option<String>> {
    let sid: Vec<u16> = sid.encode_utf16().chain([0]).collect();
    let mut binary = Local(ptr::null_mut());
    // SAFETY: the text ends with a zero, and the place for the SID is on the stack.
    if unsafe { ConvertStringSidToSidW(sid.as_ptr(), &raw mut binary.0) } == 0 {
        return Err(io::Error::last_os_error());
    }
    let (mut name, mut domain) = ([0_u16; NAME as usize], [0_u16; NAME as usize]);
    let (mut length, mut domain_length, mut kind) = (NAME, NAME, 0);
    // SAFETY: the SID was made above, and both buffers have the size that is passed.
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

/// The SIDs of the groups of this machine that an account, `DOMAIN\name`, is in, also by way of a group of its domain.
///
/// # Errors
/// When Windows does not know, for example while a domain is not reached.
pub fn local_groups(account: &str) -> io::Result<Vec<String>> {
    let account: Vec<u16> = account.encode_utf16().chain([0]).collect();
    let (mut found, mut count, mut total) = (ptr::null_mut::<u8>(), 0, 0);
    // SAFETY: the name ends with a zero, no server is named, which means this machine, and the other places are on the stack.
    let failed = unsafe {
        NetUserGetLocalGroups(
            ptr::null(),
            account.as_ptr(),
            0,
            LG_INCLUDE_INDIRECT,
            &raw mut found,
            MAX_PREFERRED_LENGTH,
            &raw mut count,
            &raw mut total,
        )
    };
    let names = if failed != 0 || found.is_null() {
        Vec::new()
    } else {
        // SAFETY: there are as many names as are passed, each of which ends with a zero; they are copied before they are freed.
        unsafe {
            let groups = found.cast::<LOCALGROUP_USERS_INFO_0>();
            let groups = slice::from_raw_parts(groups, count as usize).iter();
            groups.map(|group| copied(group.lgrui0_name)).collect()
        }
    };
    // SAFETY: it was allocated for us, even where the function failed, or is null, which is taken too.
    unsafe { NetApiBufferFree(found.cast()) };
    if failed != 0 {
        return Err(io::Error::from_raw_os_error(failed.cast_signed()));
    }
    let sids = names
        .iter()
        .map(|name| sid_of(name)?.ok_or_else(|| io::ErrorKind::NotFound.into()));
    sids.collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Wine says of every account that it is an administrator.
    #[test]
    fn the_groups_of_an_account_are_told_as_sids() {
        let own = std::env::var("USERNAME").expect("wine names it");
        let groups = local_groups(&own).expect("wine lists them");
        assert_eq!(groups, ["S-1-5-32-544"]);
    }
}
