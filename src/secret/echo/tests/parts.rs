//! Secrets of which a part comes back, or that stand in something longer.

use data_encoding::BASE64;

use super::{cut, echoes, hex};

#[test]
fn what_stands_before_an_encoding_hides_no_letter_of_it() {
    let echoes = echoes(&["c4nary"]);
    let utf16 = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<_>>()
    };
    let before = ["", "8", "no", "E C", "ECHO", "/////", "\u{fc}x"];
    for (before, encoded) in before.into_iter().flat_map(|before| {
        let encoded = [
            BASE64.encode(b"c4nary"),
            BASE64.encode(&utf16("c4nary")),
            hex("c4nary"),
        ];
        encoded.map(|encoded| (before, encoded))
    }) {
        let left = cut(&echoes, &format!("{before} {encoded}"));
        let (begin, end) = left.split_once("[secret]").unwrap_or_default();
        assert!(left.contains("[secret]"), "{before} {encoded}: {left}");
        assert!(
            begin.len() <= before.len() + 1 && end.len() <= 4,
            "{encoded}: {left}"
        );
    }
}

#[test]
fn most_of_a_secret_is_cut_out_and_what_many_texts_have_is_left() {
    // Imagined: parts of passwords that are as people choose them, in texts as servers write them.
    let passwords = [
        "Kw7tq-Zp2vR9xm",
        "mail.example.net-7G2x",
        "relay-Password-1x",
        "backup2024-11-30x",
        "smtp-user-authentication-9",
        "10.0.2.15-pa55w0rd",
    ];
    let known = echoes(&passwords);
    for part in [
        "Kw7tq-Zp2v",
        "q-Zp2vR9xm",
        "left Kw7tq-Z right p2vR9xm",
        "Kw7tq, Zp2vR, R9xm",
        "2YwBLdzd0cS1acDJ2Ujl4b",
        "S3c3dHEtWnAydlI5",
        "96W=:E@k@513QPUG\\m",
        "K̶w̶7̶t̶q̶-̶Z̶p̶2̶v̶R̶9̶x̶m̶",
        "ᴷʷ⁷ᵗq-Zᵖ²ᵛᴿ⁹ˣᵐ",
    ] {
        let left = cut(&known, &format!("535 no {part} end"));
        assert!(left.contains("[secret]"), "{part}: {left}");
        let bare = left.replace("[secret]", "");
        assert!(bare.len() <= 24, "{part}: {left}");
    }
    for healthy in [
        "220 mail.example.net ESMTP Postfix; mail.example.net-out",
        "535 5.7.8 Error: authentication failed: relay-password required",
        "550 5.7.1 <10.0.2.15>: Client host rejected: since 2024-11-30 08:00:00",
        "250 2.0.0 Ok: queued as 4FbKw7tq1Zp2 <20241130115119.GA1234@mail.example.net>",
        "smtp user authentication is off for user 9",
        "Kw7tq",
        "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUKw7tqZpmvRwC1Xg9nJcS0mYpAv4wCgYIKoZIzj0EAwIw",
    ] {
        assert_eq!(cut(&known, healthy), healthy);
    }
    // Of a short one nothing but the whole, and of one that has words in it no part that is them alone.
    let short = echoes(&["c4nary!", "mail-server-mail-server-x7"]);
    for healthy in ["c4nary", "4nary!", "mail-server-mail-server"] {
        assert_eq!(cut(&short, healthy), healthy);
    }
    assert_eq!(cut(&short, "c4nary!"), "[secret]");
}
