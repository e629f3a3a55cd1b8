//! Tokens: enrolled and taken over, with oathtool as the app.

use crate::desk::{Desk, Ran, finish};

/// The codes that oathtool makes of a Base32 seed, at the moment at which [`Desk::at_that_moment`] is.
fn oathtool(desk: &Desk, words: &str, seed: &str) -> Vec<String> {
    let mut command = desk.frozen("oathtool");
    command.args(words.split(' ')).args(["-b", "-"]);
    let ran = finish(command, seed);
    ran.expect(0);
    ran.out.lines().map(str::to_owned).collect()
}

/// A parameter of the URI that was printed.
fn parameter(ran: &Ran, name: &str) -> String {
    ran.expect(0);
    let uri: url::Url = ran.out.trim().parse().unwrap();
    let mut pairs = uri.query_pairs();
    pairs.find(|(key, _)| key == name).unwrap().1.into_owned()
}

fn verify(desk: &Desk, code: &str) -> Ran {
    desk.at_that_moment("otp verify --realm SecureAuth1 --user jo --token", code)
}

#[test]
fn what_an_app_makes_of_the_uri_is_verified() {
    let desk = Desk::usual();
    let enroll = "otp enroll --realm SecureAuth1 --user jo --issuer Example";
    let ran = desk.at_that_moment(enroll, "");
    let uri = ran.out.trim();
    assert!(
        uri.starts_with("otpauth://totp/Example:jo?secret="),
        "{uri}"
    );
    assert!(uri.ends_with("&issuer=Example"), "{uri}");
    let seed = parameter(&ran, "secret");
    assert_eq!(seed.len(), 32);
    assert!(!ran.err.contains(&seed));
    let [code] = &oathtool(&desk, "--totp", &seed)[..] else {
        panic!()
    };
    // Far more steps than are looked through on both sides.
    let near = oathtool(&desk, "--totp -N -1hour -w 240", &seed);
    let wrong = ["000000", "111111", "222222"].map(str::to_owned);
    let wrong = wrong.iter().find(|code| !near.contains(code));
    verify(&desk, wrong.unwrap()).says(10, "rejected: this is not the code");
    verify(&desk, code).says(0, "verified: the code of app");
    verify(&desk, code).says(12, "replayed: ");
    let status = desk.at_that_moment("otp status --realm SecureAuth1 --user jo", "");
    assert!(
        status.out.contains("app: TOTP, SHA1, 6 digits every 30 s"),
        "{}",
        status.out
    );
}

#[test]
fn every_hash_step_and_length_is_what_oathtool_makes() {
    let desk = Desk::with(&crate::desk::USUAL.replace(
        "oath: {enabled: true}",
        "oath: {enabled: true, passcode_length: 8, passcode_change_interval: 60}",
    ));
    for (hash, length) in [("sha1", 32), ("sha256", 52), ("sha512", 103)] {
        let words =
            format!("otp enroll --realm SecureAuth1 --user jo --token {hash} --algorithm {hash}");
        let ran = desk.at_that_moment(&words, "");
        let seed = parameter(&ran, "secret");
        assert_eq!(seed.len(), length);
        let words = format!("--totp={hash} -d 8 -s 60s");
        let code = oathtool(&desk, &words, &seed).remove(0);
        let words = format!("otp verify --realm SecureAuth1 --user jo --token {hash}");
        desk.at_that_moment(&words, &code)
            .says(0, &format!("verified: the code of {hash}"));
    }
}

#[test]
fn a_counter_is_brought_back_by_two_codes() {
    let desk = Desk::usual();
    let ran = desk.run("otp enroll --realm SecureAuth1 --user ann --counter 5");
    assert_eq!(parameter(&ran, "counter"), "5");
    let codes = oathtool(&desk, "--hotp -c 5", &parameter(&ran, "secret"));
    let anns = "otp verify --realm SecureAuth1 --user ann --token";
    desk.fed(anns, &codes[0])
        .says(0, "verified: the code of app");
    // Of this seed no code is twice among these.
    let enroll = "otp enroll --realm SecureAuth1 --user jo --counter 5 --import -";
    desk.fed(enroll, BASE32).expect(0);
    let codes = oathtool(&desk, "--hotp -c 0 -w 60", BASE32);
    verify(&desk, &codes[7]).says(0, "verified: the code of app, 2 steps ahead");
    verify(&desk, &codes[50]).says(10, "rejected: ");
    let resync = "otp resync --realm SecureAuth1 --user jo";
    desk.fed(resync, &format!("{}\n{}\n", codes[50], codes[52]))
        .complains(10, "are not consecutive");
    desk.fed(resync, &format!("{}\n{}\n", codes[50], codes[51]))
        .says(0, "synchronized again: app is 42 steps ahead");
    verify(&desk, &codes[51]).says(12, "replayed: the code was right but has been used before");
    verify(&desk, &codes[40]).says(
        12,
        "replayed: the code is an older one: it, or a later one, has",
    );
    verify(&desk, &codes[52]).says(0, "verified: ");
    let status = desk.run("otp status --realm SecureAuth1 --user jo");
    assert!(
        status.out.contains("the next counter is 53"),
        "{}",
        status.out
    );
}

#[test]
fn a_phone_whose_clock_is_off_is_remembered() {
    let desk = Desk::usual();
    // Of this seed no code is twice among those that are looked through at that moment.
    let enroll = "otp enroll --realm SecureAuth1 --user jo --import -";
    desk.at_that_moment(enroll, BASE32).expect(0);
    let code = oathtool(&desk, "--totp -N +4minutes", BASE32).remove(0);
    verify(&desk, &code).says(0, "verified: the code of app, 8 steps ahead");
    let far = oathtool(&desk, "--totp -N +70minutes -w 1", BASE32);
    verify(&desk, &far[0]).says(10, "rejected: ");
    let resync = "otp resync --realm SecureAuth1 --user jo";
    desk.at_that_moment(resync, &far.join("\n"))
        .says(0, "synchronized again: app is 141 steps ahead");
}

/// One code, and every plain way to have it taken twice.
#[test]
fn a_seed_that_comes_back_takes_no_code_twice() {
    let desk = Desk::usual();
    let import = |words: &str| {
        let words = format!("otp enroll --realm SecureAuth1 --user jo --import - {words}");
        desk.at_that_moment(&words, BASE32)
    };
    import("--token a").expect(0);
    let twin = import("--token b");
    twin.complains(1, "jo has this seed already, as the token a");
    let verify = |token: &str, code: &str| {
        let words = format!("otp verify --realm SecureAuth1 --user jo --token {token}");
        desk.at_that_moment(&words, code)
    };
    let code = oathtool(&desk, "--totp", BASE32).remove(0);
    verify("a", &code).says(0, "verified");
    import("--token a --replace").expect(0);
    verify("a", &code).says(12, "replayed");
    desk.at_that_moment(
        "otp enroll --realm SecureAuth1 --user jo --token a --replace",
        "",
    )
    .expect(0);
    import("--token b").expect(0);
    verify("b", &code).says(12, "replayed");
    import("--token b --replace --epoch 900000000").complains(
        1,
        "codes of this seed were accepted with another period or epoch",
    );
}

#[test]
fn steps_may_be_counted_from_another_epoch() {
    let desk = Desk::usual();
    let enroll = "otp enroll --realm SecureAuth1 --user jo --epoch 1000000000";
    let ran = desk.at_that_moment(enroll, "");
    let seed = parameter(&ran, "secret");
    let told = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        told.contains("an otpauth:// URI cannot contain the epoch 1000000000"),
        "{told}"
    );
    let from = ["--totp", "--start-time=2001-09-09 01:46:40 UTC"];
    let mut command = desk.frozen("oathtool");
    command.args(from).args(["-b", "-"]);
    let code = finish(command, &seed).out;
    verify(&desk, code.trim()).says(0, "verified: the code of app");
    let status = "otp status --realm SecureAuth1 --user jo";
    let told = desk.at_that_moment(status, "").out;
    assert!(
        told.contains("6 digits every 30 s, counted from 1000000000"),
        "{told}"
    );
    let told = desk.at_that_moment(&format!("{status} -o json"), "").out;
    assert!(told.contains("\"epoch\": 1000000000"), "{told}");
    let imported = desk.at_that_moment(&format!("{enroll} --replace --import -"), BASE32);
    imported.says(0, "enrolled");
}

const BASE32: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

#[test]
fn seeds_are_taken_over_in_every_form_and_not_printed() {
    let desk = Desk::usual();
    let hex = "3132333435363738393031323334353637383930";
    let uri = format!("otpauth://hotp/Old:jo?secret={BASE32}&counter=0");
    std::fs::write(desk.path("seed.txt"), BASE32.to_lowercase()).unwrap();
    let codes = ["755224", "287082", "359152"];
    for (user, words, stdin) in [
        ("jo", "--hotp --import -", BASE32),
        ("al", "--hotp --import - --import-as hex", hex),
        ("bo", "--import -", &uri),
        ("cy", "--counter 0 --import seed.txt", ""),
    ] {
        let whom = format!("--realm SecureAuth1 --user {user} --token a");
        let ran = desk.fed(&format!("otp enroll {whom} {words}"), stdin);
        ran.says(0, &format!("enrolled: a of {user} in SecureAuth1"));
        for code in codes {
            desk.fed(&format!("otp verify {whom}"), code)
                .says(0, "verified: ");
        }
    }
    let again = desk.run("otp enroll --realm SecureAuth1 --user jo --token a");
    again.complains(1, "jo has a token named a already");
    assert!(again.err.contains("--replace"), "{}", again.err);
    let whom = "--realm SecureAuth1 --user jo --token a";
    let words = format!("otp enroll {whom} --hotp --import - --replace");
    desk.fed(&words, BASE32).expect(0);
    let replayed = desk.fed(&format!("otp verify {whom}"), codes[2]);
    replayed.says(12, "replayed: ");
}

#[test]
fn a_seed_that_cannot_be_used_is_refused_and_not_repeated() {
    let desk = Desk::usual();
    let import = |words: &str, stdin: &str| {
        desk.fed(
            &format!("otp enroll --realm SecureAuth1 --user jo --import {words}"),
            stdin,
        )
    };
    import("-", "").complains(64, "there is no seed in it");
    import("none.txt", "").complains(66, "none.txt cannot be read: there is no such file");
    let ran = import("-", "otpauth://totp/x?secret=C4NARYC4NARY1");
    ran.complains(64, "its secret is not valid: expected Base32");
    assert!(!ran.err.contains("C4NARY"));
    let short = import("-", "JBSWY3DPEHPK3");
    short.complains(64, "a seed has 10 to 64 bytes, and this one has 8");
    let uri = format!("otpauth://totp/x?secret={BASE32}&digits=8");
    import("- --digits 6", &uri).complains(64, "omit those options");
    let warned = import("-", &uri);
    warned.expect(0);
    assert!(
        warned.err.contains("will reject these of 8"),
        "{}",
        warned.err
    );
}

/// The most common seed of apps has 80 bits.
#[test]
fn a_short_seed_is_taken_over_with_a_warning() {
    let desk = Desk::usual();
    for (user, seed, warned) in [
        ("jo", "JBSWY3DPEHPK3PXP", true),
        ("al", "IFBEGRCFIZDUQSKKJNGE2TSP", true),
        ("bo", "IFBEGRCFIZDUQSKKJNGE2TSPKA", false),
    ] {
        let whom = format!("--realm SecureAuth1 --user {user}");
        let ran = desk.at_that_moment(&format!("otp enroll {whom} --import -"), seed);
        ran.expect(0);
        let told = ran.err.contains("bits, and RFC 4226 asks for 128 or more");
        assert_eq!(told, warned, "{}", ran.err);
        let code = oathtool(&desk, "--totp", seed).remove(0);
        desk.at_that_moment(&format!("otp verify {whom} --token"), &code)
            .says(0, "verified: ");
    }
}

#[test]
fn what_apps_cannot_show_is_told() {
    let desk = Desk::usual();
    let words = "otp enroll --realm SecureAuth1 --user jo --period 60s --algorithm sha512 -o json";
    let ran = desk.run(words);
    ran.expect(0);
    let told = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
    for says in [
        "Google Authenticator and Microsoft Authenticator cannot show 6 digits every 60 s",
        "the passcodes of SecureAuth1 change every 30 s, and these every 60 s",
        "some apps use SHA1 whatever the QR code says",
    ] {
        assert!(told.contains(says), "{told}");
    }
    let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(value["period"], 60);
    assert!(
        value["uri"]
            .as_str()
            .unwrap()
            .starts_with("otpauth://totp/")
    );
}
