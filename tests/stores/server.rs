//! A real PostgreSQL server in a folder of its own, which can be killed and started again on the same data.

use std::ffi::OsString;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::held_port::HeldPort;

/// How long the server may take until it answers, or is gone.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// How often a wait looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// Whom the server runs as: it refuses to run as root.
const ACCOUNT: &str = "postgres";

/// The password of the server's superuser over TCP.
pub(crate) const PASSWORD: &str = "pass:word\\1";

/// Runs the server, again for every line of its standard input, and stops it when that ends, which it does when the
/// test process ends, however that happens: what ends the group of that process does not reach here.
const KEEPER: &str = r#"
folder=$1; shift
exec 3<&0
while :; do
  "$@" </dev/null 3<&- &
  server=$!
  echo "$server" > "$folder/pid"
  if read -r _ <&3; then wait "$server"; continue; fi
  kill -QUIT "$server"; wait "$server"
  rm -rf -- "$folder"
  exit
done
"#;

/// A running server.
pub(crate) struct Server {
    keeper: Child,
    folder: PathBuf,
    pub(crate) port: u16,
    _held: HeldPort,
}

impl Server {
    /// The one of this test process, for tests that do it no harm.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: LazyLock<Server> = LazyLock::new(Server::start);
        &SHARED
    }

    /// One of its own, with `fsync` on as it is by default.
    pub(crate) fn start() -> Self {
        Self::launch(|_| Vec::new())
    }

    /// One of its own that has a disk of 1 MiB, which nobody else sees, as its tablespace `small`.
    pub(crate) fn with_small_disk() -> Self {
        let (user, group) = owner();
        let mount = format!("mount -t tmpfs -o size=1m,mode=700,uid={user},gid={group} otp \"$0\"");
        let server = Self::launch(|folder| {
            let small = folder.join("small");
            std::fs::create_dir(&small).unwrap();
            let script = format!("{mount} && exec \"$@\"");
            let words = ["unshare", "--mount", "sh", "-c", &script].map(Into::into);
            words.into_iter().chain([small.into()]).collect()
        });
        let small = server.folder.join("small");
        let tablespace = format!("CREATE TABLESPACE small LOCATION '{}'", small.display());
        server.sql("postgres", &tablespace);
        server
    }

    /// Starts a server by a command that runs it in the end.
    fn launch(within: impl Fn(&Path) -> Vec<OsString>) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("otpdoctor-pg-")
            .permissions(std::fs::Permissions::from_mode(0o755))
            .tempdir()
            .unwrap()
            .keep();
        let (owner, data) = (owner(), folder.join("data"));
        for folder in [&data, &folder.join("run")] {
            std::fs::create_dir(folder).unwrap();
            chown(folder, Some(owner.0), Some(owner.1)).unwrap();
        }
        certificate(&folder, owner);
        std::fs::write(folder.join("password"), PASSWORD).unwrap();
        let made = as_owner("initdb")
            .args(["-U", ACCOUNT, "-E", "UTF8", "--locale=C", "--no-sync"])
            .args([
                "--auth-local=trust",
                "--auth-host=scram-sha-256",
                "--pwfile",
            ])
            .arg(folder.join("password"))
            .arg(&data)
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let held = HeldPort::hold();
        let port = held.number;
        let command = command(&folder, port);
        let log = std::fs::File::create(folder.join("log")).unwrap();
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(&folder)
            .args(within(&folder))
            .arg(command.get_program())
            .args(command.get_args())
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let server = Self {
            keeper,
            folder,
            port,
            _held: held,
        };
        server.wait_until("it answers", |server| server.answers());
        server
    }

    /// Kills every process of the server at once and starts it again: it recovers from its write-ahead log.
    pub(crate) fn crash(&mut self) {
        self.kill();
        self.revive();
    }

    /// Kills every process of the server at once.
    pub(crate) fn kill(&mut self) {
        let server = self.pid();
        // It starts no further process while its processes are listed.
        kill_process(server, Signal::STOP).unwrap();
        self.wait_until("it has stopped", |_| state(server) == Some('T'));
        let all: Vec<Pid> = children(server).into_iter().chain([server]).collect();
        for pid in &all {
            // A backend may have ended meanwhile.
            let _ = kill_process(*pid, Signal::KILL);
        }
        self.wait_until("it is gone", |_| all.iter().all(|pid| is_gone(*pid)));
    }

    /// Kills one process that serves a client of this name: the server ends all others and recovers by itself.
    pub(crate) fn kill_backend(&mut self, client: &str) {
        let query =
            format!("SELECT max(pid) FROM pg_stat_activity WHERE application_name = '{client}'");
        let pid = Pid::from_raw(self.sql("postgres", &query).parse().unwrap()).unwrap();
        kill_process(pid, Signal::KILL).unwrap();
        self.wait_until("a process of it is gone", |_| is_gone(pid));
    }

    /// Starts it again on the same data.
    pub(crate) fn revive(&mut self) {
        self.keeper
            .stdin
            .as_mut()
            .unwrap()
            .write_all(b"again\n")
            .unwrap();
        self.wait_until("it answers again", |server| server.answers());
    }

    /// A fresh database, as a store's place: by its Unix socket, without a password.
    pub(crate) fn new_database(&self) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("otp{}", COUNT.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        self.place_of(&name)
    }

    /// The place of a database, by the Unix socket.
    pub(crate) fn place_of(&self, database: &str) -> String {
        let (run, port) = (self.folder.join("run"), self.port);
        format!(
            "postgres:///{database}?host={}&port={port}&user={ACCOUNT}",
            run.display()
        )
    }

    /// The folder of its Unix socket.
    pub(crate) fn sockets(&self) -> PathBuf {
        self.folder.join("run")
    }

    /// What statements say, a value a line.
    pub(crate) fn sql(&self, database: &str, statements: &str) -> String {
        let output = self.psql(database, statements);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{statements}: {said}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// The certificate that it shows: its own authority, for `localhost`.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.folder.join("server.crt")
    }

    /// What the server says to statements that it cannot do.
    pub(crate) fn refusal(&self, database: &str, statements: &str) -> String {
        let output = self.psql(database, statements);
        assert!(!output.status.success(), "{statements}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    fn psql(&self, database: &str, statements: &str) -> std::process::Output {
        Command::new(installed("psql"))
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                ACCOUNT,
            ])
            .arg("-h")
            .arg(self.folder.join("run"))
            .args([
                "-p",
                &self.port.to_string(),
                "-d",
                database,
                "-c",
                statements,
            ])
            .output()
            .unwrap()
    }

    fn answers(&self) -> bool {
        self.psql("postgres", "SELECT 1").status.success()
    }

    fn pid(&self) -> Pid {
        let text = std::fs::read_to_string(self.folder.join("pid")).unwrap();
        Pid::from_raw(text.trim().parse().unwrap()).unwrap()
    }

    fn wait_until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let until = Instant::now() + READY_WITHIN;
        while !holds(self) {
            let log = || std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(
                Instant::now() < until,
                "waited until {what} in vain:\n{}",
                log()
            );
            std::thread::sleep(LOOK_AGAIN);
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

fn command(folder: &Path, port: u16) -> Command {
    let mut command = as_owner("postgres");
    command.arg("-D").arg(folder.join("data"));
    let settings = [
        format!("port={port}"),
        format!("unix_socket_directories={}", folder.join("run").display()),
        "listen_addresses=127.0.0.1".into(),
        // Tests open some for each processor.
        "max_connections=500".into(),
        "shared_buffers=16MB".into(),
        // After a kill one call for the whole disk, not one for each of a thousand files.
        "recovery_init_sync_method=syncfs".into(),
        "ssl=on".into(),
        format!("ssl_cert_file={}", folder.join("server.crt").display()),
        format!("ssl_key_file={}", folder.join("server.key").display()),
    ];
    for setting in settings {
        command.args(["-c", &setting]);
    }
    command
}

fn certificate(folder: &Path, owner: (u32, u32)) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    std::fs::write(folder.join("server.crt"), made.cert.pem()).unwrap();
    let key = folder.join("server.key");
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    chown(&key, Some(owner.0), Some(owner.1)).unwrap();
}

/// A program of the server as the account that it runs as.
fn as_owner(program: &str) -> Command {
    let mut command = Command::new("setpriv");
    let (user, group) = (format!("--reuid={ACCOUNT}"), format!("--regid={ACCOUNT}"));
    command
        .args([&user, &group, "--clear-groups", "--"])
        .arg(installed(program));
    command.current_dir("/");
    command
}

fn owner() -> (u32, u32) {
    let account = uzers::get_user_by_name(ACCOUNT);
    let account = account.expect("PostgreSQL is missing, install it: tests/setup");
    (account.uid(), account.primary_group_id())
}

/// Where a program of the newest PostgreSQL is.
fn installed(program: &str) -> PathBuf {
    let found = glob::glob(&format!("/usr/lib/postgresql/*/bin/{program}")).unwrap();
    let newest = found.filter_map(Result::ok).max();
    newest.unwrap_or_else(|| panic!("{program} is missing, install it: tests/setup"))
}

/// The processes that a process started.
fn children(parent: Pid) -> Vec<Pid> {
    let path = format!("/proc/{0}/task/{0}/children", parent.as_raw_nonzero());
    let listed = std::fs::read_to_string(path).unwrap_or_default();
    let pids = listed.split_whitespace().map(|pid| pid.parse().unwrap());
    pids.filter_map(Pid::from_raw).collect()
}

/// Whether nothing of a process is left but perhaps its exit code.
fn is_gone(pid: Pid) -> bool {
    matches!(state(pid), None | Some('Z'))
}

/// The letter of what a process does, while it is there.
fn state(pid: Pid) -> Option<char> {
    let status = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
    let (_, after_name) = status.rsplit_once(") ")?;
    after_name.chars().next()
}
