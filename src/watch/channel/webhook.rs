//! An address that gets the notice by HTTP POST.

use std::collections::HashSet;

use aws_lc_rs::hmac;
use checks::kit::api::{Stop, response};
use checks::kit::probe::https::Answer;
use checks::kit::realm::{self, Config, Endpoint, Proxy};
use checks::kit::text::Shown;
use data_encoding::HEXLOWER;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use crate::probe::Live;
use crate::probe::request::{Header, Request, header_fault, secret_header, send};
use crate::secret::Spoken;
use crate::watch::notice::Notice;

/// The header with the signature.
const SIGNATURE: &str = "X-Otpdoctor-Signature";
/// The header with the notice's id, by which what arrives twice is known.
const ID: &str = "X-Otpdoctor-Notice";
/// The shortest value of the query, or part of the path, that is cut out of what the peer says: it may be a key.
const SECRET: usize = 8;

/// A webhook whose description makes sense.
pub(super) struct Webhook {
    settings: realm::Webhook,
    /// The host that it leads to.
    pub(super) host: String,
    via: Option<Proxy>,
}

impl Webhook {
    /// The webhook of these settings.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(super) fn of(config: &Config, settings: &realm::Webhook) -> Result<Self, String> {
        let plain = settings.headers.iter();
        let plain = plain.map(|(name, value)| ("headers", name.as_str(), value.as_str()));
        let secret = settings.secret_headers.iter();
        let secret = secret.map(|one| ("secret_headers", one.name.as_str(), ""));
        let own = [CONTENT_TYPE.as_str(), SIGNATURE, ID].into_iter();
        let own = own.chain(
            settings
                .authorization
                .iter()
                .map(|_| AUTHORIZATION.as_str()),
        );
        let mut known: HashSet<String> = own.map(str::to_ascii_lowercase).collect();
        for (key, name, value) in plain.chain(secret) {
            if let Some(why) = header_fault(name, value) {
                return Err(format!("{key}: {:.100}: {why}", Shown(name)));
            }
            if !known.insert(name.to_ascii_lowercase()) {
                return Err(format!(
                    "{key} has {name}, which otpdoctor writes itself or which stands twice"
                ));
            }
        }
        let server = Endpoint::of(&settings.url).unwrap_or_else(|| Endpoint::new("", 443));
        let is_here = server.is_loopback();
        let confidential = settings.authorization.is_some() || !settings.secret_headers.is_empty();
        if settings.url.scheme() == "http" && confidential && !is_here {
            return Err(
                "otpdoctor sends secrets only encrypted: the address must begin with https://"
                    .into(),
            );
        }
        let proxy = config.appliance.proxy.as_ref();
        let via = proxy.filter(|proxy| proxy.bypassed_by(&server.host).is_none() && !is_here);
        Ok(Self {
            via: via.cloned(),
            host: server.host,
            settings: settings.clone(),
        })
    }

    /// Its whole address, which may hold a key.
    pub(super) fn address(&self) -> &str {
        self.settings.url.as_str()
    }

    /// Posts the notice. Only 2xx says that it was taken; nobody is followed elsewhere.
    ///
    /// # Errors
    /// Why it was not taken.
    pub(super) async fn post(&self, notice: &Notice, live: &Live) -> Result<(), String> {
        self.hide(live);
        let request = self.request(notice, live).await?;
        let answer = send(live, &request).await.map_err(|why| why.to_string())?;
        match response(&request.url, self.via.as_ref(), &answer, Timestamp::now()) {
            Ok(response) => match (response.status, response.status_line()) {
                (200..=299, _) => Ok(()),
                (300..=399, line) => Err(format!(
                    "it redirects, and otpdoctor does not follow redirects: {line}"
                )),
                (_, line) => Err(format!("it answers {line}")),
            },
            Err(Stop::Unreachable(words) | Stop::NoCommonCipher(words)) => {
                Err(format!("it {words}"))
            }
            Err(Stop::NotReached(_)) => Err(self.not_reached(&answer)),
        }
    }

    fn not_reached(&self, answer: &Answer) -> String {
        match (&self.via, &answer.resolution.failure) {
            (Some(_), _) => "the proxy leads nowhere: `otpdoctor check --only network` says why, and a server that needs no proxy goes on appliance.proxy.bypass".into(),
            (None, Some(why)) => format!(
                "its name {}: correct the url under watch.notify.webhooks, or the DNS",
                why.words()
            ),
            (None, None) => "it is not reached".into(),
        }
    }

    async fn request(&self, notice: &Notice, live: &Live) -> Result<Request, String> {
        let body = notice.json();
        let settings = &self.settings;
        let mut headers = vec![
            header("Content-Type", "application/json"),
            header(ID, &notice.id),
        ];
        let plain = settings.headers.iter();
        headers.extend(plain.map(|(name, value)| header(name, value)));
        let authorization = settings.authorization.iter();
        let authorization = authorization.map(|secret| ("Authorization", secret));
        let more = settings.secret_headers.iter();
        let more = more.map(|one| (one.name.as_str(), &one.secret));
        for (name, secret) in authorization.chain(more) {
            let header = secret_header(live, name, secret).await;
            headers.push(header.map_err(|why| why.to_string())?);
        }
        if let Some(secret) = &settings.signing_secret {
            let key = live.vault.resolve(secret).await;
            let key = key.map_err(|why| why.to_string())?;
            let value = signature(key.expose_secret().as_bytes(), body.as_bytes());
            headers.push(header(SIGNATURE, &value));
        }
        Ok(Request {
            url: settings.url.clone(),
            via: self.via.clone(),
            method: "POST",
            headers,
            body: Some(Zeroizing::new(body)),
        })
    }

    /// What may be a key in the address is cut out of what the peer says.
    fn hide(&self, live: &Live) {
        let url = &self.settings.url;
        let query = url.query_pairs().map(|(_, value)| value.into_owned());
        let path = url.path_segments().into_iter().flatten().map(str::to_owned);
        for part in query.chain(path).filter(|part| part.len() >= SECRET) {
            live.vault
                .remember(&part.into(), "part of the webhook's address");
        }
    }
}

fn header(name: &str, value: &str) -> Header {
    (name.to_owned(), Spoken::ours(value))
}

/// The signature of a body: whoever has the key computes the same.
fn signature(key: &[u8], body: &[u8]) -> String {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), body);
    format!("sha256={}", HEXLOWER.encode(tag.as_ref()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use checks::kit::realm::{SecretHeader, SecretRef};

    use super::*;

    #[test]
    fn a_body_is_signed_as_others_do_it() {
        // RFC 4231 section 4.3.
        let signed = signature(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(
            signed,
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    fn wrong(change: impl Fn(&mut realm::Webhook)) -> Option<String> {
        let config: Config = serde_json::from_str(r#"{"schema": 1, "realms": {"A": {}}}"#).unwrap();
        let mut settings = realm::Webhook {
            url: "https://hooks.example.net/T0/secret".parse().unwrap(),
            headers: Default::default(),
            secret_headers: Vec::new(),
            authorization: None,
            signing_secret: None,
        };
        change(&mut settings);
        Webhook::of(&config, &settings).err()
    }

    #[tokio::test]
    async fn one_that_hangs_is_waited_for_no_longer_than_patience_lasts() {
        use std::sync::Arc;
        use std::time::{Duration, Instant};

        use crate::probe::Patience;
        use crate::secret::{Commands, Resolve, Vault};
        use crate::watch::outbox::tests::notice;

        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let config: Config = serde_json::from_str(r#"{"schema": 1, "realms": {"A": {}}}"#).unwrap();
        let url = format!("http://{}/", silent.local_addr().unwrap());
        let settings = serde_json::from_value(serde_json::json!({ "url": url })).unwrap();
        let webhook = Webhook::of(&config, &settings).unwrap();
        let vault = Vault::new(Vec::new(), Vec::new(), Commands::Refused, Resolve::Yes);
        let patience = Patience {
            connect: Duration::from_millis(200),
            total: Duration::from_millis(200),
            reply: Duration::from_millis(200),
        };
        let live = Live::new(&config.appliance.trust, None, Arc::new(vault), patience);
        let begun = Instant::now();
        let why = webhook
            .post(&notice("n", Timestamp::UNIX_EPOCH), &live)
            .await;
        let why = why.unwrap_err();
        assert!(why.contains("answer") || why.contains("time"), "{why}");
        assert!(begun.elapsed() < Duration::from_secs(10), "{why}");
    }

    #[test]
    fn what_makes_no_sense_is_told_at_the_start() {
        let header = |name: &str| SecretHeader {
            name: name.into(),
            secret: SecretRef::Env("X".into()),
        };
        assert_eq!(wrong(|_| ()), None);
        let told = |change: &dyn Fn(&mut realm::Webhook)| wrong(change).unwrap();
        assert!(told(&|one| _ = one.headers.insert("a b".into(), "c".into())).contains("RFC 9110"));
        assert!(
            told(&|one| _ = one.headers.insert("a".into(), "b\r\nc: d".into())).contains("control")
        );
        assert!(
            told(&|one| _ = one.headers.insert("Host".into(), "c".into()))
                .contains("headers: Host: otpdoctor writes this header itself")
        );
        assert!(
            told(&|one| one.secret_headers = vec![header("X-Key"), header("x-key")])
                .contains("twice")
        );
        let clear = |one: &mut realm::Webhook| {
            one.url = "http://hooks.example.net/".parse().unwrap();
            one.authorization = Some(SecretRef::Env("X".into()));
        };
        assert!(told(&clear).contains("only encrypted"));
        assert_eq!(
            wrong(|one| one.url = "http://hooks.example.net/".parse().unwrap()),
            None
        );
    }
}
