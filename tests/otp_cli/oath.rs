//! Seeds encrypted with license certificates: realms with the same one verify, one with another fails as its users see it.

use crate::desk::{Desk, Ran, finish};

/// The provisioning realm and two login realms, of which SecureAuth2 selects another certificate.
fn realms() -> Desk {
    let field = "{profile_fields: [{property_name: OATH Seed, field: postalAddress, data_format: advanced_encryption, is_writable: true, range_upper: 4096}]}";
    let login = |certificate: &str| {
        format!(
            "{{role: login, data: {field}, workflow: {{default_workflow: username_second_factor}}, license_certificate: {certificate}, multi_factor: {{oath: {{enabled: true}}}}}}"
        )
    };
    let desk = Desk::with(&format!(
        "schema: 1\n\
         appliance: {{name: idp-01, platform: linux}}\n\
         otp: {{store: otp.sqlite}}\n\
         certificates:\n  ours: {{certificate: ours.pem, key: ours.key}}\n  other: {{certificate: other.pem, key: other.key}}\n\
         realms:\n  SecureAuth998: {{role: provisioning, data: {field}, license_certificate: ours, multi_factor: {{oath: {{enabled: true}}}}}}\n  \
           SecureAuth1: {}\n  SecureAuth2: {}\n  SecureAuth3: {}\n",
        login("ours"),
        login("other"),
        login("\"\"")
    ));
    for name in ["ours", "other"] {
        let mut openssl = desk.command("openssl");
        let words = format!(
            "req -x509 -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.pem -days 900 -subj /O=Lab/CN={name}"
        );
        openssl.args(words.split(' '));
        finish(openssl, "").expect(0);
    }
    desk
}

const VECTORS: [&str; 3] = ["755224", "287082", "359152"];

fn verify(desk: &Desk, realm: &str, code: &str) -> Ran {
    desk.fed(
        &format!("otp verify --realm {realm} --user jo --token"),
        code,
    )
}

#[test]
fn a_realm_with_another_license_certificate_cannot_open_seeds_and_diagnose_says_why() {
    let desk = realms();
    let enroll = "otp enroll --realm SecureAuth998 --user jo --hotp --import -";
    desk.fed(enroll, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        .expect(0);
    verify(&desk, "SecureAuth998", VECTORS[0]).says(0, "verified: the code of app");
    verify(&desk, "SecureAuth1", VECTORS[1]).says(0, "verified: the code of app");
    let failed = verify(&desk, "SecureAuth2", VECTORS[2]);
    failed.says(10, "rejected: \"Registration code does not match\"");
    let advice = "otpdoctor diagnose registration-code-mismatch --realm \"SecureAuth2\"";
    assert!(failed.err.contains(advice), "{}", failed.err);
    let none = verify(&desk, "SecureAuth3", VECTORS[2]);
    none.says(10, "rejected: \"Registration code does not match\"");
    // The code was not used up where it could not be verified.
    verify(&desk, "SecureAuth1", VECTORS[2]).says(0, "verified: ");
    let resync = desk.fed(
        "otp resync --realm SecureAuth2 --user jo",
        "1234567\n1234567\n",
    );
    resync.complains(
        10,
        "the license certificate of SecureAuth2 does not open the seed of app",
    );
    let diagnosis = desk.run("diagnose registration-code-mismatch --realm SecureAuth2 -o json");
    diagnosis.expect(1);
    assert!(
        diagnosis.out.contains("oath-license-certificate"),
        "{}",
        diagnosis.out
    );
    let status = desk.run("otp status --realm SecureAuth2 --user jo");
    let sealed = "enrolled by SecureAuth998 on 20";
    assert!(status.out.contains(sealed), "{}", status.out);
    assert!(
        status
            .out
            .contains("encrypted with the license certificate"),
        "{}",
        status.out
    );
}

#[test]
fn what_is_kept_is_opened_by_openssl_with_the_license_key() {
    let desk = realms();
    let enroll = "otp enroll --realm SecureAuth998 --user jo --hotp --import -";
    desk.fed(enroll, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        .expect(0);
    // The key file tells seeds from others; to open these it is not needed.
    std::fs::remove_file(desk.path("otp.key")).unwrap();
    desk.fed(
        "otp verify --realm SecureAuth998 --user jo --token",
        "755224",
    )
    .says(0, "verified: ");
    let state = rusqlite::Connection::open(desk.path("otp.sqlite")).unwrap();
    let sealed = sealed(&state).expect("the store holds the sealed seed");
    std::fs::write(desk.path("seed.cms"), sealed).unwrap();
    let mut openssl = desk.command("openssl");
    let words = "cms -decrypt -inform DER -in seed.cms -inkey ours.key -recip ours.pem";
    openssl.args(words.split(' '));
    let opened = finish(openssl, "");
    opened.expect(0);
    assert!(
        opened.out.contains("12345678901234567890"),
        "{}",
        opened.out
    );
}

/// The value of `advanced` in the one record, whatever the tables are called.
fn sealed(state: &rusqlite::Connection) -> Option<Vec<u8>> {
    let mut tables = state
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
        .unwrap();
    let names: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for name in names {
        let mut rows = state.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
        let columns = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                let value = row.get_ref(column).unwrap();
                let bytes = value.as_bytes().unwrap_or_default();
                let text = String::from_utf8_lossy(bytes);
                if let Some((_, rest)) = text.split_once("\"advanced\":\"") {
                    let base64 = rest.split('"').next().unwrap();
                    let bytes = data_encoding::BASE64.decode(base64.as_bytes());
                    return Some(bytes.unwrap());
                }
            }
        }
    }
    None
}

#[test]
fn a_license_certificate_that_cannot_be_used_is_69() {
    let desk = realms();
    std::fs::remove_file(desk.path("ours.pem")).unwrap();
    let enroll = desk.run("otp enroll --realm SecureAuth998 --user jo");
    enroll.complains(
        69,
        "the license certificate ours of SecureAuth998 cannot be used: the file does not exist",
    );
    assert!(!desk.path("otp.key").exists());
}
