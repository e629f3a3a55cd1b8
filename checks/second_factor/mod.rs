//! Detects a workflow and methods that do not fit: passcodes that nobody is asked for, or that nobody can get.

mod about;

pub(crate) use self::about::*;
use crate::kit::realm::{DefaultWorkflow, HelpDesk, Role};
use crate::kit::text::list;
use crate::kit::{Ctx, Finding, check};

check!(SecondFactor, judge);

const SUBJECT: &str = "workflow";

async fn judge(cx: &Ctx<'_>) -> Finding {
    let Some(workflow) = &cx.realm.workflow else {
        return Finding::not_known(&ABOUT, SUBJECT)
            .summary("the realm's workflow is not in the config");
    };
    let workflow = workflow.default_workflow;
    if workflow == DefaultWorkflow::Unset {
        return Finding::new(NOT_REACHED, SUBJECT)
            .summary("the realm has no workflow: see realm-prerequisites");
    }
    let methods = Methods::under(workflow, cx);
    let finding = match (workflow.asks_second_factor(), methods.on.as_slice()) {
        (true, []) | (false, []) if !methods.unknown.is_empty() => {
            Finding::not_known(&ABOUT, SUBJECT).summary(format!(
                "the config does not say whether these methods are on, and the others are off: {}",
                list(&methods.unknown)
            ))
        }
        (true, []) => Finding::new(NO_METHOD, SUBJECT),
        (false, []) => Finding::pass(&ABOUT, SUBJECT)
            .summary("the workflow asks for no second factor, and all methods are off"),
        (true, on) => Finding::pass(&ABOUT, SUBJECT).summary(format!(
            "the workflow asks for a second factor, and these methods are on: {}",
            list(on)
        )),
        (false, on) => Finding::new(METHODS_UNUSED, SUBJECT).fill("methods", list(on)),
    };
    finding
        .identity("default-workflow", workflow.label())
        .at(cx.site("workflow.default_workflow"))
}

/// The methods that issue passcodes, by name.
#[derive(Default)]
struct Methods {
    on: Vec<&'static str>,
    unknown: Vec<&'static str>,
}

impl Methods {
    /// The methods that a user may meet under this workflow.
    fn under(workflow: DefaultWorkflow, cx: &Ctx<'_>) -> Self {
        let methods = &cx.realm.multi_factor;
        let desk = |desk: &Option<HelpDesk>| desk.as_ref().map(|desk| desk.enabled);
        // Without a second factor, the provisioning realm's OATH settings are for the apps that it enrolls.
        let enrolls_only =
            cx.realm.role == Some(Role::Provisioning) && !workflow.asks_second_factor();
        let oath = methods.oath.as_ref();
        let known = [
            ("phone", methods.sends_phone()),
            ("e-mail", methods.sends_email()),
            ("Help Desk 1", desk(&methods.help_desk_1)),
            ("Help Desk 2", desk(&methods.help_desk_2)),
            ("OATH", oath.map(|oath| oath.enabled && !enrolls_only)),
        ];
        let mut found = Self::default();
        for (name, state) in known {
            match state {
                Some(true) => found.on.push(name),
                Some(false) => {}
                None => found.unknown.push(name),
            }
        }
        found
    }
}
