//! Detects a realm whose Overview, Data or Workflow tab was never filled in: passcodes need all three.

mod about;
mod in_clear;

pub(crate) use self::about::*;
use crate::kit::realm::DefaultWorkflow;
use crate::kit::text::list;
use crate::kit::{Ctx, Finding, check};

check!(RealmPrerequisites, judge);

const SUBJECT: &str = "prerequisites";

/// What is known of one prerequisite.
enum State {
    Defined,
    /// The config says nothing of it.
    NotKnown,
    /// It is not defined, and nothing in the realm needs it.
    NotNeeded,
    Missing(Box<Finding>),
}

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    let parts = [
        ("description", description(cx)),
        ("SMTP", smtp(cx)),
        ("data store", data_store(cx)),
        ("workflow", workflow(cx)),
    ];
    let (mut defined, mut unknown, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    for (name, state) in parts {
        match state {
            State::Defined => defined.push(name),
            State::NotKnown => unknown.push(name),
            State::NotNeeded => {}
            State::Missing(finding) => findings.push(*finding),
        }
    }
    if findings.is_empty() && !defined.is_empty() {
        let summary = format!("the realm defines {}", list(&defined));
        findings.push(Finding::pass(&ABOUT, SUBJECT).summary(summary));
    }
    if !unknown.is_empty() || findings.is_empty() {
        let summary = match unknown.as_slice() {
            [] => "the realm defines nothing, and needs nothing".to_owned(),
            unknown => format!(
                "the config does not say whether the realm defines {}",
                list(unknown)
            ),
        };
        findings.push(Finding::not_known(&ABOUT, SUBJECT).summary(summary));
    }
    findings.extend(in_clear::secrets(cx));
    findings
}

fn missing(finding: Finding) -> State {
    State::Missing(Box::new(finding))
}

fn description(cx: &Ctx<'_>) -> State {
    match cx.realm.overview.description.as_deref().map(str::trim) {
        None => State::NotKnown,
        Some("") => {
            missing(Finding::new(NO_DESCRIPTION, "description").at(cx.site("overview.description")))
        }
        Some(_) => State::Defined,
    }
}

fn smtp(cx: &Ctx<'_>) -> State {
    let smtp = cx.realm.overview.smtp.as_ref();
    let address = smtp.and_then(|smtp| smtp.server_address.as_deref());
    match address.map(str::trim) {
        None => State::NotKnown,
        Some("") if sends_no_mail(cx) => State::NotNeeded,
        Some("") => {
            missing(Finding::new(NO_SMTP, "SMTP").at(cx.site("overview.smtp.server_address")))
        }
        Some(_) => State::Defined,
    }
}

/// Passcodes by e-mail are off, and so are both help desks, whose guide asks for SMTP.
fn sends_no_mail(cx: &Ctx<'_>) -> bool {
    let methods = &cx.realm.multi_factor;
    let mut desks = [&methods.help_desk_1, &methods.help_desk_2]
        .into_iter()
        .flatten();
    methods.sends_email() == Some(false) && !desks.any(|desk| desk.enabled)
}

fn data_store(cx: &Ctx<'_>) -> State {
    let data = cx.realm.data.as_ref();
    let Some(membership) = data.and_then(|data| data.membership.as_ref()) else {
        return State::NotKnown;
    };
    let summary = match membership.r#type.trim() {
        "" => "the realm has no data store, so it cannot find its users",
        // Its callers bring numbers and addresses along.
        "no_data_store" if cx.realm.api.is_some() => return State::NotNeeded,
        "no_data_store" => {
            "the realm has the data store \"No Data Store\", so it cannot find its users"
        }
        _ => return State::Defined,
    };
    missing(
        Finding::new(NO_DATA_STORE, "data store")
            .summary(summary)
            .at(cx.site("data.membership.type")),
    )
}

fn workflow(cx: &Ctx<'_>) -> State {
    match cx
        .realm
        .workflow
        .as_ref()
        .map(|workflow| workflow.default_workflow)
    {
        None => State::NotKnown,
        Some(DefaultWorkflow::Unset) => {
            missing(Finding::new(NO_WORKFLOW, "workflow").at(cx.site("workflow.default_workflow")))
        }
        Some(_) => State::Defined,
    }
}
