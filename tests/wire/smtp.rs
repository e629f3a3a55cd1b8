//! Mail servers that break off, babble, inject and echo, at every stage of the conversation.

use checks::kit::probe::smtp::{
    Answer, Auth, Envelope, EnvelopeReply, Login, Query, Reply, Stage, TlsMode,
};
use checks::kit::probe::tcp::{Attempt, Connect, Ended, Resolution};
use checks::kit::realm::SecretRef;
use jiff::SignedDuration;
use otpdoctor::probe::Patience;
use otpdoctor::probe::smtp::ask;

use crate::peer::Step::{self, Drip, Flood, HalfClose, Hear, Hold, Reset};
use crate::peer::{PATIENT, Peer, SHORT, live, live_with, say};

const CANARY: &str = "c4n4ry+/pass word";

fn query(peer: &Peer) -> Query {
    Query {
        server: peer.endpoint(),
        tls: TlsMode::Never,
        login: None,
        envelopes: Vec::new(),
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
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
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

fn after_greeting(steps: impl IntoIterator<Item = Step>) -> Vec<Step> {
    greeting().into_iter().chain(steps).collect()
}

/// What the first line of a server led to, where that ended the conversation.
async fn ended_at_banner(steps: Vec<Step>, patience: Patience) -> Ended {
    let peer = Peer::start(steps).await;
    let answer = ask(&live(patience), &query(&peer)).await.unwrap();
    let (stage, ended) = answer.ended.clone().expect("it ended early");
    assert_eq!(stage, Stage::Banner);
    let expected = Answer {
        ended: Some((stage, ended.clone())),
        ..reached(&peer, &[Stage::Banner])
    };
    assert_eq!(calm(answer), expected);
    ended
}

#[tokio::test]
async fn a_whole_conversation_in_clear() {
    let steps = after_greeting([
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
        envelopes: vec![from_corp(), second.clone()],
        ..query(&peer)
    };
    let answer = ask(&live_with(&["secret"], PATIENT), &question)
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
            mechanism: "PLAIN".into(),
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
            // base64 of NUL CORP\otp NUL secret
            "AUTH PLAIN AENPUlBcb3RwAHNlY3JldA==",
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
async fn silence_before_the_banner() {
    assert_eq!(ended_at_banner(vec![Hold], SHORT).await, Ended::TimedOut);
}

#[tokio::test]
async fn a_byte_at_a_time_forever() {
    let drip = Drip(b"220 welcome to a very slow serverrrr".to_vec());
    assert_eq!(ended_at_banner(vec![drip], SHORT).await, Ended::TimedOut);
}

#[tokio::test]
async fn an_endless_line_is_not_read_to_its_end() {
    let flood = vec![say("220 "), Flood(vec![b'x'; 1 << 16])];
    assert_eq!(ended_at_banner(flood, PATIENT).await, Ended::TooLong(4096));
    // What is no reply from its first byte on is kept as garbage, and only its beginning.
    let nuls = vec![Flood(vec![0; 1 << 16])];
    let kept = Ended::Garbage("\0".repeat(200));
    assert_eq!(ended_at_banner(nuls, PATIENT).await, kept);
}

#[tokio::test]
async fn an_endless_reply_is_not_read_to_its_end() {
    let flood = vec![Flood(b"220-again and again\r\n".to_vec())];
    assert_eq!(ended_at_banner(flood, PATIENT).await, Ended::TooLong(1900));
}

#[tokio::test]
async fn other_protocols_are_garbage() {
    for (said, kept) in [
        (
            "HTTP/1.1 400 Bad Request\r\n\r\n",
            "HTTP/1.1 400 Bad Request",
        ),
        ("+OK POP3\r\n", "+OK POP3"),
        ("* OK IMAP4rev1\r\n", "* OK IMAP4rev1"),
        ("SSH-2.0-OpenSSH", "SSH-2.0-OpenSSH"),
        ("\u{15}\u{3}\u{1}\0\u{2}", "\u{15}\u{3}\u{1}\0\u{2}"),
        ("220- one\r\n250 two\r\n", "250 two"),
        ("22\r\n", "22"),
        ("2200 four\r\n", "2200 four"),
        ("920 nine\r\n", "920 nine"),
        ("\r\n", ""),
    ] {
        let ended = ended_at_banner(vec![say(said)], PATIENT).await;
        assert_eq!(ended, Ended::Garbage(kept.into()), "{said:?}");
    }
}

#[tokio::test]
async fn another_protocol_that_then_waits_is_garbage_too() {
    let steps = vec![say("login: "), Hold];
    let ended = ended_at_banner(steps, SHORT).await;
    assert_eq!(ended, Ended::Garbage("login: ".into()));
}

#[tokio::test]
async fn a_half_closed_connection_is_closed() {
    assert_eq!(
        ended_at_banner(vec![HalfClose], PATIENT).await,
        Ended::Closed
    );
    let half_a_line = vec![say("220 mx"), HalfClose];
    assert_eq!(ended_at_banner(half_a_line, PATIENT).await, Ended::Closed);
}

#[tokio::test]
async fn bytes_that_are_no_text_are_kept_as_far_as_they_go() {
    let steps = vec![Step::Say(b"554 \0\xff\x1b[31m no\n".to_vec()), Hear, Hold];
    let peer = Peer::start(steps).await;
    let answer = ask(&live(SHORT), &query(&peer)).await.unwrap();
    assert_eq!(
        answer.banner,
        Some(reply(554, &["\0\u{fffd}\u{1b}[31m no"]))
    );
    assert_eq!(answer.ended, None);
}

/// Every stage with what leads there: the steps up to the command, and what is asked.
fn stages() -> Vec<(Stage, Vec<Step>, Query)> {
    let nobody = Query {
        server: checks::kit::realm::Endpoint::new("127.0.0.1", 1),
        tls: TlsMode::Never,
        login: None,
        envelopes: Vec::new(),
    };
    let start_tls = Query {
        tls: TlsMode::StartTls,
        ..nobody.clone()
    };
    let with_login = Query {
        login: login(),
        ..nobody.clone()
    };
    let with_envelope = Query {
        envelopes: vec![from_corp()],
        ..nobody.clone()
    };
    let after_mail = after_greeting([say("250 ok\r\n"), Hear]);
    let after_rcpt = after_greeting([say("250 ok\r\n"), Hear, say("250 ok\r\n"), Hear]);
    vec![
        (Stage::Banner, vec![], nobody.clone()),
        (Stage::Ehlo, greeting()[..2].to_vec(), nobody),
        (Stage::StartTls, greeting(), start_tls),
        (Stage::Auth, greeting(), with_login),
        (Stage::Envelope, greeting(), with_envelope.clone()),
        (Stage::Envelope, after_mail, with_envelope.clone()),
        (Stage::Envelope, after_rcpt, with_envelope),
    ]
}

async fn ended_everywhere(last: Step, patience: Patience, expected: Ended) {
    let endings = stages()
        .into_iter()
        .map(async |(stage, mut steps, question)| {
            steps.push(last.clone());
            let peer = Peer::start(steps).await;
            let question = Query {
                server: peer.endpoint(),
                ..question
            };
            let live = live_with(&[CANARY], patience);
            let answer = ask(&live, &question).await.unwrap();
            assert_eq!(answer.ended, Some((stage, expected.clone())), "{answer:?}");
            assert_eq!(answer.took.last().map(|(stage, _)| *stage), Some(stage));
        });
    futures_util::future::join_all(endings).await;
}

#[tokio::test]
async fn a_reset_at_every_stage() {
    ended_everywhere(Reset, PATIENT, Ended::Reset).await;
}

#[tokio::test]
async fn a_close_at_every_stage() {
    ended_everywhere(HalfClose, PATIENT, Ended::Closed).await;
}

#[tokio::test]
async fn silence_at_every_stage() {
    ended_everywhere(Hold, SHORT, Ended::TimedOut).await;
}

#[tokio::test]
async fn babble_at_every_stage() {
    ended_everywhere(say("hello?\r\n"), PATIENT, Ended::Garbage("hello?".into())).await;
}

#[tokio::test]
async fn a_421_at_every_stage_ends_the_conversation_with_its_reply() {
    let closing = reply(421, &["closing"]);
    for (index, (stage, mut steps, question)) in stages().into_iter().enumerate() {
        steps.extend([say("421 closing\r\n"), Hold]);
        let peer = Peer::start(steps).await;
        let question = Query {
            server: peer.endpoint(),
            ..question
        };
        let answer = ask(&live_with(&[CANARY], PATIENT), &question)
            .await
            .unwrap();
        let in_place = match (stage, index) {
            (Stage::Banner, _) => answer.banner,
            (Stage::Ehlo, _) => answer.ehlo,
            (Stage::StartTls, _) => answer.starttls,
            (Stage::Auth, _) => answer.auth.and_then(|auth| match auth {
                Auth::Tried { reply, .. } => Some(reply),
                _ => None,
            }),
            (_, 4) => answer.envelopes.last().map(|tried| tried.mail.clone()),
            (_, 5) => answer.envelopes.last().and_then(|tried| tried.rcpt.clone()),
            // The reply to RSET has no place of its own.
            _ => {
                assert_eq!(answer.ended, Some((stage, Ended::Closed)));
                continue;
            }
        };
        assert_eq!(in_place.as_ref(), Some(&closing), "{stage:?}");
        assert_eq!(answer.ended, None, "{stage:?}");
    }
}

#[tokio::test]
async fn plaintext_behind_the_reply_to_starttls_is_injected() {
    let steps = after_greeting([say("220 go\r\n250 mx\r\n250 injected\r\n"), Hold]);
    let peer = Peer::start(steps).await;
    let question = Query {
        tls: TlsMode::StartTls,
        login: login(),
        envelopes: vec![from_corp()],
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
        say("250-mx\r\n250 AUTH PLAIN\r\n"),
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
        envelopes: vec![from_corp()],
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
        envelopes: vec![from_corp()],
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
async fn login_is_spoken_where_plain_is_not_offered() {
    let steps = vec![
        say("220 mx ESMTP\r\n"),
        Hear,
        say("250-mx\r\n250 AUTH=NTLM LOGIN\r\n"),
        Hear,
        say("334 VXNlcm5hbWU6\r\n"),
        Hear,
        say("334 UGFzc3dvcmQ6\r\n"),
        Hear,
        say("535 5.7.8 no\r\n"),
        Hear,
        say("221 bye\r\n"),
    ];
    let peer = Peer::start(steps).await;
    let question = Query {
        login: login(),
        ..query(&peer)
    };
    let answer = ask(&live_with(&["secret"], PATIENT), &question)
        .await
        .unwrap();
    let tried = Auth::Tried {
        mechanism: "LOGIN".into(),
        reply: reply(535, &["5.7.8 no"]),
    };
    assert_eq!(answer.auth, Some(tried));
    let heard = peer.heard().await;
    assert_eq!(
        heard[1..],
        ["AUTH LOGIN", "Q09SUFxvdHA=", "c2VjcmV0", "QUIT"]
    );
}

#[tokio::test]
async fn mechanisms_that_are_not_spoken_are_named() {
    let hello = "250-mx\r\n250 AUTH NTLM GSSAPI\r\n";
    let steps = vec![say("220 mx ESMTP\r\n"), Hear, say(hello), Hear];
    let peer = Peer::start(steps).await;
    let question = Query {
        login: login(),
        ..query(&peer)
    };
    let answer = ask(&live_with(&[CANARY], PATIENT), &question)
        .await
        .unwrap();
    let offered = vec!["NTLM".to_owned(), "GSSAPI".to_owned()];
    assert_eq!(answer.auth, Some(Auth::Unsupported(offered)));
    assert_eq!(peer.heard().await[1..], ["QUIT"]);
}

#[tokio::test]
async fn a_login_is_tried_once_in_a_run() {
    let live = live_with(&[CANARY], PATIENT);
    let steps = after_greeting([say("535 no\r\n"), Hear, say("221 bye\r\n")]);
    let peer = Peer::start_scripts("127.0.0.1:0", vec![steps.clone(), steps]).await;
    let question = Query {
        login: login(),
        ..query(&peer)
    };
    let first = ask(&live, &question).await.unwrap().auth;
    assert!(matches!(first, Some(Auth::Tried { .. })), "{first:?}");
    let second = ask(&live, &question).await.unwrap().auth;
    assert!(matches!(second, Some(Auth::Withheld(_))), "{second:?}");
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
        envelopes: vec![from_corp()],
        ..query(&peer)
    };
    // The config holds no plain text at all.
    let answer = ask(&live(PATIENT), &question).await.unwrap();
    let Some(Auth::SecretUnavailable(why)) = answer.auth else {
        panic!("{answer:?}");
    };
    assert_eq!(why, "plain text 0 of the config: it is not in this config");
    assert_eq!(answer.envelopes[0].mail, reply(530, &["log in first"]));
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
        ],
        ..query(&peer)
    };
    let answer = ask(&live(PATIENT), &question).await.unwrap();
    assert_eq!((answer.envelopes, answer.ended), (vec![], None));
    assert_eq!(peer.heard().await[1..], ["QUIT"]);
}

/// Everything that could give the password away in an answer, in whatever form.
fn assert_no_canary(answer: &Answer) {
    let json = serde_json::to_string(answer).unwrap();
    for shape in [
        CANARY,
        "c4n4ry",
        // base64 of the canary, and of NUL CORP\otp NUL canary, each without its first and last group
        "NG40cnkrL3Bhc3Mgd29y",
        "UlBcb3RwAGM0bjRyeSsvcGFzcyB3b3Jk",
        "c4n4ry%2B%2Fpass",
    ] {
        assert!(!json.contains(shape), "{shape} in {json}");
    }
}

#[tokio::test]
async fn a_server_that_echoes_the_password_finds_it_cut_out() {
    let plain = "AENPUlBcb3RwAGM0bjRyeSsvcGFzcyB3b3Jk";
    let encoded = "YzRuNHJ5Ky9wYXNzIHdvcmQ";
    let echoes = format!(
        "535-{CANARY}\r\n535-{plain}==\r\n535-{plain}\r\n535-{encoded}=\r\n535-<{encoded}>\r\n535 c4n4ry%2B%2Fpass%20word\r\n"
    );
    // The banner remembers it from an earlier run.
    let steps = vec![
        say(&format!("220 mx {CANARY}\r\n")),
        Hear,
        say("250-mx\r\n250 AUTH PLAIN\r\n"),
        Hear,
        say(&echoes),
        Hear,
        say(&format!("{plain} {CANARY}\r\n")),
    ];
    let peer = Peer::start(steps).await;
    let question = Query {
        login: login(),
        envelopes: vec![from_corp()],
        ..query(&peer)
    };
    let answer = ask(&live_with(&[CANARY], PATIENT), &question)
        .await
        .unwrap();
    assert_no_canary(&answer);
    let Some(Auth::Tried { reply, .. }) = &answer.auth else {
        panic!("{answer:?}");
    };
    assert_eq!((reply.code, reply.lines.len()), (535, 6));
    assert!(matches!(
        answer.ended,
        Some((Stage::Envelope, Ended::Garbage(_)))
    ));
    let heard = peer.heard().await;
    assert!(heard[1].contains(plain), "{heard:?}");
}
