//! What digit a character is, in every script of Unicode.

/// The value of a digit: of any script, raised, lowered or circled.
pub(super) fn value(c: char) -> Option<u8> {
    let c = match c {
        '0'..='9' => return Some(c as u8 - b'0'),
        c if c.is_ascii() => return None,
        c => u32::from(c),
    };
    let before = ZEROS.partition_point(|zero| *zero <= c);
    let whole = ZEROS[..before].last().map(|zero| c - zero);
    let part = || {
        let mut parts = PARTS.iter();
        let (begin, first, _) =
            parts.find(|(begin, _, many)| (*begin..begin + many).contains(&c))?;
        Some(u32::from(*first) + c - begin)
    };
    let value = whole.filter(|value| *value < 10).or_else(part)?;
    u8::try_from(value).ok()
}

/// The zeros that the other nine follow one after the other (Unicode 17).
#[rustfmt::skip]
const ZEROS: [u32; 77] = [
    0x0030, 0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6,
    0x0d66, 0x0de6, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80,
    0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0x2080, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50,
    0xabf0, 0xff10, 0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0,
    0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11de0,
    0x11f50, 0x16a60, 0x16ac0, 0x16b50, 0x1ccf0, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0,
    0x1e4f0, 0x1e5f1, 0x1e950, 0x1f101, 0x1fbf0,
];

/// Digits of which fewer stand together (Numeric_Type=Digit): the first, its value, how many.
#[rustfmt::skip]
const PARTS: [(u32, u8, u32); 19] = [
    (0x00b2, 2, 2), (0x00b9, 1, 1), (0x1369, 1, 9), (0x19da, 1, 1),
    (0x2070, 0, 1), (0x2074, 4, 6), (0x2460, 1, 9), (0x2474, 1, 9),
    (0x2488, 1, 9), (0x24ea, 0, 1), (0x24f5, 1, 9), (0x24ff, 0, 1),
    (0x2776, 1, 9), (0x2780, 1, 9), (0x278a, 1, 9), (0x10a40, 1, 4),
    (0x10e60, 1, 9), (0x11052, 1, 9), (0x1f100, 0, 1),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_is_one_in_every_script() {
        for written in [
            "493817",
            "４９３８１７",
            "٤٩٣٨١٧",
            "۴۹۳۸۱۷",
            "४९३८१७",
            "๔๙๓๘๑๗",
            "𝟒𝟡𝟥𝟴𝟷𝟳",
            "⁴⁹³⁸¹⁷",
            "₄₉₃₈₁₇",
            "④⑨③⑧①⑦",
            "\u{1ccf4}\u{1ccf9}\u{1ccf3}\u{1ccf8}\u{1ccf1}\u{1ccf7}",
        ] {
            let values: Vec<u8> = written.chars().filter_map(value).collect();
            assert_eq!(values, [4, 9, 3, 8, 1, 7], "{written}");
        }
        let others = "aZ /:½百Ⅷ\u{0}\u{10ffff}";
        assert!(others.chars().all(|c| value(c).is_none()));
    }

    #[test]
    fn the_tables_are_in_order_and_hold_digits_alone() {
        assert!(ZEROS.is_sorted());
        let zeros = ZEROS.iter().map(|zero| (*zero, 0, 10));
        for (begin, first, many) in zeros.chain(PARTS) {
            for next in 0..many {
                let c = char::from_u32(begin + next).expect("it is a character");
                assert!(c.is_numeric(), "{begin:x}");
                let expected = u32::from(first) + next;
                assert_eq!(value(c).map(u32::from), Some(expected), "{begin:x}");
            }
        }
    }
}
