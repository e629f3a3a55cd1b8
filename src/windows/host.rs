//! The machine.
#![allow(
    unsafe_code,
    reason = "the name is told by Windows' own functions alone"
)]

use windows_sys::Win32::System::SystemInformation::{
    ComputerNamePhysicalDnsFullyQualified, GetComputerNameExW,
};

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
