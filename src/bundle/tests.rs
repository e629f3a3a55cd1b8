//! Bundles as they are made, and as a stranger may make them.
#![allow(clippy::unwrap_used)]

use checks::kit::realm::Platform;
use tar::EntryType;

use super::*;

fn host() -> Host {
    Host {
        name: "idp-01".into(),
        platform: Platform::Linux,
    }
}

fn packed(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    pack(Timestamp::UNIX_EPOCH, &host(), files).unwrap()
}

/// An archive as anyone could make it: `make` writes its entries.
fn forged(make: impl FnOnce(&mut tar::Builder<Vec<u8>>)) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    make(&mut archive);
    zstd::encode_all(archive.into_inner().unwrap().as_slice(), 3).unwrap()
}

fn entry(archive: &mut tar::Builder<Vec<u8>>, name: &str, kind: EntryType, content: &[u8]) {
    let mut header = tar::Header::new_gnu();
    // As bytes: the library's own setter refuses what an attacker writes.
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_size(content.len() as u64);
    header.set_cksum();
    archive.append(&header, content).unwrap();
}

#[test]
fn what_was_packed_is_unpacked() {
    let bytes = packed(&[
        ("report.json", b"{}".to_vec()),
        ("README.txt", vec![b'x'; 5000]),
    ]);
    assert_eq!(
        bytes,
        packed(&[
            ("report.json", b"{}".to_vec()),
            ("README.txt", vec![b'x'; 5000])
        ])
    );
    let bundle = unpack(bytes.as_slice()).unwrap();
    assert_eq!(bundle.file("report.json"), Some(&b"{}"[..]));
    assert_eq!(
        bundle.names().collect::<Vec<_>>(),
        ["README.txt", "report.json"]
    );
    assert_eq!(bundle.manifest.host.name, "idp-01");
    assert_eq!(
        bundle.faults(),
        ["recording.jsonl is missing", "config.json is missing"]
    );
}

#[test]
fn every_deviation_from_the_manifest_is_told() {
    let manifest = |files: &str| {
        format!(
            r#"{{"schema":"otpdoctor.bundle/1","version":"9","created_at":"2026-11-22T00:00:00Z",
            "host":{{"name":"h","platform":"linux"}},"system":"x","files":[{files}]}}"#
        )
    };
    let listed = r#"{"name":"a","bytes":1,"sha256":"00"},{"name":"b","bytes":7,"sha256":"00"},{"name":"c","bytes":1,"sha256":"00"}"#;
    let bytes = forged(|archive| {
        entry(
            archive,
            MANIFEST,
            EntryType::Regular,
            manifest(listed).as_bytes(),
        );
        entry(archive, "a", EntryType::Regular, b"1");
        entry(archive, "b", EntryType::Regular, b"1");
        entry(archive, "d", EntryType::Regular, b"1");
    });
    let faults = unpack(bytes.as_slice()).unwrap().faults();
    assert_eq!(
        faults,
        [
            "a has another SHA-256 than the manifest says",
            "b has 1 bytes instead of 7",
            "c is missing",
            "d is not in the manifest",
            "report.json is missing",
            "recording.jsonl is missing",
            "config.json is missing",
        ]
    );
}

#[test]
fn links_and_ways_out_are_refused() {
    for (name, kind) in [
        ("../evil", EntryType::Regular),
        ("/etc/passwd", EntryType::Regular),
        ("a/b", EntryType::Regular),
        ("..", EntryType::Regular),
        (".hidden", EntryType::Regular),
        ("a\\b", EntryType::Regular),
        ("a\u{202e}b", EntryType::Regular),
        ("link", EntryType::Symlink),
        ("link", EntryType::Link),
        ("folder", EntryType::Directory),
        ("device", EntryType::Char),
        ("long", EntryType::GNULongName),
        ("pax", EntryType::XHeader),
        ("sparse", EntryType::GNUSparse),
    ] {
        let bytes = forged(|archive| entry(archive, name, kind, b""));
        let refused = unpack(bytes.as_slice()).unwrap_err();
        assert!(
            matches!(refused, NotABundle::Strange(_)),
            "{name} {refused}"
        );
    }
}

#[test]
fn a_file_that_stands_twice_is_refused() {
    let bytes = forged(|archive| {
        entry(archive, "a", EntryType::Regular, b"1");
        entry(archive, "a", EntryType::Regular, b"2");
    });
    assert!(matches!(
        unpack(bytes.as_slice()),
        Err(NotABundle::Strange(_))
    ));
}

#[test]
fn what_unpacks_without_end_is_cut() {
    // 600 MiB of zeros in some 20 KiB; only what is read of it takes time.
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    let mut header = tar::Header::new_ustar();
    header.set_path("a").unwrap();
    header.set_size(600 << 20);
    header.set_cksum();
    std::io::Write::write_all(&mut encoder, header.as_bytes()).unwrap();
    std::io::copy(
        &mut std::io::Read::take(std::io::repeat(0), 600 << 20),
        &mut encoder,
    )
    .unwrap();
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 1 << 20);
    assert!(matches!(unpack(bomb.as_slice()), Err(NotABundle::TooLarge)));
    let many = forged(|archive| {
        (0..65).for_each(|n| entry(archive, &format!("f{n}"), EntryType::Regular, b""));
    });
    assert!(matches!(unpack(many.as_slice()), Err(NotABundle::TooLarge)));
}

#[test]
fn every_cut_and_every_changed_byte_is_an_error_or_told() {
    let bytes = packed(&[("report.json", b"{\"a\": 1}".to_vec())]);
    for at in 0..bytes.len() {
        assert!(unpack(&bytes[..at]).is_err(), "cut at {at}");
        let mut changed = bytes.clone();
        changed[at] ^= 0x10;
        let told = unpack(changed.as_slice()).map_or(true, |bundle| {
            !bundle.faults().is_empty() || bundle.file("report.json") == Some(b"{\"a\": 1}")
        });
        assert!(told, "changed at {at}");
    }
}

#[test]
fn what_is_no_bundle_says_what_is_wrong() {
    let said = |bytes: &[u8]| unpack(bytes).unwrap_err().to_string();
    assert!(said(b"hello").starts_with("it is no bundle"));
    assert!(said(&forged(|_| ())).contains("manifest.json"));
    let newer = forged(|archive| {
        entry(
            archive,
            MANIFEST,
            EntryType::Regular,
            br#"{"schema":"otpdoctor.bundle/2"}"#,
        );
    });
    assert!(said(&newer).contains("\"otpdoctor.bundle/2\""));
}
