//! What a name stands for: addresses, mail exchangers, texts.

pub mod resolver;

use std::time::Instant;

use checks::kit::Answered;
use checks::kit::peer_text::PeerText;
use checks::kit::probe::dns::{Answer, Exchanger, Kind, Query};
use hickory_resolver::proto::rr::{RData, RecordType};

use super::facts::since;
use super::live::Live;
use crate::secret::Vault;

/// Asks the resolver about a name.
///
/// # Errors
/// None: whatever a name server does, down to silence, is part of the answer.
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    let start = Instant::now();
    let until = start + live.patience.total;
    let mut answer = Answer::default();
    let resolver = &live.resolver;
    match query.kind {
        Kind::Address => {
            let resolution = resolver.resolve(&query.name, until).await;
            answer.addresses = resolution.addresses;
            answer.failure = resolution.failure;
        }
        Kind::Mx => match resolver.records(&query.name, RecordType::MX, until).await {
            Ok(records) => answer.exchangers = exchangers(records, &live.vault),
            Err(failure) => answer.failure = Some(failure),
        },
        Kind::Txt => match resolver.records(&query.name, RecordType::TXT, until).await {
            Ok(records) => answer.texts = texts(records, &live.vault),
            Err(failure) => answer.failure = Some(failure),
        },
    }
    answer.took = since(start);
    Ok(answer)
}

fn exchangers(records: Vec<RData>, vault: &Vault) -> Vec<Exchanger> {
    let mut exchangers: Vec<Exchanger> = records
        .into_iter()
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

fn texts(records: Vec<RData>, vault: &Vault) -> Vec<PeerText> {
    let texts: Vec<String> = records
        .into_iter()
        .filter_map(|record| match record {
            RData::TXT(txt) => Some(String::from_utf8_lossy(&txt.txt_data.concat()).into_owned()),
            _ => None,
        })
        .collect();
    vault.peer_lines(&texts)
}
