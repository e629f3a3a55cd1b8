//! The forms in which peers write a passcode back.

use data_encoding::{BASE64, BASE64URL_NOPAD};

/// The digits in every form that is echoed: plain, grouped, encoded, escaped, and in other scripts.
pub fn forms(code: &str) -> Vec<String> {
    let each = |form: &dyn Fn(char) -> String| code.chars().map(form).collect::<String>();
    let script = |zero: u32| {
        each(&|digit| {
            let value = digit.to_digit(10).unwrap();
            char::from_u32(zero + value).unwrap().to_string()
        })
    };
    let half = code.len() / 2;
    let (first, second) = code.split_at(half);
    let hex: String = code.bytes().map(|byte| format!("{byte:02x}")).collect();
    vec![
        code.to_owned(),
        format!("{first} {second}"),
        format!("{first}-{second}"),
        each(&|digit| format!("{digit} ")).trim_end().to_owned(),
        BASE64.encode(code.as_ref()),
        BASE64URL_NOPAD.encode(format!("x{code}").as_bytes()),
        BASE64.encode(format!("xy{code}z").as_bytes()),
        hex,
        each(&|digit| format!("{:02X}:", u32::from(digit))),
        each(&|digit| format!("%{:02x}", u32::from(digit))),
        each(&|digit| format!("%25{:02X}", u32::from(digit))),
        each(&|digit| format!("={:02X}", u32::from(digit))),
        each(&|digit| format!("\\u{:04x}", u32::from(digit))),
        each(&|digit| format!("\\\\u{:04X}", u32::from(digit))),
        each(&|digit| format!("\\x{:02x}", u32::from(digit))),
        each(&|digit| format!("&#{};", u32::from(digit))),
        each(&|digit| format!("&#x{:x};", u32::from(digit))),
        each(&|digit| format!("&amp;#{};", u32::from(digit))),
        script(0xff10),
        script(0x660),
        script(0x6f0),
        script(0x966),
        script(0xe50),
        script(0x1d7ce),
    ]
}

/// A text without the digits behind a decimal point: those of a moment may be those of a code by chance.
pub fn without_fractions(text: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut fraction = false;
    for c in text.chars() {
        fraction = match c {
            '.' => left.ends_with(|before: char| before.is_ascii_digit()),
            _ => fraction && c.is_ascii_digit(),
        };
        if !fraction {
            left.push(c);
        }
    }
    left
}

/// That a text holds none of them, and in the place of as many as were written something else.
pub fn hides(text: &str, code: &str) {
    let text = &without_fractions(text);
    for form in forms(code) {
        assert!(!text.contains(&form), "{form} in {text}");
        // As it stands in JSON.
        let escaped = form.replace('\\', "\\\\");
        assert!(!text.contains(&escaped), "{escaped} in {text}");
    }
}
