//! The machine.
#![allow(
    unsafe_code,
    reason = "its name and one's own rights are told by Windows' own functions alone"
)]

use std::ffi::c_void;
use std::{io, ptr};

use windows_sys::Win32::Foundation::CloseHandle;
use windows_sys::Win32::Globalization::{
    CP_OEMCP, GetLocaleInfoW, LOCALE_IDEFAULTCODEPAGE, LOCALE_RETURN_NUMBER, LOCALE_SYSTEM_DEFAULT,
    MultiByteToWideChar,
};
use windows_sys::Win32::NetworkManagement::NetManagement::{
    NetApiBufferFree, NetGetJoinInformation, NetSetupDomainName, NetSetupUnknownStatus,
};
use windows_sys::Win32::Security::{
    GetTokenInformation, TOKEN_ELEVATION, TOKEN_INFORMATION_CLASS, TOKEN_QUERY, TokenElevation,
};
use windows_sys::Win32::System::SystemInformation::{
    ComputerNamePhysicalDnsFullyQualified, GetComputerNameExW,
};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

/// The host's full DNS name; `COMPUTERNAME` holds 15 characters of it.
pub fn full_name() -> Option<String> {
    // A DNS name has at most 253 characters.
    let mut name = [0_u16; 256];
    let mut length = 256;
    // SAFETY: the function writes at most as many characters as `length` says there is room for.
    let told = unsafe {
        GetComputerNameExW(
            ComputerNamePhysicalDnsFullyQualified,
            name.as_mut_ptr(),
            &raw mut length,
        )
    };
    let name = name.get(..length as usize).filter(|_| told != 0)?;
    Some(String::from_utf16_lossy(name)).filter(|name| !name.is_empty())
}

/// Whether the machine has joined a domain; `None` where Windows does not say.
pub fn has_joined_a_domain() -> Option<bool> {
    let (mut name, mut state) = (ptr::null_mut(), NetSetupUnknownStatus);
    // SAFETY: no server is named, which means this machine; both places are on the stack.
    let failed = unsafe { NetGetJoinInformation(ptr::null(), &raw mut name, &raw mut state) };
    if failed != 0 {
        return None;
    }
    // SAFETY: the name was given to us to free, and is not used.
    unsafe { NetApiBufferFree(name.cast()) };
    (state != NetSetupUnknownStatus).then_some(state == NetSetupDomainName)
}

/// Has the variable `TZ` say nothing from now on: Windows and .NET have none, but what looks the zone up believes it.
pub fn forget_zone_variable() {
    // SAFETY: Windows guards the variables of a process against each other.
    unsafe { std::env::remove_var("TZ") };
}

/// The code page in which programs of the system print: `CP_OEMCP` is that of this process, which its manifest makes UTF-8.
fn oem_code_page() -> u32 {
    let mut page = 0_u32;
    // SAFETY: the number has the size of two characters, as this form of the question has it.
    let told = unsafe {
        GetLocaleInfoW(
            LOCALE_SYSTEM_DEFAULT,
            LOCALE_IDEFAULTCODEPAGE | LOCALE_RETURN_NUMBER,
            (&raw mut page).cast(),
            2,
        )
    };
    if told == 2 { page } else { CP_OEMCP }
}

/// What a program of the system printed, in its code page (OEM).
pub fn from_code_page(printed: &[u8]) -> String {
    let length = i32::try_from(printed.len()).unwrap_or(i32::MAX);
    // A character takes a byte or more.
    let mut wide = vec![0_u16; printed.len()];
    // SAFETY: both buffers have `length` elements.
    let written = unsafe {
        MultiByteToWideChar(
            oem_code_page(),
            0,
            printed.as_ptr(),
            length,
            wide.as_mut_ptr(),
            length,
        )
    };
    wide.truncate(usize::try_from(written).unwrap_or_default());
    String::from_utf16_lossy(&wide)
}

/// Whether this process has an administrator's rights ("Run as administrator").
pub fn is_elevated() -> bool {
    let mut elevation = TOKEN_ELEVATION::default();
    // SAFETY: the answer has the size that is passed.
    let told = unsafe {
        of_this_process(
            TokenElevation,
            (&raw mut elevation).cast(),
            size_of::<TOKEN_ELEVATION>() as u32,
        )
    };
    told.is_ok() && elevation.TokenIsElevated != 0
}

/// What the token of this process says.
///
/// # Safety
/// The place must have room for so many bytes, and be aligned for what is asked for.
pub(super) unsafe fn of_this_process(
    what: TOKEN_INFORMATION_CLASS,
    place: *mut c_void,
    size: u32,
) -> io::Result<()> {
    let mut token = ptr::null_mut();
    // SAFETY: the pseudo handle of the own process is always open, and the place is on the stack.
    if unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token) } == 0 {
        return Err(io::Error::last_os_error());
    }
    let mut length = 0;
    // SAFETY: the token was opened above; for the place the caller speaks.
    let told = match unsafe { GetTokenInformation(token, what, place, size, &raw mut length) } {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    };
    // SAFETY: it is used no more.
    unsafe { CloseHandle(token) };
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_prints_is_read_by_its_code_page_and_not_by_this_programs() {
        // Wine's is 437, or 850 in most of Europe, both of which have these.
        assert!([437, 850].contains(&oem_code_page()), "{}", oem_code_page());
        assert_eq!(from_code_page(b"Schlie\xe1en \x81ber"), "Schließen über");
    }
}
