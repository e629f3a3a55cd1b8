//! The drives of the machine.
#![allow(
    unsafe_code,
    reason = "which drives there are, and of what kind, is told by Windows' own functions alone"
)]

use std::path::PathBuf;

use windows_sys::Win32::Storage::FileSystem::{GetDriveTypeW, GetLogicalDrives};

/// A disk that stays in the machine, unlike a share or a disc.
const DRIVE_FIXED: u32 = 3;

/// The roots of the disks that stay in the machine: `C:\`, `D:\`. A share is not asked.
pub fn fixed() -> Vec<PathBuf> {
    // SAFETY: it takes nothing and gives a number.
    let there = unsafe { GetLogicalDrives() };
    let letters = ('A'..='Z').enumerate();
    let roots = letters.filter(|(bit, _)| there >> bit & 1 == 1);
    let roots = roots.map(|(_, letter)| format!("{letter}:\\"));
    let fixed = roots.filter(|root| {
        let wide: Vec<u16> = root.encode_utf16().chain([0]).collect();
        // SAFETY: the text ends with a zero.
        unsafe { GetDriveTypeW(wide.as_ptr()) == DRIVE_FIXED }
    });
    fixed.map(PathBuf::from).collect()
}
