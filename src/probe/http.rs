//! One request and its response over an open connection, with a limit to everything a peer may send.

mod body;

use std::io::{self, Cursor};
use std::time::{Duration, Instant};

use checks::kit::peer_text::PeerText;
use checks::kit::probe::https::Response;
use checks::kit::probe::tcp::Ended;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout_at;

use super::facts::ended;
use super::live::Live;
use super::peer_filter::PeerFilter;
pub use super::wire::Wire;
use super::{tls, trace};
use crate::secret::Outgoing;
use body::Framing;

/// What otpdoctor calls itself.
pub const USER_AGENT: &str = concat!("otpdoctor/", env!("CARGO_PKG_VERSION"));

/// The most bytes of status line and headers that are read, interim responses included.
const HEAD: usize = 64 << 10;
/// The most headers of a response.
const HEADERS: usize = 100;
/// The most characters of the body that are kept.
const BODY: usize = 2000;
/// How many bytes are read for them: more, so that a secret at the end is whole and can be cut out.
const BODY_READ: usize = 4 * BODY + 4096;
/// How long the body is waited for, once the head has come: it only says more of what is known already.
const BODY_PATIENCE: Duration = Duration::from_secs(2);
/// The longest header value or reason phrase that is kept, in characters.
const VALUE: usize = 1000;
/// The most that is kept of what is no HTTP, in characters.
const GARBAGE: usize = 200;

/// The headers that are kept.
const KEPT: [&str; 8] = [
    "date",
    "server",
    "via",
    "location",
    "retry-after",
    "www-authenticate",
    "proxy-authenticate",
    "content-type",
];

/// Why there is no response.
#[derive(Debug, PartialEq, Eq)]
pub enum Broken {
    /// The connection ended.
    Ended(Ended),
    /// The peer broke off with a TLS alert.
    Alert(String),
}

/// What is wanted behind the head of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The beginning of a body, as a text.
    Beginning,
    /// After success, the tunnel.
    Tunnel,
    /// The body as it is, with at most so many bytes.
    Body(usize),
}

/// A response as it came, for whoever must verify it: headers and body are not redacted.
pub struct Raw {
    /// Status and the headers that are kept, redacted, with the beginning of the body where that is wanted.
    pub response: Response,
    /// All headers, names in lowercase.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body, or its beginning.
    pub body: Vec<u8>,
    /// Whether all of the body came.
    pub whole: bool,
}

/// A connection on which HTTP is spoken.
pub struct Conversation<'a> {
    stream: Wire,
    buffer: Vec<u8>,
    filter: &'a mut PeerFilter,
}

impl<'a> Conversation<'a> {
    /// Speaks HTTP over this connection.
    pub fn new(stream: Wire, filter: &'a mut PeerFilter) -> Self {
        Self {
            stream,
            buffer: Vec::new(),
            filter,
        }
    }

    /// The connection; what came after the response is read first.
    pub fn into_stream(self) -> Wire {
        if self.buffer.is_empty() {
            return self.stream;
        }
        let (reader, writer) = tokio::io::split(self.stream);
        Box::new(tokio::io::join(
            Cursor::new(self.buffer).chain(reader),
            writer,
        ))
    }

    /// Sends a request and reads the response, both before `until`.
    ///
    /// # Errors
    /// How the conversation ended instead.
    pub async fn ask(
        &mut self,
        live: &Live,
        wanted: Wanted,
        request: &Outgoing,
        until: Instant,
    ) -> Result<Raw, Broken> {
        let (mut raw, framing) = self.begin(live, request, until).await?;
        match wanted {
            Wanted::Tunnel if (200..300).contains(&raw.response.status) => {}
            Wanted::Tunnel | Wanted::Beginning => {
                let until = until.min(Instant::now() + BODY_PATIENCE);
                let (body, _) = self.body(framing, BODY_READ, until).await;
                let body = self.filter.peer(String::from_utf8_lossy(&body));
                raw.response.body = body.begin(BODY);
            }
            Wanted::Body(limit) => {
                (raw.body, raw.whole) = self.body(framing, limit, until).await;
            }
        }
        Ok(raw)
    }

    /// Sends the request and reads the head of its response.
    async fn begin(
        &mut self,
        live: &Live,
        request: &Outgoing,
        until: Instant,
    ) -> Result<Head, Broken> {
        let until = live.reply_by(until);
        self.filter.sent(request);
        let send = async {
            self.stream.write_all(request.text().as_bytes()).await?;
            self.stream.flush().await
        };
        // A peer may refuse before it has read everything, and its refusal is what counts.
        let _: Result<io::Result<()>, _> = timeout_at(until.into(), send).await;
        let head = self.head(until).await;
        match &head {
            Err(Broken::Ended(ended)) => trace::happened(ended.describe()),
            Err(Broken::Alert(alert)) => trace::happened(format!("TLS alert {alert}")),
            Ok(_) => {}
        }
        head
    }

    /// The head of the response; interim ones (1xx) are passed over.
    async fn head(&mut self, until: Instant) -> Result<Head, Broken> {
        let mut passed = 0;
        loop {
            if !begins_like_http(&self.buffer) {
                return Err(self.garbage());
            }
            match parse(self.filter, &self.buffer) {
                Ok(Some((length, head))) => {
                    self.filter.received(&self.buffer[..length]);
                    self.buffer.drain(..length);
                    passed += length;
                    if !matches!(head.0.response.status, 100 | 102..200) {
                        return Ok(head);
                    }
                }
                Ok(None) if passed + self.buffer.len() < HEAD => self.line(until).await?,
                Ok(None) | Err(httparse::Error::TooManyHeaders) => {
                    return Err(Broken::Ended(Ended::TooLong(HEAD as u64)));
                }
                Err(_) => return Err(self.garbage()),
            }
        }
    }

    /// Reads until another line is whole, or it is clear that none will be.
    async fn line(&mut self, until: Instant) -> Result<(), Broken> {
        loop {
            let before = self.buffer.len();
            if self.fill(until).await? == 0 {
                return Err(Broken::Ended(Ended::Closed));
            }
            let whole = self.buffer[before..].contains(&b'\n');
            if whole || self.buffer.len() >= HEAD || !begins_like_http(&self.buffer) {
                return Ok(());
            }
        }
    }

    fn garbage(&self) -> Broken {
        let text = String::from_utf8_lossy(&self.buffer[..self.buffer.len().min(BODY_READ)]);
        Broken::Ended(Ended::Garbage(self.filter.peer(text).begin(GARBAGE)))
    }

    /// The beginning of the body, and whether that is all of it.
    async fn body(&mut self, framing: Framing, limit: usize, until: Instant) -> (Vec<u8>, bool) {
        loop {
            let (body, whole) = framing.decode(&self.buffer);
            if whole || body.len() >= limit || self.buffer.len() >= 2 * limit {
                return (body, whole);
            }
            // However it ends, what came is what there is.
            match self.fill(until).await {
                Ok(1..) => {}
                Ok(0) => return (body, framing == Framing::UntilClose),
                Err(_) => return (body, false),
            }
        }
    }

    async fn fill(&mut self, until: Instant) -> Result<usize, Broken> {
        let mut chunk = [0; 4096];
        match timeout_at(until.into(), self.stream.read(&mut chunk)).await {
            Ok(Ok(length)) => {
                self.buffer.extend_from_slice(&chunk[..length]);
                Ok(length)
            }
            Ok(Err(error)) => Err(match tls::alert_of(&error) {
                Some(alert) => Broken::Alert(alert),
                None => Broken::Ended(ended(&error)),
            }),
            Err(_) => Err(Broken::Ended(Ended::TimedOut)),
        }
    }
}

/// A response without its body, and where that ends.
type Head = (Raw, Framing);

fn begins_like_http(bytes: &[u8]) -> bool {
    let known = b"HTTP/";
    let length = bytes.len().min(known.len());
    bytes[..length] == known[..length]
}

/// The length of the head, the response so far, and where its body ends; `None` when more is needed.
fn parse(filter: &PeerFilter, bytes: &[u8]) -> Result<Option<(usize, Head)>, httparse::Error> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut parsed = httparse::Response::new(&mut headers);
    let mut config = httparse::ParserConfig::default();
    config
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .allow_multiple_spaces_in_response_status_delimiters(true)
        .ignore_invalid_headers_in_responses(true);
    let httparse::Status::Complete(length) = config.parse_response(&mut parsed, bytes)? else {
        return Ok(None);
    };
    let text = |bytes: &[u8]| {
        let said = filter.peer(String::from_utf8_lossy(bytes));
        said.begin(VALUE)
    };
    let status = parsed.code.unwrap_or(0);
    let headers: Vec<(String, &[u8])> = parsed
        .headers
        .iter()
        .map(|header| (header.name.to_ascii_lowercase(), header.value))
        .collect();
    let framing = Framing::of(status, &headers);
    let response = Response {
        status,
        reason: text(parsed.reason.unwrap_or("").as_bytes()),
        headers: headers
            .iter()
            .filter(|(name, _)| KEPT.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
        body: PeerText::default(),
    };
    let headers = headers.into_iter();
    let raw = Raw {
        response,
        headers: headers
            .map(|(name, value)| (name, value.to_vec()))
            .collect(),
        body: Vec::new(),
        whole: false,
    };
    Ok(Some((length, (raw, framing))))
}
