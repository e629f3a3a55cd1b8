//! Files that are made to cost much: none of 100 KB may cost more than any other. Each is imagined.

use std::io::Write as _;

use checks::kit::ctx::Host;
use checks::kit::realm::Platform;
use jiff::Timestamp;
use otpdoctor::bundle;
use zip::write::SimpleFileOptions;

use crate::mutation::LARGEST;

const REPORT: &str = include_str!("../../fixtures/reports/healthy/report.json");

/// The inputs that are made for a target.
pub(crate) fn of(target: &str) -> Vec<Vec<u8>> {
    let texts = match target {
        "config" => configs(),
        "web_config" => web_configs(),
        "admin_api" | "report" | "firewall" | "recording" => vec![
            deep("[", "]"),
            deep("{\"a\":", "}"),
            filled("[", |n| format!("{{\"name\":\"r{n}\"}},"), "{}]"),
            filled("{", |n| format!("\"k{n}\":[0],"), "\"k\":0}"),
            format!("[\"{}\"]", "\\u0041".repeat(LARGEST / 6)),
            format!("[{}]", "9".repeat(LARGEST)),
        ],
        "aliases" => vec![filled("", |n| format!("a{n}: [{{key: k{n}}}]\n"), "")],
        "waivers" => {
            let waiver = "{check: clock-skew, why: w, who: a, until: 2026-12-31}";
            let many = format!("schema: 1\nwaivers:\n  - &a {waiver}\n");
            let named = "schema: 1\nwaivers:\n";
            vec![
                filled(&many, |_| "  - *a\n".into(), ""),
                filled(
                    named,
                    |n| format!("  - {}\n", waiver.replace("clock-skew", &format!("c{n}"))),
                    "",
                ),
                deep("[", "]"),
            ]
        }
        "ticket" => vec![
            filled("", |n| format!("no code arrives {n} "), ""),
            "é".repeat(LARGEST / 2),
            filled("", |_| "no sms no call no mail ".into(), ""),
        ],
        "pem" => vec![
            filled(
                "",
                |_| "-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----\n".into(),
                "",
            ),
            filled(
                "",
                |_| "-----BEGIN PKCS7-----\n".into(),
                "-----END PKCS7-----",
            ),
            "-----BEGIN ".repeat(LARGEST / 11),
        ],
        "mail" => vec![
            filled(
                "X-Otpdoctor-Probe: token\n",
                |n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"),
                "",
            ),
            filled(
                "X-Otpdoctor-Probe: token\n",
                |n| {
                    format!(
                        "Received: from a by b; Tue, 03 Feb 2026 04:05:0{} +0000\n",
                        n % 10
                    )
                },
                "\n",
            ),
            filled(
                "X-Otpdoctor-Probe: token\nAuthentication-Results: a",
                |_| "; (((spf=pass".into(),
                "\n\n",
            ),
            format!(
                "X-Otpdoctor-Probe: token\nContent-Type: text/html\n\n{}",
                "<a>&#52;".repeat(LARGEST / 8)
            ),
        ],
        "key_uri" => vec![
            format!("otpauth://totp/a?secret={}", "A".repeat(LARGEST)),
            filled("otpauth://totp/a?", |n| format!("k{n}=v&"), ""),
        ],
        "phone" => vec!["1".repeat(LARGEST), "(0)".repeat(LARGEST / 3)],
        _ => Vec::new(),
    };
    let texts = texts.into_iter().map(String::into_bytes);
    texts.chain(binaries(target)).collect()
}

fn binaries(target: &str) -> Vec<Vec<u8>> {
    match target {
        "bundle" => vec![
            packed(1, 200 << 20),
            packed(60, 4 << 20),
            packed(2000, 0),
            questions("0,"),
            questions("{\"a\":0},"),
        ],
        "report" => vec![overview(6000, 5500), overview(20, 9000), overview(9000, 20)],
        "der" | "cms" | "pfx" => vec![nested(0x30), nested(0xa0), b"\x30\x80".repeat(LARGEST / 2)],
        _ => Vec::new(),
    }
}

/// A zip of zeros, the most that 100 KB of it unpack to.
fn packed(members: usize, each: usize) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let zeros = vec![0; 1 << 20];
    for member in 0..members {
        let name = format!("{member}.json");
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        (0..each >> 20).for_each(|_| zip.write_all(&zeros).unwrap());
    }
    zip.finish().unwrap().into_inner()
}

/// A bundle whose recording asks what nobody asks, of as many parts as fit.
fn questions(part: &str) -> Vec<u8> {
    let recording = include_str!("corpus/recording/small.jsonl");
    let header = recording.lines().next().unwrap();
    let parts = part.repeat(16_000_000 / part.len());
    let recording = format!("{header}\n{{\"probe\":[{parts}0]}}\n");
    let host = Host {
        name: "idp-01".into(),
        platform: Platform::Windows,
    };
    let files = [
        (bundle::RECORDING, recording.into_bytes()),
        (bundle::REPORT, REPORT.into()),
        (bundle::CONFIG, b"{}".to_vec()),
    ];
    bundle::pack(Timestamp::UNIX_EPOCH, &host, &files).unwrap()
}

/// A report of so many realms and checks, none of which found anything.
fn overview(realms: usize, checks: usize) -> Vec<u8> {
    let mut report: serde_json::Value = serde_json::from_str(REPORT).unwrap();
    let names = |count: usize| (0..count).map(|n| format!("c{n}")).collect::<Vec<_>>();
    report["realms"] = names(realms).into();
    report["checks"] = names(checks).into();
    report.to_string().into_bytes()
}

/// Sequences in sequences, each of the right length.
fn nested(tag: u8) -> Vec<u8> {
    let mut reversed: Vec<u8> = Vec::new();
    while reversed.len() < LARGEST / 2 {
        let length = reversed.len().to_be_bytes();
        reversed.extend(length[4..].iter().rev());
        reversed.extend([0x84, tag]);
    }
    reversed.reverse();
    reversed
}

fn deep(open: &str, close: &str) -> String {
    let times = LARGEST / (open.len() + close.len());
    format!("{}{}", open.repeat(times), close.repeat(times))
}

/// As many of these as there is room for.
fn filled(begin: &str, one: impl Fn(usize) -> String, end: &str) -> String {
    let mut text = begin.to_owned();
    for n in 0.. {
        let one = one(n);
        if text.len() + one.len() + end.len() > LARGEST {
            break;
        }
        text += &one;
    }
    text + end
}

/// Realms with all of `defaults`, and a few letters of their own or none.
pub(crate) fn many_realms() -> [String; 3] {
    let mail = "smtp: {server_address: m, port: 25, username: u, password: pw12345678}";
    let phones = "phone: {field_1: voice_and_sms_text, default_country_code: 1}";
    let defaults = format!(
        "schema: 1
defaults:
  overview: {{description: VPN, {mail}, email: {{sender_address: a@example.net}}}}
  data: {{profile_fields: [{{property_name: OATH Seed, field: postalAddress, data_format: advanced_encryption}}]}}
  workflow: {{default_workflow: username_and_password_second_factor}}
  multi_factor: {{{phones}, email: {{field_1: html}}, oath: {{enabled: true, passcode_length: 6}}, otp_length: 6}}
realms:
"
    );
    let own: [fn(usize) -> String; 3] = [
        |n| format!("  r{n}: {{}}\n"),
        |n| format!("  r{n}: {{role: login}}\n"),
        |n| format!("  r{n}: {{overview: {{smtp: {{server_address: m{n}}}}}}}\n"),
    ];
    own.map(|own| filled(&defaults, own, ""))
}

fn configs() -> Vec<String> {
    let realms = "schema: 1\nrealms:\n";
    // Each level says the one before it ten times.
    let levels = (1..9).map(|level| {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        format!("x{level}: &a{level} [{aliases}]\n")
    });
    let level = levels.collect::<String>();
    let wide = format!(
        "&w {{{}}}",
        (0..1000).map(|n| format!("k{n}: v, ")).collect::<String>()
    );
    vec![
        filled(
            "schema: 1\nrealms:\n  r: {overview: &o {description: &p hunter2hunter2, smtp: {password: *p, username: *p}}}\n",
            |n| format!("  r{n}: {{overview: *o}}\n"),
            "",
        ),
        filled(
            realms,
            |n| format!("  r{n}: {{overview: {{smtp: {{password: secret{n}}}}}}}\n"),
            "",
        ),
        filled(
            "schema: 1\nrealms: {A: {}, B: {}}\ncertificates:\n",
            |n| format!("  c{n}: {{pfx: c{n}.pfx}}\n"),
            "",
        ),
        filled(
            "schema: 1\nrealms: {A: {}, B: {}}\nappliance: {time: {servers: [",
            |n| format!("n{n}.example.net, "),
            "]}}\n",
        ),
        filled(
            realms,
            |n| format!("  r{n}: {{cloud: {{telephony: \"https://h{n}.example.net/x\"}}}}\n"),
            "",
        ),
        filled(
            realms,
            |n| {
                format!(
                    "  r{n}: {{multi_factor: {{help_desk_1: {{enabled: true, phone: \"+1 949 {n:07}\"}}}}}}\n"
                )
            },
            "",
        ),
        format!("x0: &a0 [x, x]\n{level}schema: *a8\n"),
        filled(
            &format!("x: {wide}\n{realms}"),
            |n| format!("  r{n}: *w\n"),
            "",
        ),
        filled(
            &format!("x: {wide}\n{realms}"),
            |n| format!("  r{n}: {{<<: *w}}\n"),
            "",
        ),
        filled(realms, |n| format!("  r{n}: {{}}\n"), ""),
        filled(realms, |n| format!("  r: {{x{n}: 1}}\n"), ""),
        filled(
            "schema: 1\ndefaults: {data: {profile_fields: [",
            |n| format!("{{property_name: p{n}, field: f}}, "),
            "]}}\nrealms: {a: {}, b: {}, c: {}}\n",
        ),
        filled("", |n| format!("&a{n} "), "x"),
        filled(
            "schema: 1\nrealms: {",
            |n| format!("r{n}: {{overview: {{smtp: {{port: 0}}}}}}, "),
            "}",
        ),
        deep("[", "]"),
        deep("{a: ", "}"),
        "- ".repeat(LARGEST / 2),
        "? ".repeat(LARGEST / 2),
        format!("schema: \"{}\"", "\\x41".repeat(LARGEST / 4)),
        format!("schema: |\n{}", " \n".repeat(LARGEST / 2)),
        format!("{}: 1", "k".repeat(LARGEST)),
        "%TAG ! !\n".repeat(LARGEST / 9),
    ]
}

fn web_configs() -> Vec<String> {
    let add = |n: usize| format!("<add key=\"k{n}\" value=\"v\"/>");
    let attributes = |n: usize| format!(" a{n}=\"\"");
    let settings = "<configuration><appSettings>";
    let end = "</appSettings></configuration>";
    vec![
        filled(settings, add, end),
        filled("<configuration", attributes, "/>"),
        // As many as are taken, again and again.
        filled(
            "<configuration>",
            |_| format!("<a{}/>", (0..1000).map(attributes).collect::<String>()),
            "</configuration>",
        ),
        filled("<configuration", |n| format!(" xmlns:n{n}=\"u{n}\""), "/>"),
        filled("<configuration>", |n| format!("<a xmlns:n{n}=\"u\">"), ""),
        filled(
            "<!DOCTYPE c [<!ENTITY a \"b\">",
            |n| format!("<!ENTITY a{n} \"&a;&a;\">"),
            "]><c>&a;</c>",
        ),
        filled(
            "<configuration>",
            |n| {
                format!(
                    "<location path=\"p{n}\"><appSettings><add key=\"SMTPServer\" value=\"v\"/></appSettings></location>"
                )
            },
            "</configuration>",
        ),
        filled(
            "<configuration>",
            |_| "<EncryptedData/>".into(),
            "</configuration>",
        ),
        deep("<a>", "</a>"),
        format!(
            "<configuration><a>{}</a></configuration>",
            "&#65;".repeat(LARGEST / 5)
        ),
        format!(
            "<configuration><!--{}--></configuration>",
            "<".repeat(LARGEST)
        ),
    ]
}
