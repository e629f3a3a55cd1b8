//! What Windows alone needs: on the main thread a stack as large as on Linux, where it would be 1 MiB, and in the program
//! its version and its manifest.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs, io};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |what| env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    match (target("OS").as_str(), target("ENV").as_str()) {
        ("windows", "msvc") => println!("cargo::rustc-link-arg-bins=/STACK:8388608"),
        ("windows", _) => {
            println!("cargo::rustc-link-arg-bins=-Wl,--stack,8388608");
            match resource(&target("ARCH")) {
                Ok(object) => println!("cargo::rustc-link-arg-bins={}", object.display()),
                Err(why) => println!(
                    "cargo::warning=otpdoctor.exe gets no version and no manifest: windres of mingw-w64: {why}"
                ),
            }
        }
        _ => {}
    }
}

/// The object file of what Windows reads in a program itself.
fn resource(arch: &str) -> io::Result<PathBuf> {
    println!("cargo::rerun-if-changed=src/windows/otpdoctor.rc");
    println!("cargo::rerun-if-changed=src/windows/otpdoctor.manifest");
    let set = |name: &str| env::var(name).map_err(io::Error::other);
    let mut script = fs::read_to_string("src/windows/otpdoctor.rc")?;
    for (name, variable) in [
        ("major", "CARGO_PKG_VERSION_MAJOR"),
        ("minor", "CARGO_PKG_VERSION_MINOR"),
        ("patch", "CARGO_PKG_VERSION_PATCH"),
        ("version", "CARGO_PKG_VERSION"),
        ("description", "CARGO_PKG_DESCRIPTION"),
        ("license", "CARGO_PKG_LICENSE"),
    ] {
        script = script.replace(&format!("{{{name}}}"), &set(variable)?);
    }
    // windres has a shell start the preprocessor: no path, in which there may be a space, is named to it.
    let folder = PathBuf::from(set("OUT_DIR")?);
    fs::write(folder.join("otpdoctor.rc"), script)?;
    fs::copy(
        "src/windows/otpdoctor.manifest",
        folder.join("otpdoctor.manifest"),
    )?;
    let run = |windres: &str| {
        Command::new(windres)
            .args(["otpdoctor.rc", "otpdoctor.o"])
            .current_dir(&folder)
            .status()
    };
    // On Windows itself it has no prefix.
    let status = run(&format!("{arch}-w64-mingw32-windres")).or_else(|_| run("windres"))?;
    if status.success() {
        Ok(folder.join("otpdoctor.o"))
    } else {
        Err(io::Error::other(status.to_string()))
    }
}
