//! The key file: made once, whatever else is going on, and never overwritten.
#![allow(clippy::unwrap_used)]

use super::*;

fn at(path: PathBuf) -> KeyFile {
    KeyFile { path }
}

fn seeds(file: &KeyFile) -> Vec<u8> {
    file.keys(Missing::Make)
        .unwrap_or_else(|why| panic!("{why}"))
        .seeds
        .to_vec()
}

#[test]
fn it_is_made_once_and_private() {
    let folder = tempfile::tempdir().unwrap();
    let file = at(folder.path().join("state/deep/otp.key"));
    assert!(file.keys(Missing::Refuse).is_err());
    let first = seeds(&file);
    assert_eq!(first, seeds(&file));
    let text = std::fs::read_to_string(file.path()).unwrap();
    assert_eq!(text.trim().len(), 64);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(file.path()), 0o600);
        assert_eq!(mode(file.path().parent().unwrap()), 0o700);
    }
}

#[test]
fn processes_that_start_at_once_agree_on_one() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("otp.key");
        let keys: Vec<Vec<u8>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| seeds(&at(path.clone()))))
                .collect();
            threads.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

fn private(path: &Path, text: &str) {
    let _ = std::fs::remove_file(path);
    let mut file = files::private_file(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

#[test]
fn hex_and_base64_are_the_same_key() {
    let folder = tempfile::tempdir().unwrap();
    let (hexed, based) = (folder.path().join("hex"), folder.path().join("base64"));
    private(&hexed, &format!("{}\n", "0F".repeat(32)));
    private(&based, &BASE64.encode(&[15; 32]));
    assert_eq!(seeds(&at(hexed)), seeds(&at(based)));
}

#[test]
fn what_is_no_key_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("otp.key");
    for text in ["", "c4nary", &"0f".repeat(16), &BASE64.encode(&[7; 33])] {
        private(&path, text);
        let why = at(path.clone())
            .keys(Missing::Make)
            .err()
            .unwrap()
            .to_string();
        assert!(why.contains("expected 32 bytes"), "{why}");
        assert!(!why.contains("c4nary"), "{why}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
}

#[cfg(unix)]
#[test]
fn a_key_that_others_may_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = at(folder.path().join("otp.key"));
    seeds(&file);
    let mode = std::fs::Permissions::from_mode(0o640);
    std::fs::set_permissions(file.path(), mode).unwrap();
    let why = file.keys(Missing::Make).err().unwrap().to_string();
    assert!(
        why.contains("mode 0640") && why.contains("chmod 600"),
        "{why}"
    );
}

#[test]
fn the_derived_keys_differ() {
    let keys = derive(&[7; 32]);
    let mut other = [0; LENGTH];
    let secret = Salt::new(HKDF_SHA256, SALT).extract(&[7; 32]);
    let hashes = secret.expand(&[FOR_HASHES], HKDF_SHA256).unwrap();
    hashes.fill(&mut other).unwrap();
    assert_ne!(*keys.seeds, other);
    assert_ne!(*keys.seeds, [7; 32]);
}

#[test]
fn it_stands_beside_the_state() {
    assert_eq!(
        beside(Some("var/otp.sqlite")).unwrap(),
        Path::new("var/otp.key")
    );
}
