//! The names of object identifiers, from a table.

/// The name of an attribute or of an algorithm, where it has one that people know.
pub fn name(oid: &str) -> Option<&'static str> {
    let mut lines = include_str!("oids.txt").lines();
    lines.find_map(|line| line.strip_prefix(oid)?.strip_prefix(' '))
}
