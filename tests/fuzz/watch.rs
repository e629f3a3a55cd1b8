//! Whoever asks the pages of a watch, in turns as in a dialogue; a client that says no more lets go or holds on.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use otpdoctor::report::model::read;
use otpdoctor::watch::metrics::WatchStatus;
use otpdoctor::watch::own_names::OwnNames;
use otpdoctor::watch::pages::Published;
use otpdoctor::watch::server::{Limits, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::dialogues::{hear, turns};
use crate::files::runtime;
use crate::harness::fuzz;

const LIMITS: Limits = Limits {
    in_all: 8,
    per_peer: 8,
    head: Duration::from_millis(60),
    connection: Duration::from_millis(400),
    headers: 64,
    bytes: 16 << 10,
};
/// What a client asks that means well.
const HEALTH: &[u8] =
    b"GET /health HTTP/1.1\r\nHost: watch.example.net\r\nConnection: close\r\n\r\n";
/// How long a connection may be seen to last on a machine that does other things as well.
const GUARD: Duration = Duration::from_secs(60);

async fn is_answered(address: SocketAddr) -> std::io::Result<bool> {
    let mut sound = TcpStream::connect(address).await?;
    let mut heard = Vec::new();
    sound.write_all(HEALTH).await?;
    sound.read_to_end(&mut heard).await?;
    Ok(heard.starts_with(b"HTTP/1.1 200 "))
}

/// What a client hears that says these turns.
async fn said(mut stream: TcpStream, input: &[u8]) -> Vec<u8> {
    let (mut all, mut heard) = (Vec::new(), Vec::new());
    for turn in turns(input) {
        if stream.write_all(turn).await.is_err() || !hear(&mut stream, &mut heard).await {
            break;
        }
        all.append(&mut heard);
    }
    if input.len().is_multiple_of(2) {
        let _ = stream.shutdown().await;
    }
    // What it said and nobody read may end in a reset.
    let _ = stream.read_to_end(&mut all).await;
    all
}

#[test]
fn a_watch() {
    let runtime = runtime();
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
    let listener = listener.unwrap();
    let address = listener.local_addr().unwrap();
    let published = Arc::new(Published::default());
    let report = include_bytes!("../../fixtures/reports/failing/report.json");
    published.publish(read::read(report).unwrap());
    published.set_status(WatchStatus {
        fresh: Some((tokio::time::Instant::now(), Duration::MAX)),
        ..WatchStatus::default()
    });
    let names = OwnNames::of(["watch.example.net".to_owned()]);
    runtime.spawn(serve(listener, published, names, LIMITS));
    fuzz("watch", |_, input| {
        let begun = Instant::now();
        let (heard, well) = runtime.block_on(async {
            let hostile = TcpStream::connect(address).await.unwrap();
            let heard = said(hostile, input).await;
            // On a machine that does much else a sound client may be late for the limits of this test as well.
            let mut well = false;
            while !well && begun.elapsed() < GUARD {
                well = is_answered(address).await.unwrap_or(false);
            }
            (heard, well)
        });
        assert!(well, "another is not answered in {:?}", begun.elapsed());
        let heard = String::from_utf8_lossy(&heard);
        let answers = heard.match_indices("HTTP/1.1 ").take(8);
        answers
            .map(|(at, _)| heard[at..].chars().skip(9).take(3).collect::<String>())
            .collect()
    });
}
