//! Detects a help desk that users cannot reach: they must call or write to get a passcode from it.

pub(crate) mod about;
mod contact;
mod desk;
mod mailbox;

use futures_util::future::join_all;

use self::about::{ABOUT, DISABLED};
use self::contact::Contact;
use self::desk::Desk;
use self::mailbox::Mailbox;
use crate::kit::realm::{DefaultWorkflow, HelpDesk as Settings};
use crate::kit::{Ctx, Finding, check};

check!(HelpDesk, judge);

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    let methods = &cx.realm.multi_factor;
    let desks = [
        Desk::new("Help Desk 1", "help_desk_1", methods.help_desk_1.as_ref()),
        Desk::new("Help Desk 2", "help_desk_2", methods.help_desk_2.as_ref()),
    ];
    let mailboxes = join_all(desks.iter().map(|desk| async {
        match shown(cx, desk) {
            Ok(settings) => Mailbox::ask(cx, settings).await,
            Err(_) => None,
        }
    }))
    .await;
    let mut findings = Vec::new();
    let mut contacts = Vec::new();
    for (desk, mailbox) in desks.iter().zip(&mailboxes) {
        match shown(cx, desk) {
            Err(why) => findings.push(*why),
            Ok(settings) => {
                let contact = Contact::read(cx, desk, settings);
                findings.extend(contact.judge(cx));
                findings.extend(mailbox.as_ref().and_then(|mailbox| mailbox.judge(cx, desk)));
                contacts.push(contact);
            }
        }
    }
    if let [first, second] = contacts.as_slice() {
        findings.extend(first.shared_with(cx, second));
    }
    findings
}

/// The settings of a help desk that users are offered, or why they are not.
fn shown<'a>(cx: &Ctx<'_>, desk: &Desk<'a>) -> Result<&'a Settings, Box<Finding>> {
    let Some(settings) = desk.settings else {
        let text = "its settings are not in the config";
        return Err(Box::new(
            Finding::not_known(&ABOUT, desk.name).summary(text),
        ));
    };
    if !settings.enabled {
        let finding = Finding::new(DISABLED, desk.name)
            .summary("it is off, so users are not offered it")
            .at(cx.site(&desk.path("enabled")));
        return Err(Box::new(finding));
    }
    let workflow = cx.realm.workflow.as_ref();
    let never_asks = workflow
        .map(|workflow| workflow.default_workflow)
        .is_some_and(|workflow| {
            workflow != DefaultWorkflow::Unset && !workflow.asks_second_factor()
        });
    if never_asks {
        let text = "it is on, and the workflow asks for no second factor, so users are never offered it: second-factor tells";
        return Err(Box::new(Finding::pass(&ABOUT, desk.name).summary(text)));
    }
    Ok(settings)
}
