//! The ways in which a peer may write back a secret, for tests: those of this folder, and those of the commands.

use data_encoding::{BASE64, BASE64URL_NOPAD};

/// A text in ASCII in more than twenty ways of writing it.
pub(crate) fn ways(secret: &str) -> Vec<String> {
    let each = |form: &dyn Fn(char) -> String| secret.chars().map(form).collect::<String>();
    let apart = |between: &str| each(&|c| format!("{c}{between}"));
    let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c);
    let bold = |c: char| match u32::from(c) {
        letter @ 0x61..=0x7a => char::from_u32(0x1d41a + letter - 0x61).unwrap_or(c),
        _ => c,
    };
    let circled = |c: char| match u32::from(c) {
        letter @ 0x61..=0x7a => char::from_u32(0x24d0 + letter - 0x61).unwrap_or(c),
        _ => c,
    };
    let tag = |c: char| char::from_u32(0xe0000 + u32::from(c)).unwrap_or(c);
    let base64 = BASE64.encode(secret.as_ref());
    let utf16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (begin, end) = secret.split_at(secret.len() / 2);
    vec![
        secret.to_owned(),
        secret.to_uppercase(),
        base64.clone(),
        BASE64URL_NOPAD.encode(format!("user:{secret}").as_bytes()),
        base64.replace('n', "n\r\n"),
        BASE64.encode(&utf16),
        String::from_utf8_lossy(&utf16).into_owned(),
        data_encoding::HEXLOWER.encode(secret.as_bytes()),
        data_encoding::HEXUPPER.encode(secret.as_bytes()),
        url::form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
        each(&|c| format!("%{:02x}", u32::from(c))),
        each(&|c| format!("%{:02X}", u32::from(c))),
        each(&|c| format!("={:02X}", u32::from(c))),
        each(&|c| format!("+{:02X}", u32::from(c))),
        each(&|c| format!("&#{};", u32::from(c))),
        each(&|c| format!("&#x{:x};&#8203;", u32::from(c))),
        each(&|c| format!("\\u{:04x}", u32::from(c))),
        each(&|c| wide(c).to_string()),
        format!("{begin}\n{end}"),
        format!("{begin}=\r\n{end}"),
        apart("\0"),
        apart("\u{8}"),
        apart("\u{200b}"),
        apart("\u{2060}"),
        apart("\u{ad}"),
        apart("\u{1b}"),
        apart(" "),
        apart("  "),
        apart("\u{a0}"),
        apart("\u{3000}"),
        apart("\u{336}"),
        each(&|c| format!("%u{:04X}", u32::from(c))),
        each(&|c| bold(c).to_string()),
        each(&|c| circled(c).to_string()),
        each(&|c| tag(c).to_string()),
        each(&|c| format!("%2525{:02X}", u32::from(c))),
        apart("_"),
        apart("x"),
        apart("\\"),
        apart("', '"),
        apart("\u{1d173}"),
        base64.chars().rev().collect(),
        base64.chars().map(|c| format!("{c} ")).collect(),
        BASE64.encode(data_encoding::HEXLOWER.encode(secret.as_ref()).as_ref()),
        data_encoding::BASE32HEX.encode(secret.as_ref()),
        secret[..secret.len() * 2 / 3].to_owned(),
        base64[..base64.len() * 3 / 4].to_owned(),
        format!("{begin} and {end}"),
    ]
}
