//! A passcode that a help desk releases: the user chooses a desk, the operator identifies the user, and tells the code.

mod prerequisites;
pub mod release;

use checks::kit::realm::{Config, HelpDesk, Realm};
use checks::kit::{Host, text};

use self::prerequisites::judge;
use self::release::Channel;
use super::code;
use super::person::{Person, Seat};
use super::said::{Done, Said};
use super::walk::{Ended, Planned, Walk};
use crate::otp::core::{Method, User};
use crate::otp::engine::Engine;
use crate::probe::Live;

/// A realm's help desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Desk {
    /// Help Desk 1.
    One,
    /// Help Desk 2.
    Two,
}

impl Desk {
    /// Its name on the vendor's pages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::One => "Help Desk 1",
            Self::Two => "Help Desk 2",
        }
    }

    const fn method(self) -> Method {
        match self {
            Self::One => Method::HelpDesk1,
            Self::Two => Method::HelpDesk2,
        }
    }

    fn settings(self, realm: &Realm) -> Option<&HelpDesk> {
        let methods = &realm.multi_factor;
        match self {
            Self::One => methods.help_desk_1.as_ref(),
            Self::Two => methods.help_desk_2.as_ref(),
        }
    }

    fn is_offered(self, realm: &Realm) -> bool {
        self.settings(realm)
            .is_some_and(|settings| settings.enabled)
    }
}

/// Whether the operator is asked if the user is who they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// Taken for granted: this is a rehearsal.
    Assumed,
    /// The operator says so.
    Confirmed,
}

/// Who asks whom for what.
pub struct Journey<'a> {
    /// The config.
    pub config: &'a Config,
    /// The realm's name.
    pub name: &'a str,
    /// The realm.
    pub realm: &'a Realm,
    /// The user.
    pub user: &'a User,
    /// The desk that was named.
    pub desk: Option<Desk>,
    /// How the operator gets the code.
    pub channel: Channel,
    /// Whether the operator is asked if the user is who they say.
    pub identity: Identity,
    /// What issues and verifies the code.
    pub engine: &'a Engine,
    /// Whom the checks ask.
    pub live: &'a Live,
    /// The machine that this is.
    pub host: Host,
}

/// The steps of the chain.
pub fn plan() -> Vec<Planned> {
    let steps = [
        "prerequisites",
        "workflow",
        "choose",
        "desk",
        "issue",
        "identify",
        "release",
        "enter",
        "verify",
    ];
    steps.map(Planned::from).into()
}

/// Goes through the release of a code.
///
/// # Errors
/// Where the chain ended.
pub async fn walk(
    walk: &mut Walk,
    journey: &Journey<'_>,
    person: &mut Person,
) -> Result<(), Ended> {
    // What is missing there is told, and whether it keeps a code from being issued shows below.
    for (step, check) in [
        ("prerequisites", "realm-prerequisites"),
        ("workflow", "second-factor"),
    ] {
        let _ = walk.step(step, judged(journey, check, None)).await;
    }
    let desk = walk.step("choose", choose(journey, person)).await?;
    let _ = walk
        .step("desk", judged(journey, "help-desk", Some(desk.name())))
        .await;
    let (engine, user) = (journey.engine, journey.user);
    let active = walk
        .step("issue", async {
            // A code that nobody can be given is no use.
            let usable = journey.channel.probe();
            usable.map_err(|why| Said::unknown("not-released", why))?;
            code::issue(engine, user, desk.method(), &journey.live.vault).await
        })
        .await?;
    walk.step("identify", identify(journey, desk, person))
        .await?;
    let _released = walk
        .step("release", async {
            let name = text::quote(user.as_str(), 60);
            let released = journey
                .channel
                .release(desk.name(), &name, &active.code)
                .await?;
            let how = match journey.channel {
                Channel::Terminal => "the operator was shown the code on the terminal",
                Channel::File(_) => "the operator was given the code in a file of their own",
            };
            Ok(Said::pass(how).with(released))
        })
        .await?;
    let question = format!("The code that {} told", desk.name());
    let entered = walk.step("enter", code::typed(person, &question)).await?;
    walk.step("verify", async {
        code::judged(&engine.verify(user, &entered).await?)
    })
    .await
}

async fn judged(journey: &Journey<'_>, check: &str, about: Option<&str>) -> Result<Done<()>, Said> {
    let said = judge(journey, &journey.host, check, about).await;
    // A remark or a skip is no obstacle.
    match said.worked() || said.is_skip() {
        true => Ok(said.with(())),
        false => Err(said),
    }
}

/// The desk that the user chooses on the login page: of those that are offered.
async fn choose(journey: &Journey<'_>, person: &mut Person) -> Result<Done<Desk>, Said> {
    let offered: Vec<Desk> = [Desk::One, Desk::Two]
        .into_iter()
        .filter(|desk| desk.is_offered(journey.realm))
        .collect();
    let chosen = match (journey.desk, offered.as_slice()) {
        (Some(desk), _) if offered.contains(&desk) => desk,
        (Some(desk), _) => return Err(not_offered(desk.name())),
        (None, []) => return Err(not_offered("Help Desk 1 or 2")),
        (None, [only]) => *only,
        (None, _) => asked(journey, person).await?,
    };
    let said = Said::pass(format!("the user chooses {}", chosen.name()));
    Ok(contact(said, chosen, journey.realm).with(chosen))
}

async fn asked(journey: &Journey<'_>, person: &mut Person) -> Result<Desk, Said> {
    person.tell("The login page offers the user two help desks:");
    for (number, desk) in [(1, Desk::One), (2, Desk::Two)] {
        person.tell(&format!("  {number}  {}", reachable(desk, journey.realm)));
    }
    for _ in 0..3 {
        match person
            .ask("Which does the user choose, 1 or 2?")
            .await?
            .as_str()
        {
            "1" => return Ok(Desk::One),
            "2" => return Ok(Desk::Two),
            _ if person.seat() == Seat::Pipe => break,
            _ => person.tell("  1 or 2, please."),
        }
    }
    Err(Said::unknown("no-answer", "no help desk was chosen"))
}

fn not_offered(which: &str) -> Said {
    Said::fail("desk-off", format!("users are not offered {which}: it is off"))
        .cure("In the Web Admin, open the realm's Multi-Factor Methods tab, Help Desk Settings, choose Enabled, and enter Phone and Email; then Save.")
}

/// The operator, who sees whom to identify, says whether the user is who they say.
async fn identify(
    journey: &Journey<'_>,
    desk: Desk,
    person: &mut Person,
) -> Result<Done<()>, Said> {
    let user = text::quote(journey.user.as_str(), 60);
    let realm = text::quote(journey.name, 60);
    person.tell(&format!("\n{}", reachable(desk, journey.realm)));
    person.tell(&format!(
        "  {user} asks for a passcode of {realm}. Identify the user as your help desk does."
    ));
    if journey.identity == Identity::Assumed {
        return Ok(Said::pass(format!("{user} is taken as identified (--yes)")).with(()));
    }
    let answer = person.ask("Operator: is it the user? Type yes:").await?;
    match answer.eq_ignore_ascii_case("yes") {
        true => Ok(Said::pass(format!("the operator identified {user}")).with(())),
        false => Err(Said::fail(
            "not-identified",
            format!("the operator did not identify {user}, and releases nothing"),
        )),
    }
}

/// The desk with what users see of it.
fn reachable(desk: Desk, realm: &Realm) -> String {
    let settings = desk.settings(realm);
    let shown = |of: Option<&String>| of.map(|text| text::quote(text, 80));
    let phone = shown(settings.and_then(|desk| desk.phone.as_ref()));
    let email = shown(settings.and_then(|desk| desk.email.as_ref()));
    let parts: Vec<String> = [Some(desk.name().to_owned()), phone, email]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(" · ")
}

fn contact(said: Said, desk: Desk, realm: &Realm) -> Said {
    let Some(settings) = desk.settings(realm) else {
        return said;
    };
    let shown = |said: Said, name: &str, of: &Option<String>| match of.as_deref().map(str::trim) {
        Some(text) if !text.is_empty() => said.fact(name, text::quote(text, 80)),
        _ => said.fact(name, "none"),
    };
    shown(
        shown(said, "phone", &settings.phone),
        "e-mail",
        &settings.email,
    )
}
