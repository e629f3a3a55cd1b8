//! Detects a help desk that users cannot reach: they must call or write to get a passcode from it.

mod about;
mod contact;
mod desk;
mod mailbox;

use futures_util::future::join_all;

pub(crate) use self::about::*;
use self::contact::Contact;
use self::desk::Desk;
use crate::kit::realm::{DefaultWorkflow, HelpDesk as Settings};
use crate::kit::{Ctx, Finding, Judgement, check};

check!(HelpDesk, judge);

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    let methods = &cx.realm.multi_factor;
    let desks = [
        Desk {
            name: "Help Desk 1",
            key: "help_desk_1",
            settings: methods.help_desk_1.as_ref(),
        },
        Desk {
            name: "Help Desk 2",
            key: "help_desk_2",
            settings: methods.help_desk_2.as_ref(),
        },
    ];
    let contacts = desks
        .each_ref()
        .map(|desk| Ok::<_, Box<Finding>>(Contact::read(cx, desk, shown(cx, desk)?)));
    let judged = desks
        .iter()
        .zip(&contacts)
        .map(|(desk, contact)| async move {
            match contact {
                Ok(contact) => {
                    [contact.judge(cx), mailbox::judge(cx, desk).await.findings()].findings()
                }
                Err(why) => why.clone().findings(),
            }
        });
    let judged = join_all(judged).await;
    let shared = match &contacts {
        [Ok(first), Ok(second)] => first.shared_with(cx, second),
        _ => None,
    };
    [judged.findings(), shared.findings()].concat()
}

/// The settings of a help desk that users are offered, or why they are not.
fn shown<'a>(cx: &Ctx<'_>, desk: &Desk<'a>) -> Result<&'a Settings, Box<Finding>> {
    let Some(settings) = desk.settings else {
        return Finding::not_known(&ABOUT, desk.name)
            .summary(format!(
                "the settings of {} are not in the config",
                desk.name
            ))
            .alone();
    };
    if !settings.enabled {
        return Finding::new(DISABLED, desk.name)
            .at(cx.site(&desk.path("enabled")))
            .fill("desk", desk.name)
            .alone();
    }
    let workflow = cx
        .realm
        .workflow
        .as_ref()
        .map(|workflow| workflow.default_workflow);
    let never_asks = |workflow: DefaultWorkflow| {
        workflow != DefaultWorkflow::Unset && !workflow.asks_second_factor()
    };
    if workflow.is_some_and(never_asks) {
        return Finding::pass(&ABOUT, desk.name)
            .summary(format!(
                "{} is enabled, but the workflow asks for no second factor: see second-factor",
                desk.name
            ))
            .alone();
    }
    Ok(settings)
}
