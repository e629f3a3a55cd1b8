//! What stands on the page, what does not, and why.

use checks::kit::realm::{Config, DefaultWorkflow, EmailField, HelpDesk, PhoneField, Realm};
use checks::kit::reason::shared;
use checks::kit::{Status, text};
use checks::probed;
use schemars::JsonSchema;
use serde::Serialize;

use crate::otp::core::Method;
use crate::otp::engine::Settings;
use crate::report::model::{Choice, Sketch, Text};
use crate::report::view::grouped;
use crate::report::view::text::{name, sites, subject};
use crate::report::{Finding, Report};
use crate::run::context::Context;

/// The page of one realm.
#[derive(Serialize, JsonSchema)]
pub struct Page<'a> {
    /// The realm.
    pub realm: &'a str,
    /// What it is for.
    pub description: Option<String>,
    /// The Default Workflow as the Web Admin words it; null where it is not known.
    pub workflow: Option<&'static str>,
    /// Its steps.
    pub steps: Vec<&'static str>,
    /// Whether users get to the page; null where the workflow is not known.
    pub asked_for: Option<bool>,
    /// What users can choose, in the order of the page.
    pub choices: Vec<Choice>,
    /// What is not as it could be: not on the page, or wrong on it.
    pub remarks: Vec<Remark>,
}

/// Why something is not on the page, or is wrong on it.
#[derive(Serialize, JsonSchema)]
pub struct Remark {
    /// How bad it is.
    pub status: Status,
    /// A sentence.
    pub summary: String,
    /// The reason, as `otpdoctor explain` takes it; null where it is a setting like any other.
    pub reason: Option<String>,
    /// Where the setting stands.
    pub location: Option<String>,
}

impl<'a> Page<'a> {
    /// The page of a realm; `report` holds what the checks say of its settings.
    pub fn of(config: &'a Config, (name, realm): (&'a str, &'a Realm), report: &Report) -> Self {
        let asked_for = workflow(realm).map(DefaultWorkflow::asks_second_factor);
        let workflow = workflow(realm).map(DefaultWorkflow::label);
        let found = report.findings.iter();
        let found = found.filter(|one| one.realms.iter().any(|realm| **realm == *name));
        let mut remarks: Vec<Remark> = found.filter_map(Remark::of).collect();
        if asked_for != Some(false) {
            remarks.extend(off(config, name));
        }
        let described = realm.overview.description.as_deref().map(str::trim);
        let described = described.filter(|text| !text.is_empty());
        Self {
            realm: name,
            description: described.map(|described| text::quote(described, 60)),
            workflow,
            steps: workflow.map_or_else(Vec::new, |label| label.split(" | ").collect()),
            asked_for,
            choices: choices(realm),
            remarks,
        }
    }
}

/// The Default Workflow, where it has a name in the Web Admin.
fn workflow(realm: &Realm) -> Option<DefaultWorkflow> {
    let workflow = realm.workflow.as_ref()?.default_workflow;
    (!workflow.label().is_empty()).then_some(workflow)
}

/// As many different pages are kept in a report.
const SKETCHES: usize = 20;

/// The pages of a run's realms, as its report keeps them; none of a realm of which neither workflow nor methods are known.
pub fn sketches(context: &Context) -> Vec<Sketch> {
    let realms = context.realms().unwrap_or_default().into_iter();
    let pages = realms.map(|(name, realm)| {
        let label = workflow(realm).map(DefaultWorkflow::label);
        (name, label, choices(realm))
    });
    let pages = pages.filter(|(_, label, choices)| label.is_some() || !choices.is_empty());
    let alike = grouped(pages, |(_, label, choices)| (*label, choices.clone()));
    let sketches = alike.into_iter().take(SKETCHES).map(|alike| Sketch {
        workflow: alike[0].1.map(Text::from),
        choices: alike[0].2.clone(),
        realms: alike.iter().map(|(name, ..)| (*name).into()).collect(),
    });
    sketches.collect()
}

/// What is on, in the order of the Admin API's `RegistrationMethodOrder`: phone, e-mail, help desk, app; nothing where the
/// workflow leads to no such page.
fn choices(realm: &Realm) -> Vec<Choice> {
    if workflow(realm).is_some_and(|workflow| !workflow.asks_second_factor()) {
        return Vec::new();
    }
    let methods = &realm.multi_factor;
    let phone = methods.phone.clone().unwrap_or_default();
    let email = methods.email.clone().unwrap_or_default();
    let phones = [phone.field_1, phone.field_2, phone.field_3, phone.field_4];
    let emails = [email.field_1, email.field_2, email.field_3, email.field_4];
    let phones = (1..).zip(phones).filter_map(|(number, field)| {
        let label = format!("Phone {number}");
        Some((label, by_phone(field?)?.to_owned()))
    });
    let emails = (1..).zip(emails).filter_map(|(number, field)| {
        let label = format!("Email {number}");
        Some((label, by_email(field?)?.to_owned()))
    });
    let desks = [
        ("Help Desk 1", &methods.help_desk_1),
        ("Help Desk 2", &methods.help_desk_2),
    ];
    let desks = desks.into_iter().filter_map(|(label, desk)| {
        let desk = desk.as_ref().filter(|desk| desk.enabled)?;
        Some((label.to_owned(), by_desk(desk)))
    });
    let oath = methods.oath.as_ref().filter(|oath| oath.enabled);
    let oath = oath.map(|oath| {
        let by = format!(
            "{} digits of an app or token, new every {} s",
            oath.passcode_length, oath.passcode_change_interval
        );
        ("Passcode (OATH)".to_owned(), by)
    });
    let all = phones.chain(emails).chain(desks).chain(oath);
    let choice = |(label, by): (String, String)| Choice {
        label: label.into(),
        by: by.into(),
    };
    all.map(choice).collect()
}

fn by_phone(field: PhoneField) -> Option<&'static str> {
    match field {
        PhoneField::Disabled => None,
        PhoneField::VoiceOnly => Some("voice call"),
        PhoneField::SmsTextOnly => Some("SMS / text message"),
        PhoneField::VoiceAndSmsText => Some("voice call, or SMS / text message"),
        PhoneField::LoginRequest => Some("login request to the app"),
    }
}

fn by_email(field: EmailField) -> Option<&'static str> {
    match field {
        EmailField::Disabled => None,
        EmailField::Html | EmailField::Text => Some("passcode in a message"),
        EmailField::HtmlLink | EmailField::TextLink => Some("link in a message, to click"),
    }
}

/// How users reach the help desk, as the page says.
fn by_desk(desk: &HelpDesk) -> String {
    let shown = |set: &Option<String>, none: &str| match set.as_deref().map(str::trim) {
        None => format!("{none} in the config"),
        Some("") => none.to_owned(),
        Some(set) => text::quote(set, 60),
    };
    format!(
        "{} · {}",
        shown(&desk.phone, "no phone number"),
        shown(&desk.email, "no e-mail address")
    )
}

/// The other methods that are off.
fn off(config: &Config, realm: &str) -> Vec<Remark> {
    let Some(settings) = Settings::of(config, realm) else {
        return Vec::new();
    };
    let methods = [Method::Sms, Method::Voice, Method::Email, Method::Oath];
    let off = methods.into_iter().filter_map(|method| {
        let off = settings.off(method)?;
        let site = config.sites.nearest(&off.setting);
        Some((method.describe(), &off.why, site.map(ToString::to_string)))
    });
    let alike = grouped(off, |(_, why, location)| (*why, location.clone())).into_iter();
    let remarks = alike.map(|alike| {
        let names: Vec<&str> = alike.iter().map(|(name, ..)| *name).collect();
        Remark {
            status: Status::Skip,
            summary: format!("no {}: {}", names.join(", no "), alike[0].1),
            reason: None,
            location: alike[0].2.clone(),
        }
    });
    remarks.collect()
}

impl Remark {
    /// What a check says, where it bears on the page.
    fn of(finding: &Finding) -> Option<Self> {
        let is_told = match finding.status {
            Status::Pass => false,
            // What the config does not know of the workflow is said above.
            Status::Skip => {
                finding.check == probed::HELP_DESK.id && *finding.reason != *shared::OFFLINE.code
            }
            // How a password stands in the config is nothing of the page.
            Status::Warn | Status::Fail | Status::Unknown => {
                *finding.reason != *probed::SECRET_IN_CLEAR.code
            }
        };
        let subject = subject(finding).map_or_else(String::new, |subject| format!("{subject}: "));
        let places = sites(finding).to_string();
        is_told.then(|| Self {
            status: finding.status,
            summary: format!("{subject}{}", finding.summary),
            reason: Some(name(finding)),
            location: (!places.is_empty()).then_some(places),
        })
    }
}
