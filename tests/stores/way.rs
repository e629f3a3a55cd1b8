//! A way to a PostgreSQL server on which changes meet with a fate, such as a connection that breaks in the middle.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use tempfile::TempDir;

use crate::server::Server;

/// What befalls a change on its way.
pub(crate) enum Fate {
    /// The connection breaks before the server gets it.
    Dropped,
    /// The connection breaks after the server has done it, and before its answer arrives.
    Unanswered,
}

type Fates = Arc<Mutex<Vec<Fate>>>;

/// A way to a server on which changes meet with a fate: a Unix socket of its own.
pub(crate) struct Way {
    folder: TempDir,
    fates: Fates,
    /// The place of the database without a detour.
    pub(crate) straight: String,
}

impl Way {
    /// The way to a fresh database; a change is a question with these bytes in it.
    pub(crate) fn to(server: &Server, change: &'static [u8]) -> Self {
        let folder = TempDir::new().unwrap();
        let name = format!(".s.PGSQL.{}", server.port);
        let listener = UnixListener::bind(folder.path().join(&name)).unwrap();
        let target = server.sockets().join(name);
        let fates = Fates::default();
        let theirs = fates.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let passage = Passage::new(client, &target, change, theirs.clone());
                std::thread::spawn(move || passage.pass());
            }
        });
        Self {
            folder,
            fates,
            straight: server.new_database(),
        }
    }

    /// The place of the database by this way.
    pub(crate) fn location(&self) -> String {
        let (database, rest) = self.straight.split_once("?host=").unwrap();
        let (_, rest) = rest.split_once('&').unwrap();
        format!("{database}?host={}&{rest}", self.folder.path().display())
    }

    /// Whether every fate was met.
    pub(crate) fn is_through(&self) -> bool {
        self.fates.lock().unwrap().is_empty()
    }

    /// What befalls the next changes.
    pub(crate) fn next(&self, fates: impl IntoIterator<Item = Fate>) {
        self.fates.lock().unwrap().extend(fates);
    }
}

/// One connection on its way.
struct Passage {
    client: UnixStream,
    server: UnixStream,
    change: &'static [u8],
    fates: Fates,
    /// Whether answers are kept from the client.
    muted: Arc<AtomicBool>,
    answers: JoinHandle<()>,
}

impl Passage {
    fn new(client: UnixStream, target: &Path, change: &'static [u8], fates: Fates) -> Self {
        let server = UnixStream::connect(target).unwrap();
        let muted = Arc::new(AtomicBool::new(false));
        let (mut back, mut to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
        let mute = muted.clone();
        let answers = std::thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(count @ 1..) = back.read(&mut buffer) {
                if !mute.load(Ordering::SeqCst) {
                    let _ = to.write_all(&buffer[..count]);
                }
            }
            // Who keeps answers from the client also says when it is to notice.
            if !mute.load(Ordering::SeqCst) {
                let _ = to.shutdown(Shutdown::Both);
            }
        });
        Self {
            client,
            server,
            change,
            fates,
            muted,
            answers,
        }
    }

    /// Passes all questions on, until a change meets with its fate.
    fn pass(mut self) {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(count @ 1..) = self.client.read(&mut buffer) {
            let question = &buffer[..count];
            if let Some(fate) = self.fate_of(question) {
                return self.meet(fate, question);
            }
            self.server.write_all(question).unwrap();
        }
        let _ = self.server.shutdown(Shutdown::Both);
    }

    fn fate_of(&self, question: &[u8]) -> Option<Fate> {
        let mut parts = question.windows(self.change.len());
        let is_change = parts.any(|part| part == self.change);
        let mut fates = self.fates.lock().unwrap();
        (is_change && !fates.is_empty()).then(|| fates.remove(0))
    }

    fn meet(self, fate: Fate, question: &[u8]) {
        let client = self.client.try_clone().unwrap();
        let hang_up = || client.shutdown(Shutdown::Both).unwrap();
        self.muted.store(true, Ordering::SeqCst);
        match fate {
            Fate::Dropped => {
                hang_up();
                self.server.shutdown(Shutdown::Both).unwrap();
            }
            Fate::Unanswered => {
                self.deliver(question);
                hang_up();
            }
        }
    }

    /// Gives the server its last question, and waits until it is through with it.
    fn deliver(mut self, question: &[u8]) {
        self.server.write_all(question).unwrap();
        self.server.shutdown(Shutdown::Write).unwrap();
        self.answers.join().unwrap();
    }
}
