//! Starts a real server in a folder of its own, waits until it answers, and stops it.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{File, Permissions};
use std::net::{Ipv4Addr, TcpListener, TcpStream, UdpSocket};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

use tokio::net::TcpSocket;

/// How long a server may take until it answers: a busy machine must not fail a test.
const READY_WITHIN: Duration = Duration::from_secs(30);

/// How often a readiness wait looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// How often other ports are tried, when somebody else takes one first.
const ATTEMPTS: usize = 5;
const AT_ONCE: &str = "it ended at once";

/// Runs the server until its standard input ends, which it does when the test process ends, however that happens.
/// Then it stops the server by its pid, sweeps the process group for what the server left behind, and removes the folder.
const KEEPER: &str = r#"
folder=$1; shift
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
(read -r _; kill "$server"; sleep 10; kill -KILL "$server") <&3 >/dev/null 2>&1 &
wait "$server"
echo "it ended with code $?"
[ -e "$folder/ready" ] && rm -rf -- "$folder"
kill -KILL 0
"#;

/// A running server.
pub(crate) struct Daemon {
    keeper: Child,
    folder: PathBuf,
    ports: Vec<u16>,
}

/// How it is seen that a server answers.
pub(crate) enum Ready {
    /// Every port takes TCP connections.
    Tcp,
    /// The first port answers NTP over UDP.
    Ntp,
    /// It answers as a server that follows another one: with a stratum, and a root dispersion below a second.
    SynchronisedNtp,
}

impl Daemon {
    /// Starts a server on that many free ports; `prepare` writes its files and says how it is run.
    pub(crate) fn start(
        ready: Ready,
        ports: usize,
        prepare: impl Fn(&Path, &[u16]) -> Command,
    ) -> Self {
        let mut said = String::new();
        for _ in 0..ATTEMPTS {
            let mut daemon = Self::launch(ports, &prepare);
            match daemon.wait_for(&ready) {
                Ok(()) => {
                    // From now on the folder goes with the server; until then its log is wanted.
                    File::create(daemon.folder.join("ready")).unwrap();
                    return daemon;
                }
                Err(why) => said = format!("{why}\n{}", daemon.log()),
            }
            let _ = std::fs::remove_dir_all(&daemon.folder);
            // Postfix cannot write its log before it has its ports.
            let is_port_taken = said.to_lowercase().contains("in use");
            if !is_port_taken && !said.starts_with(AT_ONCE) {
                break;
            }
        }
        panic!("a server did not start: {said}");
    }

    fn launch(ports: usize, prepare: impl Fn(&Path, &[u16]) -> Command) -> Self {
        // Servers drop root and must still get into their folder.
        let folder = tempfile::Builder::new()
            .prefix("otpdoctor-daemon-")
            .permissions(Permissions::from_mode(0o755))
            .tempdir()
            .unwrap();
        let ports = free_ports(ports);
        let command = prepare(folder.path(), &ports);
        let log = log_file(&folder.path().join("log"));
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(folder.path())
            .arg(installed(command.get_program()))
            .args(command.get_args())
            .current_dir(folder.path())
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        Self {
            keeper,
            // From now on it is the keeper's to remove.
            folder: folder.keep(),
            ports,
        }
    }

    fn wait_for(&mut self, ready: &Ready) -> Result<(), String> {
        let until = Instant::now() + READY_WITHIN;
        while Instant::now() < until {
            if self.keeper.try_wait().unwrap().is_some() {
                return Err(AT_ONCE.into());
            }
            let answers = match ready {
                Ready::Tcp => self.ports.iter().all(|port| takes_connections(*port)),
                Ready::Ntp => ntp_reply(self.port()).is_some(),
                Ready::SynchronisedNtp => ntp_reply(self.port()).is_some_and(|reply| {
                    // RFC 5905 section 7.3: the stratum, and the whole seconds of the root dispersion.
                    matches!(reply[1], 1..=15) && reply[8..10] == [0, 0]
                }),
            };
            if answers {
                return Ok(());
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        Err(format!("it does not answer within {READY_WITHIN:?}"))
    }

    /// Its first port.
    pub(crate) fn port(&self) -> u16 {
        self.ports[0]
    }

    /// Its ports, in the order in which `prepare` got them.
    pub(crate) fn ports(&self) -> &[u16] {
        &self.ports
    }

    /// The folder with its files.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it said until now.
    pub(crate) fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.folder.join("log")).unwrap()).into_owned()
    }

    /// Waits for a line of its log, which servers write a little after the event.
    pub(crate) fn logged(&self, wanted: impl Fn(&str) -> bool) -> String {
        let until = Instant::now() + READY_WITHIN;
        loop {
            let log = self.log();
            if let Some(line) = log.lines().find(|line| wanted(line)) {
                return line.to_owned();
            }
            assert!(Instant::now() < until, "the line never came:\n{log}");
            std::thread::sleep(LOOK_AGAIN);
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// A file to which servers may append after they dropped root.
fn log_file(path: &Path) -> File {
    let file = File::options()
        .append(true)
        .create(true)
        .open(path)
        .unwrap();
    file.set_permissions(Permissions::from_mode(0o666)).unwrap();
    file
}

/// A TCP port that is held and refuses connections.
pub(crate) struct ClosedPort {
    pub(crate) port: u16,
    _held: TcpSocket,
}

impl ClosedPort {
    pub(crate) fn hold() -> Self {
        let held = TcpSocket::new_v4().unwrap();
        held.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        Self {
            port: held.local_addr().unwrap().port(),
            _held: held,
        }
    }
}

/// Writes a file of a server.
pub(crate) fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    path
}

/// Runs a tool to its end, which must be a good one.
pub(crate) fn tool(command: &mut Command) -> String {
    let program = installed(command.get_program());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{} failed: {said}",
        program.display()
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The beginning of a command line whose clock is off by so much, as `faketime -f` takes it.
/// The wrapper of that name would stay in between and leave its shared memory behind when it is stopped.
pub(crate) fn clock_off_by(shift: &str) -> Vec<String> {
    let library =
        tool(Command::new("faketime").args(["-m", "-f", "+0s", "printenv", "LD_PRELOAD"]));
    vec![
        "env".into(),
        format!("LD_PRELOAD={}", library.trim()),
        format!("FAKETIME={shift}"),
        "FAKETIME_DISABLE_SHM=1".into(),
        // Waiting goes on as it is.
        "FAKETIME_DONT_FAKE_MONOTONIC=1".into(),
    ]
}

/// Where a program is; Debian keeps servers where a user's path does not lead.
pub(crate) fn installed(program: &OsStr) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    let found = folders
        .map(|folder| folder.join(program))
        .find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{} is missing, install it: tests/setup", program.display()))
}

/// Ports that are free for TCP and UDP now, and were given to no other test of this process.
fn free_ports(count: usize) -> Vec<u16> {
    static GIVEN: LazyLock<Mutex<HashSet<u16>>> = LazyLock::new(Mutex::default);
    let mut given = GIVEN.lock().unwrap();
    let mut ports = Vec::new();
    while ports.len() < count {
        let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = tcp.local_addr().unwrap().port();
        if UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).is_ok() && given.insert(port) {
            ports.push(port);
        }
    }
    ports
}

fn takes_connections(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// The reply to a client's request of RFC 5905 (version 4, mode 3).
fn ntp_reply(port: u16) -> Option<[u8; 48]> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    socket
        .set_read_timeout(Some(Duration::from_millis(200)))
        .unwrap();
    let mut request = [0; 48];
    request[0] = 0x23;
    socket.send_to(&request, (Ipv4Addr::LOCALHOST, port)).ok()?;
    let mut reply = [0; 48];
    socket.recv(&mut reply).ok().map(|_| reply)
}

#[test]
fn a_server_that_is_dropped_is_gone_with_its_folder() {
    let daemon = Daemon::start(Ready::Tcp, 1, |_, ports| {
        let mut command = Command::new("microsocks");
        command.args(["-i", "127.0.0.1", "-p", &ports[0].to_string()]);
        command
    });
    let (port, folder) = (daemon.port(), daemon.folder().to_owned());
    assert!(takes_connections(port) && folder.is_dir());
    drop(daemon);
    assert!(!takes_connections(port) && !folder.exists());
}

#[test]
#[should_panic(expected = "it ended with code 1")]
fn a_server_that_ends_at_once_is_told() {
    Daemon::start(Ready::Tcp, 1, |_, _| Command::new("false"));
}

#[test]
#[should_panic(expected = "no-such-server is missing, install it: tests/setup")]
fn a_server_that_is_not_installed_is_told() {
    Daemon::start(Ready::Tcp, 1, |_, _| Command::new("no-such-server"));
}
