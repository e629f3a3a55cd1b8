//! Whether what a rule lists covers a port or an address, and which traffic it is for.

/// Whether something that a rule lists covers an address or a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Covers {
    /// No.
    No,
    /// A keyword such as `LocalSubnet`, whose meaning depends on the machine.
    Depends,
    /// It is not stated, or not in a form that is read here.
    Unreadable,
    /// Yes.
    Yes,
}

/// Whether the entry stands for every address or port.
pub fn is_any(written: &str) -> bool {
    matches!(written.trim().to_ascii_lowercase().as_str(), "any" | "*")
}

/// Whether the protocol is TCP, by name, or by its number in the IP header.
pub fn is_tcp(protocol: &str) -> bool {
    let protocol = protocol.trim();
    protocol.eq_ignore_ascii_case("tcp") || protocol == "6"
}

/// Whether the entry covers a port.
pub fn covers_port(written: &str, port: u16) -> Covers {
    let written = written.trim();
    if is_any(written) {
        return Covers::Yes;
    }
    if let Ok(one) = written.parse::<u16>() {
        return yes_or_no(one == port);
    }
    let ends = written.split_once('-').and_then(|(from, to)| {
        Some((
            from.trim().parse::<u16>().ok()?,
            to.trim().parse::<u16>().ok()?,
        ))
    });
    ends.map_or(Covers::Unreadable, |(from, to)| {
        yes_or_no((from..=to).contains(&port))
    })
}

/// The plain answer.
pub fn yes_or_no(covers: bool) -> Covers {
    if covers { Covers::Yes } else { Covers::No }
}
