//! The words that `netsh` translates: English, German, French, Spanish, Italian, Portuguese, Japanese, Chinese.

use checks::kit::probe::firewall::{Action, Direction};

/// Whether a rule is in force.
pub(super) fn enabled(seen: &str) -> Option<bool> {
    choose(
        seen,
        &[
            (true, &["yes", "ja", "oui", "sí", "sì", "sim", "はい", "是"]),
            (false, &["no", "nein", "non", "não", "いいえ", "否"]),
        ],
    )
}

/// Which way a rule looks.
pub(super) fn direction(seen: &str) -> Option<Direction> {
    choose(
        seen,
        &[
            (
                Direction::Out,
                &[
                    "out",
                    "aus",
                    "ausgehend",
                    "sortie",
                    "sortant",
                    "inactif",
                    "désactivé",
                    "hors",
                    "fuera",
                    "salida",
                    "saliente",
                    "in uscita",
                    "uscita",
                    "saída",
                    "出力",
                    "送信",
                    "外向き",
                    "出",
                    "出站",
                    "传出",
                    "輸出",
                    "傳出",
                ],
            ),
            (
                Direction::In,
                &[
                    "in",
                    "ein",
                    "eingehend",
                    "entrée",
                    "entrant",
                    "actif",
                    "dentro",
                    "entrada",
                    "entrante",
                    "in entrata",
                    "entrata",
                    "入力",
                    "受信",
                    "内向き",
                    "入",
                    "入站",
                    "传入",
                    "輸入",
                    "傳入",
                ],
            ),
        ],
    )
}

/// Whether a rule allows or blocks; to allow past other rules is to allow.
pub(super) fn action(seen: &str) -> Option<Action> {
    choose(
        seen,
        &[
            (
                Action::Allow,
                &[
                    "allow",
                    "bypass",
                    "zulassen",
                    "umgehen",
                    "autoriser",
                    "permitir",
                    "consenti",
                    "consentire",
                    "許可",
                    "允许",
                    "允許",
                ],
            ),
            (
                Action::Block,
                &[
                    "block",
                    "blockieren",
                    "blocken",
                    "bloquer",
                    "bloquear",
                    "blocca",
                    "bloccare",
                    "ブロック",
                    "阻止",
                    "封鎖",
                ],
            ),
        ],
    )
}

/// "No matter which", of protocols, addresses and ports.
pub(super) fn is_any(seen: &str) -> bool {
    const ANY: &[&str] = &[
        "any",
        "beliebig",
        "tout",
        "tous",
        "toute",
        "cualquiera",
        "qualsiasi",
        "qualquer",
        "任意",
        "任何",
    ];
    choose(seen, &[((), ANY)]).is_some()
}

fn choose<T: Copy>(seen: &str, known: &[(T, &[&str])]) -> Option<T> {
    let seen = seen.trim().to_lowercase();
    known
        .iter()
        .find(|(_, words)| words.iter().any(|word| is_same(word, &seen)))
        .map(|(meaning, _)| *meaning)
}

/// A letter that a code page has swallowed stands for any; a word of nothing else says nothing.
fn is_same(word: &str, seen: &str) -> bool {
    let same = |(known, seen): (char, char)| known == seen || seen == char::REPLACEMENT_CHARACTER;
    word.chars().count() == seen.chars().count()
        && seen.contains(|c| c != char::REPLACEMENT_CHARACTER)
        && word.chars().zip(seen.chars()).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swallowed_letter_is_guessed_and_a_swallowed_word_is_not() {
        assert_eq!(enabled("S\u{fffd}"), Some(true));
        assert_eq!(enabled("N\u{fffd}o"), Some(false));
        assert_eq!(enabled("\u{fffd}\u{fffd}"), None);
        assert_eq!(direction("Sa\u{fffd}da"), Some(Direction::Out));
        assert_eq!(enabled("Tak"), None);
    }
}
