//! Words and what they mean here: free text becomes a set of ideas, whatever its spelling, number or language.

use std::collections::BTreeSet;

/// What a word stands for.
pub(super) type Idea = &'static str;

/// Words that stand together and mean one thing, as one word.
const PAIRS: &[(&str, &str)] = &[
    ("help desk", "helpdesk"),
    ("service desk", "helpdesk"),
    ("one time", "otp"),
    ("no one", "nobody"),
    ("too many", "attempts"),
    ("log in", "login"),
    ("logs in", "login"),
    ("log on", "login"),
    ("sign in", "login"),
    ("second factor", "mfa"),
    ("web admin", "webadmin"),
    ("each time", "always"),
    ("every time", "always"),
    ("text message", "sms"),
    ("text messages", "sms"),
    ("phone call", "voice"),
    ("phone calls", "voice"),
];

/// Each idea with the words for it, in lowercase without accents: English, then German, Spanish, French.
const LEXICON: &[(Idea, &str)] = &[
    (
        "sms",
        "sms text texts txt texting textos mensaje mensajes kurznachricht texto",
    ),
    (
        "voice",
        "voice call calls called ring rings ringing anruf anrufe llamada llamadas appel appels",
    ),
    (
        "phone",
        "phone phones mobile cell cellphone telephone smartphone handy telefon telefono movil portable",
    ),
    (
        "email",
        "mail mails email emails inbox mailbox spam junk outlook postfach correo correos courriel courriels",
    ),
    (
        "code",
        "code codes passcode passcodes otp otps password passwords pin token tokens registrierungscode codigo codigos",
    ),
    (
        "app",
        "app apps authenticator totp hotp oath token tokens yubikey google",
    ),
    (
        "absent",
        "no not never nothing none without missing nobody dont doesnt didnt isnt arent wasnt werent cant cannot couldnt wont stopped lost \
        kein keine keinen keiner nicht nichts niemand sin ningun ninguna pas aucun aucune",
    ),
    (
        "arrive",
        "arrive arrives arrived arriving get gets getting got receive receives received receiving come comes came coming \
        send sends sent deliver delivers delivered delivery reach reaches kommt kommen bekommt bekommen erhalt erhalten \
        llega llegan recibe reciben arrivent recoit recoivent",
    ),
    (
        "wrong",
        "wrong invalid incorrect bad mismatch accept accepts accepted fail fails failing falsch falsche ungultig incorrecto incorrecta invalido faux fausse",
    ),
    (
        "reject",
        "reject rejects rejected rejecting refuse refuses refused refusing deny denies denied unauthorized forbidden 401 403 \
        lehnt abgelehnt rechaza rechazado refusee",
    ),
    (
        "match",
        "match matches matched matching mismatch stimmt coincide correspond",
    ),
    (
        "registration",
        "registration registrierung registrierungscode registro enregistrement",
    ),
    (
        "everyone",
        "everyone everybody all every anyone anybody nobody whole entire alle allen niemand todos todas tous toutes",
    ),
    (
        "one",
        "one single only just 1 ein eine einem einen einer nur un una une solo seul",
    ),
    (
        "user",
        "user person persons colleague employee somebody someone my me mine i her his benutzer mitarbeiter usuario utilisateur",
    ),
    ("realm", "realm realms"),
    (
        "late",
        "late later delay delays delayed slow slowly minutes minute hours hour spat spater verspatet tarde retard lent",
    ),
    (
        "ended",
        "expire expires expired ended lapsed abgelaufen caducado caducada expiree",
    ),
    (
        "sometimes",
        "sometimes intermittent intermittently occasional occasionally random randomly flaky unreliable sporadic sporadically some \
        manchmal gelegentlich veces parfois",
    ),
    (
        "works",
        "work works working geht funktioniert funciona marche fonctionne",
    ),
    ("help-desk", "helpdesk servicedesk hotline"),
    (
        "second",
        "second two 2 both zwei zweiter zweite segundo dos deuxieme deux",
    ),
    (
        "shown",
        "option options choice choices button show shows shown offer offered offers list listed appear appears appearing displayed page visible \
        angezeigt opcion",
    ),
    (
        "locked",
        "lock locks locked lockout locking block blocked throttle throttled throttling attempts tries gesperrt bloqueado bloqueada bloque verrouille",
    ),
    ("cloud", "cloud nube nuage keyset wcf"),
    (
        "connect",
        "connect connects connection connections verbindung conexion connexion",
    ),
    (
        "license",
        "license licence licenses licences licensing lizenz lizenzfehler licencia",
    ),
    (
        "admin",
        "admin webadmin console administrator administration",
    ),
    (
        "error",
        "error errors message messages report reports complains fehler lizenzfehler erreur",
    ),
    (
        "asked",
        "ask asks asked asking prompt prompts prompted prompting skip skips skipped bypass bypassed gefragt",
    ),
    ("second-factor", "mfa 2fa"),
    ("login", "login logins logon signin anmelden anmeldung"),
    ("api", "api rest endpoint"),
    ("program", "application applications appid program programs"),
    ("credentials", "credential credentials key"),
    ("always", "always immer siempre toujours"),
];

/// The ideas in a text; words that are in no list say nothing.
pub(super) fn ideas(text: &str) -> BTreeSet<Idea> {
    let mut plain = format!(" {} ", words(text).join(" "));
    for (pair, word) in PAIRS {
        plain = plain.replace(&format!(" {pair} "), &format!(" {word} "));
    }
    plain.split_whitespace().flat_map(ideas_of).collect()
}

fn ideas_of(word: &str) -> Vec<Idea> {
    let is_realm = word
        .strip_prefix("secureauth")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    if is_realm {
        return vec!["realm"];
    }
    LEXICON
        .iter()
        .filter(|(_, words)| words.split_whitespace().any(|one| one == word))
        .map(|(idea, _)| *idea)
        .collect()
}

/// Lowercase words without accents; an apostrophe joins (`don't`), a genitive goes, everything else parts.
fn words(text: &str) -> Vec<String> {
    // More says nothing new, and nobody types it.
    let text: String = text.chars().take(1000).collect();
    text.to_lowercase()
        .replace('\u{2019}', "'")
        .replace("'s ", " ")
        .chars()
        .filter(|c| *c != '\'')
        .map(without_accent)
        .collect::<String>()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn without_accent(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ä' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_number_and_language_do_not_count() {
        let same = ["No E-mails!", "no mail", "kein E-Mail", "pas de courriel"];
        for text in same {
            assert_eq!(ideas(text), BTreeSet::from(["absent", "email"]), "{text}");
        }
    }

    #[test]
    fn words_that_belong_together_are_one() {
        assert_eq!(ideas("Help desk"), BTreeSet::from(["help-desk"]));
        assert_eq!(ideas("in SecureAuth998"), BTreeSet::from(["realm"]));
    }

    #[test]
    fn no_word_of_an_idea_stands_twice() {
        for (idea, words) in LEXICON {
            let all: Vec<&str> = words.split_whitespace().collect();
            let once: BTreeSet<&str> = all.iter().copied().collect();
            assert_eq!(all.len(), once.len(), "{idea}");
            let plain = |word: &&str| **word == super::words(word).concat();
            assert!(all.iter().all(plain), "{idea}: an accent or a capital");
        }
    }

    #[test]
    fn text_without_end_is_cut() {
        assert!(ideas(&"x".repeat(1 << 20)).is_empty());
    }
}
