//! The loopback servers that `benches/peers/run` measures against, and the floor beside each row: a bare loop of the
//! same handshakes, packets, files and codes.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark may"
)]

mod codes;
mod floor;
mod serve;

use std::net::Ipv4Addr;

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    match words[..] {
        ["serve", folder] => runtime.block_on(serve::serve(folder.as_ref())),
        ["tls", folder, port, count, holes] => {
            let (count, holes) = (count.parse()?, holes.parse()?);
            runtime.block_on(floor::tls(folder.as_ref(), port.parse()?, count, holes))
        }
        ["smtp", folder, port, count] => {
            runtime.block_on(floor::smtp(folder.as_ref(), port.parse()?, count.parse()?))
        }
        ["ntp", port, count] => runtime.block_on(floor::ntp(port.parse()?, count.parse()?)),
        ["blackbox", port, target, module, count, holes] => {
            let (count, holes) = (count.parse()?, holes.parse()?);
            let target = target.parse()?;
            runtime.block_on(floor::blackbox(port.parse()?, target, module, count, holes))
        }
        ["certificates", folder, count] => floor::certificates(folder.as_ref(), count.parse()?),
        ["parse", file] => floor::parse(file.as_ref()),
        ["codes", who, count] => codes::verify(who, count.parse()?),
        _ => anyhow::bail!("usage: see main.rs"),
    }
}

/// The address of the nth server.
fn address(nth: usize) -> Ipv4Addr {
    Ipv4Addr::new(127, 77, (nth / 250) as u8, (nth % 250 + 1) as u8)
}

/// Every twentieth endpoint is one, where there are any: 5 %.
fn is_hole(nth: usize, holes: bool) -> bool {
    holes && nth % 20 == 19
}

/// The port of the black holes.
const HOLE: u16 = 4432;
/// This one expired.
const EXPIRED: usize = 13;
