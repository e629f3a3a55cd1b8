//! As much of HTTP/1.1 as the lab's services and its proxy need: one head in, one response out.

use std::io;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};

use super::serve::read_until;

/// The longest head that is read.
const LONGEST: usize = 16 * 1024;

/// The head of a request.
pub(super) struct Head {
    text: String,
}

impl Head {
    /// The target of the request, where the method is this one.
    pub(super) fn target(&self, method: &str) -> Option<&str> {
        let mut words = self.text.lines().next()?.split(' ');
        words
            .next()
            .filter(|word| *word == method)
            .and_then(|_| words.next())
    }

    /// The value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.text.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Reads up to the empty line; `None` when the peer leaves before it, or sends too much.
pub(super) async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Head>> {
    let text = read_until(stream, b"\r\n\r\n", LONGEST).await?;
    Ok(text.map(|text| Head { text }))
}

/// Answers with a status line (`403 Forbidden`), headers, and a body.
pub(super) async fn respond(
    stream: &mut (impl AsyncWrite + Unpin),
    status: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> io::Result<()> {
    let headers: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let length = body.len();
    let response = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
    stream.write_all(response.as_bytes()).await?;
    stream.flush().await
}
