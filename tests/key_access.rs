//! Holds the verdict of `key-access` against the kernel: what it says of random trees must be what `cat` can do there.
//!
//! Needs root, since it gives folders and files away and reads them as other accounts.

// The permissions are those of Linux; tests/certificates/access.rs has those of Windows.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use checks::kit::ctx::{Gathered, Here, Host, Network, Scope};
use checks::kit::probe::key_access::{Account, Answer};
use checks::kit::realm::{CertificateSource, Platform};
use checks::kit::{Answered, Config, Ctx, Finding, Observed, Probe, Prober};
use futures_util::future::{BoxFuture, FutureExt as _, ready};
use otpdoctor::probe::key_access::look;

const TREES: u64 = 250;
const SECRET: &str = "read";

/// Ids that no system gives out, so that the trees say all there is to say about them.
const USERS: [u32; 3] = [61_001, 61_002, 61_003];
const GROUPS: [u32; 4] = [62_001, 62_002, 62_003, 62_004];

/// Without any tie to a tree.
const STRANGER: u32 = 61_999;

#[test]
fn the_verdict_is_what_the_kernel_does() {
    assert!(rustix::process::geteuid().is_root(), "run as root");
    let (mut readable, mut refused) = (0, 0);
    for seed in 0..TREES {
        let mut dice = Dice(seed);
        let tree = Tree::grow(&mut dice);
        let answer = look(&tree.key).unwrap();
        assert_eq!(answer.problem, None, "tree {seed}");
        let mut accounts = vec![account(STRANGER, STRANGER, &[])];
        accounts.extend((0..3).map(|_| any_account(&mut dice)));
        for account in accounts {
            let findings = judge(&tree.key, &account, &answer);
            let said = !findings
                .iter()
                .any(|finding| finding.reason == "not-readable");
            let done = cat(&tree.key, &account);
            assert_eq!(said, done, "tree {seed}, {account:?}, {:#?}", answer.path);
            if account.uid == STRANGER {
                let open = findings
                    .iter()
                    .any(|finding| finding.reason == "readable-by-others");
                assert_eq!(open, done, "tree {seed}, others, {:#?}", answer.path);
            }
            match done {
                true => readable += 1,
                false => refused += 1,
            }
        }
    }
    // Trees that all say the same would prove nothing.
    assert!(
        readable > TREES / 2 && refused > TREES / 2,
        "{readable} readable, {refused} refused"
    );
}

/// What the check says, with these facts for the world.
fn judge(key: &Path, account: &Account, seen: &Answer) -> Vec<Finding> {
    struct Seen(Answer);
    impl Prober for Seen {
        fn ask<'a>(&'a self, _: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
            ready(Ok(Observed::KeyAccess(Box::new(self.0.clone())))).boxed()
        }
    }
    let mut config: Config = serde_json::from_value(serde_json::json!({
        "schema": 1,
        "appliance": {"service_account": "account"},
        "realms": {"realm": {"client_certificate": "one"}},
    }))
    .unwrap();
    let source = CertificateSource::Files {
        certificate: "one.pem".into(),
        key: Some(key.to_owned()),
        password: None,
    };
    config.certificates.insert("one".into(), source);
    let cx = Ctx {
        config: &config,
        name: "realm",
        realm: &config.realms["realm"],
        now: jiff::Timestamp::UNIX_EPOCH,
        host: &Host {
            name: "here".into(),
            platform: Platform::Linux,
        },
        scope: Scope {
            network: Network::Offline,
            here: Here::Yes,
        },
        prober: &Seen(Answer {
            account: Some(account.clone()),
            ..seen.clone()
        }),
        gathered: &Gathered::default(),
    };
    let check = checks::ALL
        .iter()
        .find(|check| check.about().id == "key-access")
        .unwrap();
    check.run(&cx).now_or_never().expect("nothing to wait for")
}

/// Whether a process of this account can read the file; `setpriv` asks no name service.
fn cat(key: &Path, account: &Account) -> bool {
    let groups: Vec<String> = account.groups.iter().map(ToString::to_string).collect();
    let groups = match groups.is_empty() {
        true => "--clear-groups".to_owned(),
        false => format!("--groups={}", groups.join(",")),
    };
    let output = Command::new("setpriv")
        .arg(format!("--reuid={}", account.uid))
        .arg(format!("--regid={}", account.gid))
        .arg(groups)
        .arg("cat")
        .arg(key)
        .env("LC_ALL", "C")
        .current_dir("/")
        .output()
        .expect("setpriv of util-linux");
    let complaint = String::from_utf8_lossy(&output.stderr);
    let read = output.stdout == SECRET.as_bytes();
    assert!(
        read || complaint.trim_end().ends_with("Permission denied"),
        "{complaint}"
    );
    read
}

/// Folders with random owners, modes and ACLs, a key at the end, sometimes through a link; gone when dropped.
struct Tree {
    root: tempfile::TempDir,
    key: PathBuf,
}

impl Tree {
    fn grow(dice: &mut Dice) -> Self {
        let root = tempfile::Builder::new()
            .permissions(PermissionsExt::from_mode(0o755))
            .tempdir()
            .unwrap();
        let mut tree = Self {
            key: root.path().to_owned(),
            root,
        };
        let mut folders = Vec::new();
        for depth in 0..dice.below(3) {
            tree.key.push(format!("folder{depth}"));
            std::fs::create_dir(&tree.key).unwrap();
            folders.push(tree.key.clone());
        }
        tree.key.push("key");
        std::fs::write(&tree.key, SECRET).unwrap();
        if dice.below(4) == 0 {
            tree.key = tree.link_to_key(&mut folders);
        }
        // The file first: what is closed now need not be entered later, though root may anyway.
        furnish(&tree.key.canonicalize().unwrap(), 4, dice);
        for folder in folders {
            furnish(&folder, 1, dice);
        }
        tree
    }

    fn link_to_key(&self, folders: &mut Vec<PathBuf>) -> PathBuf {
        let folder = self.root.path().join("links");
        std::fs::create_dir(&folder).unwrap();
        let link = folder.join("link");
        let inside = self.key.strip_prefix(self.root.path()).unwrap();
        symlink(Path::new("..").join(inside), &link).unwrap();
        folders.push(folder);
        link
    }
}

/// Gives a node a random owner, group, mode, and every other time an ACL; `favored` is the bit that matters there.
fn furnish(path: &Path, favored: u32, dice: &mut Dice) {
    chown(path, Some(dice.one_of(&USERS)), Some(dice.one_of(&GROUPS))).unwrap();
    let mode = (0..3).fold(0, |mode, _| mode << 3 | bits(favored, dice));
    std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    if dice.below(2) == 0 {
        xattr::set(path, "system.posix_acl_access", &acl(favored, dice)).unwrap();
    }
}

/// Random permission bits; the one that matters is there three times of four.
fn bits(favored: u32, dice: &mut Dice) -> u32 {
    let others = dice.below(8) as u32 & !favored;
    match dice.below(4) {
        0 => others,
        _ => others | favored,
    }
}

fn acl(favored: u32, dice: &mut Dice) -> Vec<u8> {
    const NOBODY: u32 = u32::MAX;
    let users = USERS
        .iter()
        .filter(|_| dice.below(2) == 0)
        .collect::<Vec<_>>();
    let groups = GROUPS
        .iter()
        .filter(|_| dice.below(2) == 0)
        .collect::<Vec<_>>();
    let mut entries = vec![(0x01, NOBODY)];
    entries.extend(users.into_iter().map(|user| (0x02, *user)));
    entries.push((0x04, NOBODY));
    entries.extend(groups.into_iter().map(|group| (0x08, *group)));
    entries.extend([(0x10, NOBODY), (0x20, NOBODY)]);
    let mut bytes = 2_u32.to_le_bytes().to_vec();
    for (tag, id) in entries {
        // An empty mask has a rule of its own, so it comes often.
        let bits = match (tag, dice.below(4)) {
            (0x10, 0) => 0,
            _ => bits(favored, dice),
        };
        bytes.extend_from_slice(&u16::to_le_bytes(tag));
        bytes.extend_from_slice(&(bits as u16).to_le_bytes());
        bytes.extend_from_slice(&id.to_le_bytes());
    }
    bytes
}

fn any_account(dice: &mut Dice) -> Account {
    if dice.below(20) == 0 {
        return account(0, 0, &[]);
    }
    let groups: Vec<u32> = GROUPS.into_iter().filter(|_| dice.below(3) == 0).collect();
    let gid = match dice.below(2) {
        0 => dice.one_of(&GROUPS),
        _ => STRANGER,
    };
    account(
        dice.one_of(&[USERS[0], USERS[1], USERS[2], STRANGER - 1]),
        gid,
        &groups,
    )
}

fn account(uid: u32, gid: u32, groups: &[u32]) -> Account {
    Account {
        uid,
        gid,
        groups: groups.to_vec(),
    }
}

/// SplitMix64: the same throws from the same seed, on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn one_of(&mut self, items: &[u32]) -> u32 {
        items[self.below(items.len() as u64) as usize]
    }
}
