//! ASN.1 in BER (X.690) as DER, which is what every parser here takes: Java, NSS and Bouncy Castle write PKCS #7 and
//! PKCS #12 with lengths that are not known beforehand and strings in pieces.

use zeroize::Zeroizing;

/// How deep elements may stand in each other; what is real has less than twenty.
const DEPTH: usize = 48;

const OID: u8 = 6;
const OCTETS: u8 = 4;
const SEQUENCE: u8 = 0x30;
/// The bit of a tag that says that elements stand inside.
const CONSTRUCTED: u8 = 0x20;
const FIRST_OF_CONTEXT: u8 = 0x80;

/// The first element with definite lengths, and with OCTET STRINGs of one piece; DER stays as it is. What the octets of a
/// string hold stays as it is too, since it may be signed. `None` where it is cut short or no BER.
pub fn to_der(ber: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut der = Zeroizing::new(Vec::with_capacity(ber.len() + 64));
    element(ber, &mut der, DEPTH, false)?;
    Some(der)
}

/// Whether an element stands here that is the last of an indefinite length.
fn ends(ber: &[u8]) -> bool {
    ber.starts_with(&[0, 0])
}

/// Writes the first element, as octets where the context says that it is such a string, and returns what is behind it.
fn element<'a>(ber: &'a [u8], der: &mut Vec<u8>, depth: usize, octets: bool) -> Option<&'a [u8]> {
    let depth = depth.checked_sub(1)?;
    let (tag, rest) = tag(ber)?;
    let (length, rest) = length(rest)?;
    let first = tag[0];
    if first & CONSTRUCTED == 0 {
        let (content, behind) = rest.split_at_checked(length?)?;
        header(der, der.len(), tag, content.len());
        der.extend_from_slice(content);
        return Some(behind);
    }
    let string = octets || first == OCTETS | CONSTRUCTED;
    let start = der.len();
    let (mut inside, behind) = match length {
        Some(length) => rest
            .split_at_checked(length)
            .map(|(inside, behind)| (inside, Some(behind)))?,
        None => (rest, None),
    };
    let mut before = [0; 2];
    let mut count = 0;
    while !(inside.is_empty() && behind.is_some() || behind.is_none() && ends(inside)) {
        let next = *inside.first()?;
        // EncryptedContentInfo (RFC 5652 section 6.1) has a string under a tag of its own.
        let is_content = first == SEQUENCE && count == 2 && before == [OID, SEQUENCE];
        let is_content = is_content && next == FIRST_OF_CONTEXT | CONSTRUCTED;
        inside = if string {
            piece(inside, der, depth)?
        } else {
            element(inside, der, depth, is_content)?
        };
        if let Some(place) = before.get_mut(count) {
            *place = next;
        }
        count += 1;
    }
    let first = if string { first & !CONSTRUCTED } else { first };
    let length = der.len() - start;
    header(der, start, &[&[first], &tag[1..]].concat(), length);
    Some(behind.unwrap_or_else(|| &inside[2..]))
}

/// Writes the octets of one piece of a string, without its header.
fn piece<'a>(ber: &'a [u8], der: &mut Vec<u8>, depth: usize) -> Option<&'a [u8]> {
    if ber.first()? & !CONSTRUCTED != OCTETS {
        return None;
    }
    let start = der.len();
    let behind = element(ber, der, depth, false)?;
    let (_, rest) = tag(&der[start..])?;
    let (length, _) = length(rest)?;
    let header = der.len() - start - length?;
    der.drain(start..start + header);
    Some(behind)
}

fn tag(ber: &[u8]) -> Option<(&[u8], &[u8])> {
    let more = match ber.first()? & 0x1f {
        // Further bytes follow, all but the last with their highest bit.
        0x1f => 1 + ber[1..].iter().take(5).position(|byte| byte & 0x80 == 0)?,
        _ => 0,
    };
    ber.split_at_checked(1 + more)
}

/// The length that is written, `None` for one that is indefinite, and what follows.
fn length(ber: &[u8]) -> Option<(Option<usize>, &[u8])> {
    let (first, rest) = ber.split_first()?;
    if *first < 0x80 {
        return Some((Some(usize::from(*first)), rest));
    }
    let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
    let significant = bytes.iter().skip_while(|byte| **byte == 0);
    if significant.clone().count() > 4 {
        return None;
    }
    let length = significant.fold(0, |length, byte| length << 8 | usize::from(*byte));
    Some((Some(length).filter(|_| !bytes.is_empty()), rest))
}

/// Puts tag and length before what stands there.
fn header(der: &mut Vec<u8>, start: usize, tag: &[u8], length: usize) {
    let bytes = length.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let significant = &bytes[zeros..];
    let long = u8::try_from(significant.len()).unwrap_or(0) | 0x80;
    let short = u8::try_from(length).ok().filter(|length| *length < 0x80);
    let written = match &short {
        Some(short) => std::slice::from_ref(short).to_vec(),
        None => [&[long], significant].concat(),
    };
    der.splice(start..start, tag.iter().copied().chain(written));
}
