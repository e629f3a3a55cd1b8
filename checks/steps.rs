//! The steps of end-to-end probes that are no checks: what each may find. Where a step asks what a check asks,
//! the check's own finding stands in the report instead ([`crate::probed`]).

use crate::kit::About;
use crate::kit::mail::handover;

/// Declares the steps, a module each with its reasons and its registry entry as `ABOUT`, and the list of all.
macro_rules! steps {
    ($($module:ident, $id:literal, $area:ident, $title:literal => { $($reasons:tt)+ })+) => {
        $(
            #[doc = $title]
            pub mod $module {
                crate::kit::about! { step: $id, area: $area, title: $title; $($reasons)+ }
            }
        )+

        /// Every step.
        pub const ALL: &[&About] = &[&handover::ABOUT, $(&$module::ABOUT),+];
    };
}

steps! {
    passcode_issue, "passcode-issue", Realm, "the OTP engine issues a passcode" => {
        /// the realm's settings turn the method off
        fail METHOD_OFF = "method-off";
        /// the user is locked after too many wrong passcodes
        fail LOCKED = "locked";
        /// the OTP engine issues nothing for this user
        fail REFUSED = "refused";
        /// the key file of the OTP engine cannot be used
        unknown KEY_UNUSABLE = "key-unusable";
        /// the state of the OTP engine cannot be read or written
        unknown STORE_UNAVAILABLE = "store-unavailable";
        /// the help desk operator cannot get a passcode, so none is issued
        unknown NO_CHANNEL = "no-channel";
    }

    email_message, "email-message", Email, "otpdoctor composes the message with the passcode" => {
        /// the sender or the recipient is missing or not an e-mail address
        fail ADDRESS_INVALID = "address-invalid";
        /// the message cannot be composed
        unknown NOT_COMPOSED = "not-composed";
    }

    email_arrival, "email-arrival", Email, "the message arrives in the mailbox" => {
        /// the message did not arrive in time
        fail NOT_ARRIVED = "not-arrived";
        /// the message arrived without the passcode
        fail PASSCODE_MISSING = "passcode-missing";
        /// the message arrived in the junk folder
        warn IN_JUNK = "in-junk";
        /// the receiving server cannot verify the sender: SPF, DKIM or DMARC failed
        warn SENDER_NOT_AUTHENTICATED = "sender-not-authenticated";
        /// a setting of the mailbox is missing or unusable
        unknown MAILBOX_NOT_CONFIGURED = "mailbox-not-configured";
        /// the mailbox cannot be reached
        unknown MAILBOX_UNREACHABLE = "mailbox-unreachable";
        /// TLS with the mailbox failed, or its certificate did not verify
        unknown MAILBOX_TLS = "mailbox-tls";
        /// the password of the mailbox was not sent, to protect it
        unknown MAILBOX_LOGIN_WITHHELD = "mailbox-login-withheld";
        /// the mailbox does not accept user name and password
        unknown MAILBOX_LOGIN_REJECTED = "mailbox-login-rejected";
        /// the folder of the mailbox cannot be opened
        unknown MAILBOX_NO_FOLDER = "mailbox-no-folder";
        /// the mailbox refused a command
        unknown MAILBOX_REFUSED = "mailbox-refused";
        /// the mailbox ended the session early
        unknown MAILBOX_BROKEN_OFF = "mailbox-broken-off";
    }

    phone_request, "phone-request", Api, "the realm sends the passcode to the phone" => {
        /// the realm does not know the user
        fail USER_NOT_FOUND = "user-not-found";
        /// the realm blocks the number
        fail NUMBER_BLOCKED = "number-blocked";
        /// the user is locked
        fail LOCKED = "locked";
        /// the realm has sent this user too many passcodes
        fail THROTTLED = "throttled";
        /// the user's account is disabled, expired or in no group that the realm allows
        fail USER_REFUSED = "user-refused";
        /// the realm tried to send but failed
        fail NOT_SENT = "not-sent";
        /// the realm refuses to send
        fail REFUSED = "refused";
    }

    sms_gateway, "sms-gateway", Api, "the SMS gateway accepts the message" => {
        /// the gateway cannot be reached, or its certificate cannot be trusted
        fail UNREACHABLE = "unreachable";
        /// the gateway does not accept the credentials
        fail CREDENTIALS_REJECTED = "credentials-rejected";
        /// the gateway refuses more requests for now
        fail THROTTLED = "throttled";
        /// the gateway redirects, which otpdoctor does not follow
        fail REDIRECTED = "redirected";
        /// the gateway rejects the request
        fail REJECTED = "rejected";
        /// the gateway is out of order
        fail OUT_OF_ORDER = "out-of-order";
        /// the message was sent to the gateway unencrypted
        warn IN_CLEAR = "in-clear";
        /// the gateway's address with number and message is not a URL
        unknown ADDRESS_INVALID = "address-invalid";
    }

    passcode_entry, "passcode-entry", Realm, "a person types the passcode that arrived" => {
        /// no passcode arrived
        fail NOTHING_ARRIVED = "nothing-arrived";
        /// the typed text is not a passcode
        fail NOT_A_PASSCODE = "not-a-passcode";
        /// no answer was typed
        unknown NO_ANSWER = "no-answer";
    }

    passcode_verify, "passcode-verify", Realm, "the passcode is verified" => {
        /// the passcode is not the expected one
        fail REJECTED = "rejected";
        /// the passcode has another number of digits than the realm expects
        fail WRONG_LENGTH = "wrong-length";
        /// no passcode is active for the user
        fail NOTHING_ISSUED = "nothing-issued";
        /// the passcode allows no more attempts
        fail USED_UP = "used-up";
        /// no such token is enrolled
        fail NOT_ENROLLED = "not-enrolled";
        /// the passcode was issued with the key file of another machine
        fail OTHER_KEY = "other-key";
        /// the realm's settings turn the method off
        fail METHOD_OFF = "method-off";
        /// the passcode was right but too late
        fail EXPIRED = "expired";
        /// the passcode was accepted before: each is accepted once
        fail REPLAYED = "replayed";
        /// the user is locked after too many wrong passcodes
        fail LOCKED = "locked";
        /// the realm did not return the passcode, so the typed one cannot be compared
        unknown NOT_RETURNED = "not-returned";
        /// the key file of the OTP engine cannot be used
        unknown KEY_UNUSABLE = "key-unusable";
        /// the state of the OTP engine cannot be read or written
        unknown STORE_UNAVAILABLE = "store-unavailable";
    }

    help_desk_choice, "help-desk-choice", Realm, "the user chooses a help desk" => {
        /// the help desk is not offered to users
        fail NOT_OFFERED = "not-offered";
        /// no help desk was chosen
        unknown NO_ANSWER = "no-answer";
    }

    help_desk_identity, "help-desk-identity", Realm, "the operator identifies the user" => {
        /// the operator did not identify the user
        fail NOT_IDENTIFIED = "not-identified";
        /// no answer was typed
        unknown NO_ANSWER = "no-answer";
    }

    help_desk_release, "help-desk-release", Realm, "the help desk operator gets the passcode" => {
        /// the help desk operator could not get the passcode
        unknown NOT_RELEASED = "not-released";
    }

    oath_enrollment, "oath-enrollment", Oath, "an app is enrolled" => {
        /// the realm's settings turn passcodes of apps off
        fail METHOD_OFF = "method-off";
        /// the user is locked after too many wrong passcodes
        fail LOCKED = "locked";
        /// the OTP engine enrolls nothing for this user
        fail REFUSED = "refused";
        /// the key file of the OTP engine, or the license certificate, cannot be used
        unknown KEY_UNUSABLE = "key-unusable";
        /// the state of the OTP engine cannot be read or written
        unknown STORE_UNAVAILABLE = "store-unavailable";
    }

    oath_seed_opened, "oath-seed-opened", Oath, "the realm decrypts the seed of the app" => {
        /// the realm's license certificate does not decrypt the seed
        fail NOT_OPENED = "not-opened";
        /// the host's clock is before 1970, so no passcode can be computed
        unknown BEFORE_1970 = "before-1970";
        /// the key file of the OTP engine cannot be used
        unknown KEY_UNUSABLE = "key-unusable";
        /// the state of the OTP engine cannot be read or written
        unknown STORE_UNAVAILABLE = "store-unavailable";
    }

    api_factors, "api-factors", Api, "the factors that the Authentication API knows of the user" => {
        /// the realm does not know the user
        fail USER_NOT_FOUND = "user-not-found";
        /// the user has no factors, or the reply has none
        warn NO_FACTORS = "no-factors";
        /// the API refuses to answer for this user
        fail REFUSED = "refused";
    }

    api_throttle, "api-throttle", Api, "the count of the user's failed attempts" => {
        /// the user does not exist
        skip NO_SUCH_USER = "no-such-user";
        /// the version of the API does not support the question
        skip NOT_OFFERED = "not-offered";
        /// the API refuses to answer for this user
        fail REFUSED = "refused";
    }

    api_validation, "api-validation", Api, "the realm validates a passcode that it has sent" => {
        /// the realm does not accept the passcode
        fail REJECTED = "rejected";
        /// the realm does not know the user
        fail USER_NOT_FOUND = "user-not-found";
        /// the API refuses to answer for this user
        fail REFUSED = "refused";
    }
}
