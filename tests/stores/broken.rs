//! A connection to PostgreSQL that breaks while a change is on its way: whether it is stored is told rightly, and a
//! change that arrives late changes nothing.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use otpdoctor::store::{self, Store, StoreError, Swap};
use tempfile::TempDir;

use crate::contract::{counted, user};
use crate::server::Server;

/// What befalls a change on its way.
enum Fate {
    /// The connection breaks before the server gets it.
    Dropped,
    /// The connection breaks after the server has done it, and before its answer arrives.
    Unanswered,
    /// As before, but only once something else has happened: it says that it waits, and hears when to go on.
    Held(Sender<()>, Receiver<()>),
    /// The connection breaks, and the server gets it later: it hears when, and says when it is done.
    Late(Receiver<()>, Sender<()>),
}

type Fates = Arc<Mutex<Vec<Fate>>>;

/// A way to a server on which changes meet with a fate: a Unix socket of its own.
struct Way {
    folder: TempDir,
    fates: Fates,
    straight: String,
}

impl Way {
    /// The way to a fresh database.
    fn to(server: &Server) -> Self {
        let folder = TempDir::new().unwrap();
        let name = format!(".s.PGSQL.{}", server.port);
        let listener = UnixListener::bind(folder.path().join(&name)).unwrap();
        let target = server.sockets().join(name);
        let fates = Fates::default();
        let theirs = fates.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let passage = Passage::new(client, &target, theirs.clone());
                std::thread::spawn(move || passage.pass());
            }
        });
        Self {
            folder,
            fates,
            straight: server.new_database(),
        }
    }

    /// A store that goes this way, and one that goes straight to the same database.
    async fn stores(&self) -> (Arc<dyn Store>, Arc<dyn Store>) {
        let (database, rest) = self.straight.split_once("?host=").unwrap();
        let (_, rest) = rest.split_once('&').unwrap();
        let place = format!("{database}?host={}&{rest}", self.folder.path().display());
        let by_way = store::open(&place, None).await.unwrap();
        (by_way, store::open(&self.straight, None).await.unwrap())
    }

    fn next(&self, fates: impl IntoIterator<Item = Fate>) {
        self.fates.lock().unwrap().extend(fates);
    }
}

/// One connection on its way.
struct Passage {
    client: UnixStream,
    server: UnixStream,
    fates: Fates,
    /// Whether answers are kept from the client.
    muted: Arc<AtomicBool>,
    answers: JoinHandle<()>,
}

impl Passage {
    fn new(client: UnixStream, target: &Path, fates: Fates) -> Self {
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

    /// A change is what carries a record.
    fn fate_of(&self, question: &[u8]) -> Option<Fate> {
        let record = b"\"throttles\"";
        let is_change = question.windows(record.len()).any(|part| part == record);
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
            Fate::Held(waits, go_on) => {
                self.deliver(question);
                waits.send(()).unwrap();
                go_on.recv().unwrap();
                hang_up();
            }
            Fate::Late(go_on, done) => {
                hang_up();
                go_on.recv().unwrap();
                self.deliver(question);
                done.send(()).unwrap();
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

async fn version(store: &dyn Store) -> u64 {
    store.load(&user("jo")).await.unwrap().unwrap().1
}

fn not_known(swap: Result<Swap, StoreError>) {
    let error = swap.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable { .. }), "{error:?}");
    assert!(
        error
            .to_string()
            .contains("whether it is stored is not known"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_stored_once_whenever_its_connection_breaks() {
    let way = Way::to(Server::shared());
    let (store, straight) = way.stores().await;
    let jo = user("jo");
    way.next([Fate::Unanswered]);
    assert_eq!(store.insert(&jo, &counted(1)).await.unwrap(), Swap::Stored);
    way.next([Fate::Dropped]);
    assert_eq!(store.swap(&jo, 1, &counted(2)).await.unwrap(), Swap::Stored);
    way.next([Fate::Unanswered]);
    assert_eq!(store.swap(&jo, 2, &counted(3)).await.unwrap(), Swap::Stored);
    assert_eq!(straight.load(&jo).await.unwrap(), Some((counted(3), 3)));
    assert!(way.fates.lock().unwrap().is_empty(), "every fate was met");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_another_forestalled_is_a_conflict() {
    let way = Way::to(Server::shared());
    let (store, straight) = way.stores().await;
    let jo = user("jo");
    straight.insert(&jo, &counted(1)).await.unwrap();
    way.next([Fate::Dropped]);
    assert_eq!(
        store.insert(&jo, &counted(2)).await.unwrap(),
        Swap::Conflict
    );
    straight.swap(&jo, 1, &counted(1)).await.unwrap();
    for fate in [Fate::Dropped, Fate::Unanswered] {
        way.next([fate]);
        // The other stored the same record: it is not this one for all that.
        assert_eq!(
            store.swap(&jo, 1, &counted(1)).await.unwrap(),
            Swap::Conflict
        );
    }
    assert_eq!(version(&*straight).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_known_is_told() {
    let way = Way::to(Server::shared());
    let (store, straight) = way.stores().await;
    let jo = user("jo");
    straight.insert(&jo, &counted(1)).await.unwrap();
    way.next([Fate::Dropped, Fate::Dropped]);
    not_known(store.swap(&jo, 1, &counted(2)).await);
    assert_eq!(version(&*straight).await, 1);
    way.next([Fate::Unanswered, Fate::Dropped]);
    not_known(store.swap(&jo, 1, &counted(2)).await);
    assert_eq!(version(&*straight).await, 2);

    let (waits, waiting) = channel();
    let (go_on, told) = channel();
    way.next([Fate::Held(waits, told)]);
    let held = tokio::spawn({
        let (store, jo) = (store.clone(), jo.clone());
        async move { store.swap(&jo, 2, &counted(3)).await }
    });
    tokio::task::spawn_blocking(move || waiting.recv().unwrap())
        .await
        .unwrap();
    // It is stored, and another goes on from there before it is known.
    assert_eq!(
        straight.swap(&jo, 3, &counted(4)).await.unwrap(),
        Swap::Stored
    );
    go_on.send(()).unwrap();
    not_known(held.await.unwrap());
    assert_eq!(straight.load(&jo).await.unwrap(), Some((counted(4), 4)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_arrives_late_changes_nothing() {
    let way = Way::to(Server::shared());
    let (store, straight) = way.stores().await;
    let jo = user("jo");
    straight.insert(&jo, &counted(1)).await.unwrap();
    let (go_on, told) = channel();
    let (done, when_done) = channel();
    way.next([Fate::Late(told, done)]);
    assert_eq!(store.swap(&jo, 1, &counted(2)).await.unwrap(), Swap::Stored);
    assert_eq!(store.swap(&jo, 2, &counted(3)).await.unwrap(), Swap::Stored);
    go_on.send(()).unwrap();
    tokio::task::spawn_blocking(move || when_done.recv().unwrap())
        .await
        .unwrap();
    assert_eq!(straight.load(&jo).await.unwrap(), Some((counted(3), 3)));
}
