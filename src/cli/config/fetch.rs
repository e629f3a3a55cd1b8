//! Realm objects fetched from the vendor's Admin API: one signed GET each, bounded in time and size.

use std::time::Duration;

use checks::kit::realm::{SecretRef, Trust};
use checks::kit::text::quote;
use jiff::Timestamp;
use reqwest::{Client, Response, StatusCode, redirect};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use url::Url;

use crate::config::import::Import;
use crate::exit::{self, Failure};
use crate::probe::http::USER_AGENT;
use crate::probe::tls::Tls;
use crate::secret::{Commands, Resolve, Vault};
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
#[derive(Clone, Debug)]
pub struct Request {
    /// `https://HOST`.
    pub base: Url,
    /// The numbers of the realms.
    pub realms: Vec<u32>,
    /// The version that the appliance speaks.
    pub version: Version,
    /// The application id of realm 0's API tab.
    pub application_id: String,
    /// Its key.
    pub application_key: SecretRef,
    /// Who vouches for the appliance's certificate.
    pub trust: Trust,
    /// The bounds.
    pub limits: Limits,
}

/// How long and how much is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For a connection.
    pub connect: Duration,
    /// For a whole reply.
    pub reply: Duration,
    /// The most bytes of a reply.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            reply: Duration::from_secs(30),
            bytes: 8 << 20,
        }
    }
}

/// Why nothing was fetched. No text of it holds the key.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// The request itself cannot be made.
    #[error("{0}")]
    Request(String),
    /// The appliance cannot be reached, refuses, or replies something else than a realm.
    #[error("{0}")]
    Reply(String),
}

impl From<PullError> for Failure {
    fn from(error: PullError) -> Self {
        let code = match &error {
            PullError::Request(_) => exit::Code::Usage,
            PullError::Reply(_) => exit::Code::Unavailable,
        };
        Self::of(code, error)
    }
}

/// Fetches the realms, one after the other, and imports them.
///
/// # Errors
/// With the first realm that could not be had.
pub async fn fetch(request: &Request) -> Result<Import, PullError> {
    if request.base.scheme() != "https" {
        let why = "realm settings hold passwords, and are fetched by https:// alone";
        return Err(PullError::Request(why.into()));
    }
    let vault = Vault::new(Vec::new(), Vec::new(), Commands::Refused, Resolve::Yes);
    let clean = |error: PullError| match error {
        PullError::Request(why) => PullError::Request(vault.redact(&why)),
        PullError::Reply(why) => PullError::Reply(vault.redact(&why)),
    };
    let secret = vault
        .resolve(&request.application_key)
        .await
        .map_err(|why| PullError::Request(why.to_string()))?;
    let key = Key::parse(&secret).ok_or_else(|| {
        let place = &request.application_key;
        PullError::Request(format!("{place}: it holds no key of 64 hexadecimal digits"))
    })?;
    let client = client(request)?;
    let mut replies = Vec::new();
    for realm in &request.realms {
        let url = address(request, *realm);
        let value = one(&client, request, &key, &url).await.map_err(&clean)?;
        replies.push((url.to_string(), value));
    }
    Import::of_replies(&request.base, &replies)
        .map_err(|why| clean(PullError::Reply(why.to_string())))
}

fn address(request: &Request, realm: u32) -> Url {
    let mut url = request.base.clone();
    let base = url.path().trim_end_matches('/').to_owned();
    url.set_path(&format!("{base}/{}/{realm}", request.version.path()));
    url.set_query(None);
    url.set_fragment(None);
    url
}

fn client(request: &Request) -> Result<Client, PullError> {
    let wrong = |why: String| PullError::Request(why);
    let tls = Tls::new(&request.trust);
    let roots = tls.roots().map_err(|why| wrong(why.to_string()))?;
    let mut store = rustls::RootCertStore::empty();
    store.add_parsable_certificates(roots.certificates.iter().cloned());
    let config = rustls::ClientConfig::builder_with_provider(tls.provider().clone())
        .with_safe_default_protocol_versions()
        .map_err(|why| wrong(why.to_string()))?
        .with_root_certificates(store)
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(config)
        .https_only(true)
        // The signature is for this host alone, and no environment variable leads it elsewhere.
        .redirect(redirect::Policy::none())
        .no_proxy()
        .user_agent(USER_AGENT)
        .connect_timeout(request.limits.connect)
        .timeout(request.limits.reply)
        .build()
        .map_err(|why| wrong(told(&why)))
}

async fn one(client: &Client, request: &Request, key: &Key, url: &Url) -> Result<Value, PullError> {
    let dated = request.version.dated();
    let date = dated.text(Timestamp::now());
    let credentials = key.credentials("GET", &date, &request.application_id, url.path(), "");
    let failed = |why: String| PullError::Reply(format!("{url}: {why}"));
    let response = client
        .get(url.clone())
        .header("Accept", "application/json")
        .header(dated.header(), date)
        .header(
            "Authorization",
            format!("Basic {}", credentials.expose_secret()),
        )
        .send()
        .await
        .map_err(|why| failed(told(&why)))?;
    let status = response.status();
    let body = body(response, request.limits.bytes).await.map_err(failed)?;
    if !status.is_success() {
        return Err(failed(refused(status, &body, request.version)));
    }
    serde_json::from_slice(&body).map_err(|_| {
        let begin = quote(&String::from_utf8_lossy(&body), 80);
        failed(format!("the reply is no JSON: \"{begin}\""))
    })
}

async fn body(mut response: Response, most: usize) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|why| told(&why))? {
        if body.len() + chunk.len() > most {
            return Err(format!("the reply is longer than {} KiB", most >> 10));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What a refusal means, with the appliance's own words.
fn refused(status: StatusCode, body: &[u8], version: Version) -> String {
    let meaning = match status.as_u16() {
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
        300..=399 => "the appliance redirects, which is not followed: name the host that answers".to_owned(),
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
        format!("; it says \"{}\"", quote(&said, 120))
    });
    format!("{meaning} (HTTP {}){said}", status.as_u16())
}

/// What the HTTP client says, down to the cause, without the address that stands before it already.
fn told(why: &reqwest::Error) -> String {
    if why.is_timeout() {
        return "no reply came in time".into();
    }
    let mut causes: Vec<String> = Vec::new();
    let mut next: Option<&dyn std::error::Error> = std::error::Error::source(why);
    while let Some(cause) = next {
        causes.push(quote(&cause.to_string(), 200));
        next = cause.source();
    }
    match causes.last() {
        Some(root) if why.is_connect() => format!("it cannot be reached: {root}"),
        Some(root) => format!("the conversation broke off: {root}"),
        None => "the conversation broke off".into(),
    }
}
