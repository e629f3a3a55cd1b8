//! Passcodes that arrive and are refused.

use super::super::{Method, Symptom, Whom};
use super::beyond;

pub(super) const REGISTRATION_CODE_MISMATCH: Symptom = Symptom {
    id: "registration-code-mismatch",
    title: "\"Registration code does not match\"",
    plainly: "Passcodes of authenticator apps are refused",
    phrasings: &[
        "registration code mismatch",
        "code of the authenticator app does not match",
        "app passcode refused",
        "OATH passcode wrong",
        "TOTP not accepted",
        "token code is invalid",
        "Registrierungscode stimmt nicht",
    ],
    methods: &[Method::Oath],
    whom: Whom::Anyone,
    causes: &[
        "oath-license-certificate",
        "oath-seed",
        "clock-skew",
        "oath-settings",
        "oath-settings/app-unsupported",
        "clock-skew/beyond-oath-window",
        "key-access",
        "key-match",
        "certificate-validity/missing",
        "certificate-validity/unreadable",
        "certificate-validity/wrong-password",
        "time-zone",
    ],
    also: &["time-source"],
    beyond: &[
        beyond(
            Whom::OneUser,
            "The phone's clock: set it to automatic; apps count from it.",
        ),
        beyond(
            Whom::OneUser,
            "An old enrollment: another entry of the same name in the app, or a seed that was enrolled anew since. Remove it and enroll again.",
        ),
        beyond(
            Whom::Anyone,
            "A seed that the directory cut off: its attribute must hold 4096 characters.",
        ),
    ],
};

pub(super) const ALWAYS_WRONG_FOR_EVERYONE: Symptom = Symptom {
    id: "always-wrong-for-everyone",
    title: "the passcode is always wrong for everyone",
    plainly: "Passcodes arrive but are refused for everyone",
    phrasings: &[
        "all codes are invalid",
        "nobody can log in, code wrong",
        "code wrong for all users in every realm",
        "every OTP is rejected",
        "der Code ist bei allen falsch",
        "el código es incorrecto para todos",
        "le code est faux pour tous",
    ],
    methods: Method::ALL,
    whom: Whom::Everyone,
    causes: &[
        "clock-skew",
        "oath-license-certificate",
        "oath-seed",
        "oath-settings",
        "key-access",
        "key-match",
        "certificate-validity",
        "time-zone",
        "clock-skew/beyond-oath-window",
        "otp-policy/storage-unmapped",
        "oath-settings/app-unsupported",
    ],
    also: &["time-source"],
    beyond: &[
        beyond(
            Whom::Anyone,
            "A load balancer without sticky sessions: the code is entered on another appliance than the one that sent it.",
        ),
        beyond(
            Whom::Anyone,
            "Mails or messages that are late: users type the code of the try before.",
        ),
    ],
};

pub(super) const ALWAYS_WRONG_IN_ONE_REALM: Symptom = Symptom {
    id: "always-wrong-in-one-realm",
    title: "the passcode is always wrong for one realm",
    plainly: "Passcodes are refused in one realm",
    phrasings: &[
        "code wrong in one realm only",
        "code invalid in SecureAuth2 and fine in the other realms",
        "wrong passcode in a single realm",
        "Code in einem Realm falsch",
    ],
    methods: Method::ALL,
    whom: Whom::OneRealm,
    causes: &[
        "oath-license-certificate",
        "oath-seed",
        "oath-settings",
        "key-access",
        "key-match",
        "certificate-validity",
        "oath-settings/app-unsupported",
        "clock-skew/beyond-oath-window",
        "otp-policy/storage-unmapped",
        "clock-skew",
    ],
    also: &["second-factor"],
    beyond: &[
        beyond(
            Whom::Anyone,
            "A setting that differs from the realms that work: `otpdoctor config show` prints each realm as it is in effect; compare two.",
        ),
        beyond(
            Whom::Anyone,
            "The realm looks users up in another directory or by another attribute, and finds another seed.",
        ),
    ],
};

pub(super) const ALWAYS_WRONG_FOR_ONE_USER: Symptom = Symptom {
    id: "always-wrong-for-one-user",
    title: "the passcode is always wrong for one user",
    plainly: "Passcodes of one user are refused",
    phrasings: &[
        "code wrong for one user only",
        "one person's passcode is invalid",
        "my code is always wrong",
        "der Code ist bei einem Benutzer falsch",
        "le code est faux pour un utilisateur",
    ],
    methods: Method::ALL,
    whom: Whom::OneUser,
    causes: &[
        "oath-settings/field-too-short",
        "oath-settings/app-unsupported",
        "clock-skew/beyond-oath-window",
        "oath-settings",
        "clock-skew",
        "oath-license-certificate",
        "oath-seed",
    ],
    also: &["time-source"],
    beyond: &[
        beyond(
            Whom::OneUser,
            "The phone's clock: set it to automatic; apps count from it.",
        ),
        beyond(
            Whom::OneUser,
            "Another entry of the same name in the app, or an enrollment that was made anew since. Remove both and enroll again.",
        ),
        beyond(
            Whom::OneUser,
            "The code of an older message: each new one makes the one before it worthless.",
        ),
        beyond(
            Whom::OneUser,
            "A hardware token that has drifted or was pressed many times: resynchronize it, or issue another.",
        ),
        beyond(
            Whom::OneUser,
            "A locked account: right codes are refused too until it is unlocked.",
        ),
    ],
};

pub(super) const LOCKED_OUT: Symptom = Symptom {
    id: "locked-out",
    title: "locked out",
    plainly: "Users are locked out",
    phrasings: &[
        "user is locked",
        "account blocked after too many attempts",
        "too many tries",
        "throttled",
        "Benutzer gesperrt",
        "usuario bloqueado",
        "compte verrouillé",
    ],
    methods: Method::ALL,
    whom: Whom::Anyone,
    causes: &[
        "clock-skew",
        "oath-license-certificate",
        "oath-seed",
        "oath-settings",
        "otp-policy",
        "clock-skew/beyond-oath-window",
        "oath-settings/app-unsupported",
    ],
    also: &["time-source"],
    beyond: &[
        beyond(
            Whom::OneUser,
            "The count of failed attempts: reset it in the user's account, and ask what was typed.",
        ),
        beyond(
            Whom::OneUser,
            "The directory has locked the account: an old password in a phone or a drive mapping tries again and again.",
        ),
        beyond(
            Whom::Anyone,
            "Somebody is guessing: look for one source address over many users in the audit log.",
        ),
    ],
};
