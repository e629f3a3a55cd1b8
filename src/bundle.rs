//! The support bundle: one `.zip` with a report, everything that it rests on, and a manifest; no secret.
//!
//! A bundle holds regular files alone, in one level, with plain names. `manifest.json` stands first and gives the size
//! and SHA-256 of every other file.

mod pack;
pub mod summary;
mod unpack;

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use checks::kit::Host;
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use pack::pack;
pub use unpack::unpack;

/// The name and version of this format.
pub const SCHEMA: &str = "otpdoctor.bundle/1";
/// What every bundle begins with: the header of a file (APPNOTE.TXT of PKWARE, section 4.3.7).
pub const ZIP: [u8; 4] = *b"PK\x03\x04";
/// What says what is inside.
pub const MANIFEST: &str = "manifest.json";
/// What explains the bundle to a person.
pub const README: &str = "README.txt";
/// The report, as `check -o json` writes it.
pub const REPORT: &str = "report.json";
/// The questions and answers, as `check --record` writes them.
pub const RECORDING: &str = "recording.jsonl";
/// The config in effect and the places of its settings, for programs.
pub const CONFIG: &str = "config.json";
/// The config in effect, for people.
pub const SHOWN: &str = "config.yaml";

/// The report, for a browser.
pub const PAGE: &str = "report.html";
/// The summary for the vendor's support, which people fill in: no fault where it is not as it was made.
pub const SUMMARY: &str = "summary.txt";

/// Every file of a bundle that is made now, and what it is. Older bundles have fewer.
pub const CONTENTS: [(&str, &str); 8] = [
    (README, "what this is"),
    (SUMMARY, "the summary for support: read it and fill it in"),
    (REPORT, "the report, for programs"),
    (RECORDING, "every question that was asked, and its answer"),
    (
        SHOWN,
        "the config in effect, with the file and line of each setting",
    ),
    (CONFIG, "the same, for programs"),
    (PAGE, "the report, for a browser"),
    (MANIFEST, "the size and SHA-256 of each file as it was made"),
];

/// What every bundle holds, of whatever age: without it the checks cannot be run again.
const NEEDED: [&str; 3] = [REPORT, RECORDING, CONFIG];

/// What is inside a bundle, and where it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Manifest {
    /// The name and version of this format.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: String,
    /// The version of otpdoctor that made it.
    pub version: String,
    /// When, by the clock of the host that made it.
    pub created_at: Timestamp,
    /// The host that made it.
    pub host: Host,
    /// Its system and processor, such as `linux x86_64`.
    pub system: String,
    /// Every file but this one, by name.
    pub files: Vec<Listed>,
    /// Only as `bundle show` and `bundle verify` write it: which files are not as listed, and how.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
}

/// A file in a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The SHA-256 of its content, in lowercase hexadecimal digits.
    pub sha256: String,
}

/// A bundle in memory.
#[derive(Debug)]
pub struct Bundle {
    /// What it says is inside.
    pub manifest: Manifest,
    files: BTreeMap<String, Vec<u8>>,
}

impl Bundle {
    /// The content of a file.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    /// The names of the files, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Whether somebody has written into the summary, as they are asked to.
    pub fn is_filled_in(&self) -> bool {
        let made = self.manifest.files.iter().find(|one| one.name == SUMMARY);
        let is = self.file(SUMMARY).map(sha256);
        made.zip(is).is_some_and(|(made, is)| made.sha256 != is)
    }

    /// Where what is inside is not what the manifest says, or lacks what a run needs; empty when all is well.
    pub fn faults(&self) -> Vec<String> {
        let listed = &self.manifest.files;
        let is_listed = |name: &str| listed.iter().any(|one| one.name == name);
        let fault = |one: &Listed| match self.file(&one.name) {
            None => Some("is missing".to_owned()),
            // People fill it in; what it says is theirs.
            Some(_) if one.name == SUMMARY => None,
            Some(content) if content.len() as u64 != one.bytes => {
                let size = content.len();
                Some(format!("has {size} bytes instead of {}", one.bytes))
            }
            Some(content) if sha256(content) != one.sha256 => {
                Some("has another SHA-256 than the manifest says".to_owned())
            }
            Some(_) => None,
        };
        let wrong = listed
            .iter()
            .filter_map(|one| Some(format!("{} {}", one.name, fault(one)?)));
        let strange = self.names().filter(|name| !is_listed(name));
        let strange = strange.map(|name| format!("{name} is not in the manifest"));
        let lacking = NEEDED.iter().filter(|name| !is_listed(name));
        let lacking = lacking.map(|name| format!("{name} is missing"));
        wrong.chain(strange).chain(lacking).collect()
    }
}

/// The most files.
const MOST: usize = 64;
/// The most that a bundle may take packed: its list of files is in memory before one is read.
const PACKED: usize = 32 << 20;
/// The most that it may hold in all; 10,000 realms that share their settings come to 92 MiB.
const LARGEST: u64 = 128 << 20;
/// What it may hold however small it is packed: 1,000 such realms come to 9 MiB.
const SMALL: u64 = 16 << 20;
/// How much smaller than its content a larger one may be packed: one of such realms comes to 40, the more they share
/// the more it is.
const RATIO: u64 = 100;

/// How much a bundle of so many bytes may hold, for who makes one and for who reads it; nothing where it is too large.
fn holds(packed: usize) -> Option<u64> {
    (packed <= PACKED).then(|| (packed as u64 * RATIO).clamp(SMALL, LARGEST))
}

fn too_large() -> String {
    format!(
        "it holds more than {} MiB or {MOST} files, or is packed tighter than {RATIO} to 1, which no bundle does",
        LARGEST >> 20
    )
}

fn sha256(content: &[u8]) -> String {
    HEXLOWER.encode(digest(&SHA256, content).as_ref())
}

#[cfg(test)]
mod tests;
