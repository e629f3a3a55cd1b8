//! Where the body of a response ends (RFC 9112 section 6.3), read leniently: only its beginning is wanted.

/// How the length of a body is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// So many bytes.
    Length(usize),
    /// In chunks.
    Chunked,
    /// Until the connection closes.
    UntilClose,
}

impl Framing {
    /// By the status and the headers, their names in lowercase.
    pub(super) fn of(status: u16, headers: &[(String, &[u8])]) -> Self {
        let last = |name: &str| {
            let found = headers.iter().rev().find(|(key, _)| key == name);
            found.map(|(_, value)| String::from_utf8_lossy(value).trim().to_ascii_lowercase())
        };
        if matches!(status, 100..200 | 204 | 304) {
            return Self::Length(0);
        }
        if last("transfer-encoding").is_some_and(|coding| coding.ends_with("chunked")) {
            return Self::Chunked;
        }
        match last("content-length").map(|length| length.parse()) {
            Some(Ok(length)) => Self::Length(length),
            _ => Self::UntilClose,
        }
    }

    /// What of the body has come, and whether that is all of it.
    pub(super) fn decode(self, bytes: &[u8]) -> (Vec<u8>, bool) {
        match self {
            Self::Length(length) => {
                let come = &bytes[..bytes.len().min(length)];
                (come.to_vec(), come.len() == length)
            }
            Self::Chunked => chunks(bytes),
            Self::UntilClose => (bytes.to_vec(), false),
        }
    }
}

fn chunks(mut bytes: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    loop {
        match httparse::parse_chunk_size(bytes) {
            Ok(httparse::Status::Complete((_, 0))) => return (body, true),
            Ok(httparse::Status::Complete((begin, size))) => {
                let rest = &bytes[begin..];
                let size = usize::try_from(size).unwrap_or(usize::MAX);
                body.extend_from_slice(&rest[..rest.len().min(size)]);
                match size.checked_add(2).and_then(|past| rest.get(past..)) {
                    Some(next) => bytes = next,
                    None => return (body, false),
                }
            }
            Ok(httparse::Status::Partial) => return (body, false),
            // What is no chunk is the end of what can be read.
            Err(_) => return (body, true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined_as_far_as_they_came() {
        let decode = |text: &str| {
            let (body, whole) = Framing::Chunked.decode(text.as_bytes());
            (String::from_utf8_lossy(&body).into_owned(), whole)
        };
        assert_eq!(
            decode("3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"),
            ("abcde".into(), true)
        );
        assert_eq!(decode("3\r\nabc\r\n5\r\nde"), ("abcde".into(), false));
        assert_eq!(decode("ffffffffffffffff\r\nabc"), ("abc".into(), false));
        assert_eq!(decode("3\r\nabc\r\nno chunk"), ("abc".into(), true));
    }

    #[test]
    fn the_length_is_told_by_coding_before_content_length() {
        let of = |status, headers: &[(&str, &str)]| {
            let headers: Vec<_> = headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.as_bytes()))
                .collect();
            Framing::of(status, &headers)
        };
        let length = ("content-length", "5");
        assert_eq!(of(200, &[length]), Framing::Length(5));
        assert_eq!(
            of(200, &[length, ("transfer-encoding", "Chunked")]),
            Framing::Chunked
        );
        assert_eq!(of(204, &[length]), Framing::Length(0));
        assert_eq!(of(200, &[("content-length", "many")]), Framing::UntilClose);
    }
}
