//! WinHTTP's proxy, which belongs to the machine.
#![allow(
    unsafe_code,
    reason = "WinHTTP tells it by a function of its own alone; `netsh` prints it in the language of the machine"
)]

use std::io;

use windows_sys::Win32::Foundation::GlobalFree;
use windows_sys::Win32::Networking::WinHttp::{
    WINHTTP_ACCESS_TYPE_NAMED_PROXY, WINHTTP_PROXY_INFO, WinHttpGetDefaultProxyConfiguration,
};
use windows_sys::core::PWSTR;

/// The servers and the exceptions as they were set; `None` where connections are direct.
///
/// # Errors
/// When WinHTTP does not say.
pub fn of_win_http() -> io::Result<Option<(String, String)>> {
    let mut info = WINHTTP_PROXY_INFO::default();
    // SAFETY: the place to write to is on the stack.
    if unsafe { WinHttpGetDefaultProxyConfiguration(&raw mut info) } == 0 {
        return Err(io::Error::last_os_error());
    }
    let (servers, bypass) = (taken(info.lpszProxy), taken(info.lpszProxyBypass));
    let named = info.dwAccessType == WINHTTP_ACCESS_TYPE_NAMED_PROXY;
    Ok(named.then_some((servers, bypass)))
}

/// A text of WinHTTP's, which is then freed.
fn taken(text: PWSTR) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: a text that WinHTTP gives ends with a zero, is ours to free, and is not used afterwards.
    unsafe {
        let length = (0..).take_while(|at| *text.add(*at) != 0).count();
        let words = String::from_utf16_lossy(std::slice::from_raw_parts(text, length));
        GlobalFree(text.cast());
        words
    }
}
