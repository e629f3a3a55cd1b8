//! Bundles as they are made, and as a stranger may make them.
#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write as _};

use checks::kit::realm::Platform;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

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

type Archive = ZipWriter<Cursor<Vec<u8>>>;

/// An archive as anyone could make it: `make` writes its entries.
fn forged(make: impl FnOnce(&mut Archive)) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    make(&mut archive);
    archive.finish().unwrap().into_inner()
}

fn entry(archive: &mut Archive, name: &str, content: &[u8]) {
    archive
        .start_file(name, SimpleFileOptions::default())
        .unwrap();
    archive.write_all(content).unwrap();
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
    let bundle = unpack(&bytes).unwrap();
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
        entry(archive, MANIFEST, manifest(listed).as_bytes());
        entry(archive, "a", b"1");
        entry(archive, "b", b"1");
        entry(archive, "d", b"1");
    });
    let faults = unpack(&bytes).unwrap().faults();
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
    let strange = |bytes: &[u8], name: &str| {
        let refused = unpack(bytes).unwrap_err();
        assert!(refused.contains("which no bundle of"), "{name} {refused}");
    };
    let names = [
        "../evil",
        "/etc/passwd",
        "a/b",
        "..",
        ".hidden",
        "a\\b",
        "a\u{202e}b",
    ];
    for name in names {
        strange(&forged(|archive| entry(archive, name, b"")), name);
    }
    let options = SimpleFileOptions::default();
    strange(
        &forged(|to| to.add_symlink("link", "/etc", options).unwrap()),
        "a link",
    );
    strange(
        &forged(|to| to.add_directory("folder", options).unwrap()),
        "a folder",
    );
}

#[test]
fn a_file_that_stands_twice_is_refused() {
    let twice = forged(|archive| {
        entry(archive, "aaa", b"1");
        entry(archive, "bbb", b"2");
    });
    let twice: Vec<u8> = twice
        .iter()
        .map(|byte| if *byte == b'b' { b'a' } else { *byte })
        .collect();
    assert!(unpack(&twice).unwrap_err().contains("a file twice"));
    let manifest = r#"{"schema":"otpdoctor.bundle/1","version":"9","created_at":"2026-11-22T00:00:00Z",
        "host":{"name":"h","platform":"linux"},"system":"x","files":[LISTED,LISTED]}"#;
    let manifest = manifest.replace("LISTED", r#"{"name":"a","bytes":1,"sha256":"00"}"#);
    let bytes = forged(|archive| entry(archive, MANIFEST, manifest.as_bytes()));
    assert!(unpack(&bytes).unwrap_err().contains("twice"));
}

#[test]
fn what_unpacks_without_end_is_cut() {
    let zeros = |mib: usize| forged(|archive| entry(archive, "a", &vec![0; mib << 20]));
    // 200 MiB of zeros in some 200 KiB; only what is read of it takes time.
    let bomb = zeros(200);
    assert!(bomb.len() < 1 << 20);
    let refused = |bytes: &[u8]| unpack(bytes).unwrap_err();
    assert!(refused(&bomb).contains("MiB or"));
    assert!(refused(&zeros(20)).contains("packed tighter"));
    // A small one may be packed as tight as it goes.
    assert!(refused(&zeros(15)).contains("manifest"));
    let many = forged(|archive| (0..65).for_each(|n| entry(archive, &format!("f{n}"), b"")));
    assert!(refused(&many).contains("files, or is"));
}

#[test]
fn what_could_not_be_read_again_is_not_packed() {
    let pack = |mib: usize| {
        let files = [("a", vec![0; mib << 20])];
        pack(Timestamp::UNIX_EPOCH, &host(), &files).map(|bytes| unpack(&bytes))
    };
    assert!(pack(15).unwrap().is_ok());
    assert!(pack(20).unwrap_err().to_string().contains("packed tighter"));
}

/// Python's zipfile writes a text with the mode 0600 and no type of file; Windows writes no mode at all.
#[test]
fn a_bundle_that_another_program_packed_again_is_read() {
    const PLACE: usize = 38; // of the external attributes, APPNOTE.TXT 4.3.12
    let made = packed(&[("report.json", b"{}".to_vec())]);
    for (by, attributes) in [(3, 0o600_u32 << 16), (3, 0), (0, 0x20), (0, 0)] {
        let mut again = made.clone();
        let entries = made.windows(4).enumerate();
        for (at, _) in entries.filter(|(_, four)| *four == b"PK\x01\x02") {
            again[at + 5] = by;
            again[at + PLACE..at + PLACE + 4].copy_from_slice(&attributes.to_le_bytes());
        }
        assert!(unpack(&again).is_ok(), "{by} {attributes:o}");
    }
}

#[test]
fn every_cut_and_every_changed_byte_is_an_error_or_told() {
    let bytes = packed(&[("report.json", b"{\"a\": 1}".to_vec())]);
    for at in 0..bytes.len() {
        assert!(unpack(&bytes[..at]).is_err(), "cut at {at}");
        let mut changed = bytes.clone();
        changed[at] ^= 0x10;
        let told = unpack(&changed).map_or(true, |bundle| {
            !bundle.faults().is_empty() || bundle.file("report.json") == Some(b"{\"a\": 1}")
        });
        assert!(told, "changed at {at}");
    }
}

#[test]
fn what_is_no_bundle_says_what_is_wrong() {
    let said = |bytes: &[u8]| unpack(bytes).unwrap_err();
    assert!(said(b"hello").starts_with("it is not a bundle"));
    let empty = forged(|archive| entry(archive, "a", b""));
    assert!(said(&empty).contains("manifest.json"));
    let newer = forged(|archive| {
        entry(archive, MANIFEST, br#"{"schema":"otpdoctor.bundle/2"}"#);
    });
    assert!(said(&newer).contains("\"otpdoctor.bundle/2\""));
}
