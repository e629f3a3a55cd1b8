//! Realm objects fetched from the vendor's Admin API: one signed GET each, bounded in time and size.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use checks::kit::Answered;
use checks::kit::api::{Stop, response};
use checks::kit::probe::https::Answer;
use checks::kit::realm::{SecretRef, Trust};
use checks::kit::text::quote;
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use serde_json::Value;
use url::Url;

use crate::config::import::Import;
use crate::exit::{Code, Failure};
use crate::probe::http::{Raw, Wanted};
use crate::probe::request::{self, open};
use crate::probe::{Live, Patience};
use crate::secret::{Commands, Outgoing, Resolve, Vault};
use crate::signing::{Dated, Key};

/// A version of the Admin API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Version {
    /// 9.1.
    V1,
    /// 9.2 and later.
    V2,
}

impl Version {
    const fn path(self) -> &'static str {
        match self {
            Self::V1 => "api/v1/realms",
            Self::V2 => "api/v2/realms",
        }
    }

    const fn dated(self) -> Dated {
        match self {
            Self::V1 => Dated::Seconds,
            Self::V2 => Dated::Milliseconds,
        }
    }
}

/// What to fetch, and as whom.
#[derive(Clone, Debug, clap::Args)]
pub struct Request {
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
}

impl Request {
    fn application_key(&self) -> Result<SecretRef, Failure> {
        let file = self.key_file.clone().map(SecretRef::File);
        let key = self.key_env.clone().map(SecretRef::Env).or(file);
        key.ok_or_else(|| Failure::usage("--key-env or --key-file names the application key"))
    }
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

/// The most bytes of a reply.
const MOST: usize = 8 << 20;

/// How long an appliance is waited for: it writes a realm of many settings in seconds.
pub const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(5),
    total: Duration::from_secs(30),
    reply: Duration::from_secs(30),
};

/// Fetches the realms, one after the other, and imports them; so long a connection and a whole reply are waited for.
///
/// # Errors
/// When the request itself cannot be made, or with the first realm that could not be had. No text of it holds the key.
pub async fn fetch(request: &Request, patience: Patience) -> Result<Import, Failure> {
    let unmade = |why: String| Failure::usage(why);
    if request.url.scheme() != "https" {
        let why = "realm settings contain passwords, so otpdoctor fetches them only by https://";
        return Err(unmade(why.into()));
    }
    let vault = Vault::new(Vec::new(), Vec::new(), Commands::Refused, Resolve::Yes);
    let vault = Arc::new(vault);
    let trust = request.ca.clone().map_or(Trust::System, Trust::File);
    let live = Live::new(&trust, None, vault.clone(), patience);
    let place = request.application_key()?;
    let secret = vault.resolve(&place).await;
    let secret = secret.map_err(|why| unmade(why.to_string()))?;
    let key = Key::parse(&secret)
        .ok_or_else(|| unmade(format!("{place}: it holds no key of 64 hexadecimal digits")))?;
    let failed = |why: String| Failure::new(Code::Unavailable, vault.redact(&why));
    let mut replies = Vec::new();
    for realm in &request.realm {
        let url = address(request, *realm);
        let answered = one(&live, request, &key, &url).await;
        let value = answered.map_err(|why| unmade(why.to_string()))?;
        let value = value.map_err(|why| failed(format!("{url}: {why}")))?;
        replies.push((url.to_string(), value));
    }
    let import = Import::of_replies(&request.url, &replies);
    import.map_err(|why| failed(why.to_string()))
}

fn address(request: &Request, realm: u32) -> Url {
    let mut url = request.url.clone();
    let base = url.path().trim_end_matches('/').to_owned();
    url.set_path(&format!("{base}/{}/{realm}", request.api.path()));
    url.set_query(None);
    url.set_fragment(None);
    url
}

/// Asks for one realm; nothing is sent over TLS that does not verify, and no redirect is followed.
async fn one(
    live: &Live,
    request: &Request,
    key: &Key,
    url: &Url,
) -> Answered<Result<Value, String>> {
    let until = Instant::now() + live.patience.total;
    let mut way = open(live, url, None, until).await?;
    let written = signed(request, key, url).written();
    let asked = way.ask(live, Wanted::Body(MOST), &written, until).await;
    Ok(match asked {
        Some(raw) => read(&raw, request.api, &live.vault),
        None => Err(cannot_be_reached(url, &way.answer)),
    })
}

fn signed(request: &Request, key: &Key, url: &Url) -> request::Request {
    let dated = request.api.dated();
    let date = dated.text(Timestamp::now());
    let credentials = key.credentials("GET", &date, &request.application_id, url.path(), "");
    let basic = format!("Basic {}", credentials.expose_secret());
    let header = |name: &str, value: &str| (name.to_owned(), Outgoing::ours(value));
    request::Request {
        url: url.clone(),
        via: None,
        method: "GET",
        headers: vec![
            header("Accept", "application/json"),
            header(dated.header(), &date),
            header("Authorization", &basic),
        ],
        body: None,
    }
}

/// Where on the way the request ended.
fn cannot_be_reached(url: &Url, answer: &Answer) -> String {
    match response(url, None, answer, Timestamp::now()) {
        Err(Stop::Unreachable(words) | Stop::NoCommonCipher(words)) => {
            format!("the appliance {words}")
        }
        _ => "the name of the appliance does not resolve".into(),
    }
}

/// What it holds; of an appliance's words secrets are cut out before the words are cut short.
fn read(raw: &Raw, version: Version, vault: &Vault) -> Result<Value, String> {
    let status = raw.response.status;
    if !(200..300).contains(&status) {
        return Err(refused(status, &raw.body, version, vault));
    }
    match raw.whole {
        false if raw.body.len() >= MOST => {
            return Err(format!("the reply is longer than {} MiB", MOST >> 20));
        }
        false => return Err("the reply did not come to its end in time".into()),
        true => {}
    }
    serde_json::from_slice(&raw.body).map_err(|_| {
        let begin = quote(&vault.redact(&String::from_utf8_lossy(&raw.body)), 80);
        format!("the reply is no JSON: \"{begin}\"")
    })
}

/// What a refusal means, with the appliance's own words.
fn refused(status: u16, body: &[u8], version: Version, vault: &Vault) -> String {
    let meaning = match status {
        401 | 403 => {
            "the appliance refuses the credentials: take application id and key from the API tab of realm 0, where the Admin API is enabled, and compare the clocks of both machines".to_owned()
        }
        404 => {
            let other = match version {
                Version::V1 => "v2",
                Version::V2 => "v1",
            };
            format!("there is no such realm, or the appliance does not speak this version: try --api {other}")
        }
        300..=399 => "the appliance redirects, and otpdoctor does not follow redirects: use the host that it redirects to".to_owned(),
        _ => "the appliance could not answer".to_owned(),
    };
    let said = match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(object)) => object
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("message"))
            .and_then(|(_, message)| message.as_str().map(str::to_owned)),
        _ => None,
    };
    let said = said.map_or_else(String::new, |said| {
        format!("; it says \"{}\"", quote(&vault.redact(&said), 120))
    });
    format!("{meaning} (HTTP {status}){said}")
}
