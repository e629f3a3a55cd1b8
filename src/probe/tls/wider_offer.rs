//! A ClientHello that offers the cipher suites of Windows Server 2012 R2 and others, all of which rustls lacks: which one
//! a server chooses tells a limit of ours from a server that takes nobody.

use std::time::Instant;

use rustls::CipherSuite as Suite;
use rustls::crypto::CryptoProvider;
use rustls_pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout_at;

use crate::probe::wire::Wire;

const SUITES: &[Suite] = &[
    Suite::TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
    Suite::TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
    Suite::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
    Suite::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
    Suite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
    Suite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    Suite::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    Suite::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    Suite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    Suite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    Suite::TLS_DHE_RSA_WITH_AES_256_CBC_SHA256,
    Suite::TLS_DHE_RSA_WITH_AES_128_CBC_SHA256,
    Suite::TLS_DHE_RSA_WITH_AES_256_CBC_SHA,
    Suite::TLS_DHE_RSA_WITH_AES_128_CBC_SHA,
    Suite::TLS_RSA_WITH_AES_256_GCM_SHA384,
    Suite::TLS_RSA_WITH_AES_128_GCM_SHA256,
    Suite::TLS_RSA_WITH_AES_256_CBC_SHA256,
    Suite::TLS_RSA_WITH_AES_128_CBC_SHA256,
    Suite::TLS_RSA_WITH_AES_256_CBC_SHA,
    Suite::TLS_RSA_WITH_AES_128_CBC_SHA,
    Suite::TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA,
    Suite::TLS_RSA_WITH_3DES_EDE_CBC_SHA,
    // No renegotiation is meant (RFC 5746 section 3.3).
    Suite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV,
];

/// X25519, the NIST curves, and finite fields (RFC 7919).
const GROUPS: [u16; 7] = [29, 23, 24, 25, 256, 257, 258];

/// RSA (PSS, PKCS #1) and ECDSA with SHA-256, SHA-384, SHA-512 and SHA-1, Ed25519.
const SIGNATURES: [u16; 13] = [
    0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0807, 0x0203, 0x0201,
    0x0301,
];

/// The name of the cipher suite that the server chooses, where it chooses one for TLS 1.2.
pub(super) async fn choice(
    provider: &CryptoProvider,
    mut stream: Wire,
    server_name: &str,
    until: Instant,
) -> Option<String> {
    let mut random = [0; 32];
    provider.secure_random.fill(&mut random).ok()?;
    let hello = client_hello(random, server_name);
    let exchange = async {
        stream.write_all(&hello).await.ok()?;
        stream.flush().await.ok()?;
        // Record header, handshake header, version, random, length of the session id.
        let mut begin = [0; 5 + 4 + 2 + 32 + 1];
        stream.read_exact(&mut begin).await.ok()?;
        let [22, 3, _, _, _, 2, _, _, _, 3, 3, .., session] = begin else {
            return None;
        };
        let mut rest = vec![0; usize::from(session) + 2];
        stream.read_exact(&mut rest).await.ok()?;
        let suite = rest.last_chunk().copied().map(u16::from_be_bytes)?;
        Suite::from(suite).as_str().map(str::to_owned)
    };
    timeout_at(until.into(), exchange).await.ok()?
}

/// RFC 5246 section 7.4.1.2, in one record.
fn client_hello(random: [u8; 32], server_name: &str) -> Vec<u8> {
    let name = match ServerName::try_from(server_name.trim_end_matches('.')) {
        Ok(ServerName::DnsName(name)) => {
            let name = sized(name.as_ref().as_bytes());
            extension(0, &sized(&[&[0], &name[..]].concat()))
        }
        _ => Vec::new(),
    };
    let extensions = [
        name,
        extension(10, &sized(&wide(&GROUPS))),
        // Points are not compressed.
        extension(11, &[1, 0]),
        extension(13, &sized(&wide(&SIGNATURES))),
        // Extended master secret (RFC 7627).
        extension(23, &[]),
    ];
    let suites: Vec<u16> = SUITES.iter().copied().map(u16::from).collect();
    let body = [
        &[3, 3][..],
        &random,
        // No session.
        &[0],
        &sized(&wide(&suites)),
        // No compression.
        &[1, 0],
        &sized(&extensions.concat()),
    ];
    let message = [&[1, 0][..], &sized(&body.concat())].concat();
    [&[22, 3, 1][..], &sized(&message)].concat()
}

fn extension(kind: u16, content: &[u8]) -> Vec<u8> {
    [&kind.to_be_bytes()[..], &sized(content)].concat()
}

fn wide(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|one| one.to_be_bytes()).collect()
}

/// The bytes after their number.
fn sized(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("a ClientHello is short");
    [&length.to_be_bytes(), bytes].concat()
}
