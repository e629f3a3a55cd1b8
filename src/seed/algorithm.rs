//! The algorithms around a sealed seed, by their OIDs: the ones in use, and the names of the others.

use cms::cert::x509::spki::AlgorithmIdentifierOwned;
use der::asn1::{ObjectIdentifier as Oid, OctetString};
use der::{Any, Sequence};

use crate::files::oid;

/// EnvelopedData (RFC 5652 section 6.1).
pub(super) const ENVELOPED: Oid = Oid::new_unwrap("1.2.840.113549.1.7.3");
/// AuthEnvelopedData (RFC 5083).
pub(super) const AUTH_ENVELOPED: Oid = Oid::new_unwrap("1.2.840.113549.1.9.16.1.23");
/// Plain data (RFC 5652 section 4).
pub(super) const DATA: Oid = Oid::new_unwrap("1.2.840.113549.1.7.1");

const OAEP: Oid = Oid::new_unwrap("1.2.840.113549.1.1.7");
const MGF1: Oid = Oid::new_unwrap("1.2.840.113549.1.1.8");
const SHA256: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.2.1");
const AES_256_CBC: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.1.42");

/// RSAES-OAEP-params (RFC 4055 section 4.1); what is left out is SHA-1 and no label.
#[derive(Sequence)]
struct OaepParameters {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    hash: Option<AlgorithmIdentifierOwned>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    mask: Option<AlgorithmIdentifierOwned>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    label: Option<AlgorithmIdentifierOwned>,
}

/// RSA-OAEP with SHA-256, as openssl writes it.
pub(super) fn oaep_sha256() -> der::Result<AlgorithmIdentifierOwned> {
    let sha256 = || bare(SHA256);
    let parameters = OaepParameters {
        hash: Some(sha256()),
        mask: Some(AlgorithmIdentifierOwned {
            oid: MGF1,
            parameters: Some(Any::encode_from(&sha256())?),
        }),
        label: None,
    };
    Ok(AlgorithmIdentifierOwned {
        oid: OAEP,
        parameters: Some(Any::encode_from(&parameters)?),
    })
}

/// AES-256-CBC with this initialization vector.
pub(super) fn aes_256_cbc(iv: &[u8]) -> der::Result<AlgorithmIdentifierOwned> {
    Ok(AlgorithmIdentifierOwned {
        oid: AES_256_CBC,
        parameters: Some(Any::encode_from(&OctetString::new(iv)?)?),
    })
}

/// Whether the key is wrapped in RSA-OAEP with SHA-256 throughout and without a label; else what it is wrapped in.
pub(super) fn wraps_as_we_do(algorithm: &AlgorithmIdentifierOwned) -> Result<(), String> {
    if algorithm.oid != OAEP {
        return Err(name(algorithm.oid));
    }
    let given = algorithm.parameters.as_ref();
    let parameters = given.and_then(|any| any.decode_as::<OaepParameters>().ok());
    let Some(parameters) = parameters else {
        return Err("RSA-OAEP with parameters that cannot be read".into());
    };
    let mask = parameters.mask.as_ref().map(|mask| {
        let hash = mask.parameters.as_ref();
        hash.and_then(|any| any.decode_as::<AlgorithmIdentifierOwned>().ok())
            .filter(|_| mask.oid == MGF1)
            .map_or_else(|| "another function".to_owned(), |hash| name(hash.oid))
    });
    let hash = parameters
        .hash
        .map_or_else(|| "SHA-1".to_owned(), |hash| name(hash.oid));
    let mask = mask.unwrap_or_else(|| "SHA-1".to_owned());
    match (hash.as_str(), mask.as_str(), &parameters.label) {
        ("SHA-256", "SHA-256", None) => Ok(()),
        (_, _, Some(_)) => Err("RSA-OAEP with a label".into()),
        _ if hash == mask => Err(format!("RSA-OAEP with {hash}")),
        _ => Err(format!("RSA-OAEP with {hash}, and {mask} in its mask")),
    }
}

/// The initialization vector where the content is in AES-256-CBC; else what it is in.
pub(super) fn iv_of(algorithm: &AlgorithmIdentifierOwned) -> Result<[u8; 16], String> {
    if algorithm.oid != AES_256_CBC {
        return Err(name(algorithm.oid));
    }
    let parameters = algorithm.parameters.as_ref();
    parameters
        .and_then(|any| any.decode_as::<OctetString>().ok())
        .and_then(|iv| iv.as_bytes().try_into().ok())
        .ok_or_else(|| "AES-256-CBC without an initialization vector".into())
}

fn bare(oid: Oid) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned {
        oid,
        parameters: None,
    }
}

/// The name that people know, else the OID.
fn name(oid: Oid) -> String {
    let oid = oid.to_string();
    oid::name(&oid).map_or_else(|| format!("the algorithm {oid}"), str::to_owned)
}
