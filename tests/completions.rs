//! The completion scripts and the manual page in `completions/` are what the program prints.
//!
//! `SNAPSHOTS=overwrite cargo test --test completions` writes them anew.

use std::process::Command;

fn holds(arguments: &[&str], file: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .args(arguments)
        .env_clear()
        .output()
        .expect("otpdoctor runs");
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("completions")
        .join(file);
    let text = String::from_utf8(output.stdout).expect("a script is text");
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .normalize_paths(false)
        .eq(
            text,
            snapbox::Data::read_from(&path, Some(snapbox::data::DataFormat::Text)),
        );
}

#[test]
fn bash() {
    holds(&["completions", "bash"], "otpdoctor.bash");
}

#[test]
fn elvish() {
    holds(&["completions", "elvish"], "otpdoctor.elv");
}

#[test]
fn fish() {
    holds(&["completions", "fish"], "otpdoctor.fish");
}

#[test]
fn nushell() {
    holds(&["completions", "nushell"], "otpdoctor.nu");
}

#[test]
fn powershell() {
    holds(&["completions", "powershell"], "_otpdoctor.ps1");
}

#[test]
fn zsh() {
    holds(&["completions", "zsh"], "_otpdoctor");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "the page is Linux's: on Windows a config lies elsewhere"
)]
fn manual_page() {
    holds(&["man"], "otpdoctor.1");
}

/// What a shell is told that may come next, asked as its script asks.
fn candidates(shell: &str, folder: &std::path::Path, words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .args(["--", "otpdoctor"])
        .args(words)
        .env_clear()
        .env("OTPDOCTOR_COMPLETE", shell)
        .env("_CLAP_COMPLETE_INDEX", words.len().to_string())
        .env("_CLAP_IFS", "\n")
        .current_dir(folder)
        .output()
        .expect("otpdoctor runs");
    assert!(output.status.success(), "{shell}, {words:?}: {output:?}");
    String::from_utf8(output.stdout).expect("candidates are text")
}

const REALMS: &str = "schema: 1\nrealms:\n  SecureAuth7: {}\n  SecureAuth998: {}\n";

#[test]
fn every_shell_completes_what_the_program_knows() {
    let room = tempfile::tempdir().expect("a folder is made");
    std::fs::write(room.path().join("otpdoctor.yaml"), REALMS).expect("it is written");
    std::fs::write(
        room.path().join("other.yaml"),
        REALMS.replace("SecureAuth7", "VPN"),
    )
    .expect("it is written");
    for shell in ["bash", "elvish", "fish", "nushell", "powershell", "zsh"] {
        for (words, wanted) in [
            (&["expl"][..], "explain"),
            (&["help", "probe", "e"], "email"),
            (&["explain", "clock-s"], "clock-skew"),
            (&["explain", "clock-skew/b"], "clock-skew/behind"),
            (&["check", "--only", "smtp-t"], "smtp-tls"),
            (&["diagnose", "no-e"], "no-email"),
            (&["demo", "--fault", "smtp-tls/u"], "smtp-tls/untrusted"),
            (&["check", "-o", "ju"], "junit"),
            (&["check", "--realm", "Secure"], "SecureAuth998"),
            (&["diagnose", "--realm", ""], "SecureAuth7"),
            (&["otp", "issue", "--realm", ""], "SecureAuth7"),
            (&["--config", "other.yaml", "preview", "--realm", ""], "VPN"),
        ] {
            let told = candidates(shell, room.path(), words);
            assert!(told.contains(wanted), "{shell}, {words:?}: {told}");
        }
    }
}

/// What a shell prints that has the program on its path, in a folder with a config.
#[cfg(unix)]
fn in_shell(shell: &str, arguments: &[&str]) -> String {
    let room = tempfile::tempdir().expect("a folder is made");
    std::fs::write(room.path().join("otpdoctor.yaml"), REALMS).expect("it is written");
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_otpdoctor"));
    let folder = program.parent().expect("it is in a folder");
    let path = std::env::var("PATH").expect("there is one");
    // One that waits for what never comes ends.
    let output = Command::new("timeout")
        .args(["300", shell])
        .args(arguments)
        .env("PATH", format!("{}:{path}", folder.display()))
        .env("HOME", room.path())
        .env("TERM", "dumb")
        .current_dir(room.path())
        .output()
        .expect("timeout runs");
    assert!(
        output.status.success(),
        "{shell} (tests/setup installs it): {output:?}"
    );
    String::from_utf8(output.stdout).expect("a shell prints text")
}

/// A line as it is typed, and what it becomes, or may become.
#[cfg(unix)]
const TYPED: [(&str, &str); 7] = [
    ("otpdoctor expl", "explain"),
    ("otpdoctor explain clock-skew/beh", "clock-skew/behind"),
    ("otpdoctor check --only time,smtp-t", "time,smtp-tls"),
    ("otpdoctor check --realm SecureAuth9", "SecureAuth998"),
    ("otpdoctor check -o jun", "junit"),
    ("otpdoctor demo --fault smtp-tls/u", "smtp-tls/untrusted"),
    ("otpdoctor diagnose no-em", "no-email"),
];

#[cfg(unix)]
#[test]
fn bash_takes_its_script() {
    let bash = "source <(otpdoctor completions bash); COMP_WORDS=(otpdoctor check --realm Secure); COMP_CWORD=3; \
                _clap_complete_otpdoctor otpdoctor Secure --realm; echo \"${COMPREPLY[@]}\"";
    let told = in_shell("bash", &["-c", bash]);
    assert!(
        told.contains("SecureAuth7") && told.contains("SecureAuth998"),
        "{told}"
    );
}

#[cfg(unix)]
#[test]
fn fish_takes_its_script() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/completions/otpdoctor.fish");
    let fish = "source $argv[1]; for line in $argv[2..]; complete --do-complete $line; end";
    let mut arguments = vec!["--no-config", "-c", fish, script];
    arguments.extend(TYPED.map(|(line, _)| line));
    let told = in_shell("fish", &arguments);
    for (line, wanted) in TYPED {
        assert!(told.contains(wanted), "{line}: {told}");
    }
}

/// zsh finds the script as its completion system does, and is typed at in a terminal; it waits for each.
#[cfg(unix)]
#[test]
fn zsh_takes_its_script() {
    let zsh = r#"
        zmodload zsh/zpty
        zpty shell zsh -fi
        zpty -w shell "fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D; echo RE''ADY"
        zpty -r -m shell told '*READY*'
        shift
        for line wanted; do
            zpty -n -w shell "$line"$'\t'
            zpty -r -m shell told "*$wanted*"
            print -r -- $wanted
            zpty -n -w shell $'\C-u'
        done
    "#;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/completions");
    let mut arguments = vec!["-fc", zsh, "zsh", folder];
    arguments.extend(TYPED.iter().flat_map(|(line, wanted)| [*line, *wanted]));
    let told = in_shell("zsh", &arguments);
    assert_eq!(told.lines().count(), TYPED.len(), "{told}");
}

fn man(arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .arg("man")
        .args(arguments)
        .env_clear()
        .output()
        .expect("otpdoctor runs")
}

/// The names before `(1)`.
fn references(page: &str) -> Vec<String> {
    let page = page.replace("\\-", "-");
    let lines = page.lines().filter_map(|line| line.split_once("(1)"));
    lines.map(|(name, _)| name.trim().to_owned()).collect()
}

/// What a page refers to is there, printed as it is written.
#[test]
fn every_command_has_a_manual_page() {
    let room = tempfile::tempdir().expect("a folder is made");
    let folder = room.path().join("man1");
    let output = man(&["--folder", folder.to_str().expect("a path is text")]);
    assert!(output.status.success() && output.stdout.is_empty());

    let mut referred = vec!["otpdoctor".to_owned()];
    let mut seen = 0;
    while let Some(name) = referred.pop() {
        let written = std::fs::read_to_string(folder.join(format!("{name}.1")));
        let written = written.unwrap_or_else(|why| panic!("{name}: {why}"));
        // No command has a hyphen in its name but `help-desk`.
        let words = name.replace("help-desk", "help_desk");
        let words: Vec<String> = words
            .split('-')
            .skip(1)
            .map(|word| word.replace('_', "-"))
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let printed = man(&words);
        assert_eq!(String::from_utf8_lossy(&printed.stdout), written, "{name}");
        referred.extend(references(&written));
        seen += 1;
    }
    let files = std::fs::read_dir(&folder)
        .expect("the folder is there")
        .count();
    assert_eq!(seen, files, "each page is referred to");
}

#[test]
fn a_page_of_no_command_is_refused_with_the_names_that_there_are() {
    for (words, said) in [
        (
            &["probe", "fax"][..],
            "no command `fax`: `otpdoctor probe` has",
        ),
        (
            &["list", "checks"],
            "no command `checks`: `otpdoctor list` has no commands below it",
        ),
    ] {
        let output = man(words);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(64), "{complaint}");
        assert!(complaint.contains(said), "{complaint}");
    }
}
