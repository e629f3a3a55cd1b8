//! Logging in: which mechanism, how often, and what becomes of a password that is echoed.

use checks::kit::probe::smtp::{Answer, Auth, Query, Stage};
use checks::kit::probe::tcp::Ended;
use otpdoctor::probe::smtp::ask;

use super::{CANARY, after_greeting, after_prompts, from_corp, login, prompts, query, reply};
use crate::peer::Step::{self, Hear};
use crate::peer::{PATIENT, Peer, live, live_with, say};

#[tokio::test]
async fn login_is_spoken_wherever_it_stands_among_the_mechanisms() {
    // The first is Naver's, whose PLAIN refuses everybody (https://github.com/andris9/simplesmtp/pull/7).
    for offer in [
        "250 AUTH PLAIN LOGIN",
        "250 AUTH=NTLM LOGIN",
        "250-AUTH CRAM-MD5 DIGEST-MD5\r\n250 AUTH=LOGIN",
        "250-AUTH=NTLM GSSAPI\r\n250 auth login",
    ] {
        let hello = format!("250-mx\r\n{offer}\r\n");
        let mut steps = vec![say("220 mx ESMTP\r\n"), Hear, say(&hello), Hear];
        steps.extend(prompts());
        steps.extend([say("535 5.7.8 no\r\n"), Hear, say("221 bye\r\n")]);
        login_is_spoken(steps).await;
    }
}

async fn login_is_spoken(steps: Vec<Step>) {
    let peer = Peer::start(steps).await;
    let question = Query {
        login: login(),
        ..query(&peer)
    };
    let answer = ask(&live_with(&["s3cret"], PATIENT), &question)
        .await
        .unwrap();
    let tried = Auth::Tried {
        reply: reply(535, &["5.7.8 no"]),
    };
    assert_eq!(answer.auth, Some(tried));
    let heard = peer.heard().await;
    assert_eq!(
        heard[1..],
        ["AUTH LOGIN", "Q09SUFxvdHA=", "czNjcmV0", "QUIT"]
    );
}

#[tokio::test]
async fn mechanisms_that_are_not_spoken_are_named() {
    let hello = "250-mx\r\n250 AUTH PLAIN CRAM-MD5\r\n";
    let steps = vec![say("220 mx ESMTP\r\n"), Hear, say(hello), Hear];
    let peer = Peer::start(steps).await;
    let question = Query {
        login: login(),
        ..query(&peer)
    };
    let answer = ask(&live_with(&[CANARY], PATIENT), &question)
        .await
        .unwrap();
    let offered = vec!["PLAIN".into(), "CRAM-MD5".into()];
    assert_eq!(answer.auth, Some(Auth::Unsupported(offered)));
    assert_eq!(peer.heard().await[1..], ["QUIT"]);
}

#[tokio::test]
async fn a_login_is_tried_once_in_a_run() {
    let live = live_with(&[CANARY], PATIENT);
    let steps = after_prompts([say("535 no\r\n"), Hear, say("221 bye\r\n")]);
    let peer = Peer::start_scripts("127.0.0.1:0", vec![steps.clone(), steps]).await;
    let question = Query {
        login: login(),
        ..query(&peer)
    };
    let first = ask(&live, &question).await.unwrap().auth;
    assert!(matches!(first, Some(Auth::Tried { .. })), "{first:?}");
    let second = ask(&live, &question).await.unwrap().auth;
    assert_eq!(second, Some(Auth::TriedBefore));
    let heard = peer.heard().await;
    let logins = heard.iter().filter(|line| line.starts_with("AUTH")).count();
    assert_eq!(logins, 1, "{heard:?}");
}

#[tokio::test]
async fn without_its_password_the_conversation_goes_on() {
    let steps = after_greeting([say("530 log in first\r\n"), Hear, say("250 ok\r\n")]);
    let peer = Peer::start(steps).await;
    let question = Query {
        login: login(),
        envelopes: vec![from_corp()].into(),
        ..query(&peer)
    };
    // The config holds no plain text at all.
    let answer = ask(&live(PATIENT), &question).await.unwrap();
    let Some(Auth::SecretUnavailable(why)) = answer.auth else {
        panic!("{answer:?}");
    };
    assert_eq!(why, "plain text 1 of the config: it is not in this config");
    assert_eq!(answer.envelopes[0].mail, reply(530, &["log in first"]));
}

/// Everything that could give the password away in an answer, in whatever form.
fn assert_no_canary(answer: &Answer) {
    let json = serde_json::to_string(answer).unwrap();
    for shape in [
        CANARY,
        "c4n4ry",
        // base64 of the canary, without its first and last group
        "NG40cnkrL3Bhc3Mgd29y",
        "c4n4ry%2B%2Fpass",
        "63346e3472792b2f70617373",
        "u002B",
        "&#43;",
    ] {
        assert!(!json.contains(shape), "{shape} in {json}");
    }
}

#[tokio::test]
async fn a_server_that_echoes_the_password_finds_it_cut_out() {
    let encoded = "YzRuNHJ5Ky9wYXNzIHdvcmQ";
    let echoes = format!(
        "535-{CANARY}\r\n535-{encoded}=\r\n535-<{encoded}>\r\n535-c4n4ry%2B%2Fpass%20word\r\n535-63346e3472792b2f7061737320776f7264\r\n535-c4n4ry\\u002B\\/pass\\u0020word\r\n535 c4n4ry&#43;&#x2F;pass&#32;word\r\n"
    );
    // The banner remembers it from an earlier run.
    let mut steps = vec![
        say(&format!("220 mx {CANARY}\r\n")),
        Hear,
        say("250-mx\r\n250 AUTH LOGIN\r\n"),
        Hear,
    ];
    steps.extend(prompts());
    steps.extend([say(&echoes), Hear, say(&format!("{encoded} {CANARY}\r\n"))]);
    let peer = Peer::start(steps).await;
    let question = Query {
        login: login(),
        envelopes: vec![from_corp()].into(),
        ..query(&peer)
    };
    let answer = ask(&live_with(&[CANARY], PATIENT), &question)
        .await
        .unwrap();
    assert_no_canary(&answer);
    let Some(Auth::Tried { reply, .. }) = &answer.auth else {
        panic!("{answer:?}");
    };
    assert_eq!((reply.code, reply.lines.len()), (535, 7));
    assert!(matches!(
        answer.ended,
        Some((Stage::Envelope, Ended::Garbage(_)))
    ));
    let heard = peer.heard().await;
    assert!(heard[3].contains(encoded), "{heard:?}");
}
