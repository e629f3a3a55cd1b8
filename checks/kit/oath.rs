//! The OATH realms of an appliance: which of them enrolls seeds, and in which field they keep them.

use super::realm::{Oath, ProfileField, Role};
use super::{About, Ctx, Finding, Realm, Site};

/// The property that holds a user's seed.
pub const SEED: &str = "OATH Seed";

/// An authenticator app, and which codes it can show.
pub struct App {
    /// Its name.
    pub name: &'static str,
    /// How many digits it shows.
    pub digits: &'static [u8],
    /// Seconds that a code stands; `None` where the app takes any.
    pub interval: Option<u32>,
}

/// What authenticator apps can show (vendor's support article 360048073032).
pub const APPS: &[App] = &[
    App {
        name: "SecureAuth Authenticate",
        digits: &[6, 8],
        interval: None,
    },
    App {
        name: "Google Authenticator",
        digits: &[6, 8],
        interval: Some(30),
    },
    App {
        name: "Microsoft Authenticator",
        digits: &[6],
        interval: Some(30),
    },
];

impl App {
    /// Whether it can show codes of so many digits, each for so many seconds.
    pub fn can_show(&self, digits: u8, interval: u32) -> bool {
        self.digits.contains(&digits) && self.interval.is_none_or(|only| only == interval)
    }
}

/// The directory field that the realm reads or writes seeds in, where it is known.
pub fn seed_field(realm: &Realm) -> Option<&ProfileField> {
    realm.data.as_ref()?.field(SEED)
}

/// The realm's passcode settings; `None` where OATH is off or not known, since they do not apply then.
pub fn passcodes(realm: &Realm) -> Option<&Oath> {
    realm.multi_factor.oath.as_ref().filter(|oath| oath.enabled)
}

/// Where the config says this of the realm's seed field: `field`, `data_format`, `range_upper`.
pub fn seed_site<'a>(cx: &Ctx<'a>, key: &str) -> Option<&'a Site> {
    let fields = &cx.realm.data.as_ref()?.profile_fields;
    let seed = seed_field(cx.realm)?;
    let index = fields.iter().position(|field| std::ptr::eq(field, seed))?;
    cx.site(&format!("data.profile_fields.{index}.{key}"))
}

/// Whether the realm takes time-based passcodes or enrolls seeds.
///
/// # Errors
/// The skip of a realm that does neither.
pub fn off(cx: &Ctx<'_>, about: &About, subject: &str) -> Result<(), Box<Finding>> {
    match &cx.realm.multi_factor.oath {
        _ if cx.realm.role == Some(Role::Provisioning) => Ok(()),
        None => Finding::not_known(about, subject)
            .summary("the realm's OATH settings are not in the config")
            .alone(),
        Some(oath) if !oath.enabled => Finding::off(about, subject)
            .summary("the realm accepts no time-based passcodes")
            .alone(),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::kit::Config;

    #[test]
    fn the_seed_is_found_however_its_property_is_written() {
        for name in ["OATH Seed", "oath_seed", "OathSeed"] {
            let config: Config = serde_json::from_value(serde_json::json!({
                "schema": 1,
                "realms": {
                    "SecureAuth1": {},
                    "SecureAuth998": {"role": "provisioning", "data": {"profile_fields": [
                        {"property_name": "OATH Seed Date", "field": "info"},
                        {"property_name": name, "field": "postalAddress"},
                    ]}},
                },
            }))
            .unwrap();
            let (realm, provisioning) = config.provisioning().unwrap();
            assert_eq!(realm, "SecureAuth998");
            assert_eq!(seed_field(provisioning).unwrap().field, "postalAddress");
        }
    }
}
