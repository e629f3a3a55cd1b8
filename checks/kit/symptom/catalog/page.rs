//! What the login page does not offer or ask.

use super::super::{Method, Symptom, Whom};
use super::beyond;

pub(super) const NO_HELP_DESK: Symptom = Symptom {
    id: "no-help-desk",
    title: "no help desk option on the page",
    plainly: "The login page does not offer the help desk",
    phrasings: &[
        "help desk is missing",
        "help desk not shown",
        "helpdesk choice does not appear",
        "keine Helpdesk-Option",
        "pas d'option help desk",
    ],
    methods: &[Method::HelpDesk],
    whom: Whom::Anyone,
    causes: &[
        "second-factor",
        "second-factor/methods-unused",
        "realm-prerequisites/no-workflow",
        "help-desk",
        "help-desk/disabled",
        "realm-prerequisites",
    ],
    also: &[],
    beyond: &[
        beyond(
            Whom::Anyone,
            "A change that was not saved: each tab of the Web Admin has its own Save button.",
        ),
        beyond(
            Whom::OneUser,
            "The page leaves out methods for some groups, or remembers the method that was used last: choose another one there.",
        ),
    ],
};

pub(super) const ONE_HELP_DESK: Symptom = Symptom {
    id: "one-help-desk",
    title: "only one help desk option",
    plainly: "The login page offers one help desk instead of two",
    phrasings: &[
        "second help desk is missing",
        "help desk 2 not shown",
        "one help desk instead of two",
        "only the first help desk appears",
        "nur ein Helpdesk",
    ],
    methods: &[Method::HelpDesk],
    whom: Whom::Anyone,
    causes: &["help-desk/disabled", "help-desk", "help-desk/same-contact"],
    also: &["realm-prerequisites", "second-factor"],
    beyond: &[beyond(
        Whom::Anyone,
        "A change that was not saved: Help Desk Settings are saved on the Multi-Factor Methods tab of each realm.",
    )],
};

pub(super) const NO_PASSCODE_ASKED: Symptom = Symptom {
    id: "no-passcode-asked",
    title: "nobody is asked for a passcode",
    plainly: "Users log in without a passcode",
    phrasings: &[
        "no second factor prompt",
        "login without a passcode",
        "users are not prompted for a code",
        "MFA is skipped",
    ],
    methods: Method::ALL,
    whom: Whom::Everyone,
    causes: &[
        "second-factor/methods-unused",
        "realm-prerequisites",
        "second-factor",
    ],
    also: &[],
    beyond: &[beyond(
        Whom::Anyone,
        "Adaptive authentication or a persistent token that lets known users or devices pass.",
    )],
};
