//! Descriptors for tests, as SDDL writes them.

use super::super::ALL;

/// A descriptor in binary: written as MS-DTYP 2.5.1 says, with nothing of the reader.
pub(crate) fn bytes_of(sddl: &str) -> Vec<u8> {
    let (head, list) = match sddl.split_once("D:") {
        Some((head, list)) => (head, Some(list)),
        None => (sddl, None),
    };
    let owner = head
        .strip_prefix("O:")
        .map(|owner| owner.split("G:").next().unwrap_or_default());
    let mut bytes = vec![1, 0, 0, 0x80];
    bytes.extend([0; 16]);
    if let Some(owner) = owner {
        bytes[4] = 20;
        bytes.extend(sid_of(owner));
    }
    let Some(list) = list else { return bytes };
    bytes[2] = 0x04;
    if list == "NO_ACCESS_CONTROL" {
        return bytes;
    }
    bytes[16] = u8::try_from(bytes.len()).expect("short");
    let entries: Vec<_> = list
        .split('(')
        .skip(1)
        .map(|one| entry_of(one.trim_end_matches(')')))
        .collect();
    let size = u16::try_from(8 + entries.concat().len()).expect("short");
    let count = u16::try_from(entries.len()).expect("few");
    bytes.extend([2, 0]);
    bytes.extend([size.to_le_bytes(), count.to_le_bytes(), [0, 0]].concat());
    bytes.extend(entries.concat());
    bytes
}

fn entry_of(text: &str) -> Vec<u8> {
    let [kind, flags, rights, object, inherited, sid] = text
        .split(';')
        .collect::<Vec<_>>()
        .try_into()
        .expect("six fields");
    let kind = ["A", "D", "AU", "", "", "OA", "OD", "", "", "XA", "XD"]
        .iter()
        .position(|one| *one == kind)
        .expect("a kind");
    let flag = |name: &str, bit: u8| if flags.contains(name) { bit } else { 0 };
    let flags = flag("OI", 1) | flag("CI", 2) | flag("IO", 8) | flag("ID", 16);
    let mask = match rights {
        "FA" => ALL,
        "FR" => 0x0012_0089,
        "FW" => 0x0012_0116,
        "FX" => 0x0012_00A0,
        "GA" => 0x1000_0000,
        "GX" => 0x2000_0000,
        "GW" => 0x4000_0000,
        "GR" => 0x8000_0000,
        "RC" => 0x0002_0000,
        "WD" => 0x0004_0000,
        hex => u32::from_str_radix(hex.trim_start_matches("0x"), 16).expect("a mask"),
    };
    let mut body = mask.to_le_bytes().to_vec();
    if kind == 5 || kind == 6 {
        let named = u8::from(!object.is_empty()) | u8::from(!inherited.is_empty()) << 1;
        body.extend([named, 0, 0, 0]);
        body.extend(vec![0xAB; 16 * named.count_ones() as usize]);
    }
    body.extend(sid_of(sid));
    if kind >= 9 {
        body.extend(*b"artx");
    }
    let size = u16::try_from(4 + body.len()).expect("short").to_le_bytes();
    [
        &[u8::try_from(kind).expect("small"), flags],
        &size[..],
        &body,
    ]
    .concat()
}

fn sid_of(text: &str) -> Vec<u8> {
    let text = match text {
        "SY" => "S-1-5-18",
        "LS" => "S-1-5-19",
        "NS" => "S-1-5-20",
        "BA" => "S-1-5-32-544",
        "BU" => "S-1-5-32-545",
        "WD" => "S-1-1-0",
        "AU" => "S-1-5-11",
        "IU" => "S-1-5-4",
        "SU" => "S-1-5-6",
        "CO" => "S-1-3-0",
        "OW" => "S-1-3-4",
        other => other,
    };
    let mut numbers = text
        .split('-')
        .skip(2)
        .map(|one| one.parse::<u32>().expect("a number"));
    let authority = numbers.next().expect("an authority");
    let numbers: Vec<_> = numbers.collect();
    let mut bytes = vec![1, u8::try_from(numbers.len()).expect("few"), 0, 0];
    bytes.extend(authority.to_be_bytes());
    bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    bytes
}
