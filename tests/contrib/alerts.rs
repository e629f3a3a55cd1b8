//! A fleet is Prometheus's work: it scrapes two watches, the mail server of one of them goes away, the alert that
//! Alertmanager sends on names the cause, and it is resolved when the server is back.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use crate::held_port::HeldPort;
use crate::program::{Place, Watch};
use crate::web::{self, Web};

/// A mail server that takes every conversation, until it is taken away.
struct MailServer {
    port: u16,
    gone: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl MailServer {
    fn listen(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let gone = Arc::new(AtomicBool::new(false));
        let seen = gone.clone();
        let accepting = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if seen.load(Ordering::SeqCst) {
                    return;
                }
                std::thread::spawn(move || converse(&stream.unwrap()));
            }
        });
        Self {
            port,
            gone,
            accepting: Some(accepting),
        }
    }

    /// From now on the port refuses.
    fn go_away(mut self) {
        self.gone.store(true, Ordering::SeqCst);
        TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        self.accepting.take().unwrap().join().unwrap();
    }
}

fn converse(mut stream: &TcpStream) {
    let lines = BufReader::new(stream).lines();
    let _ = stream.write_all(b"220 mail.example.net ESMTP\r\n");
    for line in lines.map_while(Result::ok) {
        let reply: &[u8] = match line.get(..4) {
            Some("EHLO") => b"250 mail.example.net\r\n",
            Some("QUIT") => b"221 bye\r\n",
            _ => b"250 ok\r\n",
        };
        if stream.write_all(reply).is_err() || reply.starts_with(b"221") {
            return;
        }
    }
}

/// A server of the monitoring system, which ends with the test.
struct Daemon(Child);

impl Daemon {
    fn start(program: &str, arguments: &[String], folder: &Path) -> Self {
        let child = Command::new(program)
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(child.unwrap_or_else(|why| {
            panic!("{program} cannot be run ({why}): tests/setup installs it")
        }))
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A watch over one realm that sends its mail through this port, and the address that it is scraped at.
fn watch(mail: u16) -> (Place, Watch, HeldPort) {
    let config = format!(
        "schema: 1\nwatch: {{confirm: 1}}\nrealms:\n  A: {{overview: {{smtp: {{server_address: 127.0.0.1, port: {mail}, use_ssl: false}}}}}}\n"
    );
    let place = Place::with(&config);
    let held = HeldPort::hold();
    let address = format!("127.0.0.1:{}", held.number);
    let watch = place.watch(&["--only", "smtp-reach", "--listen", &address]);
    (place, watch, held)
}

/// How many series a query finds at this moment; none before the server listens.
fn found(prometheus: u16, query: &str) -> usize {
    if TcpStream::connect(("127.0.0.1", prometheus)).is_err() {
        return 0;
    }
    let encoded: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    let (code, _, text) = web::get(prometheus, &format!("/api/v1/query?query={encoded}"), "");
    if code != 200 {
        return 0;
    }
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    answer["data"]["result"].as_array().map_or(0, Vec::len)
}

#[test]
fn an_alert_fires_with_the_cause_and_is_resolved() {
    let (here, there) = (HeldPort::hold(), HeldPort::hold());
    let (mail, _other) = (
        MailServer::listen(here.number),
        MailServer::listen(there.number),
    );
    let (first, second) = (watch(here.number), watch(there.number));
    let (prometheus, alertmanager) = (HeldPort::hold(), HeldPort::hold());
    let receiver = Web::open(|_, _| web::status("200 OK"));

    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    // As in contrib, but for the addresses, and for what lets minutes pass.
    let scrape = super::read("prometheus/scrape.yml")
        .replace(
            "idp-01.example.net:9464",
            &format!("127.0.0.1:{}", first.2.number),
        )
        .replace(
            "idp-02.example.net:9464",
            &format!("127.0.0.1:{}", second.2.number),
        )
        .replace("scrape_interval: 1m", "scrape_interval: 100ms")
        .replace(
            "alertmanager.example.net:9093",
            &format!("127.0.0.1:{}", alertmanager.number),
        );
    write(
        "prometheus.yml",
        &format!("global: {{evaluation_interval: 100ms}}\n{scrape}"),
    );
    let rules = super::read("prometheus/otpdoctor.rules.yml").replace("for: 6m", "for: 0s");
    write("otpdoctor.rules.yml", &rules);
    let routes = super::read("alertmanager/alertmanager.yml")
        .replace(
            "http://on-call.example.net/alerts",
            &format!("http://127.0.0.1:{}/alerts", receiver.port),
        )
        .replace("group_wait: 30s", "group_wait: 0s")
        .replace("group_interval: 5m", "group_interval: 100ms");
    write("alertmanager.yml", &routes);
    let _alertmanager = Daemon::start(
        "prometheus-alertmanager",
        &[
            "--config.file=alertmanager.yml".into(),
            "--storage.path=alerts".into(),
            "--cluster.listen-address=".into(),
            format!("--web.listen-address=127.0.0.1:{}", alertmanager.number),
        ],
        folder.path(),
    );
    let _prometheus = Daemon::start(
        "prometheus",
        &[
            "--config.file=prometheus.yml".into(),
            "--storage.tsdb.path=data".into(),
            format!("--web.listen-address=127.0.0.1:{}", prometheus.number),
        ],
        folder.path(),
    );

    let healthy = r#"otpdoctor_check_status{check="smtp-reach",status="pass"} == 1"#;
    while found(prometheus.number, healthy) < 2 {}
    assert_eq!(receiver.rest().len(), 0, "nothing is wrong yet");

    mail.go_away();
    let alert = next(&receiver, "firing");
    assert_eq!(alert["labels"]["check"], "smtp-reach");
    assert_eq!(alert["labels"]["reason"], "refused");
    assert_eq!(alert["labels"]["realm"], "A");
    assert_eq!(
        alert["labels"]["instance"],
        format!("127.0.0.1:{}", first.2.number)
    );

    let _mail = MailServer::listen(here.number);
    let alert = next(&receiver, "resolved");
    assert_eq!(alert["labels"]["check"], "smtp-reach");
    assert_eq!(
        alert["labels"]["instance"],
        format!("127.0.0.1:{}", first.2.number)
    );
}

/// The one alert of the next notification that has this status; no other alert may have come.
fn next(receiver: &Web, status: &str) -> serde_json::Value {
    loop {
        let notification = receiver.request().notice();
        let alerts = notification["alerts"].as_array().unwrap();
        for alert in alerts {
            assert_eq!(alert["labels"]["alertname"], "OtpCause", "{notification}");
        }
        if let Some(alert) = alerts.iter().find(|alert| alert["status"] == status) {
            assert_eq!(alerts.len(), 1, "{notification}");
            return alert.clone();
        }
    }
}
