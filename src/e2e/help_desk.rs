//! A passcode that a help desk releases: the user chooses a desk, the operator identifies the user, and says the code.

pub mod release;

use checks::kit::realm::{HelpDesk, Realm};
use checks::kit::{About, Finding, text};
use checks::probed;
use checks::steps::{
    help_desk_choice as choice, help_desk_identity as identity, help_desk_release, passcode_entry,
    passcode_issue, passcode_verify,
};

use self::release::Channel;
use super::chain::{ChainRunner, Ended, Failed, StepResult};
use super::passcode;
use super::person::{Consent, Person};
use super::target::Target;
use crate::otp::core::Method;
use crate::otp::engine::Engine;

/// The help desks of a realm.
const DESKS: [Method; 2] = [Method::HelpDesk1, Method::HelpDesk2];

fn settings(desk: Method, realm: &Realm) -> Option<&HelpDesk> {
    let methods = &realm.multi_factor;
    match desk {
        Method::HelpDesk1 => methods.help_desk_1.as_ref(),
        _ => methods.help_desk_2.as_ref(),
    }
}

/// How the probe goes on.
pub struct Conduct {
    /// The help desk that was named.
    pub desk: Option<Method>,
    /// How the operator gets the passcode.
    pub channel: Channel,
    /// Whether the operator is asked if the user is who they say; in a rehearsal that is taken for granted.
    pub consent: Consent,
}

/// The steps of the probe.
pub const STEPS: &[&About] = &[
    probed::PREREQUISITES,
    probed::SECOND_FACTOR,
    &choice::ABOUT,
    probed::HELP_DESK,
    &passcode_issue::ABOUT,
    &identity::ABOUT,
    &help_desk_release::ABOUT,
    &passcode_entry::ABOUT,
    &passcode_verify::ABOUT,
];

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
    for check in [probed::PREREQUISITES, probed::SECOND_FACTOR] {
        run.note(target.name, target.settings(check, target.name).await);
    }
    let chosen = choose(conduct, target.realm(), person);
    let desk = run.step(&choice::ABOUT, chosen).await?;
    let mut settings = target.settings(probed::HELP_DESK, target.name).await;
    settings.retain(|finding| finding.subject.contains(desk.describe()));
    run.note(target.name, settings);
    let issue = async {
        // A passcode that nobody can be given is no use.
        conduct.channel.probe().map_err(|why| {
            Finding::new(passcode_issue::NO_CHANNEL, desk.describe()).summary(why)
        })?;
        passcode::issue(engine, user, desk, &target.live.vault).await
    };
    let active = run.step(&passcode_issue::ABOUT, issue).await?;
    let identified = identify(target, conduct.consent, desk, person);
    run.step(&identity::ABOUT, identified).await?;
    let name = text::quote(user.as_str(), 60);
    let release = async {
        let released = conduct
            .channel
            .release(desk.describe(), &name, &active.code);
        let released = released.await.map_err(|why| {
            Finding::new(help_desk_release::NOT_RELEASED, desk.describe()).summary(why)
        })?;
        let how = match conduct.channel {
            Channel::Terminal => "the operator was shown the passcode on the terminal",
            Channel::File(_) => "the operator was given the passcode in a file of their own",
        };
        let finding = Finding::pass(&help_desk_release::ABOUT, desk.describe()).summary(how);
        Ok((vec![finding], released))
    };
    let _released = run.step(&help_desk_release::ABOUT, release).await?;
    let question = format!("The passcode that {} gave the user", desk.describe());
    let typed = passcode::typed(person, &question);
    let entered = run.step(&passcode_entry::ABOUT, typed).await?;
    let verify = passcode::verify(engine, user, &entered);
    run.step(&passcode_verify::ABOUT, verify).await
}

/// The help desk that the user chooses on the login page: of those that are offered.
async fn choose(conduct: &Conduct, realm: &Realm, person: &mut Person) -> StepResult<Method> {
    let mut offered = DESKS.to_vec();
    offered.retain(|desk| settings(*desk, realm).is_some_and(|desk| desk.enabled));
    let chosen = match (conduct.desk, offered.as_slice()) {
        (Some(desk), _) if offered.contains(&desk) => desk,
        (Some(desk), _) => return Err(not_offered(desk.describe())),
        (None, []) => return Err(not_offered("Help Desk 1 or 2")),
        (None, [only]) => *only,
        (None, _) => asked(realm, person).await?,
    };
    let finding = Finding::pass(&choice::ABOUT, chosen.describe())
        .summary(format!("the user chooses {}", chosen.describe()))
        .with(settings(chosen, realm), |finding, settings| {
            let or_none = |shown: Option<String>| shown.unwrap_or_else(|| "none".into());
            finding
                .identity("phone", or_none(shown(&settings.phone)))
                .identity("e-mail", or_none(shown(&settings.email)))
        });
    Ok((vec![finding], chosen))
}

async fn asked(realm: &Realm, person: &mut Person) -> Result<Method, Finding> {
    let nobody = || Finding::new(choice::NO_ANSWER, "help desk");
    person.print("The login page offers the user two help desks:");
    for (number, desk) in (1..).zip(DESKS) {
        person.print(&format!("  {number}  {}", reachable(desk, realm)));
    }
    for _ in 0..3 {
        let answer = person.ask("Which does the user choose, 1 or 2?").await;
        let answer =
            answer.map_err(|gone| nobody().summary(format!("no help desk was chosen: {gone}")))?;
        match answer.as_str() {
            "1" => return Ok(Method::HelpDesk1),
            "2" => return Ok(Method::HelpDesk2),
            _ => person.print("  1 or 2, please."),
        }
    }
    Err(nobody())
}

fn not_offered(which: &str) -> Failed {
    Finding::new(choice::NOT_OFFERED, which)
        .summary(format!("{which} is disabled, so users cannot choose it"))
        .into()
}

/// The operator, who sees whom to identify, says whether the user is who they say.
async fn identify(
    target: &Target<'_>,
    consent: Consent,
    desk: Method,
    person: &mut Person,
) -> StepResult {
    let user = text::quote(target.user.as_str(), 60);
    let realm = text::quote(target.name, 60);
    person.print(&format!("\n{}", reachable(desk, target.realm())));
    person.print(&format!(
        "  {user} asks for a passcode of {realm}. Identify the user as your help desk does."
    ));
    let summary = match consent {
        Consent::Given => format!("{user} is taken as identified (--yes)"),
        Consent::ToBeAsked => {
            let confirmed = person.confirm("Operator: is it the user?").await;
            let confirmed = confirmed.map_err(|gone| {
                let finding = Finding::new(identity::NO_ANSWER, user.as_str());
                finding.summary(format!("no answer was typed: {gone}"))
            })?;
            if !confirmed {
                let summary =
                    format!("the operator did not identify {user} and releases no passcode");
                let finding = Finding::new(identity::NOT_IDENTIFIED, user);
                return Err(finding.summary(summary).into());
            }
            format!("the operator identified {user}")
        }
    };
    let finding = Finding::pass(&identity::ABOUT, user).summary(summary);
    Ok((vec![finding], ()))
}

/// The help desk with what users see of it.
fn reachable(desk: Method, realm: &Realm) -> String {
    let settings = settings(desk, realm);
    let phone = settings.and_then(|desk| shown(&desk.phone));
    let email = settings.and_then(|desk| shown(&desk.email));
    let parts = [Some(desk.describe().to_owned()), phone, email];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A setting that users see; `None` where it is empty.
fn shown(setting: &Option<String>) -> Option<String> {
    let text = text::quote(setting.as_deref()?, 80);
    (!text.is_empty()).then_some(text)
}
