//! A handshake by Windows' own TLS, as the appliance has it: its verdict on the peer's certificates comes before anything
//! of ours is shown to the peer.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use checks::kit::ProbeError;
use checks::kit::probe::schannel::{DOTNET, Schannel, Setting, Versions, named};
use checks::kit::probe::tcp::Ended;
use checks::kit::probe::tls::{Handshake, Tls};
use checks::kit::realm::Trust;
use rustls::{AlertDescription, CipherSuite};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use schannel::cert_context::CertContext;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout_at;

use super::attempted::{self, Attempted};
use super::schannel_stream::SchannelStream;
use super::trust::Roots;
use super::verdict::Verifier;
use super::{outcome, renegotiation};
use crate::probe::facts::since;
use crate::probe::live::Live;
use crate::probe::wire::Wire;
use crate::probe::x509;
use crate::windows::chain::{self, Verdict};
use crate::windows::registry::{LOCAL_MACHINE, Value, values};
use crate::windows::tls::{Code, Fed, Session, hex};

/// The most bytes that a peer may take for its part of a handshake.
const LONGEST: usize = 256 << 10;

/// Kinds of handshake messages (RFC 5246 section 7.4).
const SERVER_HELLO: u8 = 2;
const CERTIFICATE: u8 = 11;
const CERTIFICATE_REQUEST: u8 = 13;

/// The keys below HKEY_LOCAL_MACHINE that say which versions are used ("TLS registry settings" and "TLS best practices with
/// .NET Framework" at learn.microsoft.com), and their values.
const KEYS: [&str; 6] = [
    r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.1\Client",
    r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client",
    r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.3\Client",
    DOTNET,
    r"SOFTWARE\WOW6432Node\Microsoft\.NETFramework\v4.0.30319",
    r"SOFTWARE\Microsoft\.NETFramework\v2.0.50727",
];
const NAMES: [&str; 4] = [
    "Enabled",
    "DisabledByDefault",
    "SchUseStrongCrypto",
    "SystemDefaultTlsVersions",
];

struct Handshaking<'a> {
    live: &'a Live,
    server_name: &'a str,
    identity: Option<&'a CertContext>,
    roots: Arc<Roots>,
    /// What the peer said, and what was said to it.
    received: Vec<u8>,
    sent: Vec<u8>,
    tls: Tls,
    windows: Schannel,
    versions: Versions,
}

/// As [`super::handshake`], by Windows.
pub(super) async fn handshake(
    live: &Live,
    stream: Wire,
    server_name: &str,
    identity: Option<&CertContext>,
    until: Instant,
) -> Result<Attempted, ProbeError> {
    let begun = Instant::now();
    let settings = settings();
    let versions = Versions::asked(&settings);
    let mut shaking = Handshaking {
        live,
        server_name: server_name.trim_end_matches('.'),
        identity,
        roots: live.roots()?,
        received: Vec::new(),
        sent: Vec::new(),
        tls: Tls::of(Handshake::Ended(Ended::TimedOut), server_name),
        windows: Schannel {
            asked: Some(versions),
            settings,
            ..Schannel::default()
        },
        versions,
    };
    let (mut stream, renegotiation) = renegotiation::listen(stream);
    let by = live.reply_by(until);
    let shaken = timeout_at(by.into(), shaking.shake(&mut stream)).await;
    let (outcome, session) = match shaken {
        Ok(Ok(session)) => (shaking.completed(), Some(session)),
        Ok(Err(failed)) => (failed, None),
        Err(_) => (outcome::silent(live, &shaking.received), None),
    };
    shaking.note_messages();
    let accepted = shaking.windows.refusal.is_none();
    let facts = Tls {
        outcome,
        schannel: Some(shaking.windows),
        took: since(begun),
        ..shaking.tls
    };
    attempted::note(&facts);
    Ok(Attempted {
        facts,
        verified: session.is_some() && accepted,
        renegotiation: session.is_some().then(|| renegotiation.answered()),
        stream: session
            .map(|(session, rest)| Box::new(SchannelStream::new(stream, session, rest)) as Wire),
    })
}

impl Handshaking<'_> {
    /// The session, and what the peer sent beyond its handshake.
    async fn shake(&mut self, stream: &mut Wire) -> Result<(Session, Vec<u8>), Handshake> {
        let begun = Session::begin(self.server_name, self.identity, self.versions);
        let (mut session, mut outgoing) = begun.map_err(|code| self.broke_off(code))?;
        let (mut incoming, mut is_judged, mut is_over) = (Vec::new(), false, false);
        loop {
            self.sent.extend_from_slice(&outgoing);
            let written = stream.write_all(&outgoing).await;
            written.map_err(|error| outcome::failed(self.live, &error, &self.received))?;
            let flushed = stream.flush().await;
            flushed.map_err(|error| outcome::failed(self.live, &error, &self.received))?;
            outgoing.clear();
            if is_over {
                return Ok((session, incoming));
            }
            let mut fed = Fed::More;
            while fed == Fed::More {
                if incoming.is_empty() {
                    self.read(stream, &mut incoming).await?;
                }
                let taken = session.shake(&mut incoming, &mut outgoing);
                fed = taken.map_err(|code| self.broke_off(code))?;
                if fed == Fed::More {
                    self.read(stream, &mut incoming).await?;
                }
            }
            is_over = fed == Fed::Turned;
            // Before the answer goes out, in which the client certificate is.
            if let Some(peer) = session.peer().filter(|_| !is_judged) {
                is_judged = true;
                self.judge(&peer)?;
            }
        }
    }

    async fn read(&mut self, stream: &mut Wire, incoming: &mut Vec<u8>) -> Result<(), Handshake> {
        let before = incoming.len();
        let read = match stream.read_buf(incoming).await {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(_) if self.received.len() > LONGEST => {
                let why = "its part of the handshake is too long";
                return Err(Handshake::Incompatible(why.into()));
            }
            read => read,
        };
        self.received.extend_from_slice(&incoming[before..]);
        read.map_err(|error| outcome::failed(self.live, &error, &self.received))?;
        Ok(())
    }

    /// Whom Windows takes the peer for, and what otpdoctor's own library makes of the same certificates.
    fn judge(&mut self, peer: &CertContext) -> Result<(), Handshake> {
        let (live, name) = (self.live, self.server_name);
        let roots = self.roots.certificates.iter().map(AsRef::as_ref);
        let alone = match live.tls.trust {
            Trust::System => None,
            Trust::File(_) => Some(roots.collect::<Vec<&[u8]>>()),
        };
        let verdict = chain::judge(peer, name, alone.as_deref()).map_err(|error| {
            let why = format!("Windows cannot check the server's certificate: {error}");
            Handshake::OurSide(live.vault.peer(why))
        })?;
        let Verdict { path, shown, .. } = &verdict;
        let [path, shown] = [path, shown].map(|all| {
            let all = all.iter().map(|der| CertificateDer::from(der.as_slice()));
            all.collect::<Vec<_>>()
        });
        let root = path.last().filter(|_| verdict.leads_to_a_root());
        let root = root.map_or(&[][..], std::slice::from_ref);
        let chain = x509::chain(&path, root, &live.vault);
        self.tls.chain = chain.unwrap_or_default();
        let verifier = Verifier {
            roots: &self.roots,
            algorithms: live.tls.provider.signature_verification_algorithms,
            vault: &live.vault,
            now: UnixTime::now(),
        };
        let name = ServerName::try_from(name).ok();
        self.tls.refusal = name.and_then(|name| verifier.examine(&shown, Some(&name)).1);
        let code = |code: u32| (code != 0).then(|| hex(code));
        self.windows.status = code(verdict.status);
        self.windows.refusal = code(verdict.error);
        if self.identity.is_some() && verdict.error != 0 {
            Err(outcome::withheld())
        } else {
            Ok(())
        }
    }

    fn broke_off(&mut self, code: Code) -> Handshake {
        let code = self.windows.error.insert(hex(code));
        let said = &self.received;
        if let Some(alert) = records(said).find_map(|(kind, content)| match (kind, content) {
            (21, [_, alert]) => Some(AlertDescription::from(*alert)),
            _ => None,
        }) {
            return Handshake::Alert(outcome::alert_name(alert));
        }
        outcome::of_first_bytes(self.live, said)
            .unwrap_or_else(|| Handshake::Incompatible(self.live.vault.peer(named(code))))
    }

    fn completed(&self) -> Handshake {
        let version = match messages(&self.received).find(|(kind, _)| *kind == SERVER_HELLO) {
            Some((_, hello)) => match hello.get(..2) {
                Some([3, 1]) => "TLSv1.0",
                Some([3, 2]) => "TLSv1.1",
                Some([3, 3]) => "TLSv1.2",
                _ => "SSLv3",
            },
            None => "TLS",
        };
        let version = version.to_owned();
        Handshake::Completed { version }
    }

    /// What the messages that passed in clear show.
    fn note_messages(&mut self) {
        for (kind, content) in messages(&self.received) {
            match kind {
                SERVER_HELLO => self.windows.suite = suite(&content),
                CERTIFICATE_REQUEST => self.tls.asked_for_certificate = true,
                _ => {}
            }
        }
        let shown = |(kind, content): (u8, Vec<u8>)| kind == CERTIFICATE && content.len() > 3;
        let identity = self.identity.filter(|_| messages(&self.sent).any(shown));
        let thumbprint = identity.map(|one| x509::thumbprint(&one.to_der().into()));
        self.windows.sent = thumbprint;
    }
}

/// What the registry says of versions.
pub(super) fn settings() -> Vec<Setting> {
    let of = |key: &&str| {
        let key = (*key).to_owned();
        let Ok(found) = values(LOCAL_MACHINE, &key) else {
            let (name, number) = (None, None);
            return vec![Setting { key, name, number }];
        };
        let known = |name: &str| NAMES.iter().any(|one| one.eq_ignore_ascii_case(name));
        let found = found.into_iter().flatten();
        let found = found.filter(|(name, value)| known(name) || *value == Value::Unreadable);
        let setting = |(name, value)| Setting {
            key: key.clone(),
            name: Some(name),
            number: match value {
                Value::Number(number) => Some(number),
                _ => None,
            },
        };
        found.map(setting).collect()
    };
    KEYS.iter().flat_map(of).collect()
}

/// The name of the cipher suite that a ServerHello chooses, behind version, random and session.
fn suite(hello: &[u8]) -> Option<String> {
    let behind = 35 + usize::from(*hello.get(34)?);
    let suite = hello.get(behind..behind + 2)?.try_into().ok()?;
    let suite = u16::from_be_bytes(suite);
    let name = CipherSuite::from(suite).as_str().map(str::to_owned);
    Some(name.unwrap_or_else(|| format!("{suite:#06x}")))
}

/// The kind and the content of each record (RFC 5246 section 6.2.1).
fn records(mut bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    std::iter::from_fn(move || {
        let ([kind, _, _, high, low], rest) = bytes.split_first_chunk()?;
        let (content, behind) =
            rest.split_at_checked(usize::from(u16::from_be_bytes([*high, *low])))?;
        bytes = behind;
        Some((*kind, content))
    })
}

/// The kind and the content of each handshake message that is not encrypted.
fn messages(bytes: &[u8]) -> impl Iterator<Item = (u8, Vec<u8>)> {
    let clear = records(bytes).take_while(|(kind, _)| *kind == 22);
    let mut clear: Vec<u8> = clear.flat_map(|(_, content)| content).copied().collect();
    std::iter::from_fn(move || {
        let [kind, length @ ..] = *clear.first_chunk::<4>()?;
        let end = 4 + (u32::from_be_bytes([0, length[0], length[1], length[2]]) as usize);
        let content = clear.get(4..end)?.to_vec();
        clear.drain(..end);
        Some((kind, content))
    })
}
