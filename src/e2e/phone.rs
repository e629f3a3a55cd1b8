//! A passcode by text message or voice call, sent by the realm itself through its Authentication API.

use secrecy::ExposeSecret as _;

use super::api::{Api, Heard};
use super::code;
use super::number::Number;
use super::person::Person;
use super::said::{Done, Said};
use super::walk::{Ended, Planned, Walk};
use crate::otp::core::{Code, User};
use crate::probe::Live;
use crate::probe::api::Call;

/// The most messages that one run sends: each costs money, and disturbs someone.
pub const MOST: u32 = 3;

/// How a passcode travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text message.
    Sms,
    /// A voice call.
    Voice,
}

impl Kind {
    /// The probe's name.
    pub const fn probe(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Voice => "voice",
        }
    }

    /// The API's word for it.
    const fn api(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Voice => "call",
        }
    }

    /// What it is, for people.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Sms => "text message",
            Self::Voice => "voice call",
        }
    }

    /// What to ask the person for.
    pub const fn question(self) -> &'static str {
        match self {
            Self::Sms => "The code in the text message",
            Self::Voice => "The code that the call told",
        }
    }
}

/// Where a passcode goes, and for whom it is.
pub struct Journey<'a> {
    /// How it travels.
    pub kind: Kind,
    /// For whom.
    pub user: &'a User,
    /// Where to.
    pub number: &'a Number,
    /// The realm's API.
    pub api: &'a Api,
    /// Whom to ask.
    pub live: &'a Live,
}

/// The steps of the chain.
pub fn plan() -> [Planned; 3] {
    ["send", "receive", "verify"].map(Planned::from)
}

/// Has the realm send a passcode, and compares what arrives with what it sent.
///
/// # Errors
/// Where the chain ended.
pub async fn walk(
    walk: &mut Walk,
    journey: &Journey<'_>,
    person: &mut Person,
) -> Result<(), Ended> {
    let sent = walk.step("send", send(journey)).await?;
    let typed = code::typed(person, journey.kind.question());
    let arrived = walk
        .step("receive", async {
            typed.await.map_err(|said| lost(said, journey.kind))
        })
        .await?;
    walk.step("verify", async { compare(sent.as_ref(), &arrived) })
        .await
}

/// The code as the realm returned it; none where it did not.
async fn send(journey: &Journey<'_>) -> Result<Done<Option<Code>>, Said> {
    let (kind, number) = (journey.kind, journey.number);
    let call = Call::send(journey.user.as_str(), kind.api(), &number.e164);
    let (reply, heard) = journey.api.ask(journey.live, &call).await?;
    judge(&heard, kind, number)?;
    let said = heard
        .passed(&format!(
            "the realm's Authentication API took the {} over",
            kind.message()
        ))
        .fact("to", &number.masked);
    let code = reply
        .code
        .and_then(|code| Code::parse(code.expose_secret()).ok());
    Ok(said.with(code))
}

/// What the API says of a passcode that it was asked to send.
fn judge(heard: &Heard, kind: Kind, number: &Number) -> Result<(), Said> {
    if heard.status() == "valid" {
        return Ok(());
    }
    let what = kind.message();
    let said = if heard.says("user id was not found") || heard.status() == "not_found" {
        Said::fail("user-not-found", "the realm does not know the user")
            .cure("Name a user of the realm's directory with --user.")
    } else if heard.says("block") {
        Said::fail(
            "number-blocked",
            format!("the realm sends no {what} to {}: the number is blocked", number.masked),
        )
        .cure("Look at Phone Number Blocking on the realm's Multi-Factor Methods tab: kinds of numbers, carriers and countries that it names get nothing.")
    } else if heard.status() == "lock_out" || heard.says("locked") {
        Said::fail("locked", "the user is locked")
            .cure("Unlock the user in the directory or on the help desk page, or name another one with --user.")
    } else if heard.says("throttl") || heard.says("too many") || heard.says("exceed") {
        Said::fail("throttled", "the realm has sent this user too many passcodes")
            .cure("Wait until the throttling interval of the realm's Multi-Factor Methods tab is over, or reset the count there.")
    } else if matches!(
        heard.status(),
        "disabled" | "invalid_group" | "password_expired" | "change_password" | "account_expired"
    ) {
        Said::fail("user-refused", "the realm refuses the user's account")
            .cure("Name a user with --user whose account is enabled, not expired, and in a group that the realm allows.")
    } else if matches!(heard.status(), "server_error" | "error" | "failed") {
        Said::fail(
            "not-sent",
            format!("the realm could not send the {what}"),
        )
        .cure("`otpdoctor check --only cloud,certificates,time` looks at what the appliance needs for that: clock, license certificate, proxy and the vendor's cloud.")
    } else {
        Said::fail("refused", format!("the realm refuses to send the {what}")).cure(
            "Enable the method for this realm on its Multi-Factor Methods tab and its API tab.",
        )
    };
    Err(heard.refused(said.fact("to", &number.masked)))
}

/// What to do where nothing arrived.
pub fn lost(said: Said, kind: Kind) -> Said {
    if said.reason() != Some("nothing-arrived") {
        return said;
    }
    said.cure("Try another number of another carrier: if that one gets it, the first carrier filters or delays.")
        .cure(match kind {
            Kind::Sms => "Look for the message in the phone's spam or blocked list; land lines get none.",
            Kind::Voice => "Look whether the phone rejects unknown callers.",
        })
        .cure("`otpdoctor diagnose` asks what else is the matter.")
}

fn compare(sent: Option<&Code>, arrived: &Code) -> Result<Done<()>, Said> {
    let Some(sent) = sent else {
        return Err(Said::unknown(
            "no-code-returned",
            "the realm's reply holds no passcode to compare with",
        )
        .cure("Have the code validated by the realm: `otpdoctor probe api --validate`."));
    };
    match code::same(sent, arrived) {
        true => Ok(Said::pass("what arrived is what the realm sent").with(())),
        false => Err(Said::fail("rejected", "what was typed is not what the realm sent")
            .cure("Type the newest code: with several messages on their way an older one may arrive last.")),
    }
}
