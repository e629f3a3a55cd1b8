//! One verdict on a server's certificates: what the TLS library refuses is a fact, the checks judge it, and whatever
//! they find fault with is told no secret.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use checks::kit::chain_fault::ChainFault::{self, *};
use checks::kit::probe::https::Query;
use checks::kit::probe::tls::Handshake;
use checks::kit::realm::CertificateSource;
use jiff::Timestamp;
use otpdoctor::probe::https::ask;
use otpdoctor::probe::tls::{Attempted, handshake};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose as Eku,
    GeneralSubtree, IsCa, KeyPair, KeyUsagePurpose as Ku, NameConstraints, date_time_ymd,
};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    DigitallySignedStruct, DistinguishedName, RootCertStore, ServerConfig, SignatureScheme,
};
use rustls_pki_types::{CertificateDer, UnixTime};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::peer::PATIENT;
use crate::web::{
    Authority, Leaf, accept, authority, below, hear, leaf, leaf_with, named, provider, serve,
    tls_replies, world_of,
};

const HOST: &str = "mail.example.net";

fn host(change: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    let mut params = CertificateParams::new(vec![HOST.to_owned()]).unwrap();
    change(&mut params);
    params
}

fn middle(root: &Authority, change: impl FnOnce(&mut CertificateParams)) -> Authority {
    let mut params = named("middle");
    change(&mut params);
    Authority::signed_by(params, KeyPair::generate().unwrap(), root).unwrap()
}

/// What is wrong with this server's certificates, where these roots are trusted.
async fn faults(server: Arc<ServerConfig>, roots: &[&CertificateDer<'_>]) -> Vec<ChainFault> {
    let server = tls_replies(server, "").await;
    let world = world_of(roots, &[], PATIENT);
    let stream = TcpStream::connect((server.host.as_str(), server.port));
    let stream = Box::new(stream.await.unwrap());
    let until = Instant::now() + PATIENT.total;
    let shaken = handshake(&world.live, stream, HOST, None, until);
    let Attempted {
        facts, verified, ..
    } = shaken.await.unwrap();
    let faults = facts.faults(Timestamp::now(), HOST);
    // The library and the checks agree, always.
    assert_eq!(verified, faults.is_empty(), "{faults:?}");
    assert_eq!(verified, facts.refusal.is_none(), "{facts:?}");
    faults
}

#[tokio::test]
async fn what_the_library_refuses_is_a_fault_with_its_certificate() {
    let root = authority("root");
    let sound = below("middle", &root);
    let clients = middle(&root, |params| {
        params.extended_key_usages = vec![Eku::ClientAuth]
    });
    let elsewhere = middle(&root, |params| {
        let names = GeneralSubtree::DnsName("example.org".into());
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![names],
            excluded_subtrees: vec![],
        });
    });
    let nobody = middle(&root, |params| params.is_ca = IsCa::NoCa);
    let short = middle(&root, |params| {
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    });
    let too_deep = below("lower", &short);
    let unsigned = middle(&root, |params| {
        params.key_usages = vec![Ku::DigitalSignature]
    });
    let critical = middle(&root, |params| {
        let mut unknown = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 9], vec![5, 0]);
        unknown.set_criticality(true);
        params.custom_extensions = vec![unknown];
    });
    let nameless = |params: &mut CertificateParams| {
        params.subject_alt_names = vec![];
        params.distinguished_name.push(DnType::CommonName, HOST);
    };
    let unknown = Invalid("UnsupportedCriticalExtension".into());
    let cases = [
        (
            leaf_with(
                host(|params| params.extended_key_usages = vec![Eku::ClientAuth]),
                &sound,
            ),
            vec![&sound],
            NotForUsage(0),
        ),
        (
            leaf_with(
                host(|params| params.extended_key_usages = vec![Eku::CodeSigning]),
                &sound,
            ),
            vec![&sound],
            NotForUsage(0),
        ),
        (leaf(HOST, &clients), vec![&clients], NotForUsage(1)),
        (leaf(HOST, &elsewhere), vec![&elsewhere], NameConstrained),
        (leaf(HOST, &nobody), vec![&nobody], IssuerNotCa(1)),
        (
            leaf(HOST, &too_deep),
            vec![&too_deep, &short],
            IssuerNotCa(2),
        ),
        (leaf(HOST, &critical), vec![&critical], unknown),
        (
            leaf_with(host(nameless), &sound),
            vec![&sound],
            CommonNameOnly,
        ),
        (
            leaf_with(
                host(|params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained)),
                &sound,
            ),
            vec![&sound],
            CaUsedAsEndEntity,
        ),
        (leaf(HOST, &unsigned), vec![&unsigned], IssuerNotCa(1)),
    ];
    for (leaf, above, fault) in cases {
        assert_eq!(faults(leaf.server(&above), &[root.der()]).await, [fault]);
    }
}

#[tokio::test]
async fn what_is_unusual_and_right_has_no_fault() {
    let root = authority("root");
    let sound = below("middle", &root);
    let both = vec![Eku::ClientAuth, Eku::ServerAuth];
    let here = middle(&root, |params| {
        let names = GeneralSubtree::DnsName("example.net".into());
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![names],
            excluded_subtrees: vec![],
        });
    });
    let noted = |params: &mut CertificateParams| {
        let unknown = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 9], vec![5, 0]);
        params.custom_extensions = vec![unknown];
    };
    let stranger = authority("stranger");
    for (leaf, above) in [
        (leaf(HOST, &root), vec![]),
        (
            leaf_with(host(|params| params.extended_key_usages = both), &sound),
            vec![&sound],
        ),
        (leaf(HOST, &here), vec![&here]),
        (leaf_with(host(noted), &sound), vec![&sound]),
        // Strays, and the wrong order.
        (leaf(HOST, &sound), vec![&stranger, &root, &sound]),
        (leaf("*.example.net", &sound), vec![&sound]),
    ] {
        assert_eq!(faults(leaf.server(&above), &[root.der()]).await, []);
    }
}

/// rustls-webpki looks at no extension of a trusted root but its name constraints; OpenSSL and Windows do (`openssl verify`:
/// errors 25, 26 and 79).
#[tokio::test]
async fn what_a_trusted_root_says_of_itself_counts() {
    let root = |change: fn(&mut CertificateParams)| {
        let mut params = named("root");
        change(&mut params);
        Authority::self_signed(params, KeyPair::generate().unwrap()).unwrap()
    };
    let deep = |root: &Authority| {
        let middle = below("middle", root);
        leaf(HOST, &middle).server(&[&middle])
    };
    let no_authority = root(|params| params.is_ca = IsCa::ExplicitNoCa);
    let short = root(|params| params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)));
    let longer = root(|params| params.is_ca = IsCa::Ca(BasicConstraints::Constrained(1)));
    let unsigned = root(|params| params.key_usages = vec![Ku::CrlSign]);
    let code = root(|params| params.extended_key_usages = vec![Eku::CodeSigning]);
    let any = root(|params| params.extended_key_usages = vec![Eku::Any]);
    // As that of Microsoft of 1997 (https://github.com/openssl/openssl/issues/16664).
    let silent = root(|params| params.is_ca = IsCa::NoCa);
    let direct = |root: &Authority| leaf(HOST, root).server(&[]);
    for (server, root, fault) in [
        (direct(&no_authority), &no_authority, Some(IssuerNotCa(1))),
        (deep(&short), &short, Some(IssuerNotCa(2))),
        (deep(&unsigned), &unsigned, Some(IssuerNotCa(2))),
        (deep(&code), &code, Some(NotForUsage(2))),
        (direct(&short), &short, None),
        (deep(&longer), &longer, None),
        (deep(&any), &any, None),
        (deep(&silent), &silent, None),
    ] {
        let found = faults(server, &[root.der()]).await;
        assert_eq!(found, Vec::from_iter(fault));
    }
}

#[tokio::test]
async fn an_issuer_that_may_issue_counts_beside_one_that_may_not() {
    let root = authority("root");
    let middle = below("middle", &root);
    let again = |change: fn(&mut CertificateParams)| {
        let mut params = named("middle");
        change(&mut params);
        params.signed_by(middle.key(), &root).unwrap()
    };
    let leaf = leaf(HOST, &middle);
    for unfit in [
        again(|params| params.key_usages = vec![Ku::DigitalSignature]),
        again(|params| params.extended_key_usages = vec![Eku::ClientAuth]),
        again(|params| params.is_ca = IsCa::NoCa),
    ] {
        let (fit, unfit) = (middle.der(), unfit.der());
        for shown in [[fit, unfit], [unfit, fit]] {
            let server = leaf.server_with(shown.map(CertificateDer::clone));
            assert_eq!(faults(server, &[root.der()]).await, []);
        }
    }
    // Two roots of one name and key, as those of an authority that was renewed.
    let mut short = named("root");
    short.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let short = short.self_signed(root.key()).unwrap();
    for roots in [[short.der(), root.der()], [root.der(), short.der()]] {
        let server = leaf.server(&[&middle]);
        assert_eq!(faults(server, &roots).await, []);
    }
}

#[tokio::test]
async fn a_path_that_is_valid_counts_beside_one_that_is_not() {
    // One key, under a root of its own and under one that is out of date.
    let mut late = named("old root");
    late.not_before = date_time_ymd(2000, 1, 1);
    late.not_after = date_time_ymd(2021, 9, 30);
    let late = Authority::self_signed(late, KeyPair::generate().unwrap()).unwrap();
    let root = authority("root");
    let middle = below("middle", &root);
    let crossed = named("middle").signed_by(middle.key(), &late).unwrap();
    let leaf = leaf(HOST, &middle);
    let (by_root, by_late) = (middle.der(), crossed.der());
    for shown in [[by_root, by_late], [by_late, by_root]] {
        let server = leaf.server_with(shown.map(CertificateDer::clone));
        assert_eq!(faults(server, &[late.der(), root.der()]).await, []);
    }
    // The root is what is out of date, and is still trusted.
    for roots in [&[late.der()][..], &[late.der(), root.der()]] {
        let server = leaf.server_with([by_late.clone()]);
        assert_eq!(faults(server, roots).await, [Expired(2)]);
    }
}

#[tokio::test]
async fn a_certificate_that_is_trusted_itself_needs_no_issuer() {
    let itself = |usages: Vec<Eku>| {
        let params = host(|params| {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.extended_key_usages = usages;
        });
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap().der().clone();
        Leaf { certificate, key }
    };
    let plain = itself(vec![]);
    assert_eq!(faults(plain.server(&[]), &[&plain.certificate]).await, []);
    let clients = itself(vec![Eku::ClientAuth]);
    let refused = faults(clients.server(&[]), &[&clients.certificate]).await;
    assert_eq!(refused, [NotForUsage(0), CaUsedAsEndEntity]);
    let unknown = itself(vec![]);
    let refused = faults(unknown.server(&[]), &[authority("root").der()]).await;
    assert_eq!(refused.first(), Some(&UntrustedRoot));
}

/// Verifies client certificates, and counts those that it is shown, whatever becomes of the handshake.
#[derive(Debug)]
struct Counting {
    verifier: Arc<dyn ClientCertVerifier>,
    shown: AtomicUsize,
}

impl ClientCertVerifier for Counting {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.verifier.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        leaf: &CertificateDer<'_>,
        above: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        self.shown.fetch_add(1, Ordering::SeqCst);
        self.verifier.verify_client_cert(leaf, above, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let verifier = &self.verifier;
        verifier.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let verifier = &self.verifier;
        verifier.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}

#[tokio::test]
async fn the_client_certificate_is_shown_only_to_a_server_without_fault() {
    let root = authority("root");
    let folder = tempfile::tempdir().unwrap();
    let client = leaf("client", &root);
    let [certificate, key] = ["client.der", "client.key"].map(|name| folder.path().join(name));
    std::fs::write(&certificate, &client.certificate).unwrap();
    std::fs::write(&key, client.key.serialize_pem()).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(root.der().clone()).unwrap();
    let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider());
    let counting = Arc::new(Counting {
        verifier: verifier.build().unwrap(),
        shown: AtomicUsize::new(0),
    });
    let world = world_of(&[root.der()], &[], PATIENT);
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        for (server, shown) in [
            (leaf("127.0.0.1", &root), true),
            (leaf("127.0.0.2", &root), false),
            (leaf("127.0.0.1", &authority("other")), false),
        ] {
            let config = ServerConfig::builder_with_provider(provider())
                .with_protocol_versions(&[version])
                .unwrap()
                .with_client_cert_verifier(counting.clone())
                .with_single_cert(vec![server.certificate.clone()], server.key_der());
            let config = Arc::new(config.unwrap());
            let (ended, mut over) = tokio::sync::mpsc::unbounded_channel();
            let server = serve(move |_, stream| {
                let (config, ended) = (config.clone(), ended.clone());
                async move {
                    if let Some(mut stream) = accept(&config, stream).await {
                        hear(&mut stream).await;
                        let reply = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
                        let _ = stream.write_all(reply.as_bytes()).await;
                        let _ = stream.shutdown().await;
                    }
                    ended.send(()).unwrap();
                }
            });
            let server = server.await;
            let query = Query {
                url: format!("https://{server}/").parse().unwrap(),
                via: None,
                client_certificate: Some(CertificateSource::Files {
                    certificate: certificate.clone(),
                    key: Some(key.clone()),
                    password: None,
                }),
            };
            let answer = ask(&world.live, &query).await.unwrap();
            assert_eq!(answer.response.is_some(), shown, "{version:?}");
            let outcome = answer.tls.unwrap().outcome;
            let withheld = matches!(outcome, Handshake::OurSide(_));
            assert_eq!(withheld, !shown, "{outcome:?}");
            // Nor did the server see it: what it was sent has been read to its end.
            over.recv().await.unwrap();
            let seen = counting.shown.swap(0, Ordering::SeqCst);
            assert_eq!(seen, usize::from(shown), "{version:?}");
        }
    }
}
