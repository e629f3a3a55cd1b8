//! A program that is ended together with all that it started.
#![allow(unsafe_code, reason = "jobs are made by Windows' own functions alone")]

use std::ptr;

use tokio::process::Child;
use windows_sys::Win32::Foundation::{CloseHandle, HANDLE};
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation,
    SetInformationJobObject,
};

/// A program and what it starts: all of them end when this is dropped, or when otpdoctor itself ends.
pub struct Job(HANDLE);

// SAFETY: the handle belongs to the process, and every thread may use it.
unsafe impl Send for Job {}
// SAFETY: as above; Windows guards the job itself.
unsafe impl Sync for Job {}

impl Job {
    /// The job of a program that was started a moment ago; what it started before is not in it.
    ///
    /// `None` where Windows makes none: before Windows 8 a process is in one job at most, and a scheduled task is in one
    /// already.
    pub fn of(child: &Child) -> Option<Self> {
        let process = child.raw_handle()?;
        // SAFETY: without a name and a descriptor a new job is made, which is closed once, by `Drop`.
        let job = unsafe { CreateJobObjectW(ptr::null(), ptr::null()) };
        let job = (!job.is_null()).then_some(Self(job))?;
        // SAFETY: both handles are open.
        let taken = job.limit(JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE)
            && unsafe { AssignProcessToJobObject(job.0, process) } != 0;
        taken.then_some(job)
    }

    /// Lets what is still running live on.
    pub fn release(self) {
        self.limit(0);
    }

    fn limit(&self, flags: u32) -> bool {
        let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
        limits.BasicLimitInformation.LimitFlags = flags;
        // SAFETY: the job is open, and the structure is the one of this question, with its size.
        let set = unsafe {
            SetInformationJobObject(
                self.0,
                JobObjectExtendedLimitInformation,
                (&raw const limits).cast(),
                size_of::<JOBOBJECT_EXTENDED_LIMIT_INFORMATION>() as u32,
            )
        };
        set != 0
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        // SAFETY: it was opened by `of`, and this is the last use of it.
        unsafe { CloseHandle(self.0) };
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use tokio::process::Command;

    use super::*;

    fn long() -> Child {
        let mut command = Command::new("ping");
        command.args(["-n", "600", "127.0.0.1"]);
        command.stdout(std::process::Stdio::null()).spawn().unwrap()
    }

    #[tokio::test]
    async fn a_program_ends_with_its_job_unless_it_is_let_go() {
        let mut ended = long();
        drop(Job::of(&ended).unwrap());
        ended.wait().await.unwrap();
        let mut free = long();
        Job::of(&free).unwrap().release();
        assert_eq!(free.try_wait().unwrap(), None, "it lives on");
        free.kill().await.unwrap();
    }
}
