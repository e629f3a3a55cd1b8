//! How a help desk is reached, as the realm's page shows it.

use super::about::*;
use super::desk::Desk;
use crate::kit::mail::{is_address, on_the_wire};
use crate::kit::peer_text::Shown;
use crate::kit::phone::Phone;
use crate::kit::realm::HelpDesk as Settings;
use crate::kit::text::list;
use crate::kit::{Ctx, Finding};

/// The phone number and the address of a help desk; absent where the config does not have them.
pub(super) struct Contact<'a> {
    desk: &'a Desk<'a>,
    phone: Option<(&'a str, Phone)>,
    email: Option<&'a str>,
}

impl<'a> Contact<'a> {
    pub(super) fn read(cx: &Ctx<'_>, desk: &'a Desk<'a>, settings: &'a Settings) -> Self {
        let phones = cx.realm.multi_factor.phone.as_ref();
        let country = phones.and_then(|phones| phones.default_country_code);
        let phone = settings.phone.as_deref().map(str::trim);
        Self {
            desk,
            phone: phone.map(|text| (text, cx.gathered.phone(text, country))),
            email: settings.email.as_deref().map(str::trim),
        }
    }

    /// What is wrong with the contact, or that nothing is.
    pub(super) fn judge(&self, cx: &Ctx<'_>) -> Vec<Finding> {
        let parts = [self.judge_phone(cx), self.judge_email(cx)];
        let findings: Vec<Finding> = parts.into_iter().flatten().collect();
        if !findings.is_empty() {
            return findings;
        }
        let phone = self.phone.as_ref().map(|(text, phone)| match phone {
            Phone::Valid(number) => number.international.clone(),
            _ => format!("{} (form checked only)", Shown(text)),
        });
        let known: Vec<String> = phone
            .into_iter()
            .chain(self.email.map(|email| Shown(email).into()))
            .collect();
        vec![match known.as_slice() {
            [] => Finding::not_known(&ABOUT, self.desk.name).summary(format!(
                "phone number and e-mail address of {} are not in the config",
                self.desk.name
            )),
            known => Finding::pass(&ABOUT, self.desk.name).summary(format!(
                "the contacts of {} have a valid form: {}",
                self.desk.name,
                list(known)
            )),
        }]
    }

    fn judge_phone(&self, cx: &Ctx<'_>) -> Option<Finding> {
        let name = self.desk.name;
        let (text, phone) = self.phone.as_ref()?;
        let finding = match phone {
            Phone::Valid(_) | Phone::National => return None,
            Phone::Missing => Finding::new(PHONE_MISSING, name),
            Phone::Extension => Finding::new(PHONE_INVALID, name)
                .only_warns()
                .cured(PHONE_INVALID.cure("extension")),
            Phone::Invalid(why) => Finding::new(PHONE_INVALID, name)
                .cured(PHONE_INVALID.cure("undialable"))
                .fill("why", why),
        };
        let finding = finding.fill("number", format!("{:?}", Shown(text)));
        let site = cx.site(&self.desk.path("phone"));
        Some(finding.fill("desk", name).at(site))
    }

    fn judge_email(&self, cx: &Ctx<'_>) -> Option<Finding> {
        let name = self.desk.name;
        let finding = match self.email? {
            "" => Finding::new(EMAIL_MISSING, name),
            wrong if !is_address(&on_the_wire(wrong)) => {
                Finding::new(EMAIL_INVALID, name).fill("address", format!("{:?}", Shown(wrong)))
            }
            _ => return None,
        };
        let site = cx.site(&self.desk.path("email"));
        Some(finding.fill("desk", name).at(site))
    }

    /// Two options that lead to one place are one.
    pub(super) fn shared_with(&self, cx: &Ctx<'_>, other: &Self) -> Option<Finding> {
        let phone = self.phone.as_ref().zip(other.phone.as_ref());
        let phone = phone.filter(|((one, first), (two, second))| match (first, second) {
            (Phone::Valid(first), Phone::Valid(second)) => first == second,
            _ => !digits(one).is_empty() && digits(one) == digits(two),
        });
        let email = self.email.zip(other.email);
        let email = email.filter(|(one, two)| !one.is_empty() && one.eq_ignore_ascii_case(two));
        let (what, value, setting) = match (phone, email) {
            (Some(((text, _), _)), Some(_)) => {
                ("the same phone number and e-mail address", *text, "phone")
            }
            (Some(((text, _), _)), None) => ("the same phone number", *text, "phone"),
            (None, Some((text, _))) => ("the same e-mail address", text, "email"),
            (None, None) => return None,
        };
        Some(
            Finding::new(SAME_CONTACT, "Help Desk 1 and 2")
                .fill("what", what)
                .fill("value", format!("{:?}", Shown(value)))
                .at(cx.site(&other.desk.path(setting))),
        )
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
