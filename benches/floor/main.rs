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
    let said = match words[..] {
        ["serve", folder] => return runtime.block_on(serve::serve(folder.as_ref())),
        ["tls", folder, port, count, holes] => {
            let (count, holes) = (count.parse()?, holes.parse()?);
            let asked = floor::tls(folder.as_ref(), port.parse()?, count, holes, "");
            runtime.block_on(asked)?.to_string()
        }
        ["smtp", folder, port, count] => {
            let asked = floor::smtp(folder.as_ref(), port.parse()?, count.parse()?);
            runtime.block_on(asked)?.to_string()
        }
        ["ntp", port, count] => {
            let asked = floor::ntp(port.parse()?, count.parse()?);
            runtime.block_on(asked).to_string()
        }
        ["realms", folder, file, servers] => {
            let asked = floor::realms(folder.as_ref(), file.as_ref(), servers.parse()?);
            runtime.block_on(asked)?
        }
        ["blackbox", port, target, module, count, holes] => {
            let (count, holes) = (count.parse()?, holes.parse()?);
            let target = target.parse()?;
            let asked = floor::blackbox(port.parse()?, target, module, count, holes);
            runtime.block_on(asked).to_string()
        }
        ["certificates", folder, count] => {
            floor::certificates(folder.as_ref(), count.parse()?)?.to_string()
        }
        ["parse", file] => floor::parse(file.as_ref())?.to_string(),
        ["codes", who, count] => format!("right {}", codes::verify(who, count.parse()?)?),
        _ => anyhow::bail!("usage: see main.rs"),
    };
    println!("{said}");
    Ok(())
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
