//! The command line.
#![cfg_attr(
    target_os = "linux",
    allow(unsafe_code, reason = "Rust offers no moment before its own beginning")
)]

fn main() -> std::process::ExitCode {
    otpdoctor::cli::main()
}

/// Before Rust begins: it opens `/dev/null` in place of a closed stdout, and what is written there is lost in silence.
#[cfg(target_os = "linux")]
mod beginning {
    use std::os::fd::BorrowedFd;
    use std::sync::atomic::Ordering;

    #[used]
    #[unsafe(link_section = ".init_array")]
    static LOOK: extern "C" fn() = look;

    extern "C" fn look() {
        // SAFETY: whether it is open is what is asked, and nothing else is done with it.
        let stdout = unsafe { BorrowedFd::borrow_raw(1) };
        let is_closed = rustix::io::fcntl_getfd(stdout).is_err();
        otpdoctor::cli::STDOUT_IS_CLOSED.store(is_closed, Ordering::Relaxed);
    }
}
