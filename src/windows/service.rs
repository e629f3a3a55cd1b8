//! The service manager: what runs, and what otpdoctor itself runs as.
#![allow(
    unsafe_code,
    reason = "which privileges a service keeps is said by a function of Windows' own alone"
)]

use std::ffi::OsString;
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use std::{io, thread};

use windows_service::service::{
    Service, ServiceAccess, ServiceAction, ServiceActionType, ServiceControl, ServiceControlAccept,
    ServiceErrorControl, ServiceExitCode, ServiceFailureActions, ServiceFailureResetPeriod,
    ServiceInfo, ServiceStartType, ServiceState, ServiceStatus, ServiceType,
};
use windows_service::service_control_handler::{self, ServiceControlHandlerResult};
use windows_service::service_manager::{ServiceManager, ServiceManagerAccess};
use windows_service::{define_windows_service, service_dispatcher};
use windows_sys::Win32::System::Services::{
    ChangeServiceConfig2W, SERVICE_CONFIG_REQUIRED_PRIVILEGES_INFO,
    SERVICE_REQUIRED_PRIVILEGES_INFOW,
};

/// How long a service may take to stop.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long after a failure it begins again.
const PAUSE: Duration = Duration::from_secs(60);
/// What every program may: to walk through folders.
const PRIVILEGES: &str = "SeChangeNotifyPrivilege\0\0";

/// Whether a service of this machine runs; `None` where there is none, or its state is not known.
pub fn runs(name: &str) -> Option<bool> {
    let service = open(name, ServiceAccess::QUERY_STATUS).ok()?;
    let status = service.query_status().ok()?;
    Some(status.current_state == ServiceState::Running)
}

/// A service that starts with Windows, and what its properties say of it.
pub struct Installed<'a> {
    /// By which it is started and stopped.
    pub name: &'a str,
    /// By which a person finds it.
    pub title: &'a str,
    /// What it does.
    pub description: &'a str,
    /// The arguments of this program, which it runs.
    pub arguments: Vec<OsString>,
    /// The account of Windows itself that it runs as; `None` is LocalSystem.
    pub account: Option<&'a str>,
}

/// Installs a service, with no privilege that it does not need; it begins again a minute after a failure.
///
/// # Errors
/// When this account may not, or there is a service of that name.
pub fn install(service: Installed<'_>) -> io::Result<()> {
    let info = ServiceInfo {
        name: service.name.into(),
        display_name: service.title.into(),
        service_type: ServiceType::OWN_PROCESS,
        start_type: ServiceStartType::AutoStart,
        error_control: ServiceErrorControl::Normal,
        executable_path: std::env::current_exe()?,
        launch_arguments: service.arguments,
        dependencies: Vec::new(),
        account_name: service.account.map(Into::into),
        account_password: None,
    };
    let manager = manager(ServiceManagerAccess::CREATE_SERVICE)?;
    let access = ServiceAccess::CHANGE_CONFIG | ServiceAccess::START | ServiceAccess::DELETE;
    let made = manager.create_service(&info, access).map_err(system)?;
    let set_up = set_up(&made, service.description);
    // Half of a service is none.
    set_up.inspect_err(|_| drop(made.delete()))
}

fn set_up(service: &Service, description: &str) -> io::Result<()> {
    service.set_description(description).map_err(system)?;
    let again = ServiceAction {
        action_type: ServiceActionType::Restart,
        delay: PAUSE,
    };
    let failure = ServiceFailureActions {
        reset_period: ServiceFailureResetPeriod::After(PAUSE * 60),
        reboot_msg: None,
        command: None,
        actions: Some(vec![again]),
    };
    service.update_failure_actions(failure).map_err(system)?;
    let failing = service.set_failure_actions_on_non_crash_failures(true);
    known(failing.map_err(system))?;
    let mut privileges: Vec<u16> = PRIVILEGES.encode_utf16().collect();
    let needed = SERVICE_REQUIRED_PRIVILEGES_INFOW {
        pmszRequiredPrivileges: privileges.as_mut_ptr(),
    };
    // SAFETY: the service is open, and the list of names ends with two zeros.
    let changed = unsafe {
        ChangeServiceConfig2W(
            service.raw_handle(),
            SERVICE_CONFIG_REQUIRED_PRIVILEGES_INFO,
            (&raw const needed).cast(),
        )
    };
    known(match changed {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    })
}

/// Wine has fewer properties of services than any Windows that otpdoctor starts on (ERROR_INVALID_LEVEL).
fn known(changed: io::Result<()>) -> io::Result<()> {
    changed.or_else(|why| match why.raw_os_error() {
        Some(124) => Ok(()),
        _ => Err(why),
    })
}

/// Stops a service and removes it.
///
/// # Errors
/// When this account may not, there is no such service, or it does not stop.
pub fn remove(name: &str) -> io::Result<()> {
    let access = ServiceAccess::QUERY_STATUS | ServiceAccess::STOP | ServiceAccess::DELETE;
    let service = open(name, access)?;
    let state = || service.query_status().map(|status| status.current_state);
    let until = Instant::now() + PATIENCE;
    if state().map_err(system)? != ServiceState::Stopped {
        service.stop().map_err(system)?;
    }
    while state().map_err(system)? != ServiceState::Stopped {
        if Instant::now() > until {
            return Err(io::ErrorKind::TimedOut.into());
        }
        thread::sleep(PATIENCE / 300);
    }
    service.delete().map_err(system)
}

fn open(name: &str, access: ServiceAccess) -> io::Result<Service> {
    let manager = manager(ServiceManagerAccess::CONNECT)?;
    manager.open_service(name, access).map_err(system)
}

fn manager(access: ServiceManagerAccess) -> io::Result<ServiceManager> {
    ServiceManager::local_computer(None::<&str>, access).map_err(system)
}

fn system(error: windows_service::Error) -> io::Error {
    match error {
        windows_service::Error::Winapi(error) => error,
        other => io::Error::other(other),
    }
}

/// What a service does, which gives its exit code; it says when it runs.
pub type Run = dyn Fn(&dyn Fn()) -> u32 + Send + Sync;

/// What this process does as a service.
pub struct Work {
    /// Does it: calls what it is given once it can be stopped, and comes back with 0, or with the code of its failure.
    pub run: Box<Run>,
    /// Has it come back soon.
    pub stop: fn(),
}

static WORK: OnceLock<Work> = OnceLock::new();

/// Does this, for the service manager; outside of it this fails. Comes back when the service has stopped.
///
/// # Errors
/// Where the service manager has not started this process.
pub fn run(work: Work) -> io::Result<()> {
    WORK.get_or_init(|| work);
    // The name counts only where several services share a process.
    service_dispatcher::start("", main).map_err(system)
}

define_windows_service!(main, work);

fn work(_: Vec<OsString>) {
    let Some(work) = WORK.get() else { return };
    // It holds nothing: the crate drops it at the first request to stop, and there may be a second.
    let asked = |control| match control {
        ServiceControl::Stop | ServiceControl::Shutdown => {
            WORK.get().inspect(|work| (work.stop)());
            ServiceControlHandlerResult::NoError
        }
        ServiceControl::Interrogate => ServiceControlHandlerResult::NoError,
        _ => ServiceControlHandlerResult::NotImplemented,
    };
    // Where the manager does not listen there is nobody else to report to.
    let Ok(manager) = service_control_handler::register("", asked) else {
        return;
    };
    let tell = |state, accepted, code: u32| {
        let exit_code = match code {
            0 => ServiceExitCode::NO_ERROR,
            code => ServiceExitCode::ServiceSpecific(code),
        };
        let _ = manager.set_service_status(ServiceStatus {
            service_type: ServiceType::OWN_PROCESS,
            current_state: state,
            controls_accepted: accepted,
            exit_code,
            checkpoint: 0,
            wait_hint: PATIENCE,
            process_id: None,
        });
    };
    let none = ServiceControlAccept::empty();
    tell(ServiceState::StartPending, none, 0);
    let both = ServiceControlAccept::STOP | ServiceControlAccept::SHUTDOWN;
    let code = (work.run)(&|| tell(ServiceState::Running, both, 0));
    tell(ServiceState::Stopped, none, code);
}
