//! An address that gets the notice by HTTP POST.

use std::collections::HashSet;

use aws_lc_rs::hmac;
use checks::kit::api::{Stop, response, unreached};
use checks::kit::probe::https::Answer;
use checks::kit::probe::tcp::accepted;
use checks::kit::realm::{self, Config, Endpoint, Proxy};
use checks::kit::text::Shown;
use data_encoding::HEXLOWER;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use crate::probe::Live;
use crate::probe::request::{Header, Request, header_fault, secret_header, send};
use crate::secret::Outgoing;
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
        let Answer { tunnel, .. } = answer;
        let unnamed = answer.resolution.failure.as_ref();
        let unnamed = unnamed.map(|why| format!("its name {}", why.describe()));
        let Some(proxy) = &self.via else {
            let unnamed = unnamed.unwrap_or_default();
            return format!("{unnamed}: correct the url under watch.notify.webhooks, or the DNS");
        };
        let reply = tunnel.as_ref().and_then(|tunnel| tunnel.reply.as_ref());
        let what = match (unnamed, reply) {
            (Some(unnamed), _) => unnamed,
            (None, Some(reply)) => format!("it answers {}", reply.status_line()),
            (None, None) if accepted(&answer.attempts) => "it opens no tunnel".into(),
            (None, None) => format!("it {}", unreached(&answer.attempts)),
        };
        format!(
            "the proxy {} does not let the notice through: {what}. `otpdoctor check --only proxy-reach` says how to mend the proxy; \
             if the server needs none, add it to appliance.proxy.bypass",
            proxy.url.host_str().unwrap_or_default()
        )
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
    (name.to_owned(), Outgoing::ours(value))
}

/// The signature of a body: whoever has the key computes the same.
fn signature(key: &[u8], body: &[u8]) -> String {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), body);
    format!("sha256={}", HEXLOWER.encode(tag.as_ref()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use checks::kit::realm::{SecretHeader, SecretRef};
    use serde_json::{Value, json};

    use super::*;
    use crate::probe::Patience;
    use crate::secret::{Commands, Resolve, Vault};
    use crate::watch::outbox::tests::notice;

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

    /// Why a notice to this address is not taken, within this patience.
    async fn refused(config: Value, url: &str, patience: Duration) -> String {
        let config: Config = serde_json::from_value(config).unwrap();
        let settings = serde_json::from_value(json!({ "url": url })).unwrap();
        let webhook = Webhook::of(&config, &settings).unwrap();
        let vault = Vault::new(Vec::new(), Vec::new(), Commands::Refused, Resolve::Yes);
        let patience = Patience {
            connect: patience,
            total: patience,
            reply: patience,
        };
        let live = Live::new(&config.appliance.trust, None, Arc::new(vault), patience);
        let notice = notice("n", Timestamp::UNIX_EPOCH);
        webhook.post(&notice, &live).await.unwrap_err()
    }

    #[tokio::test]
    async fn one_that_hangs_is_waited_for_no_longer_than_patience_lasts() {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", silent.local_addr().unwrap());
        let begun = Instant::now();
        let config = json!({"schema": 1, "realms": {"A": {}}});
        let why = refused(config, &url, Duration::from_millis(200)).await;
        assert!(why.contains("answer") || why.contains("time"), "{why}");
        assert!(begun.elapsed() < Duration::from_secs(10), "{why}");
    }

    #[tokio::test]
    async fn what_the_proxy_did_is_told() {
        let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = proxy.local_addr().unwrap();
        let url = format!("http://{address}");
        let config =
            json!({"schema": 1, "appliance": {"proxy": {"url": url}}, "realms": {"A": {}}});
        let serve = std::thread::spawn(move || {
            let (mut peer, _) = proxy.accept().unwrap();
            let mut lines = BufReader::new(peer.try_clone().unwrap()).lines();
            lines.find(|line| line.as_ref().unwrap().is_empty());
            let reply = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
            peer.write_all(reply).unwrap();
        });
        let server = "https://hooks.example.net/";
        let why = refused(config.clone(), server, Duration::from_secs(20)).await;
        let answered = "the proxy 127.0.0.1 does not let the notice through: it answers 407 Proxy Authentication Required. ";
        assert!(why.starts_with(answered), "{why}");
        serve.join().unwrap();
        let why = refused(config, server, Duration::from_secs(20)).await;
        assert!(why.contains("through: it refuses the connection"), "{why}");
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
