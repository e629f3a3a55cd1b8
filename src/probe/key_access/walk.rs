//! The way to a file as the kernel goes it: component by component, through symbolic links.

use std::collections::HashSet;
use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Component, Path, PathBuf};

use checks::kit::probe::certificate::Problem;
use checks::kit::probe::key_access::{Answer, Node};
use checks::kit::{Answered, ProbeError};

use super::{acl, names};

/// As many symbolic links as Linux follows in one path.
const LINKS: usize = 40;

/// Every folder that is passed on the way to `path`, from the root on, then the file. The account is left out.
///
/// # Errors
/// When a folder on the way may not be looked into.
pub fn look(path: &Path) -> Answered<Answer> {
    let mut walk = Walk::default();
    match std::path::absolute(path).and_then(|path| walk.go(&path)) {
        Ok(()) => Ok(walk.answer),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(
            ProbeError::NoPermission(format!("{} cannot be examined", walk.at.display())),
        ),
        Err(error) => {
            walk.answer.problem = Some(match error.kind() {
                io::ErrorKind::NotFound => Problem::Missing,
                _ => Problem::Unreadable(format!("{}: {error}", walk.at.display())),
            });
            Ok(walk.answer)
        }
    }
}

/// A walk under way: where it stands, and what it has passed.
#[derive(Default)]
struct Walk {
    at: PathBuf,
    links: usize,
    passed: HashSet<PathBuf>,
    answer: Answer,
}

impl Walk {
    /// Goes to a file, which ends the walk.
    fn go(&mut self, path: &Path) -> io::Result<()> {
        self.follow(path)?;
        match std::fs::symlink_metadata(&self.at)? {
            meta if meta.is_file() => Ok(()),
            meta if meta.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            _ => Err(io::Error::other("it is not an ordinary file")),
        }
    }

    /// Goes on along a path; an absolute one begins at the root. Links are followed at once, so that the parent of
    /// wherever it stands is the folder above.
    fn follow(&mut self, path: &Path) -> io::Result<()> {
        for step in path.components() {
            match step {
                Component::RootDir => self.at = PathBuf::from("/"),
                Component::Normal(name) => self.at.push(name),
                Component::ParentDir => {
                    self.at.pop();
                    continue;
                }
                Component::CurDir | Component::Prefix(_) => continue,
            }
            let meta = std::fs::symlink_metadata(&self.at)?;
            if meta.is_symlink() {
                self.links += 1;
                if self.links > LINKS {
                    return Err(io::Error::other("its path has more than 40 symbolic links"));
                }
                let target = std::fs::read_link(&self.at)?;
                self.at.pop();
                self.follow(&target)?;
            } else if meta.is_dir() || meta.is_file() {
                self.pass(&meta)?;
            }
        }
        Ok(())
    }

    /// Notes the folder or file that is stood at, once however often it is passed.
    fn pass(&mut self, meta: &Metadata) -> io::Result<()> {
        if self.passed.insert(self.at.clone()) {
            self.answer.path.push(Node {
                path: self.at.clone(),
                owner: names::user(meta.uid()),
                group: names::group(meta.gid()),
                mode: meta.mode() & 0o7777,
                acl: acl::read(&self.at)?,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// A folder of the test's own, gone with it.
    struct Place {
        path: PathBuf,
        _folder: tempfile::TempDir,
    }

    impl Place {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            std::fs::create_dir_all(folder.path().join("far/keys")).unwrap();
            std::fs::write(folder.path().join("far/keys/a.key"), "").unwrap();
            Self {
                path: folder.path().canonicalize().unwrap(),
                _folder: folder,
            }
        }

        fn passed(&self, path: &str) -> Vec<String> {
            let answer = look(&self.path.join(path)).unwrap();
            assert_eq!(answer.problem, None);
            let inside = |node: &Node| {
                let path = node.path.strip_prefix(&self.path).ok()?;
                Some(path.display().to_string())
            };
            answer.path.iter().filter_map(inside).collect()
        }

        fn problem(&self, path: &str) -> Option<Problem> {
            look(&self.path.join(path)).unwrap().problem
        }
    }

    #[test]
    fn folders_before_a_link_and_behind_it_are_passed() {
        let place = Place::new();
        std::fs::create_dir_all(place.path.join("near/deep")).unwrap();
        symlink("../../far", place.path.join("near/deep/relative")).unwrap();
        symlink(
            place.path.join("near/deep/relative/keys/a.key"),
            place.path.join("absolute"),
        )
        .unwrap();
        let way = ["", "near", "near/deep", "far", "far/keys", "far/keys/a.key"];
        assert_eq!(place.passed("absolute"), way);
        assert_eq!(
            place.passed("near/deep/relative/../far/./keys/a.key")[4..],
            way[4..]
        );
    }

    #[test]
    fn a_way_that_ends_early_says_where() {
        let place = Place::new();
        symlink("b", place.path.join("a")).unwrap();
        symlink("a", place.path.join("b")).unwrap();
        symlink("nowhere", place.path.join("dangling")).unwrap();
        let says = |path: &str, word: &str| match place.problem(path) {
            Some(Problem::Unreadable(why)) => assert!(why.contains(word), "{why}"),
            other => panic!("{path}: {other:?}"),
        };
        says("a", "40 symbolic links");
        says("far/keys/a.key/deeper", "a.key");
        says("far/keys", "far/keys");
        assert_eq!(place.problem("dangling"), Some(Problem::Missing));
        assert_eq!(place.problem("far/none/a.key"), Some(Problem::Missing));
    }
}
