//! An HTTP server that does what it is told with each request, on a port of its own.

use std::io::BufReader;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub fn header(&self, wanted: &str) -> &str {
        let mut headers = self.headers.iter();
        headers
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map_or("", |(_, value)| value)
    }
}

/// What the server does with a request.
pub enum Reply {
    /// Sends this and hangs up.
    Bytes(Vec<u8>),
    /// Sends this again and again for as long as it is taken.
    Flood(Vec<u8>),
    /// Says nothing until the other side has gone.
    Silence,
}

/// A response with headers and a body.
pub fn response(status: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let headers: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let length = body.len();
    let text = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
    Reply::Bytes(text.into_bytes())
}

/// A server that runs until the test ends.
pub struct Server {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    pub fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::serve(answer, |stream, heard, answer| {
            converse(stream, heard, answer)
        })
    }

    /// The same over TLS.
    pub fn start_tls(
        config: Arc<rustls::ServerConfig>,
        answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::serve(answer, move |stream, heard, answer| {
            let session = rustls::ServerConnection::new(config.clone()).unwrap();
            converse(rustls::StreamOwned::new(session, stream), heard, answer);
        })
    }

    fn serve(
        answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
        converse: impl Fn(TcpStream, &Mutex<Vec<Request>>, &dyn Fn(&Request) -> Reply)
        + Send
        + Sync
        + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (heard, shared) = (requests.clone(), Arc::new((answer, converse)));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (heard, shared) = (heard.clone(), shared.clone());
                std::thread::spawn(move || (shared.1)(stream, &heard, &shared.0));
            }
        });
        Self { address, requests }
    }

    /// What came, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

fn converse<S: std::io::Read + std::io::Write>(
    mut stream: S,
    heard: &Mutex<Vec<Request>>,
    answer: &dyn Fn(&Request) -> Reply,
) {
    let Some(request) = read(&mut BufReader::new(&mut stream)) else {
        return;
    };
    heard.lock().unwrap().push(request.clone());
    // The other side may leave whenever it likes.
    match answer(&request) {
        Reply::Bytes(bytes) => drop(stream.write_all(&bytes).and_then(|()| stream.flush())),
        Reply::Flood(bytes) => while stream.write_all(&bytes).is_ok() {},
        Reply::Silence => drop(stream.read_to_end(&mut Vec::new())),
    }
}

fn read(reader: &mut impl std::io::BufRead) -> Option<Request> {
    let mut line = || {
        let mut line = String::new();
        let length = reader.by_ref().read_line(&mut line).ok()?;
        (length > 0).then(|| line.trim_end().to_owned())
    };
    let first = line()?;
    let mut words = first.split(' ').map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let mut headers = Vec::new();
    while let Some((name, value)) = line()?.split_once(':') {
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let mut request = Request {
        method,
        target,
        headers,
        body: String::new(),
    };
    let length: usize = request.header("Content-Length").parse().unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    request.body = String::from_utf8(body).ok()?;
    Some(request)
}
