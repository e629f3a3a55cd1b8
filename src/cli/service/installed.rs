//! The service as Windows has it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::options::{Account, Options, ServiceCommand};
use crate::cli::runtime::{caught, run_async};
use crate::cli::{options, output, watch};
use crate::exit::{Code, Failure};
use crate::files::{self, others};
use crate::run::signals;
use crate::windows::service::{self, Installed, Work};
use crate::windows::{access, console};

const NAME: &str = "otpdoctor-watch";
const LOG: &str = "watch.log";
/// The log begins anew where the last run left more, in bytes.
const LONG: u64 = 4 << 20;
/// Network Service, which may change the service's own folder.
const NETWORK_SERVICE: &str = "S-1-5-20";

/// Runs `otpdoctor service`.
///
/// # Errors
/// When Windows refuses, the options are wrong, or the config cannot be used.
pub fn run(command: ServiceCommand, named: Option<&Path>) -> Result<Code, Failure> {
    match command {
        ServiceCommand::Install { account, watch } => install(account, &watch, named),
        ServiceCommand::Run { folder, watch } => serve(folder, watch, named),
        ServiceCommand::Remove => {
            service::remove(NAME).map_err(|why| refused("removed", &why))?;
            let folder = folder()?;
            output::print(&format!(
                "The service {NAME} is removed. Its log and its reports remain in {}.\n",
                folder.display()
            ))
        }
    }
}

fn install(account: Account, watch: &Options, named: Option<&Path>) -> Result<Code, Failure> {
    watch.parse()?;
    let config = std::path::absolute(options::load(named)?.path)?;
    let program = std::env::current_exe()?;
    // A library in the program's folder would be loaded with it.
    for path in [files::folder(&program), &program, &config] {
        is_safe(path, &[])?;
    }
    // Where the config is a folder; those below it are not read.
    for part in fs::read_dir(&config).into_iter().flatten() {
        let part = part?.path();
        if part.is_file() {
            is_safe(&part, &[])?;
        }
    }
    let (name, sid) = match account {
        Account::NetworkService => (Some(r"NT AUTHORITY\NetworkService"), "NS"),
        Account::System => (None, "SY"),
    };
    let folder = folder()?;
    // Every user may make a folder in ProgramData, or what leads from there to another.
    let ours = files::folder(&folder);
    for place in [folder.as_path(), ours] {
        others::is_no_link(place).map_err(Failure::usage)?;
    }
    let refused = |why: io::Error| refused("installed", &why);
    // The config may come into it, for the service to read.
    fs::create_dir_all(ours).map_err(refused)?;
    files::private_folder(&folder).map_err(refused)?;
    is_safe(&folder, &[NETWORK_SERVICE])?;
    access::keep_for(&folder, sid, "0x1301bf").map_err(refused)?;
    let fixed = [
        "service".into(),
        "run".into(),
        "--config".into(),
        config.into(),
        // That of a service may be another by its variables.
        "--folder".into(),
        folder.clone().into(),
        "--".into(),
    ];
    service::install(Installed {
        name: NAME,
        title: "otpdoctor watch",
        description: "Watches the one-time-password functions of the SecureAuth IdP realms.",
        arguments: fixed
            .into_iter()
            .chain(watch.options.iter().cloned())
            .collect(),
        account: name,
    })
    .map_err(refused)?;
    output::print(&format!(
        "The service {NAME} is installed, and starts with Windows. To start it now: sc.exe start {NAME}\nWhat it prints goes into {}.\n",
        folder.join(LOG).display()
    ))
}

/// Refuses what others may change or replace: the service would lend them its rights.
fn is_safe(path: &Path, trusted: &[&str]) -> Result<(), Failure> {
    others::is_safe(path, trusted).map_err(|why| {
        Failure::usage(format!(
            "{why}. The service would run by {}: keep that where only administrators may write, such as C:\\Program Files\\otpdoctor for the program and C:\\ProgramData\\otpdoctor for the config",
            path.display()
        ))
    })
}

/// Where the service keeps what it writes.
fn folder() -> Result<PathBuf, Failure> {
    let ours = others::machine_folder(|name| std::env::var_os(name));
    let ours = ours.ok_or_else(|| Failure::new(Code::Unavailable, "ProgramData is not set"))?;
    Ok(ours.join("service"))
}

/// Is the service, until it is stopped.
fn serve(folder: Option<PathBuf>, watch: Options, named: Option<&Path>) -> Result<Code, Failure> {
    let folder = folder.map_or_else(self::folder, Ok)?;
    let config = named.map(Path::to_owned);
    let config = config.ok_or_else(|| Failure::usage("a service needs --config"))?;
    let run = move |running: &dyn Fn()| match caught(|| attempt(&folder, &watch, &config, running))
    {
        Ok(Code::Ok | Code::Terminated) => 0,
        Ok(code) => code as u32,
        Err(why) => {
            output::complain(&why);
            why.code() as u32
        }
    };
    let work = Work {
        run: Box::new(run),
        stop: signals::terminate,
    };
    service::run(work).map_err(|why| {
        let words = format!(
            "the service manager alone starts this ({why}): `otpdoctor watch` is for a console"
        );
        Failure::usage(words)
    })?;
    Ok(Code::Ok)
}

fn attempt(
    folder: &Path,
    watch: &Options,
    config: &Path,
    running: &dyn Fn(),
) -> Result<Code, Failure> {
    console::print_into(log(&folder.join(LOG))?);
    std::env::set_current_dir(files::folder(config))?;
    let mut args = watch.parse()?;
    args.usual_reports = Some(folder.join("reports"));
    run_async(async {
        signals::listen();
        running();
        watch::run(args, Some(config)).await
    })
}

fn log(path: &Path) -> io::Result<File> {
    if fs::metadata(path).is_ok_and(|meta| meta.len() > LONG) {
        fs::rename(path, path.with_extension("old.log"))?;
    }
    File::options().create(true).append(true).open(path)
}

fn refused(what: &str, why: &io::Error) -> Failure {
    let hint = match why.raw_os_error() {
        Some(5) => ": run this as administrator",
        Some(1060) => ": `otpdoctor service install` installs it",
        Some(1072 | 1073) => ": `otpdoctor service remove` removes the one that is there",
        _ => "",
    };
    let words = format!("the service {NAME} cannot be {what}: {why}{hint}");
    Failure::new(Code::Unavailable, words)
}
