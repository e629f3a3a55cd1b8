//! What a name stands for: addresses, mail exchangers, texts.

mod exchange;
pub mod resolver;
mod servers;
mod system;

use std::time::Instant;

use checks::kit::Answered;
use checks::kit::peer_text::PeerText;
use checks::kit::probe::dns::{Answer, Exchanger, Kind, Query};
use hickory_resolver::proto::rr::{Name, RData, RecordType};

use super::facts::since;
use super::live::Live;
use crate::secret::Vault;

/// Asks the resolver about a name.
///
/// # Errors
/// When this machine itself could not ask: whatever a name server does, down to silence, is part of the answer.
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    let start = Instant::now();
    let until = start + live.patience.total;
    let resolver = &live.resolver;
    let records = |kind| resolver.records(&query.name, kind, until);
    let found = match query.kind {
        Kind::Address => resolver.addresses(&query.name, until).await,
        Kind::Mx => records(&[RecordType::MX]).await,
        Kind::Txt => records(&[RecordType::TXT]).await,
        Kind::Ptr => records(&[RecordType::PTR]).await,
    }?;
    Ok(Answer {
        addresses: found.addresses().collect(),
        exchangers: exchangers(&found.records, &live.vault),
        texts: texts(&found.records, &live.vault),
        names: names(&found.records, &live.vault, |record| match record {
            RData::PTR(name) => Some(&name.0),
            _ => None,
        }),
        aliases: names(&found.records, &live.vault, |record| match record {
            RData::CNAME(name) => Some(&name.0),
            _ => None,
        }),
        failure: found.failure,
        took: since(start),
        asked: found.asked,
    })
}

fn exchangers(records: &[RData], vault: &Vault) -> Vec<Exchanger> {
    let mut exchangers: Vec<Exchanger> = records
        .iter()
        .filter_map(|record| match record {
            RData::MX(mx) => Some(Exchanger {
                preference: mx.preference,
                host: vault.peer(mx.exchange.to_utf8().trim_end_matches('.')),
            }),
            _ => None,
        })
        .collect();
    // Servers rotate equal ones; a stable order keeps two runs comparable.
    exchangers.sort_by(|a, b| (a.preference, &a.host).cmp(&(b.preference, &b.host)));
    exchangers
}

fn texts(records: &[RData], vault: &Vault) -> Vec<PeerText> {
    let texts: Vec<String> = records
        .iter()
        .filter_map(|record| match record {
            RData::TXT(txt) => Some(String::from_utf8_lossy(&txt.txt_data.concat()).into_owned()),
            _ => None,
        })
        .collect();
    vault.peer_lines(&texts)
}

/// The names among the records that `of` takes, each once.
fn names<'a>(
    records: &'a [RData],
    vault: &Vault,
    of: impl Fn(&'a RData) -> Option<&'a Name>,
) -> Vec<PeerText> {
    let mut names = Vec::new();
    for name in records.iter().filter_map(of) {
        let name = vault.peer(name.to_utf8().trim_end_matches('.'));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
