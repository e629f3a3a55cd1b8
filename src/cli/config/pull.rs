//! `otpdoctor config pull`: a config made of what the appliance itself says.

use std::path::PathBuf;

use checks::kit::realm::{SecretRef, Trust};
use url::Url;

use super::fetch::{PATIENCE, Request, Version, fetch};
use super::import::Destination;
use crate::cli::runtime::run_async;
use crate::exit::{Code, Failure};

/// Options of `otpdoctor config pull`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The appliance: https://HOST
    #[arg(value_name = "URL")]
    pub url: Url,

    /// The number of a realm; repeatable, or separated by commas
    #[arg(long, value_name = "N", required = true, value_delimiter = ',', value_parser = number)]
    pub realm: Vec<u32>,

    /// The application id of the API tab of realm 0
    #[arg(long, value_name = "ID")]
    pub application_id: String,

    /// The environment variable with the application key
    #[arg(long, value_name = "NAME", required_unless_present = "key_file")]
    pub key_env: Option<String>,

    /// The file whose first line is the application key
    #[arg(long, value_name = "FILE", conflicts_with = "key_env")]
    pub key_file: Option<PathBuf>,

    /// The version of the Admin API: v1 for 9.1, v2 since 9.2
    #[arg(long, value_name = "VERSION", default_value = "v2")]
    pub api: Version,

    /// The authorities of the appliance's certificate, as a PEM file [default: those of this system]
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,

    /// Where the config goes
    #[command(flatten)]
    pub into: Destination,
}

/// Runs `otpdoctor config pull`.
///
/// # Errors
/// When a realm cannot be fetched, or the config cannot be written.
pub fn run(args: &Args) -> Result<Code, Failure> {
    args.into.check()?;
    let key = match (&args.key_env, &args.key_file) {
        (Some(name), _) => SecretRef::Env(name.clone()),
        (None, Some(path)) => SecretRef::File(path.clone()),
        (None, None) => {
            let text = "--key-env or --key-file names the application key";
            return Err(Failure::usage(text));
        }
    };
    let request = Request {
        base: args.url.clone(),
        realms: args.realm.clone(),
        version: args.api,
        application_id: args.application_id.clone(),
        application_key: key,
        trust: args.ca.clone().map_or(Trust::System, Trust::File),
        patience: PATIENCE,
        most: 8 << 20,
    };
    let import = run_async(fetch(&request))?;
    args.into.write("config pull", &import)
}

/// A realm by its number, or by its name.
fn number(text: &str) -> Result<u32, String> {
    let name = "secureauth";
    let digits = match text.get(..name.len()) {
        Some(begin) if begin.eq_ignore_ascii_case(name) => &text[name.len()..],
        _ => text,
    };
    digits
        .parse()
        .map_err(|_| "expected the number of a realm, such as 26".into())
}
