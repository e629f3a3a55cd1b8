//! The service manager.
#![allow(
    unsafe_code,
    reason = "the state of a service is told by Windows' own functions alone"
)]

use std::ptr;

use windows_sys::Win32::System::Services::{
    CloseServiceHandle, OpenSCManagerW, OpenServiceW, QueryServiceStatus, SC_HANDLE,
    SC_MANAGER_CONNECT, SERVICE_QUERY_STATUS, SERVICE_RUNNING, SERVICE_STATUS,
};

/// A handle that is closed when it is dropped.
struct Open(SC_HANDLE);

impl Open {
    fn new(handle: SC_HANDLE) -> Option<Self> {
        (!handle.is_null()).then_some(Self(handle))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // SAFETY: it is open, and used no more.
        unsafe { CloseServiceHandle(self.0) };
    }
}

/// Whether a service of this machine runs; `None` where there is none, or its state is not told.
pub fn runs(name: &str) -> Option<bool> {
    let name: Vec<u16> = name.encode_utf16().chain([0]).collect();
    // SAFETY: no machine and no database are named, which means the ones here.
    let manager = unsafe { OpenSCManagerW(ptr::null(), ptr::null(), SC_MANAGER_CONNECT) };
    let manager = Open::new(manager)?;
    // SAFETY: the manager is open, and the name ends with a zero.
    let service = unsafe { OpenServiceW(manager.0, name.as_ptr(), SERVICE_QUERY_STATUS) };
    let service = Open::new(service)?;
    let mut status = SERVICE_STATUS::default();
    // SAFETY: the service is open, and the place is on the stack.
    let told = unsafe { QueryServiceStatus(service.0, &raw mut status) };
    (told != 0).then_some(status.dwCurrentState == SERVICE_RUNNING)
}
