//! A passcode that a help desk releases: the user chooses a desk, the operator identifies the user, and tells the code.

pub mod release;

use checks::kit::realm::{HelpDesk, Realm};
use checks::kit::{About, Finding, text};
use checks::steps::{
    help_desk_choice as choice, help_desk_identity as identity, help_desk_release, passcode_entry,
    passcode_issue, passcode_verify,
};

use self::release::Channel;
use super::chain::{ChainRunner, Ended, Failed, Passed, StepResult};
use super::passcode;
use super::person::{Gone, Input, Person};
use super::target::Target;
use crate::otp::core::Method;
use crate::otp::engine::Engine;

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

/// How the probe goes on.
pub struct Conduct {
    /// The help desk that was named.
    pub desk: Option<Desk>,
    /// How the operator gets the passcode.
    pub channel: Channel,
    /// Whether the operator is asked if the user is who they say.
    pub identity: Identity,
}

/// The checks that judge what must be set before a help desk can release anything.
const SETTINGS: [&str; 3] = ["realm-prerequisites", "second-factor", "help-desk"];

/// The steps of the probe.
pub fn steps() -> Vec<&'static About> {
    let [prerequisites, workflow, desk] = SETTINGS.map(check);
    let steps = [
        prerequisites,
        workflow,
        Some(&choice::ABOUT),
        desk,
        Some(&passcode_issue::ABOUT),
        Some(&identity::ABOUT),
        Some(&help_desk_release::ABOUT),
        Some(&passcode_entry::ABOUT),
        Some(&passcode_verify::ABOUT),
    ];
    steps.into_iter().flatten().collect()
}

fn check(id: &str) -> Option<&'static About> {
    checks::abouts().find(|about| about.id == id)
}

/// Goes through the release of a passcode.
///
/// # Errors
/// Where the run ended.
pub async fn run(
    run: &mut ChainRunner<'_>,
    target: &Target<'_>,
    conduct: &Conduct,
    engine: &Engine,
    person: &mut Person,
) -> Result<(), Ended> {
    let user = target.user;
    // What is missing there is shown, and whether it keeps a passcode from being issued shows below.
    for id in &SETTINGS[..2] {
        settings(run, target, id, "").await;
    }
    let chosen = choose(conduct, target.realm(), person);
    let desk = run.step(&choice::ABOUT, chosen).await?;
    settings(run, target, SETTINGS[2], desk.name()).await;
    let issue = async {
        // A passcode that nobody can be given is no use.
        conduct
            .channel
            .probe()
            .map_err(|why| Finding::new(passcode_issue::NO_CHANNEL, desk.name()).summary(why))?;
        passcode::issue(engine, user, desk.method(), &target.live.vault).await
    };
    let active = run.step(&passcode_issue::ABOUT, issue).await?;
    let identified = identify(target, conduct.identity, desk, person);
    run.step(&identity::ABOUT, identified).await?;
    let name = text::quote(user.as_str(), 60);
    let release = async {
        let released = conduct.channel.release(desk.name(), &name, &active.code);
        let released = released.await.map_err(|why| {
            Finding::new(help_desk_release::NOT_RELEASED, desk.name()).summary(why)
        })?;
        let how = match conduct.channel {
            Channel::Terminal => "the operator was shown the passcode on the terminal",
            Channel::File(_) => "the operator was given the passcode in a file of their own",
        };
        let finding = Finding::pass(&help_desk_release::ABOUT, desk.name()).summary(how);
        Ok(Passed::new(finding, released))
    };
    let _released = run.step(&help_desk_release::ABOUT, release).await?;
    let question = format!("The passcode that {} told", desk.name());
    let typed = passcode::typed(person, &question);
    let entered = run.step(&passcode_entry::ABOUT, typed).await?;
    let verify = passcode::verify(engine, user, &entered);
    run.step(&passcode_verify::ABOUT, verify).await
}

/// Records what a check finds in the settings; of findings about a help desk, those about this one.
async fn settings(run: &mut ChainRunner<'_>, target: &Target<'_>, id: &str, subject: &str) {
    if let Some(check) = check(id) {
        let mut findings = target.settings(check, target.name).await;
        findings.retain(|finding| finding.subject.contains(subject));
        run.note(target.name, findings);
    }
}

/// The help desk that the user chooses on the login page: of those that are offered.
async fn choose(conduct: &Conduct, realm: &Realm, person: &mut Person) -> StepResult<Desk> {
    let offered: Vec<Desk> = [Desk::One, Desk::Two]
        .into_iter()
        .filter(|desk| desk.is_offered(realm))
        .collect();
    let chosen = match (conduct.desk, offered.as_slice()) {
        (Some(desk), _) if offered.contains(&desk) => desk,
        (Some(desk), _) => return Err(not_offered(desk.name())),
        (None, []) => return Err(not_offered("Help Desk 1 or 2")),
        (None, [only]) => *only,
        (None, _) => asked(realm, person).await?,
    };
    let summary = format!("the user chooses {}", chosen.name());
    let finding = Finding::pass(&choice::ABOUT, chosen.name()).summary(summary);
    Ok(Passed::new(contact(finding, chosen, realm), chosen))
}

async fn asked(realm: &Realm, person: &mut Person) -> Result<Desk, Failed> {
    let nobody = |gone: Option<Gone>| {
        let why = gone.map(|gone| format!(": {gone}")).unwrap_or_default();
        Finding::new(choice::NO_ANSWER, "help desk")
            .summary(format!("no help desk was chosen{why}"))
    };
    person.tell("The login page offers the user two help desks:");
    for (number, desk) in [(1, Desk::One), (2, Desk::Two)] {
        person.tell(&format!("  {number}  {}", reachable(desk, realm)));
    }
    for _ in 0..3 {
        let answer = person.ask("Which does the user choose, 1 or 2?").await;
        match answer.map_err(|gone| nobody(Some(gone)))?.as_str() {
            "1" => return Ok(Desk::One),
            "2" => return Ok(Desk::Two),
            _ if person.input() == Input::Pipe => break,
            _ => person.tell("  1 or 2, please."),
        }
    }
    Err(nobody(None).into())
}

fn not_offered(which: &str) -> Failed {
    Finding::new(choice::NOT_OFFERED, which)
        .summary(format!("{which} is off, so that users are not offered it"))
        .step("In the Web Admin, open the realm's Multi-Factor Methods tab, Help Desk Settings, choose Enabled, and enter Phone and Email; then Save.")
        .into()
}

/// The operator, who sees whom to identify, says whether the user is who they say.
async fn identify(
    target: &Target<'_>,
    how: Identity,
    desk: Desk,
    person: &mut Person,
) -> StepResult {
    let user = text::quote(target.user.as_str(), 60);
    let realm = text::quote(target.name, 60);
    person.tell(&format!("\n{}", reachable(desk, target.realm())));
    person.tell(&format!(
        "  {user} asks for a passcode of {realm}. Identify the user as your help desk does."
    ));
    let pass = |summary| {
        Ok(Passed::new(
            Finding::pass(&identity::ABOUT, user.as_str()).summary(summary),
            (),
        ))
    };
    if how == Identity::Assumed {
        return pass(format!("{user} is taken as identified (--yes)"));
    }
    let answer = person.ask("Operator: is it the user? Type yes:").await;
    let answer = answer.map_err(|gone| {
        Finding::new(identity::NO_ANSWER, user.as_str()).summary(format!("nobody answered: {gone}"))
    })?;
    match answer.eq_ignore_ascii_case("yes") {
        true => pass(format!("the operator identified {user}")),
        false => Err(Finding::new(identity::NOT_IDENTIFIED, user.as_str())
            .summary(format!(
                "the operator did not identify {user}, and releases nothing"
            ))
            .into()),
    }
}

/// The help desk with what users see of it.
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

fn contact(finding: Finding, desk: Desk, realm: &Realm) -> Finding {
    let Some(settings) = desk.settings(realm) else {
        return finding;
    };
    let shown = |of: &Option<String>| match of.as_deref().map(str::trim) {
        Some(text) if !text.is_empty() => text::quote(text, 80),
        _ => "none".into(),
    };
    finding
        .identity("phone", shown(&settings.phone))
        .identity("e-mail", shown(&settings.email))
}
