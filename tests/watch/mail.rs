//! A mail server whose manners change while it runs, and which tells who came.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use super::held_port::HeldPort;
use super::program::PATIENCE;

/// How the server behaves.
#[derive(Clone, Debug)]
pub struct Manners {
    /// What it says first.
    pub banner: String,
    /// What it says first to the next connection alone, instead.
    pub once: Option<String>,
    /// What it says to a login; without one it offers none.
    pub login: Option<String>,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            banner: "220 mail.example.net ESMTP".into(),
            once: None,
            login: None,
        }
    }
}

/// What happened at the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody came.
    Connection,
    /// Somebody sent credentials.
    Login,
}

/// The server.
pub struct Mail {
    port: HeldPort,
    manners: Arc<Mutex<Manners>>,
    events: Receiver<Event>,
    report: Sender<Event>,
    open: Option<(TcpListener, JoinHandle<()>)>,
    closing: Arc<AtomicBool>,
}

impl Mail {
    pub fn open(manners: Manners) -> Self {
        let (report, events) = channel();
        let mut mail = Self {
            port: HeldPort::hold(),
            manners: Arc::new(Mutex::new(manners)),
            events,
            report,
            open: None,
            closing: Arc::default(),
        };
        mail.come_back();
        mail
    }

    /// Changes its manners.
    pub fn set(&self, change: impl FnOnce(&mut Manners)) {
        change(&mut self.manners.lock().unwrap());
    }

    /// Nobody listens any more.
    pub fn go_away(&mut self) {
        let (listener, door) = self.open.take().unwrap();
        // Not only closed: what other tests start at this moment holds it too, until it has become that program.
        #[cfg(unix)]
        TcpStream::from(std::os::fd::OwnedFd::from(listener))
            .shutdown(std::net::Shutdown::Both)
            .unwrap();
        // There a listener cannot be shut down: one more connection ends it.
        #[cfg(windows)]
        {
            self.closing.store(true, Ordering::SeqCst);
            drop((
                listener,
                TcpStream::connect((Ipv4Addr::LOCALHOST, self.port())),
            ));
        }
        door.join().unwrap();
    }

    /// It listens, at the same port again.
    pub fn come_back(&mut self) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port())).unwrap();
        let open = listener.try_clone().unwrap();
        let (manners, report) = (self.manners.clone(), self.report.clone());
        let closing = self.closing.clone();
        closing.store(false, Ordering::SeqCst);
        let door = std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                if closing.load(Ordering::SeqCst) {
                    break;
                }
                let _ = report.send(Event::Connection);
                let now = next(&manners);
                let report = report.clone();
                std::thread::spawn(move || talk(&stream, &now, &report));
            }
        });
        self.open = Some((open, door));
    }

    /// Where it listens while it is there.
    pub fn port(&self) -> u16 {
        self.port.number
    }

    /// Waits for so many connections that were not waited for before.
    pub fn connections(&self, number: usize) {
        for _ in 0..number {
            self.wait(|event| *event == Event::Connection);
        }
    }

    /// Waits for so many more connections, whatever happened until now.
    pub fn more_connections(&self, number: usize) {
        self.rest();
        self.connections(number);
    }

    /// Waits for something to happen.
    pub fn wait(&self, mut wanted: impl FnMut(&Event) -> bool) -> Event {
        loop {
            let event = self.events.recv_timeout(PATIENCE).unwrap();
            if wanted(&event) {
                return event;
            }
        }
    }

    /// Everything that happened and was not waited for.
    pub fn rest(&self) -> Vec<Event> {
        self.events.try_iter().collect()
    }

    /// The part of a realm's settings that leads here.
    pub fn smtp(&self, more: &str) -> String {
        let port = self.port();
        format!("{{server_address: 127.0.0.1, port: {port}, use_ssl: false{more}}}")
    }

    /// A config of realms that send their mail here.
    pub fn config(&self, realms: &[&str], more: &str) -> String {
        let smtp = self.smtp("");
        let realm = |name: &&str| {
            format!(
                "  {name}: {{overview: {{smtp: {smtp}, email: {{sender_address: a@example.net}}}}}}\n"
            )
        };
        let realms: String = realms.iter().map(realm).collect();
        format!("schema: 1\nappliance: {{name: idp-01}}\n{more}realms:\n{realms}")
    }
}

/// The manners for this connection; those for the next may be others.
fn next(manners: &Mutex<Manners>) -> Manners {
    let mut manners = manners.lock().unwrap();
    let mut now = manners.clone();
    if let Some(banner) = manners.once.take() {
        now.banner = banner;
    }
    now
}

fn talk(stream: &TcpStream, manners: &Manners, report: &Sender<Event>) -> Option<()> {
    let mut out = stream.try_clone().ok()?;
    let mut say = |text: &str| out.write_all(format!("{text}\r\n").as_bytes()).ok();
    say(&manners.banner)?;
    let mut lines = BufReader::new(stream).lines();
    while let Some(Ok(line)) = lines.next() {
        let verb = line.split(' ').next().unwrap_or_default().to_uppercase();
        match (verb.as_str(), &manners.login) {
            ("EHLO", Some(_)) => say("250-mail.example.net\r\n250 AUTH LOGIN")?,
            ("EHLO", None) => say("250 mail.example.net")?,
            ("AUTH", Some(reply)) => {
                let _ = report.send(Event::Login);
                say("334 VXNlcm5hbWU6")?;
                lines.next();
                say("334 UGFzc3dvcmQ6")?;
                let password = lines.next()?.ok()?;
                say(&reply.replace("{said}", &password))?;
            }
            ("QUIT", _) => return say("221 bye"),
            _ => say("250 ok")?,
        }
    }
    Some(())
}
