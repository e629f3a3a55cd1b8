//! Which folder may use which: the architecture, as a table.

/// A folder or file, as a prefix of paths, and what it may use beside itself, its own folder and what everything may use.
pub struct Row {
    pub of: &'static str,
    pub may_use: &'static [&'static str],
}

/// What everything in `src` may use: leaves, which use nothing of `src` but each other.
pub const LEAVES: &[&str] = &["src/exit", "src/report/model", "src/windows"];

/// From top to bottom; the longest prefix counts.
pub const ROWS: &[Row] = &[
    row("src/lib", &[]),
    row(
        "src/cli",
        &[
            "src/watch",
            "src/e2e",
            "src/bundle",
            "src/lab",
            "src/report",
            "src/run",
            "src/otp",
            "src/probe",
            "src/config",
            "src/seed",
            "src/signing",
            "src/secret",
            "src/terminal",
            "src/files",
        ],
    ),
    row(
        "src/watch",
        &[
            "src/e2e",
            "src/report",
            "src/run",
            "src/probe",
            "src/config",
            "src/signing",
            "src/secret",
            "src/files",
        ],
    ),
    row(
        "src/e2e",
        &[
            "src/run",
            "src/otp",
            "src/probe",
            "src/config",
            "src/signing",
            "src/secret",
            "src/terminal",
            "src/files",
        ],
    ),
    row(
        "src/bundle",
        &["src/report", "src/run", "src/config", "src/files"],
    ),
    row(
        "src/lab",
        &[
            "src/run",
            "src/probe",
            "src/config",
            "src/seed",
            "src/signing",
            "src/secret",
            "src/files",
        ],
    ),
    row(
        "src/report",
        &["src/report/view", "src/secret", "src/files"],
    ),
    row("src/report/view", &["src/secret"]),
    row(
        "src/run",
        &["src/probe", "src/config", "src/secret", "src/files"],
    ),
    row(
        "src/otp/engine",
        &[
            "src/otp/store",
            "src/otp/core",
            "src/probe",
            "src/config",
            "src/seed",
            "src/secret",
            "src/files",
        ],
    ),
    row(
        "src/otp/store",
        &["src/otp/core", "src/config", "src/secret", "src/files"],
    ),
    row(
        "src/probe",
        &[
            "src/config",
            "src/seed",
            "src/otp/core",
            "src/signing",
            "src/secret",
            "src/files",
        ],
    ),
    row("src/config", &["src/secret", "src/files"]),
    row("src/seed", &["src/otp/core", "src/secret", "src/files"]),
    row("src/otp/core", &[]),
    row("src/signing", &["src/secret"]),
    row("src/terminal", &["src/files"]),
    row("src/secret", &["src/files"]),
    row("src/files", &[]),
    row("src/exit", &[]),
    row("src/windows", &[]),
    row("src/report/model", &["src/secret"]),
    row("src/otp", &[]),
    row("checks/lib", &["checks/"]),
    row("checks/probed", &["checks/"]),
    row("checks/kit", &[]),
    row("checks/", &["checks/kit"]),
];

const fn row(of: &'static str, may_use: &'static [&'static str]) -> Row {
    Row { of, may_use }
}

/// The row of a file: that of the longest prefix.
fn row_of(file: &str) -> Option<&'static Row> {
    let rows = ROWS.iter().filter(|row| is_below(file, row.of));
    rows.max_by_key(|row| row.of.len())
}

/// Whether a file is this folder's, or the file that stands beside it.
fn is_below(file: &str, folder: &str) -> bool {
    let rest = file.strip_prefix(folder);
    rest.is_some_and(|rest| folder.ends_with('/') || rest.starts_with(['/', '.']))
}

/// Whether one file may use the other.
///
/// # Panics
/// Where a file stands in no folder of the table.
pub fn may_use(from: &str, to: &str) -> bool {
    let row = row_of(from).unwrap_or_else(|| panic!("{from} is in no folder of the table"));
    let other = row_of(to).unwrap_or_else(|| panic!("{to} is in no folder of the table"));
    let checks_are_below = from.starts_with("src/") && to.starts_with("checks/");
    // A check names the reasons of others that it leads to; these stand in a file of their own.
    let leads_to =
        from.starts_with("checks/") && [from, to].iter().all(|file| file.ends_with("/about.rs"));
    let is_leaf = LEAVES.contains(&other.of) && from.starts_with("src/");
    let is_own = row.of == other.of && unit(from, row.of) == unit(to, row.of);
    let listed = row.may_use.iter().any(|folder| is_below(to, folder));
    checks_are_below || leads_to || is_leaf || is_own || listed
}

/// In these folders each part stands alone: a format sees no other format, a check no other check.
const APART: &[&str] = &["src/report", "checks/"];

fn unit<'a>(file: &'a str, folder: &'a str) -> &'a str {
    if !APART.contains(&folder) {
        return folder;
    }
    let rest = file[folder.len()..].trim_start_matches('/');
    rest.split(['/', '.']).next().unwrap_or_default()
}
