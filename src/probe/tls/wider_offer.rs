//! A ClientHello that offers our own cipher suites, and after them those of Windows Server 2012 R2 and others, with the
//! curves and signatures that rustls lacks: what a server chooses distinguishes a limit of ours from a server that accepts nobody.

use std::time::Instant;

use rustls::CipherSuite as Suite;
use rustls::crypto::CryptoProvider;
use rustls_pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout_at;

use crate::probe::wire::Wire;

const SUITES: &[Suite] = &[
    Suite::TLS13_AES_128_CCM_SHA256,
    Suite::TLS13_AES_128_CCM_8_SHA256,
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

/// X25519, the NIST curves, and finite fields (RFC 7919); secp256k1, brainpool (RFC 7027, 8734), X448, GOST (RFC 9367) and
/// SM2 (RFC 8998).
const GROUPS: [u16; 23] = [
    29, 23, 24, 25, 256, 257, 258, 22, 26, 27, 28, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41,
];

/// RSA (PSS, PKCS #1) and ECDSA with SHA-256, SHA-384, SHA-512, SHA-1 and SHA-224, Ed25519; Ed448, RSASSA-PSS keys,
/// brainpool, SM2 and GOST.
const SIGNATURES: [u16; 32] = [
    0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0807, 0x0203, 0x0201,
    0x0301, 0x0303, 0x0808, 0x0809, 0x080a, 0x080b, 0x081a, 0x081b, 0x081c, 0x0708, 0x0709, 0x070a,
    0x070b, 0x070c, 0x070d, 0x070e, 0x070f, 0x0840, 0x0841, 0x0202,
];

/// The cipher suite that the server chooses, in a ServerHello or where it asks for another key share.
pub(super) async fn choice(
    provider: &CryptoProvider,
    mut stream: Wire,
    server_name: &str,
    until: Instant,
) -> Option<Suite> {
    let mut random = [0; 32];
    provider.secure_random.fill(&mut random).ok()?;
    let hello = client_hello(provider, random, server_name);
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
        Some(Suite::from(suite))
    };
    timeout_at(until.into(), exchange).await.ok()?
}

/// RFC 5246 section 7.4.1.2 and RFC 8446 section 4.1.2, in one record.
fn client_hello(provider: &CryptoProvider, random: [u8; 32], server_name: &str) -> Vec<u8> {
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
        // TLS 1.3 and 1.2; any number is a public key of X25519.
        extension(43, &[4, 3, 4, 3, 3]),
        extension(51, &sized(&[&[0, 29][..], &sized(&random)].concat())),
    ];
    let own = provider.cipher_suites.iter().map(|own| own.suite());
    let suites: Vec<u16> = own.chain(SUITES.iter().copied()).map(u16::from).collect();
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
