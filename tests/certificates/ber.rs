//! PKCS #12 and PKCS #7 in BER, as Bouncy Castle, NSS and Java write them: lengths that are not known beforehand, and strings
//! in pieces.

use checks::kit::chain::End;
use checks::kit::probe::certificate::Problem;
use checks::kit::realm::{CertificateSource, SecretRef};
use otpdoctor::files::ber::to_der;

use crate::pki::Pki;
use crate::{WHOLE, key_belongs, subjects};

/// How a writer of BER goes about it.
#[derive(Clone, Copy, Debug)]
struct Style {
    /// Lengths of constructed elements are left open; else written in five bytes.
    indefinite: bool,
    /// The size of a string's pieces; 0 for one piece.
    pieces: usize,
}

const STYLES: [Style; 5] = [
    Style {
        indefinite: true,
        pieces: 0,
    },
    Style {
        indefinite: true,
        pieces: 1000,
    },
    Style {
        indefinite: true,
        pieces: 4,
    },
    Style {
        indefinite: false,
        pieces: 1000,
    },
    Style {
        indefinite: false,
        pieces: 0,
    },
];

/// Tag, content and rest of the first element in DER.
fn split(der: &[u8]) -> (u8, &[u8], &[u8]) {
    let (header, length) = match der[1] {
        short @ ..0x80 => (2, usize::from(short)),
        long => {
            let bytes = &der[2..2 + usize::from(long & 0x7f)];
            let length = bytes
                .iter()
                .fold(0, |length, byte| length << 8 | usize::from(*byte));
            (2 + bytes.len(), length)
        }
    };
    (
        der[0],
        &der[header..header + length],
        &der[header + length..],
    )
}

impl Style {
    /// Elements one after the other.
    fn write(self, mut der: &[u8]) -> Vec<u8> {
        let (mut ber, mut before) = (Vec::new(), Vec::new());
        while !der.is_empty() {
            let (tag, content, rest) = split(der);
            // The encrypted content of CMS is a string under a tag of its own.
            let is_string = tag == 4 || tag == 0x80 && before == [6, 0x30];
            ber.extend(match tag & 0x20 {
                0 if is_string && self.pieces > 0 => {
                    let pieces = content
                        .chunks(self.pieces)
                        .flat_map(|piece| self.element(4, piece.to_vec()));
                    self.element(tag | 0x20, pieces.collect())
                }
                0 => self.element(tag, content.to_vec()),
                _ => self.element(tag, self.write(content)),
            });
            before.push(tag);
            der = rest;
        }
        ber
    }

    fn element(self, tag: u8, content: Vec<u8>) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        match tag & 0x20 != 0 && self.indefinite {
            true => [vec![tag, 0x80], content, vec![0, 0]].concat(),
            false => [&[tag, 0x84], &length[..], &content].concat(),
        }
    }
}

#[tokio::test]
async fn a_pfx_in_ber_is_read_like_the_same_in_der() {
    let pki = Pki::new();
    for (name, options) in [
        ("new.pfx", ""),
        ("old.pfx", "-legacy"),
        ("nomac.pfx", "-nomac"),
        ("open.pfx", "-certpbe NONE"),
    ] {
        pki.pfx(name, options);
        let der = pki.read(name);
        for style in STYLES {
            let ber = style.write(&der);
            assert_eq!(to_der(&ber).unwrap()[..], der, "{name} {style:?}");
            let source = write(&pki, "ber.pfx", &ber);
            let answer = pki.ask(source).await;
            assert_eq!(
                (subjects(&answer), answer.chain.end),
                (WHOLE.to_vec(), End::Trusted),
                "{name} {style:?}"
            );
            assert!(key_belongs(&answer), "{name} {style:?}");
            let answer = pki.ask_with("ber.pfx", "another").await;
            assert_eq!(answer.problem, Some(Problem::WrongPassword));
        }
        // Half of it, or a bit less at the end, is damaged as it is in DER.
        let ber = STYLES[1].write(&der);
        for length in [ber.len() / 2, ber.len() - 1] {
            let answer = pki.ask(write(&pki, "cut.pfx", &ber[..length])).await;
            assert!(
                matches!(answer.problem, Some(Problem::Unreadable(_))),
                "{name}"
            );
        }
    }
}

/// Without a MAC and without encryption the inner layers can be written anew, too.
#[tokio::test]
async fn every_layer_of_a_pfx_may_be_in_ber() {
    let pki = Pki::new();
    pki.pfx("clear.pfx", "-certpbe NONE -keypbe NONE -nomac");
    let der = pki.read("clear.pfx");
    for style in STYLES {
        let deep = deep(&der, style, 2);
        assert!(deep.len() > der.len());
        let answer = pki.ask(write(&pki, "deep.pfx", &deep)).await;
        assert_eq!(subjects(&answer), WHOLE, "{style:?}: {:?}", answer.problem);
        assert!(key_belongs(&answer), "{style:?}");
    }
}

/// Also what stands in strings, so many of them deep: what ContentInfo holds, but no certificate and no key.
fn deep(der: &[u8], style: Style, layers: usize) -> Vec<u8> {
    let rebuilt = rebuild(der, &|content| match layers {
        1 => style.write(content),
        _ => deep(content, style, layers - 1),
    });
    style.write(&rebuilt)
}

/// The same with the content of `[0] { OCTET STRING }` replaced where it is longer than a certificate.
fn rebuild(mut der: &[u8], replace: &dyn Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let plain = Style {
        indefinite: false,
        pieces: 0,
    };
    let mut rebuilt = Vec::new();
    while !der.is_empty() {
        let (tag, content, rest) = split(der);
        let inner = match tag & 0x20 {
            0 => content.to_vec(),
            _ if tag == 0xa0 && content[0] == 4 && content.len() > 1500 => {
                plain.element(4, replace(split(content).1))
            }
            _ => rebuild(content, replace),
        };
        rebuilt.extend(plain.element(tag, inner));
        der = rest;
    }
    rebuilt
}

fn write(pki: &Pki, name: &str, bytes: &[u8]) -> CertificateSource {
    pki.write(name, bytes);
    CertificateSource::Pfx {
        pfx: pki.path(name),
        password: Some(SecretRef::Literal(0)),
    }
}

#[tokio::test]
async fn pkcs7_in_ber_holds_the_same_certificates() {
    let pki = Pki::new();
    pki.openssl("crl2pkcs7 -nocrl -certfile chain.pem -outform der -out chain.p7b");
    let der = pki.read("chain.p7b");
    // Certificates stay in DER, since they are signed.
    let (_, oid, signed) = split(split(&der).1);
    let inner = split(split(signed).1).1;
    let head = [&[0x30, 0x80, 6, 9], oid, &[0xa0, 0x80, 0x30, 0x80]].concat();
    pki.write("chain.p7c", [&head, inner, &[0; 6]].concat());
    let answer = pki.ask(pki.files("chain.p7c", Some("leaf.key"))).await;
    assert_eq!(
        (subjects(&answer), key_belongs(&answer)),
        (WHOLE.to_vec(), true)
    );
}

#[test]
fn what_is_no_ber_ends_soon_and_never_in_a_panic() {
    let deep = [0x30, 0x80].repeat(1 << 20);
    let strings = [0x24, 0x80].repeat(1 << 20);
    let mut closed = [0x30, 0x80].repeat(47);
    closed.extend([0; 94]);
    for (bytes, sound) in [
        (&b""[..], false),
        (&[0x30], false),
        (&[0x30, 0x80], false),
        (&[0x30, 0x80, 0], false),
        (&[0x30, 0x80, 0, 0], true),
        (&[0x04, 0x80, 0, 0], false),
        (&[0x24, 0x80, 0x02, 1, 1, 0, 0], false),
        (
            &[0x24, 0x80, 0x24, 0x80, 4, 1, 7, 0, 0, 4, 1, 8, 0, 0],
            true,
        ),
        (&[0x30, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0], false),
        (&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], false),
        (&[0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], false),
        (&[0xbf, 0x81, 0x02, 0x80, 4, 1, 7, 0, 0], true),
        (&deep, false),
        (&strings, false),
        (&closed, true),
    ] {
        assert_eq!(
            to_der(bytes).is_some(),
            sound,
            "{:x?}",
            &bytes[..bytes.len().min(20)]
        );
    }
    assert_eq!(
        to_der(&[0x24, 0x80, 0x24, 0x80, 4, 1, 7, 0, 0, 4, 1, 8, 0, 0]).unwrap()[..],
        [4, 2, 7, 8]
    );
}
