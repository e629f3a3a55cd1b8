//! The history goes and comes back, and the watch goes on.

use rusqlite::Connection;

use crate::mail::{Mail, Manners};
use crate::program::Place;
use crate::server::{HeldPort, Server};

const REACH: &[&str] = &["--only", "smtp-reach"];

fn count(place: &Place, what: &str) -> i64 {
    let history = Connection::open(place.path("history.sqlite")).unwrap();
    history.query_row(what, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_server_that_is_away_at_the_start_ends_nothing() {
    let mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A"], ""));
    let held = HeldPort::hold();
    let away = format!(
        "postgres://watch@127.0.0.1:{}/fleet?sslmode=disable",
        held.number
    );
    let ended = place.runs(3, &["--history", &away, "--only", "smtp-reach"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert_eq!(ended.err.lines().count(), 1, "told once: {}", ended.err);
    assert!(
        ended
            .err
            .contains("runs are kept in memory until it is back"),
        "{}",
        ended.err
    );
}

#[test]
fn a_place_that_will_never_open_is_told_at_the_start() {
    let mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A"], ""));
    place.write(
        "text.sqlite",
        "this is no database, and is long enough to be read as one, by far",
    );
    for history in [
        "text.sqlite",
        "text.sqlite/history.sqlite",
        "postgres://u:c4nary@127.0.0.1/x",
    ] {
        let ended = place.runs(1, &["--history", history, "--only", "smtp-reach"]);
        assert_eq!(ended.code, 69, "{history}: {}", ended.err);
        assert!(ended.out.is_empty());
        assert!(!ended.err.contains("c4nary"), "{}", ended.err);
    }
}

#[test]
fn runs_wait_for_a_history_that_is_kept_busy_and_are_stored_in_order() {
    let mut mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A"], "watch: {confirm: 1}\n"));
    place.runs(1, REACH);
    let other = Connection::open(place.path("history.sqlite")).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    mail.go_away();
    let mut watch = place.watch(&[REACH, &["--runs", "3"]].concat());
    // What breaks meanwhile is told all the same.
    watch.out.wait(" broke smtp-reach/refused in A, was pass");
    watch.err.wait("runs are kept in memory until it is back");
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    watch.err.wait("the history is back: ");
    assert_eq!(watch.end().code, 0);
    assert_eq!(count(&place, "SELECT count(*) FROM appliances"), 1);
    // It is told no second time: that too was stored.
    assert_eq!(place.runs(2, REACH).changes(), [""; 0]);
}

#[test]
fn a_database_that_starts_later_and_goes_and_comes_back_has_every_run() {
    let mut server = Server::start();
    let history = server.new_database();
    server.kill();
    let mut mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A"], ""));
    let arguments = ["--history", &history, "--only", "smtp-reach"];
    let mut watch = place.watch(&arguments);
    watch.err.wait("runs are kept in memory until it is back");
    mail.connections(4);
    server.revive();
    let back = watch.err.wait("the history is back: ");
    assert!(back.ends_with(" runs stored"), "{back}");
    server.kill();
    watch.err.wait("runs are kept in memory until it is back");
    // What breaks meanwhile is told, and is no news to the next process.
    mail.go_away();
    watch.out.wait(" broke smtp-reach/refused in A, was pass");
    server.revive();
    watch.err.wait("the history is back: ");
    assert_eq!(watch.stop("INT").code, 130);
    let next = place
        .watch(&[&["--runs", "2"], &arguments[..]].concat())
        .end();
    assert_eq!((next.code, next.changes().len()), (0, 0), "{:#?}", next.out);
}

#[test]
fn a_second_watch_that_looks_at_something_else_gives_way() {
    let mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A", "B"], ""));
    let mut first = place.watch(REACH);
    first.out.wait("watches 2 realms");
    mail.connections(3);
    // It would end by itself, at last.
    let second = place.runs(200, &["--only", "smtp-reach", "--realm", "B"]);
    assert_eq!(second.code, 69, "{}", second.err);
    assert!(
        second
            .err
            .contains("another watch keeps its runs under idp-01")
            && second.err.contains("(--only smtp-reach)")
            && second.err.contains("--appliance"),
        "{}",
        second.err
    );
    // Under a name of its own it disturbs nobody, nor does one that looks at the same.
    let own = ["--realm", "B", "--appliance", "idp-01-b"];
    for arguments in [&own[..], &[]] {
        let ended = place.runs(6, &[REACH, arguments].concat());
        assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    }
    let ended = first.stop("INT");
    assert_eq!((ended.code, ended.err.as_str()), (130, ""));
    // What the first one left is no hindrance when the flags change.
    let ended = place.runs(3, &["--realm", "B", "--only", "smtp-reach"]);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
}
