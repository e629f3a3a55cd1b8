//! Numbers as people write them, and what is read.

use super::*;

fn international(phone: Phone) -> Option<String> {
    match phone {
        Phone::Valid(valid) => Some(valid.international),
        _ => None,
    }
}

#[test]
fn numbers_are_read_as_people_write_them() {
    for (text, calling_code, read_as) in [
        ("+1 949 555 0100", None, "+1 949-555-0100"),
        ("(949) 555-0100", Some(1), "+1 949-555-0100"),
        ("949.555.0100", Some(1), "+1 949-555-0100"),
        ("1-949-555-0100", Some(1), "+1 949-555-0100"),
        ("020 7946 0000", Some(44), "+44 20 7946 0000"),
        ("+44 (0)20 7946 0000", None, "+44 20 7946 0000"),
        ("+44 20 7946 0000", Some(1), "+44 20 7946 0000"),
        ("+1 949 555 0100 ext. 12", None, "+1 949-555-0100 ext. 12"),
        ("tel:+1-949-555-0100", None, "+1 949-555-0100"),
        ("+49 30 123456", None, "+49 30 123456"),
        ("+800 1234 5678", None, "+800 1234 5678"),
        ("+1 949 555 0100 #12", None, "+1 949-555-0100 ext. 12"),
        ("+1 949 555 0100,,12", None, "+1 949-555-0100 ext. 12"),
        (
            "tel:+1-949-555-0100;ext=12",
            None,
            "+1 949-555-0100 ext. 12",
        ),
        ("+7 812 123-45-67 доб. 12", None, "+7 812 123-45-67 ext. 12"),
        ("+52 55 1234 5678", Some(1), "+52 55 1234 5678"),
        ("+54 9 11 3456 7890", Some(1), "+54 9 11 3456-7890"),
        ("+55 11 3765 4321", Some(1), "+55 11 3765-4321"),
        ("(11) 98765-4321", Some(55), "+55 11 98765-4321"),
        ("+57 601 234 5678", Some(1), "+57 601 2345678"),
        ("1-800-FLOWERS", Some(1), "+1 800-356-9377"),
        ("+49 151 23456789", Some(1), "+49 1512 3456789"),
        ("+49 (0) 89 123456", Some(44), "+49 89 123456"),
        ("+43 (0)1 234 5678", Some(1), "+43 1 2345678"),
        ("+41 ( 0 ) 44 668 18 00", Some(1), "+41 44 668 18 00"),
        ("+39 (0)6 1234 5678", Some(1), "+39 06 1234 5678"),
        (
            "＋４４　（０）２０　７９４６　００００",
            Some(1),
            "+44 20 7946 0000",
        ),
        ("011 49 89 123456", Some(1), "+49 89 123456"),
    ] {
        let number = international(read(text, calling_code));
        assert_eq!(number.as_deref(), Some(read_as), "{text}");
    }
}

#[test]
fn machines_get_plus_and_digits() {
    for (text, calling_code, e164) in [
        ("+1 949 555 0100 ext. 12", None, "+19495550100"),
        ("020 7946 0000", Some(44), "+442079460000"),
        // The zeros of Italian numbers belong to them.
        ("+39 06 1234 5678", None, "+390612345678"),
    ] {
        let Phone::Valid(number) = read(text, calling_code) else {
            panic!("{text} is a number");
        };
        assert_eq!(number.e164, e164);
    }
}

#[test]
fn what_cannot_be_dialed_is_told() {
    let invalid = |text, code| matches!(read(text, code), Phone::Invalid(_));
    assert!(invalid("+1 949 555", None));
    assert!(invalid("+1 049 555 0100", None));
    assert!(invalid("+999 949 555 0100", None));
    assert!(invalid("ask the front office", Some(1)));
    assert!(invalid("+1 949 555 0100 555 0100 555 0100", None));
    assert!(invalid(&"9".repeat(10_000), Some(1)));
    for (text, code, other) in [
        // A mobile number of Argentina as it is dialed there: from abroad it begins with a 9.
        ("011 15-3456-7890", 54, "+54 9 11 3456-7890"),
        // The country's own code without its plus, and the same digits within the country.
        ("49 151 23456789", 49, "+49 1512 3456789"),
        ("46 8123456", 46, "+46 8 12 34 56"),
        ("62 812345678", 62, "+62 812-345-678"),
        // Plans that changed.
        ("+52 1 55 1234 5678", 1, "+52 55 1234 5678"),
        ("044 55 1234 5678", 52, "+52 55 1234 5678"),
        ("+55 11 8765 4321", 1, "+55 11 98765-4321"),
        ("(21) 8765-4321", 55, "+55 21 98765-4321"),
        ("+57 1 234 5678", 1, "+57 601 2345678"),
        ("+225 07 12 34 56", 1, "+225 07 07 12 3456"),
        ("+229 97 12 34 56", 1, "+229 01 97 12 34 56"),
        ("+54 15 3456 7890", 1, "look like +54 x xx xxxx-xxxx"),
        ("+84 169 234 5678", 1, "look like +84 xxx xxx xxx"),
        ("+237 77 12 34 56", 1, "look like +237 x xx xx xx xx"),
        // San Marino: the six digits that are dialed within it.
        ("88 63 77", 378, "+378 0549 886377"),
        ("+39 (0)312 345 6789", 1, "+39 312 345 6789"),
        ("+39 (0)312 345 6789", 1, "+39 031 2345 6789"),
    ] {
        let read = read(text, Some(code));
        assert!(
            matches!(&read, Phone::Invalid(why) if why.contains(other)),
            "{text}: {read:?}"
        );
    }
    assert_eq!(read("", Some(1)), Phone::Missing);
    assert_eq!(read("4711", Some(1)), Phone::Extension);
    assert_eq!(read("949 555 0100", None), Phone::National);
}

#[test]
fn what_stands_beside_a_number_is_not_dialed() {
    for (text, number) in [
        // Of an extension or of a second number, of which only the end is written.
        (
            "+1 949 555 0100;0101",
            "+1 949-555-0100 or +1 949-555-0100 ext. 0101",
        ),
        (
            "949-555-0100, 0101",
            "+1 949-555-0100 or +1 949-555-0100 ext. 0101",
        ),
        (
            "+1 949 555 0100~01",
            "+1 949-555-0100 or +1 949-555-0100 ext. 01",
        ),
        ("+1 949 555 0100 / 0101", "+1 949-555-0100"),
        ("+1 949 555 0100 or 0101", "+1 949-555-0100"),
        ("+1 949 555 0100 & 0101", "+1 949-555-0100"),
        // Pauses of modems and mobile phones (3GPP TS 22.101 A.21).
        ("+1 949 555 0100p12", "+1 949-555-0100"),
        ("+1 949 555 0100 w12", "+1 949-555-0100"),
    ] {
        let read = read(text, Some(1));
        assert!(
            matches!(&read, Phone::Invalid(why) if why.contains(number)),
            "{text}: {read:?}"
        );
    }
    for text in [
        "+49 30 12345/46",
        "+49 30 123456 / -57",
        "+49 30 123456 (24/7)",
        "+49 30 123456 (Mobile)",
        "+49 30 123456 (12)",
        "+49 30 123456 DW 12",
        "+49 30 123456 9-17 Uhr",
        "+49 30 123456 press 2",
        "+49 30 123456 MO-FR",
        "+49 89 12345 Zentrale",
        "+43 1 58858 Kl. 12",
        "+43 1 234567 und 68",
        "+46 8 123 456 vxl",
        "(949) 555-0100 Mon-Fri",
        "+1 949 555 0100 Mobile",
    ] {
        let read = read(text, Some(1));
        assert!(matches!(read, Phone::Invalid(_)), "{text}: {read:?}");
    }
    for (text, e164) in [
        ("030/123456", "+4930123456"),
        ("0151/234 567 89", "+4915123456789"),
        ("06221/54-0", "+496221540"),
        ("(0 21 66) 12 34 56", "+492166123456"),
        ("(+49) (0)30 / 123456", "+4930123456"),
        ("Tel.: +49 30 123456", "+4930123456"),
        ("+49 30 123456 ext. 12", "+4930123456"),
        ("+1 800 FLOWERS", "+18003569377"),
        ("1-800-GO-FEDEX", "+18004633339"),
    ] {
        let code = if text.starts_with("1-") { 1 } else { 49 };
        let Phone::Valid(number) = read(text, Some(code)) else {
            panic!("{text}: {:?}", read(text, Some(code)));
        };
        assert_eq!(number.e164, e164, "{text}");
    }
    let belarus = international(read("8 (029) 491-19-11", Some(375)));
    assert_eq!(belarus.as_deref(), Some("+375 29 491-19-11"));
}

#[test]
fn who_answers_is_told_and_what_it_costs() {
    for (text, destination, premium) in [
        ("+1 900 555 0100", "US, premium-rate number", true),
        ("+44 909 879 0000", "GB, premium-rate number", true),
        ("+979 123 456 789", "premium-rate number", true),
        ("+881 6 1234 5678", "satellite phone", false),
        ("+44 20 7946 0000", "GB, landline", false),
        ("+1 809 555 0100", "DO, landline or mobile phone", false),
        ("+800 1234 5678", "toll-free number", false),
    ] {
        let Phone::Valid(number) = read(text, Some(1)) else {
            panic!("{text} is a number");
        };
        assert_eq!(
            (number.destination.as_str(), number.premium),
            (destination, premium)
        );
    }
}

#[test]
fn strange_texts_end_well() {
    for text in [
        "+",
        ";phone-context=",
        "tel:+;phone-context=é",
        "٣٤٥٦٧٨٩٠١٢",
        "+\u{1F4A9}1",
        "\0\0\0",
        "+１９４９５５５０１００",
    ] {
        for calling_code in [None, Some(0), Some(1), Some(999), Some(u16::MAX)] {
            let _ = read(text, calling_code);
        }
    }
}
