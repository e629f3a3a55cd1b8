//! QR codes, read back by zbarimg: from the images, and from the terminal's half blocks drawn as pixels.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::desk::{BINARY, Desk, finish};

/// What zbarimg reads.
fn scanned(desk: &Desk, path: &Path) -> String {
    let mut command = desk.command("zbarimg");
    command
        .args(["-q", "--raw", "-Sdisable", "-Sqrcode.enable"])
        .arg(path);
    let ran = finish(command, "");
    ran.expect(0);
    ran.out.trim().to_owned()
}

fn imported(desk: &Desk, file: &str) -> String {
    let uri = "otpauth://totp/Big%20Co:jo%40example.net?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA256&digits=8&period=60";
    let words = format!(
        "otp enroll --realm SecureAuth1 --user jo@example.net --import - --replace --issuer BigCo --qr {file}"
    );
    let ran = desk.fed(&words, uri);
    ran.says(0, "enrolled: app of jo@example.net in SecureAuth1");
    assert!(ran.err.contains("is the secret"), "{}", ran.err);
    "otpauth://totp/BigCo:jo%40example.net?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=BigCo&algorithm=SHA256&digits=8&period=60".into()
}

#[test]
fn images_are_private_and_can_be_scanned() {
    let desk = Desk::usual();
    for file in ["code.png", "code.SVG"] {
        let path = desk.path(file);
        // An image of before, which everyone may read, is replaced.
        std::fs::write(&path, "").unwrap();
        let uri = imported(&desk, file);
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        if file.ends_with(".png") {
            assert_eq!(scanned(&desk, &path), uri);
        }
    }
    let svg = std::fs::read_to_string(desk.path("code.SVG")).unwrap();
    let png = desk.path("drawn.png");
    draw(&svg_modules(&svg), &png);
    assert_eq!(scanned(&desk, &png), imported(&desk, "again.png"));
}

#[test]
fn an_image_that_cannot_be_written_leaves_nothing() {
    let desk = Desk::usual();
    let ran = desk.run("otp enroll --realm SecureAuth1 --user jo --qr none/code.png");
    ran.complains(74, "none does not exist");
    let status = desk.run("otp status --realm SecureAuth1 --user jo");
    assert!(status.out.contains("none is enrolled"), "{}", status.out);
}

#[test]
fn a_secret_that_did_not_get_out_is_told_as_lost() {
    let desk = Desk::usual();
    let mut command = desk.command(BINARY);
    let full = std::fs::File::create("/dev/full").unwrap();
    command
        .args("otp enroll --realm SecureAuth1 --user jo".split(' '))
        .stdout(full);
    let output = command.output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(74), "{err}");
    assert!(
        err.contains("its secret was not shown to anybody") && err.contains("--replace"),
        "{err}"
    );
}

#[test]
fn a_terminal_shows_a_code_that_can_be_scanned() {
    let desk = Desk::usual();
    for (color, user) in [("always", "jo"), ("never", "al")] {
        let words = format!("otp enroll --realm SecureAuth1 --user {user} --color {color}");
        let mut command = desk.command("script");
        let shell = format!("stty cols 80 rows 40; exec {BINARY} {words}");
        command
            .args(["-qec", &shell, "/dev/null"])
            .env("TERM", "xterm-256color");
        let ran = finish(command, "");
        ran.expect(0);
        let lines: Vec<&str> = ran.out.lines().map(str::trim_end).collect();
        let uri = lines
            .iter()
            .find(|line| line.starts_with("otpauth://"))
            .unwrap();
        let png = desk.path("terminal.png");
        draw(&terminal_modules(&ran.out), &png);
        assert_eq!(scanned(&desk, &png), *uri, "--color {color}");
    }
}

#[test]
fn a_terminal_that_is_too_narrow_gets_the_uri_alone() {
    let desk = Desk::usual();
    let mut command = desk.command("script");
    let shell =
        format!("stty cols 40 rows 24; exec {BINARY} otp enroll --realm SecureAuth1 --user jo");
    command.args(["-qec", &shell, "/dev/null"]);
    let ran = finish(command, "");
    ran.expect(0);
    assert!(!ran.out.contains('▀'), "{}", ran.out);
    let told = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("and the terminal has 40"), "{told}");
}

/// The dark modules of the half blocks, as a terminal that writes light on dark shows them.
fn terminal_modules(text: &str) -> Vec<Vec<bool>> {
    let mut rows = Vec::new();
    for line in text.lines() {
        let line = line.trim_end_matches('\r');
        // Black ink on white paper, else the terminal's own light ink on dark.
        let (colored, plain) = match line.strip_prefix("\u{1b}[38;5;16;48;5;231m") {
            Some(rest) => (true, rest.trim_end_matches("\u{1b}[0m")),
            None => (false, line),
        };
        if plain.is_empty() || !plain.chars().all(|c| " ▀▄█".contains(c)) {
            continue;
        }
        for half in ["▀█", "▄█"] {
            rows.push(plain.chars().map(|c| half.contains(c) == colored).collect());
        }
    }
    assert!(rows.len() > 40, "{text}");
    rows
}

/// The dark modules of our SVG: one closed path each.
fn svg_modules(svg: &str) -> Vec<Vec<bool>> {
    let side: usize = svg
        .split("viewBox=\"0 0 ")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let mut rows = vec![vec![false; side]; side];
    let path = svg
        .split(" d=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    for module in path.split('M').skip(1) {
        let (x, rest) = module.split_once(' ').unwrap();
        let y = rest.strip_suffix("h1v1h-1z").unwrap();
        rows[y.parse::<usize>().unwrap()][x.parse::<usize>().unwrap()] = true;
    }
    rows
}

/// Draws modules as an image.
fn draw(rows: &[Vec<bool>], path: &Path) {
    const SCALE: usize = 6;
    let (width, height) = (rows[0].len() * SCALE, rows.len() * SCALE);
    let pixels: Vec<u8> = (0..height)
        .flat_map(|y| (0..width).map(move |x| if rows[y / SCALE][x / SCALE] { 0 } else { 255 }))
        .collect();
    let file = std::fs::File::create(path).unwrap();
    let mut encoder = png::Encoder::new(file, width as u32, height as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&pixels)
        .unwrap();
}

/// A pipe that nobody reads yet stands for any moment between the store and the image.
#[test]
fn who_is_enrolled_gets_the_secret_whatever_ends_the_process() {
    let desk = Desk::usual();
    let pipe = desk.path("code.svg");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let mut command = desk.command(BINARY);
    command.args([
        "otp",
        "enroll",
        "--realm",
        "SecureAuth1",
        "--user",
        "jo",
        "--qr",
        "code.svg",
    ]);
    let mut enrolling = command.stderr(Stdio::null()).spawn().unwrap();
    let is_enrolled = || {
        let status = desk.run("otp status --realm SecureAuth1 --user jo");
        status.code == 0 && !status.out.contains("none is enrolled")
    };
    while !is_enrolled() && enrolling.try_wait().unwrap().is_none() {}
    let id = enrolling.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    // Were the process gone, nobody would ever write.
    let read = Command::new("timeout")
        .args(["60", "cat"])
        .arg(&pipe)
        .output()
        .unwrap();
    let image = String::from_utf8(read.stdout).unwrap();
    assert!(image.trim_end().ends_with("</svg>"), "{image:?}");
    // It may have written before it heard the signal.
    assert!(matches!(enrolling.wait().unwrap().code(), Some(0 | 143)));
}
