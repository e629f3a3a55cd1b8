//! `otpdoctor service`: a watch that Windows runs in the background, whether anybody is logged in or not.

#[cfg(windows)]
mod installed;
mod options;

#[cfg(windows)]
pub use installed::run;
pub use options::ServiceCommand;

/// Says who runs a watch here.
///
/// # Errors
/// Always.
#[cfg(not(windows))]
pub fn run(
    _: ServiceCommand,
    _: Option<&std::path::Path>,
) -> Result<crate::exit::Code, crate::exit::Failure> {
    Err(crate::exit::Failure::usage(
        "this system has no Windows services: on Linux, systemd runs a watch, by contrib/systemd/otpdoctor-watch.service",
    ))
}
