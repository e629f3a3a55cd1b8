//! Mail servers that fall silent, break off, babble and flood, at every stage of the conversation.

use std::time::{Duration, Instant};

use checks::kit::ProbeError;
use checks::kit::peer_text::PeerText;
use checks::kit::probe::response;
use checks::kit::probe::smtp::{Answer, Auth, Envelopes, Query, Stage, TlsMode};
use checks::kit::probe::tcp::Ended;
use checks::kit::realm::Endpoint;
use otpdoctor::probe::smtp::{OutgoingMail, ask, deliver};
use otpdoctor::probe::{Live, Patience};

use super::{
    CANARY, after_greeting, after_prompts, calm, from_corp, greeting, login, query, reached, reply,
};
use crate::peer::Step::{self, Drip, Flood, HalfClose, Hear, Hold, Reset};
use crate::peer::{PATIENT, Peer, SHORT, live, live_with, say};

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
async fn silence_before_the_banner() {
    assert_eq!(ended_at_banner(vec![Hold], SHORT).await, Ended::TimedOut);
}

#[tokio::test]
async fn a_long_wait_is_kept_with_its_stage() {
    let peer = Peer::start(vec![Hold]).await;
    let answer = ask(&live(SHORT), &query(&peer)).await.unwrap();
    let (stage, waited) = answer.slowest.expect("it was long enough");
    assert_eq!(stage, Stage::Banner);
    assert!(waited.as_secs() >= 1, "{waited:?}");
    let quick = Peer::start(vec![HalfClose]).await;
    let answer = ask(&live(PATIENT), &query(&quick)).await.unwrap();
    assert_eq!(answer.slowest, None);
}

/// A run of a probe, which ends then; where none does, a conversation has no time at all.
fn run_of(time: Duration) -> Live {
    let patience = Patience {
        total: Duration::ZERO,
        ..PATIENT
    };
    let mut live = live(patience);
    live.ends_at = Some(Instant::now() + time);
    live
}

#[tokio::test]
async fn a_message_is_handed_over_as_long_as_the_run_lasts() {
    let mail = OutgoingMail {
        envelope: from_corp(),
        message: b"Subject: a\r\n\r\nb\r\n",
    };
    let ok = || [Hear, say("250 ok\r\n")];
    let mut steps = greeting();
    steps.pop();
    steps.extend([ok(), ok()].into_iter().flatten());
    steps.extend([Hear, say("354 go on\r\n")]);
    // Four lines of the message, and the dot.
    steps.extend([Hear, Hear, Hear, Hear, say("250 queued\r\n"), Hold]);
    let peer = Peer::start(steps).await;
    let run = run_of(Duration::from_secs(20));
    let delivery = deliver(&run, &query(&peer), &mail).await.unwrap();
    assert!(delivery.handover.is_taken(), "{delivery:?}");
    // What the run cuts short is not the server's silence.
    let silent = Peer::start(vec![Hold]).await;
    let run = run_of(Duration::from_millis(400));
    let cut = deliver(&run, &query(&silent), &mail).await;
    assert!(
        matches!(cut, Err(ProbeError::CutShort(response::Stage::Greeting, _))),
        "{cut:?}"
    );
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
    let kept = Ended::Garbage(PeerText::without_secrets("\0".repeat(200)));
    assert_eq!(ended_at_banner(nuls, PATIENT).await, kept);
}

#[tokio::test]
async fn an_endless_reply_is_not_read_to_its_end() {
    let flood = vec![Flood(b"220-again and again\r\n".to_vec())];
    let ended = ended_at_banner(flood, PATIENT).await;
    // A MiB, and the line that goes beyond it.
    assert!(
        matches!(ended, Ended::TooLong(read) if read < (1 << 20) + 64),
        "{ended:?}"
    );
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
    let answer = ask(&live(PATIENT), &query(&peer)).await.unwrap();
    assert_eq!(
        answer.banner,
        Some(reply(554, &["\0\u{fffd}\u{1b}[31m no"]))
    );
    assert_eq!(answer.ended, None);
}

/// Every stage with what leads there: the steps up to the command, and what is asked.
fn stages() -> Vec<(Stage, Vec<Step>, Query)> {
    let nobody = Query {
        server: Endpoint::new("127.0.0.1", 1),
        tls: TlsMode::Never,
        login: None,
        envelopes: Envelopes::default(),
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
        envelopes: vec![from_corp()].into(),
        ..nobody.clone()
    };
    let after_mail = after_greeting([say("250 ok\r\n"), Hear]);
    let after_rcpt = after_greeting([say("250 ok\r\n"), Hear, say("250 ok\r\n"), Hear]);
    vec![
        (Stage::Banner, vec![], nobody.clone()),
        (Stage::Ehlo, greeting()[..2].to_vec(), nobody),
        (Stage::StartTls, greeting(), start_tls),
        (Stage::Auth, greeting(), with_login.clone()),
        (Stage::Auth, after_prompts([]), with_login),
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
            (_, 5) => answer.envelopes.last().map(|tried| tried.mail.clone()),
            (_, 6) => answer.envelopes.last().and_then(|tried| tried.rcpt.clone()),
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

/// A handshake of some seconds is slow and works: where the run ends before it, nothing is known of it.
#[tokio::test]
async fn a_handshake_that_the_run_cuts_short_is_not_silence() {
    let steps = [greeting(), vec![say("220 go\r\n"), Hold]].concat();
    let peer = Peer::start(steps).await;
    let question = Query {
        tls: TlsMode::StartTls,
        ..query(&peer)
    };
    let cut = ask(&run_of(Duration::from_secs(2)), &question).await;
    assert!(
        matches!(
            cut,
            Err(ProbeError::CutShort(response::Stage::Handshake, _))
        ),
        "{cut:?}"
    );
}
