//! The readers that others wrote, as programs.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A file of these tests.
pub fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/formats")
        .join(name)
}

/// Runs a reader on a text and gives what it prints.
///
/// # Errors
/// What it prints when it refuses the text.
pub fn read(program: &str, arguments: &[&str], text: &str) -> Result<String, String> {
    // There the tools of Linux stand in one folder (tests/windows/linux.c).
    let found = match cfg!(windows) {
        true => Path::new(program).file_name().unwrap(),
        false => program.as_ref(),
    };
    let mut child = Command::new(found)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|why| panic!("{program} does not run ({why}): tests/setup installs it"));
    let mut stdin = child.stdin.take().unwrap();
    let bytes = text.as_bytes().to_vec();
    let writer = std::thread::spawn(move || {
        // A reader that refuses early closes the pipe, and says why elsewhere.
        let _ = stdin.write_all(&bytes);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    match output.status.success() {
        true => Ok(out),
        false => Err(out + &String::from_utf8_lossy(&output.stderr)),
    }
}
