//! Name servers are asked in their order, as the C library asks them: the next one where one is silent or fails, and the
//! first answer counts, also the answer that there is nothing (resolv.conf(5); res_nsend of glibc).

use super::*;

/// The answer of two servers, of which the first does this and the second has an address.
async fn second_answers(patience: Patience, first: SocketAddr) -> (Answer, SocketAddr) {
    let second = server(|_, kind| only_v4("mail.example.net.", kind)).await;
    let live = live(&[first, second], patience);
    let answer = look_up(&live, Kind::Address, "mail.example.net").await;
    assert_eq!(
        answer.addresses,
        ["192.0.2.1".parse::<std::net::IpAddr>().unwrap()]
    );
    assert_eq!(answer.failure, None);
    assert_eq!(said_by(&answer, second), [Said::NoRecords, Said::Records]);
    let place = |server| answer.asked.iter().position(|asked| asked.server == server);
    assert!(place(first) < place(second), "{answer:?}");
    (answer, second)
}

#[tokio::test]
async fn one_that_refuses_or_fails_is_followed_by_the_next() {
    let codes = [
        (ResponseCode::Refused, "REFUSED"),
        (ResponseCode::ServFail, "SERVFAIL"),
        (ResponseCode::NotImp, "NOTIMP"),
    ];
    for (code, name) in codes {
        let first = server(move |_, _| Does::Says(code, Vec::new())).await;
        let (answer, _) = second_answers(PATIENT, first).await;
        assert_eq!(said_by(&answer, first), [fails(name), fails(name)]);
    }
}

#[tokio::test]
async fn one_that_is_silent_or_gone_is_followed_by_the_next() {
    let silent = server(|_, _| Does::Nothing).await;
    let (answer, _) = second_answers(SHORT, silent).await;
    assert_eq!(said_by(&answer, silent), [Said::Nothing, Said::Nothing]);
    let (_held, closed) = closed_datagrams().await;
    let (answer, _) = second_answers(PATIENT, closed).await;
    assert!(
        said_by(&answer, closed).iter().all(Said::is_silence),
        "{answer:?}"
    );
}

#[tokio::test]
async fn one_that_speaks_no_dns_is_followed_by_the_next() {
    let garbage = datagrams("127.0.0.1:0", |_, query| {
        Some([&query[..2], &[0xff; 300]].concat())
    });
    let garbage = garbage.await;
    let (answer, _) = second_answers(PATIENT, garbage).await;
    assert_eq!(said_by(&answer, garbage), [Said::Garbage, Said::Garbage]);
}

/// It neither has the name nor asks others: a server for other domains that was entered as a resolver.
#[tokio::test]
async fn one_that_asks_nobody_else_is_followed_by_the_next() {
    let lame = datagrams("127.0.0.1:0", |_, query| {
        let mut reply = reply(query, &EMPTY)?;
        reply.metadata.recursion_available = false;
        Some(reply.to_vec().unwrap())
    });
    let lame = lame.await;
    let (answer, _) = second_answers(PATIENT, lame).await;
    assert_eq!(
        said_by(&answer, lame),
        [fails("no recursion"), fails("no recursion")]
    );
}

#[tokio::test]
async fn the_first_answer_ends_it_whatever_the_second_knows() {
    let answers = async |does: fn(&str, RecordType) -> Does| {
        let live = live(&[server(does).await, unasked().await], PATIENT);
        let answer = look_up(&live, Kind::Address, "mail.example.net").await;
        (answer.addresses.len(), answer.failure)
    };
    let first = answers(|_, kind| only_v4("mail.example.net.", kind)).await;
    assert_eq!(first, (1, None));
    let first = answers(|_, _| UNKNOWN).await;
    assert_eq!(first, (0, Some(Unresolved::NoSuchName)));
    let first = answers(|_, _| EMPTY).await;
    assert_eq!(first, (0, Some(Unresolved::NoAddress)));
    // An authoritative server that knows its own names needs no recursion.
    let own = datagrams("127.0.0.1:0", |_, query| {
        let mut reply = reply(query, &EMPTY)?;
        reply.metadata.recursion_available = false;
        reply.metadata.authoritative = true;
        Some(reply.to_vec().unwrap())
    });
    let live = live(&[own.await, unasked().await], PATIENT);
    let answer = look_up(&live, Kind::Mx, "example.net").await;
    assert_eq!(answer.failure, Some(Unresolved::NoAddress));
}

#[tokio::test]
async fn where_none_answers_each_is_named() {
    let refuses = server(|_, _| REFUSES).await;
    let fails = server(|_, _| FAILS).await;
    let live = live(&[refuses, fails], PATIENT);
    let answer = look_up(&live, Kind::Address, "mail.example.net").await;
    let why = format!(
        "the name server {refuses} answers REFUSED; the name server {fails} answers SERVFAIL"
    );
    assert_eq!(answer.failure, Some(Unresolved::NoAnswer(why)));
}

#[tokio::test]
async fn a_third_server_is_asked_as_well() {
    let [one, two] = [server(|_, _| FAILS).await, server(|_, _| REFUSES).await];
    let third = server(|_, kind| only_v4("mail.example.net.", kind)).await;
    let live = live(&[one, two, third], PATIENT);
    let answer = look_up(&live, Kind::Address, "mail.example.net").await;
    assert_eq!(answer.addresses.len(), 1);
    assert_eq!(answer.asked.len(), 6);
}

/// A firewall's habit: the question for the IPv6 address is dropped.
#[tokio::test]
async fn an_address_counts_though_the_question_for_the_other_family_is_dropped() {
    let first = server(|_, kind| match kind {
        RecordType::AAAA => Does::Nothing,
        _ => only_v4("mail.example.net.", kind),
    })
    .await;
    let live = live(&[first, unasked().await], SHORT);
    let answer = look_up(&live, Kind::Address, "mail.example.net").await;
    assert_eq!(answer.addresses.len(), 1);
    assert_eq!(answer.failure, None);
    assert_eq!(said_by(&answer, first), [Said::Nothing, Said::Records]);
    let waited = answer.asked.iter().map(|asked| asked.took).max();
    assert!(
        waited >= Some(SignedDuration::from_millis(900)),
        "{waited:?}"
    );
}

#[tokio::test]
async fn an_address_counts_though_the_server_fails_for_the_other_family() {
    for broken in [RecordType::A, RecordType::AAAA] {
        let first = server(move |_, kind| match kind {
            kind if kind == broken => FAILS,
            RecordType::A => has([("mail.example.net.", v4(1))]),
            _ => has([("mail.example.net.", v6())]),
        });
        let live = live(&[first.await, unasked().await], PATIENT);
        let answer = look_up(&live, Kind::Address, "mail.example.net").await;
        assert_eq!((answer.addresses.len(), answer.failure), (1, None));
    }
}

/// No data of one family says nothing where the server fails for the other.
#[tokio::test]
async fn one_family_empty_and_the_other_failing_is_no_answer() {
    for broken in [RecordType::A, RecordType::AAAA] {
        let first = server(move |_, kind| if kind == broken { FAILS } else { EMPTY }).await;
        let answer = asked(first, PATIENT, Kind::Address, "mail.example.net").await;
        assert_eq!(answer.failure, no_answer(first, "answers SERVFAIL"));
        let (answer, _) = second_answers(PATIENT, first).await;
        assert!(said_by(&answer, first).contains(&fails("SERVFAIL")));
    }
}

#[tokio::test]
async fn a_name_of_ipv6_alone_has_an_address() {
    let server = server(|_, kind| match kind {
        RecordType::AAAA => has([("mail.example.net.", v6())]),
        _ => EMPTY,
    });
    let answer = asked(server.await, PATIENT, Kind::Address, "mail.example.net").await;
    assert_eq!((answer.addresses.len(), answer.failure), (1, None));
}

#[tokio::test]
async fn a_datagram_that_is_lost_is_sent_again() {
    let lossy = datagrams("127.0.0.1:0", |number, query| {
        let does = has([("example.net.", RData::TXT(TXT::new(vec!["here".into()])))]);
        let reply = reply(query, &does)?.to_vec().unwrap();
        (number > 0).then_some(reply)
    });
    let lossy = lossy.await;
    let answer = look_up(&live(&[lossy], SHORT), Kind::Txt, "example.net").await;
    assert_eq!(answer.texts, ["here"]);
    assert!(
        answer.asked[0].took > SignedDuration::from_millis(500),
        "{answer:?}"
    );
}

/// A reply to another question, or from somebody who guesses, is not taken.
#[tokio::test]
async fn a_reply_to_another_question_is_passed_over() {
    let server = datagrams("127.0.0.1:0", |number, query| {
        let mut reply = reply(query, &UNKNOWN)?;
        match number {
            0 => reply.queries[0].set_name(Name::from_utf8("example.com.").unwrap()),
            _ => return Some(self::reply(query, &EMPTY)?.to_vec().unwrap()),
        };
        Some(reply.to_vec().unwrap())
    });
    let answer = asked(server.await, SHORT, Kind::Txt, "example.net").await;
    assert_eq!(answer.failure, Some(Unresolved::NoAddress));
}

#[tokio::test]
async fn what_failed_is_asked_once_in_a_run() {
    let heard = Heard::default();
    let noted = heard.clone();
    let server = server(move |name, kind| {
        noted.note(&format!("{kind} {name}"));
        FAILS
    });
    let live = live(&[server.await], PATIENT);
    for _ in 0..3 {
        let answer = look_up(&live, Kind::Txt, "example.net").await;
        assert!(answer.failure.is_some());
    }
    assert_eq!(*heard.0.lock().unwrap(), ["TXT example.net."]);
}

#[tokio::test]
async fn a_server_that_is_silent_is_waited_for_for_two_names_in_a_run() {
    let heard = Heard::default();
    let noted = heard.clone();
    let silent = server(move |name, _| {
        noted.note(name);
        Does::Nothing
    });
    let silent = silent.await;
    let live = live(&[silent, server(|_, _| EMPTY).await], SHORT);
    let names = ["a.example.", "b.example.", "c.example.", "d.example."];
    for name in names {
        let answer = look_up(&live, Kind::Txt, name).await;
        assert_eq!(answer.failure, Some(Unresolved::NoAddress));
        assert_eq!(said_by(&answer, silent), [Said::Nothing]);
        // Also what it was not asked says how long it was waited for.
        let waited = answer.asked[0].took.unsigned_abs();
        assert!(waited >= SHORT.connect / 4, "{answer:?}");
    }
    assert_eq!(heard.names(), names[..2]);
}

/// The third name is asked for when half of the first one's time is over.
#[tokio::test]
async fn a_question_under_way_ends_when_its_server_is_found_to_be_silent() {
    let is_half_over = Arc::new(Notify::new());
    let half_over = is_half_over.clone();
    let mut times = 0;
    let silent = server(move |name, _| {
        times += usize::from(name == "a.example.");
        if times == 2 {
            is_half_over.notify_one();
        }
        Does::Nothing
    });
    let live = live(&[silent.await], SHORT);
    let late = async {
        half_over.notified().await;
        let begun = Instant::now();
        let answer = look_up(&live, Kind::Txt, "c.example.").await;
        (answer, begun.elapsed())
    };
    let first = look_up(&live, Kind::Txt, "a.example.");
    let second = look_up(&live, Kind::Txt, "b.example.");
    let (first, _, (late, ended)) = tokio::join!(first, second, late);
    let (first, late) = (&first.asked[0], &late.asked[0]);
    assert_eq!(late.said, Said::Nothing);
    let waited = first.took.unsigned_abs();
    assert!(ended * 4 < waited * 3, "{ended:?} {first:?}");
}

/// It answers when half of the time is over, and the question comes again.
#[tokio::test]
async fn a_server_that_is_slow_is_no_silent_one() {
    let mut asked = HashSet::new();
    let slow = server(move |name, _| match asked.insert(name.to_owned()) {
        true => Does::Nothing,
        false => EMPTY,
    });
    let live = live(&[slow.await], SHORT);
    let names = ["a.example.", "b.example.", "c.example.", "d.example."];
    let asking = names.map(|name| look_up(&live, Kind::Txt, name));
    for answer in join_all(asking).await {
        assert_eq!(answer.asked[0].said, Said::NoRecords);
    }
}

/// The servers of these names are silent, not this one.
#[tokio::test]
async fn a_server_that_answers_other_names_is_asked_each_time() {
    let heard = Heard::default();
    let noted = heard.clone();
    let server = server(move |name, _| {
        noted.note(name);
        match name {
            "a.example." => EMPTY,
            _ => Does::Nothing,
        }
    });
    let live = live(&[server.await], SHORT);
    let names = ["a.example.", "b.example.", "c.example.", "d.example."];
    for name in names {
        look_up(&live, Kind::Txt, name).await;
    }
    assert_eq!(heard.names(), names);
}

/// A server's buffer is finite: what does not fit is lost, and waited for.
#[tokio::test]
async fn not_all_questions_are_asked_at_once() {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let live = live(&[socket.local_addr().unwrap()], PATIENT);
    let names: Vec<String> = (0..200).map(|n| format!("n{n}.example")).collect();
    let asking = names.iter().map(|name| look_up(&live, Kind::Txt, name));
    let serving = async {
        let (mut served, mut most) = (0, 0);
        while served < names.len() {
            socket.readable().await.unwrap();
            let mut queries = Vec::new();
            let mut buffer = [0; 512];
            // Whoever is about to ask does so.
            for _ in 0..names.len() {
                tokio::task::yield_now().await;
                while let Ok((length, from)) = socket.try_recv_from(&mut buffer) {
                    queries.push((buffer[..length].to_vec(), from));
                }
            }
            for (query, from) in &queries {
                let reply = reply(query, &EMPTY).unwrap().to_vec().unwrap();
                socket.send_to(&reply, from).await.unwrap();
            }
            served += queries.len();
            most = most.max(queries.len());
        }
        most
    };
    let (answers, most) = tokio::join!(futures_util::future::join_all(asking), serving);
    assert!(
        answers
            .iter()
            .all(|one| one.failure == Some(Unresolved::NoAddress))
    );
    assert!(most <= 64, "{most}");
}
