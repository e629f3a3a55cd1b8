//! A maildir on this host: files that appear in `new` and `cur`. Nothing is written or moved, and no link is followed.

use std::collections::HashSet;
use std::fs::{self, DirEntry, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::mailbox::{Found, LARGEST, Place, Trouble, is_junk};

/// The most files of a folder that are looked at.
const MOST: usize = 50_000;

/// What is this much older than the probe is not ours, however clocks differ.
const OLD: Duration = Duration::from_secs(600);

/// A maildir, and which of its files were read.
pub struct Maildir {
    root: PathBuf,
    since: SystemTime,
    read: HashSet<PathBuf>,
}

impl Maildir {
    /// The maildir in this folder.
    ///
    /// # Errors
    /// When there is none, or it may not be read.
    pub fn open(root: &Path) -> Result<Self, Trouble> {
        for part in ["new", "cur"] {
            let folder = root.join(part);
            let kind = fs::symlink_metadata(&folder).map_err(|why| trouble(&folder, &why))?;
            if !kind.is_dir() {
                return Err(Trouble::Unreadable(format!(
                    "{} is no folder",
                    folder.display()
                )));
            }
        }
        Ok(Self {
            root: root.to_owned(),
            since: SystemTime::now()
                .checked_sub(OLD)
                .unwrap_or(SystemTime::UNIX_EPOCH),
            read: HashSet::new(),
        })
    }

    /// The messages that were not seen before, of the inbox and of folders for junk.
    ///
    /// # Errors
    /// When the folders may not be read.
    pub fn look(&mut self) -> Result<Vec<Found>, Trouble> {
        let mut found = self.fresh(&self.root.clone(), &Place::Inbox)?;
        for (name, folder) in self.junk()? {
            // A folder that goes away meanwhile is none.
            found.extend(self.fresh(&folder, &Place::Junk(name)).unwrap_or_default());
        }
        Ok(found)
    }

    /// Removes a message that was found here.
    ///
    /// # Errors
    /// When the system does not let it.
    pub fn delete(&self, file: &Path) -> Result<(), Trouble> {
        fs::remove_file(file).map_err(|why| trouble(file, &why))
    }

    /// The folders below that take junk: `.Junk` (Maildir++) or `Junk`.
    fn junk(&self) -> Result<Vec<(String, PathBuf)>, Trouble> {
        let mut folders = Vec::new();
        for entry in entries(&self.root)? {
            let name = entry.file_name().to_string_lossy().into_owned();
            let bare = name.trim_start_matches('.');
            if is_junk(bare) && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push((bare.to_owned(), entry.path()));
            }
        }
        Ok(folders)
    }

    fn fresh(&mut self, folder: &Path, place: &Place) -> Result<Vec<Found>, Trouble> {
        let mut found = Vec::new();
        for part in ["new", "cur"] {
            for entry in entries(&folder.join(part))? {
                let path = entry.path();
                if self.read.contains(&path) || !self.is_candidate(&entry) {
                    continue;
                }
                let Some(raw) = content(&path) else {
                    continue;
                };
                self.read.insert(path.clone());
                found.push(Found {
                    raw,
                    place: place.clone(),
                    file: Some(path),
                    uid: None,
                });
            }
        }
        Ok(found)
    }

    fn is_candidate(&self, entry: &DirEntry) -> bool {
        // Of the entry itself: a link is no message.
        entry.metadata().is_ok_and(|meta| {
            meta.is_file()
                && meta.len() <= LARGEST as u64
                && meta.modified().is_ok_and(|modified| modified >= self.since)
        })
    }
}

fn entries(folder: &Path) -> Result<impl Iterator<Item = DirEntry>, Trouble> {
    let entries = fs::read_dir(folder).map_err(|why| trouble(folder, &why))?;
    Ok(entries.take(MOST).filter_map(Result::ok))
}

/// The bytes; `None` where the file is gone, which is how mail readers move it, or may not be read.
fn content(path: &Path) -> Option<Vec<u8>> {
    let mut options = OpenOptions::new();
    options.read(true);
    // It may have become a link or a pipe since it was looked at.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK)
            .bits()
            .cast_signed(),
    );
    let mut raw = Vec::new();
    let file = options.open(path).ok()?;
    file.take(LARGEST as u64).read_to_end(&mut raw).ok()?;
    Some(raw)
}

fn trouble(path: &Path, why: &io::Error) -> Trouble {
    let why = crate::probe::tcp::os_text(why);
    Trouble::Unreadable(format!("{}: {why}", path.display()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn maildir() -> (tempfile::TempDir, Maildir) {
        let folder = tempfile::tempdir().unwrap();
        for part in [
            "new",
            "cur",
            ".Junk/new",
            ".Junk/cur",
            ".Sent/new",
            ".Sent/cur",
        ] {
            fs::create_dir_all(folder.path().join(part)).unwrap();
        }
        let maildir = Maildir::open(folder.path()).unwrap();
        (folder, maildir)
    }

    #[test]
    fn a_message_is_found_once_wherever_it_lies() {
        let (folder, mut maildir) = maildir();
        assert!(maildir.look().unwrap().is_empty());
        let put = |name: &str| fs::write(folder.path().join(name), name).unwrap();
        ["new/1", "cur/2:2,S", ".Junk/new/3", ".Sent/new/4"]
            .into_iter()
            .for_each(put);
        let mut places: Vec<_> = maildir
            .look()
            .unwrap()
            .into_iter()
            .map(|found| (found.raw, found.place))
            .collect();
        places.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(
            places,
            [
                (b".Junk/new/3".to_vec(), Place::Junk("Junk".into())),
                (b"cur/2:2,S".to_vec(), Place::Inbox),
                (b"new/1".to_vec(), Place::Inbox),
            ]
        );
        assert!(maildir.look().unwrap().is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn links_pipes_and_giants_are_no_messages() {
        let (folder, mut maildir) = maildir();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("outside"), "secret").unwrap();
        std::os::unix::fs::symlink(path("outside"), path("new/link")).unwrap();
        std::os::unix::fs::symlink(path(".Sent"), path(".Spam")).unwrap();
        fs::write(path(".Sent/new/1"), "sent").unwrap();
        assert!(
            std::process::Command::new("mkfifo")
                .arg(path("new/pipe"))
                .status()
                .unwrap()
                .success()
        );
        fs::File::create(path("new/giant"))
            .unwrap()
            .set_len(1 << 40)
            .unwrap();
        assert!(maildir.look().unwrap().is_empty());
    }

    #[test]
    fn a_folder_that_is_no_maildir_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let Err(Trouble::Unreadable(why)) = Maildir::open(folder.path()) else {
            panic!("it was taken for one");
        };
        assert!(why.contains("new: No such file"), "{why}");
    }
}
