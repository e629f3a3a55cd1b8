//! A sealed sample seed, opened with the key of a certificate. The seed itself is wiped at once.

use std::path::Path;

use checks::kit::Answered;
use checks::kit::probe::certificate::Problem;
use checks::kit::probe::seed::{Answer, Opened, Query, Recipient};

use cms::enveloped_data::RecipientIdentifier;
use data_encoding::HEXLOWER;
use der::Encode as _;

use super::live::Live;
use super::{certificate, x509};
use crate::files;
use crate::files::apart::apart;
use crate::seed::{self, NotOpened, Opening};

/// The largest sample that is read: a sealed seed has less than 2 KiB.
const LARGEST: usize = 64 << 10;

/// Reads the sample and the certificate's key, and opens the one with the other.
///
/// # Errors
/// When the key's password cannot be had, the certificate is in the Windows store, or the file may not be read.
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    let sample = match read(&query.seed)? {
        Ok(sample) => sample,
        Err(opened) => return Ok(unread(opened)),
    };
    let keys = match certificate::private_keys(live, &query.source).await? {
        Ok(keys) if keys.is_empty() => return Ok(unread(Opened::Key(Problem::Missing))),
        Ok(keys) => keys,
        Err(problem) => return Ok(unread(Opened::Key(problem))),
    };
    let opening = apart(move || seed::open(&sample, &keys)).await;
    Ok(opening.map_or_else(
        || {
            let why = "it is damaged";
            unread(Opened::Corrupt(why.into()))
        },
        |opening| facts(live, opening),
    ))
}

fn read(path: &Path) -> Answered<Result<Vec<u8>, Opened>> {
    let too_large = || Opened::NoSample("it is larger than any encrypted seed".into());
    Ok(match files::read(path) {
        Ok(bytes) if bytes.len() > LARGEST => Err(too_large()),
        Ok(bytes) => Ok(bytes),
        Err(files::FileError::TooLarge(_)) => Err(too_large()),
        Err(error) => match error.ours(path) {
            Some(ours) => return Err(ours),
            None => Err(Opened::File(error.into())),
        },
    })
}

fn unread(opened: Opened) -> Answer {
    Answer {
        recipient: None,
        opened,
    }
}

fn facts(live: &Live, opening: Opening) -> Answer {
    Answer {
        recipient: opening.recipient.map(|recipient| match recipient {
            RecipientIdentifier::IssuerAndSerialNumber(named) => Recipient::Certificate {
                issuer: (live.vault)
                    .peer(x509::name_of(&named.issuer.to_der().unwrap_or_default())),
                serial: x509::serial(named.serial_number.as_bytes()),
            },
            RecipientIdentifier::SubjectKeyIdentifier(id) => {
                Recipient::Key(HEXLOWER.encode(id.0.as_bytes()))
            }
        }),
        opened: match opening.outcome {
            Ok(_wiped) => Opened::Opened,
            Err(NotOpened::WrongKey) => Opened::WrongKey,
            Err(NotOpened::Corrupt(why)) => Opened::Corrupt(why.into()),
            Err(NotOpened::Unsupported(what)) => Opened::Unsupported(what),
            Err(NotOpened::NotASeed(why)) => Opened::NoSample(why.into()),
        },
    }
}
