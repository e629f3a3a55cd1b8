//! What distinguishes a certificate from another.

use futures_util::future::join;

use super::about::*;
use crate::kit::realm::{CertificateSource, StoreEntry};
use crate::kit::selected::{read_one, subject};
use crate::kit::{Ctx, Finding};

/// What its findings are about.
pub(super) const SUBJECT: &str = "OATH license certificate";

/// What distinguishes a certificate from another.
pub(super) struct Identity {
    pub(super) thumbprint: String,
    /// Absent where the certificate was not read, and only its thumbprint is known.
    pub(super) public_key: Option<String>,
}

impl Identity {
    /// Whether each opens what is sealed for the other.
    pub(super) fn opens(&self, other: &Self) -> bool {
        self.thumbprint == other.thumbprint || self.has_the_key_of(other)
    }

    pub(super) fn has_the_key_of(&self, other: &Self) -> bool {
        self.public_key.is_some() && self.public_key == other.public_key
    }
}

/// Reads two certificates: what a finding about each is about, and its identity.
///
/// # Errors
/// The skip of one that cannot be read.
pub(super) async fn both(
    cx: &Ctx<'_>,
    names: [&str; 2],
) -> Result<[(String, Identity); 2], Box<Finding>> {
    let (one, other) = join(identity(cx, names[0]), identity(cx, names[1])).await;
    Ok([one?, other?])
}

async fn identity(cx: &Ctx<'_>, name: &str) -> Result<(String, Identity), Box<Finding>> {
    let Some(selected) = read_one(cx, name).await else {
        let text = "the config names a license certificate that is missing under `certificates`";
        return Finding::not_known(&ABOUT, SUBJECT).summary(text).alone();
    };
    let identity = match (selected.readable(&ABOUT, NOT_READABLE), selected.source) {
        (Ok((_, leaf)), _) => Identity {
            thumbprint: leaf.thumbprint.clone(),
            public_key: Some(leaf.public_key_sha256.clone()),
        },
        // The config itself names it.
        (
            Err(_),
            CertificateSource::Store {
                entry: StoreEntry::Thumbprint(thumbprint),
                ..
            },
        ) => Identity {
            thumbprint: thumbprint.clone(),
            public_key: None,
        },
        (Err(skip), _) => return Err(skip),
    };
    Ok((selected.subject(), identity))
}

/// A certificate in the words of a report.
pub(super) fn location(cx: &Ctx<'_>, name: &str) -> String {
    match cx.config.certificates.get(name) {
        Some(source) => subject(name, source),
        None => name.to_owned(),
    }
}
