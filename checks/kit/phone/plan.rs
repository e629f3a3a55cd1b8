//! What the numbering plans of countries say about a number: of whom it is, and what they made of numbers that ended.

use rlibphonenumber::{
    PHONE_NUMBER_UTIL as NUMBERS, PhoneNumber, PhoneNumberFormat, PhoneNumberType,
};

/// What changed in the plans of countries, whose numbers still stand as they were: calling code; what came before the
/// national number; how many digits were kept, what stood after them, and what stands there now.
const CHANGED: [(i32, &str, usize, &str, &str); 13] = [
    // Argentina: the 15 of a mobile number, after its area code, is dialed within the country; from abroad 9 comes first
    // (the metadata of libphonenumber knows it of some areas).
    (54, "9", 2, "15", ""),
    (54, "9", 3, "15", ""),
    (54, "9", 4, "15", ""),
    // Brazil, 2012 to 2016: a 9 before mobile numbers (ITU Operational Bulletin, communication of 6.II.2013).
    (55, "", 2, "", "9"),
    // Mexico, 3 August 2019: no 1 before mobile numbers, nor 01, 044, 045 (ITU Operational Bulletin 1151).
    (52, "", 0, "1", ""),
    (52, "", 0, "01", ""),
    (52, "", 0, "044", ""),
    (52, "", 0, "045", ""),
    // Ivory Coast, 31 January 2021: two digits of the operator before mobile numbers (help.rebtel.com, 360018567259).
    (225, "01", 0, "", ""),
    (225, "05", 0, "", ""),
    (225, "07", 0, "", ""),
    // Colombia, 1 September 2021: 60 before landlines (CRC; masnoticia.com).
    (57, "60", 0, "", ""),
    // Benin, 30 November 2024: 01 before all (the metadata of libphonenumber).
    (229, "01", 0, "", ""),
];

/// Why there is no such number, and what may be meant: how it is written since the plan changed, or how numbers are.
pub(super) fn without(number: &PhoneNumber) -> String {
    let code = number.country_code;
    let national = number.get_national_significant_number();
    let changed = CHANGED.iter().filter(|changed| changed.0 == code);
    let now = changed.filter_map(|(_, front, kept, was, is)| {
        let (kept, rest) = national.split_at_checked(*kept)?;
        let rest = rest.strip_prefix(was)?;
        let now = NUMBERS.parse(format!("+{code}{front}{kept}{is}{rest}"), None);
        now.ok().filter(PhoneNumber::is_valid)
    });
    let written = |now: PhoneNumber| now.format_as(PhoneNumberFormat::International).into_owned();
    let now: Vec<String> = now.map(written).collect();
    if !now.is_empty() {
        return format!(
            "since its country's plan changed it may be {}",
            now.join(" or ")
        );
    }
    let why = "its country has no such number";
    let region = NUMBERS.get_region_for_country_code(code);
    let example = region.and_then(|region| {
        let mobile = PhoneNumberType::Mobile;
        NUMBERS
            .get_example_number_for_type_and_region(region, mobile)
            .ok()
    });
    match example {
        Some(example) if example.get_national_significant_number().len() != national.len() => {
            let text = example.format_as(PhoneNumberFormat::International);
            let (code, digits) = text.split_once(' ').unwrap_or((&text, ""));
            let form = digits.replace(|c: char| c.is_ascii_digit(), "x");
            format!("{why}, and mobile numbers look like {code} {form}")
        }
        _ => why.to_owned(),
    }
}

/// The country, by its two letters, and what answers there.
pub(super) fn destination(number: &PhoneNumber) -> String {
    let kind = match (number.country_code, number.get_type()) {
        // Inmarsat; Iridium and Globalstar; Thuraya and others (ITU-T E.164, assigned codes).
        (870 | 881, _) => "satellite phone",
        (882 | 883, _) => "international network, perhaps by satellite",
        (_, PhoneNumberType::FixedLine) => "landline",
        (_, PhoneNumberType::Mobile) => "mobile phone",
        (_, PhoneNumberType::FixedLineOrMobile) => "landline or mobile phone",
        (_, PhoneNumberType::TollFree) => "toll-free number",
        (_, PhoneNumberType::PremiumRate) => "premium-rate number",
        (_, PhoneNumberType::SharedCost) => "shared-cost number",
        (_, PhoneNumberType::VoIP) => "internet telephone",
        (_, PhoneNumberType::PersonalNumber) => "personal number",
        (_, PhoneNumberType::Pager) => "pager",
        (_, PhoneNumberType::VoiceMail) => "voice mailbox",
        _ => "special number",
    };
    match number.get_region_code().map(|region| region.to_string()) {
        Some(region) if region != "001" => format!("{region}, {kind}"),
        _ => kind.to_owned(),
    }
}
