//! Text that tries to break out, put into every string of a report.

use otpdoctor::report::{Report, html, markdown};
use serde_json::Value;

use crate::worlds;

/// What a server or a config might say: markup, terminal escapes, direction marks, control characters, separators,
/// and a word without end.
pub const HOSTILE: &str = concat!(
    "</style></title></pre></td></details><script>alert(1)</script><img src=x onerror=alert(1)>",
    "\" onclick=\"x\" ' style='x' <!-- ]]> &lt;b&gt; &#8238; {{ 7 * 7 }} {% raw %}",
    "\u{1b}[31m\u{1b}]0;title\u{7}\u{202e}\u{2066}\u{200b}\u{feff}\u{0}\u{8}\u{c}\u{7f}\u{85}\u{2028}",
    "\n\n# heading\n- item\n1. item\n> quote\n```\nfence\n~~~\n---\n| a | b |\n|---|---|\n\n    code\r\n",
    "[link](https://example.net) ![image](x) <https://example.net> https://example.net www.example.net ",
    "@mention me@example.net #123 GH-1 !5 ~label :tada: **bold** _it_ ~~no~~ [^1] \\ | ` \n",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
);

/// The same to whoever takes text for text: as many backquotes, since a pair of them is code in a remedy.
pub const BENIGN: &str = "some ``` plain ` words ";

/// What holds no free text.
const TYPED: &[&str] = &[
    "schema",
    "status",
    "kind",
    "platform",
    "started_at",
    "judged_at",
    "at",
    "not_before",
    "not_after",
    "end",
    "until",
];

/// A world's report with a text before every string of it.
pub fn spoiled(world: &str, text: &str) -> Report {
    let mut value = serde_json::to_value(worlds::report(world)).unwrap();
    spoil(&mut value, text);
    // Not by `read`, which refuses names that are none: the page does not rely on that.
    serde_json::from_value(value).unwrap()
}

fn spoil(value: &mut Value, before: &str) {
    match value {
        Value::String(text) => text.insert_str(0, before),
        Value::Array(list) => list.iter_mut().for_each(|one| spoil(one, before)),
        Value::Object(map) => {
            let spoiled = std::mem::take(map).into_iter().map(|(key, mut one)| {
                if !TYPED.contains(&key.as_str()) {
                    spoil(&mut one, before);
                }
                // The names of realms are keys too.
                if let ("realm_sites", Value::Object(sites)) = (key.as_str(), &mut one) {
                    let named = std::mem::take(sites).into_iter();
                    *sites = named
                        .map(|(realm, site)| (format!("{before}{realm}"), site))
                        .collect();
                }
                (key, one)
            });
            *map = spoiled.collect();
        }
        _ => {}
    }
}

/// Whether a character steers a terminal or the direction of writing.
pub fn steers(c: &char) -> bool {
    (c.is_control() && *c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[test]
fn nothing_that_steers_gets_through() {
    for world in worlds::NAMES {
        let report = spoiled(world, HOSTILE);
        for text in [html::render(&report), markdown::render(&report)] {
            assert_eq!(text.chars().find(steers), None, "{world}");
        }
    }
}
