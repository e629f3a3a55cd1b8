//! Conversations with mail servers, down to the hostile ones.

mod broken;
mod login;
#[cfg(feature = "lab")]
mod tls;

use checks::kit::peer_text::PeerText;
use checks::kit::probe::smtp::{
    Answer, Auth, Envelope, EnvelopeReply, Envelopes, Login, Query, Reply, Stage, TlsMode,
};
use checks::kit::probe::tcp::{Attempt, Connect, Resolution};
use checks::kit::realm::SecretRef;
use jiff::SignedDuration;
use otpdoctor::probe::smtp::ask;

use crate::peer::Step::{self, Hear, Hold};
use crate::peer::{PATIENT, Peer, live, live_with, say};

const CANARY: &str = "c4n4ry+/pass word";

fn query(peer: &Peer) -> Query {
    Query {
        server: peer.endpoint(),
        tls: TlsMode::Never,
        login: None,
        envelopes: Envelopes::default(),
    }
}

fn login() -> Option<Login> {
    Some(Login {
        user: r"CORP\otp".into(),
        password: SecretRef::Literal(0),
    })
}

fn envelope(sender: &str, recipient: &str) -> Envelope {
    Envelope {
        sender: sender.into(),
        recipient: recipient.into(),
    }
}

fn from_corp() -> Envelope {
    envelope("otp@example.com", "user@example.net")
}

fn reply(code: u16, lines: &[&str]) -> Reply {
    Reply {
        code,
        lines: lines
            .iter()
            .map(|line| PeerText::without_secrets((*line).to_owned()))
            .collect(),
    }
}

/// The answer with every duration set to zero.
fn calm(mut answer: Answer) -> Answer {
    for attempt in &mut answer.attempts {
        attempt.took = SignedDuration::ZERO;
    }
    for (_, took) in &mut answer.took {
        *took = SignedDuration::ZERO;
    }
    answer.slowest = None;
    answer
}

/// The answer of a conversation that connected and went through these stages.
fn reached(peer: &Peer, stages: &[Stage]) -> Answer {
    let stages = [Stage::Resolve, Stage::Connect].iter().chain(stages);
    Answer {
        resolution: Resolution {
            addresses: vec![peer.address.ip()],
            failure: None,
        },
        attempts: vec![Attempt {
            address: peer.address,
            outcome: Connect::Accepted,
            took: SignedDuration::ZERO,
        }],
        took: stages.map(|stage| (*stage, SignedDuration::ZERO)).collect(),
        ..Answer::default()
    }
}

fn banner() -> Option<Reply> {
    Some(reply(220, &["mx ESMTP"]))
}

fn hello() -> Option<Reply> {
    Some(reply(250, &["mx", "STARTTLS", "AUTH PLAIN LOGIN"]))
}

/// Up to the reply to EHLO.
fn greeting() -> Vec<Step> {
    vec![
        say("220 mx ESMTP\r\n"),
        Hear,
        say("250-mx\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n"),
        Hear,
    ]
}

/// Asks for user and password, and hears both.
fn prompts() -> Vec<Step> {
    vec![
        say("334 VXNlcm5hbWU6\r\n"),
        Hear,
        say("334 UGFzc3dvcmQ6\r\n"),
        Hear,
    ]
}

fn after_prompts(steps: impl IntoIterator<Item = Step>) -> Vec<Step> {
    after_greeting(prompts().into_iter().chain(steps))
}

fn after_greeting(steps: impl IntoIterator<Item = Step>) -> Vec<Step> {
    greeting().into_iter().chain(steps).collect()
}

#[tokio::test]
async fn a_whole_conversation_in_clear() {
    let steps = after_prompts([
        say("235 welcome\r\n"),
        Hear,
        say("250 sender ok\r\n"),
        Hear,
        say("250 recipient ok\r\n"),
        Hear,
        say("250 reset\r\n"),
        Hear,
        say("550 no such sender\r\n"),
        Hear,
        say("250 reset\r\n"),
        Hear,
        say("221 bye\r\n"),
        Hold,
    ]);
    let peer = Peer::start_at("[::1]:0", steps).await;
    let second = envelope("nobody@example.com", "user@example.net");
    let question = Query {
        login: login(),
        envelopes: vec![from_corp(), second.clone()].into(),
        ..query(&peer)
    };
    let answer = ask(&live_with(&["s3cret"], PATIENT), &question)
        .await
        .unwrap();
    let stages = [
        Stage::Banner,
        Stage::Ehlo,
        Stage::Auth,
        Stage::Envelope,
        Stage::Quit,
    ];
    let expected = Answer {
        banner: banner(),
        ehlo: hello(),
        auth: Some(Auth::Tried {
            reply: reply(235, &["welcome"]),
        }),
        envelopes: vec![
            EnvelopeReply {
                envelope: from_corp(),
                mail: reply(250, &["sender ok"]),
                rcpt: Some(reply(250, &["recipient ok"])),
            },
            EnvelopeReply {
                envelope: second,
                mail: reply(550, &["no such sender"]),
                rcpt: None,
            },
        ],
        ..reached(&peer, &stages)
    };
    assert_eq!(calm(answer), expected);
    let heard = peer.heard().await;
    assert!(heard[0].starts_with("EHLO "), "{heard:?}");
    assert_eq!(
        heard[1..],
        [
            "AUTH LOGIN",
            // base64 of CORP\otp and secret
            "Q09SUFxvdHA=",
            "czNjcmV0",
            "MAIL FROM:<otp@example.com>",
            "RCPT TO:<user@example.net>",
            "RSET",
            "MAIL FROM:<nobody@example.com>",
            "RSET",
            "QUIT",
        ]
    );
}

#[tokio::test]
async fn plaintext_behind_the_reply_to_starttls_is_injected() {
    let steps = after_greeting([say("220 go\r\n250 mx\r\n250 injected\r\n"), Hold]);
    let peer = Peer::start(steps).await;
    let question = Query {
        tls: TlsMode::StartTls,
        login: login(),
        envelopes: vec![from_corp()].into(),
        ..query(&peer)
    };
    let answer = ask(&live_with(&[CANARY], PATIENT), &question)
        .await
        .unwrap();
    let expected = Answer {
        banner: banner(),
        ehlo: hello(),
        starttls: Some(reply(220, &["go"])),
        injected: Some("250 mx\r\n250 injected\r\n".into()),
        ..reached(&peer, &[Stage::Banner, Stage::Ehlo, Stage::StartTls])
    };
    assert_eq!(calm(answer), expected);
    assert_eq!(peer.heard().await[1..], ["STARTTLS"]);
}

#[tokio::test]
async fn without_starttls_the_password_is_withheld_and_the_envelopes_are_tried() {
    let steps = vec![
        say("220 mx ESMTP\r\n"),
        Hear,
        say("250-mx\r\n250 AUTH LOGIN\r\n"),
        Hear,
        say("530 log in first\r\n"),
        Hear,
        say("250 ok\r\n"),
        Hear,
        say("221 bye\r\n"),
        Hold,
    ];
    let peer = Peer::start(steps).await;
    let question = Query {
        tls: TlsMode::StartTls,
        login: login(),
        envelopes: vec![from_corp()].into(),
        ..query(&peer)
    };
    let answer = ask(&live_with(&[CANARY], PATIENT), &question)
        .await
        .unwrap();
    let why = "TLS was asked for, and the server does not offer it";
    assert_eq!(answer.auth, Some(Auth::Withheld(why.into())));
    assert_eq!(answer.envelopes[0].mail, reply(530, &["log in first"]));
    assert_eq!((answer.starttls, answer.ended), (None, None));
    let heard = peer.heard().await;
    assert_eq!(heard[1..], ["MAIL FROM:<otp@example.com>", "RSET", "QUIT"]);
}

#[tokio::test]
async fn a_refused_starttls_withholds_the_password() {
    let steps = after_greeting([say("454 no certificate\r\n"), Hear, say("221 bye\r\n")]);
    let peer = Peer::start(steps).await;
    let question = Query {
        tls: TlsMode::StartTls,
        login: login(),
        ..query(&peer)
    };
    let answer = ask(&live_with(&[CANARY], PATIENT), &question)
        .await
        .unwrap();
    assert_eq!(answer.starttls, Some(reply(454, &["no certificate"])));
    let why = "TLS was asked for, and the server refused STARTTLS";
    assert_eq!(answer.auth, Some(Auth::Withheld(why.into())));
    assert_eq!(peer.heard().await[1..], ["STARTTLS", "QUIT"]);
}

#[tokio::test]
async fn a_server_that_knows_no_ehlo_is_greeted_with_helo() {
    let steps = vec![
        say("220 mx ESMTP\r\n"),
        Hear,
        say("502 what?\r\n"),
        Hear,
        say("250 mx\r\n"),
        Hear,
        say("250 ok\r\n"),
        Hear,
        say("250 ok\r\n"),
        Hear,
        say("250 ok\r\n"),
    ];
    let peer = Peer::start(steps).await;
    let question = Query {
        login: login(),
        envelopes: vec![from_corp()].into(),
        ..query(&peer)
    };
    let answer = ask(&live_with(&[CANARY], PATIENT), &question)
        .await
        .unwrap();
    assert_eq!(answer.ehlo, Some(reply(502, &["what?"])));
    assert_eq!(answer.auth, Some(Auth::NotOffered));
    assert_eq!(answer.envelopes[0].rcpt, Some(reply(250, &["ok"])));
    assert!(peer.heard().await[1].starts_with("HELO "));
}

#[tokio::test]
async fn an_address_that_would_be_another_command_is_never_written() {
    let steps = after_greeting([say("221 bye\r\n")]);
    let peer = Peer::start(steps).await;
    let question = Query {
        envelopes: vec![
            envelope("otp@example.com>\r\nDATA", "user@example.net"),
            envelope("otp@example.com", "user@example.net\nQUIT"),
            envelope("o p@example.com", "user@example.net"),
            envelope("", "user@example.net"),
            envelope(&"a".repeat(400), "user@example.net"),
        ]
        .into(),
        ..query(&peer)
    };
    let answer = ask(&live(PATIENT), &question).await.unwrap();
    assert_eq!((answer.envelopes, answer.ended), (vec![], None));
    assert_eq!(peer.heard().await[1..], ["QUIT"]);
}
