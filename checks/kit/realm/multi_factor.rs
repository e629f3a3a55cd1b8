//! The Multi-Factor Methods tab: which passcodes a realm issues, and how.

use std::path::PathBuf;

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The Multi-Factor Methods tab.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MultiFactor {
    /// Phone Settings.
    pub phone: Option<PhoneSettings>,
    /// Email Settings.
    pub email: Option<EmailSettings>,
    /// Help Desk 1.
    pub help_desk_1: Option<HelpDesk>,
    /// Help Desk 2.
    pub help_desk_2: Option<HelpDesk>,
    /// Time-based passcodes of an app or token.
    pub oath: Option<Oath>,
    /// Digits of a delivered passcode.
    #[schemars(range(min = 1, max = 20))]
    pub otp_length: Option<u8>,
    /// How long a delivered passcode is taken; left out, otpdoctor's own engine takes 5 minutes. The vendor publishes neither the setting's name nor its default.
    #[serde(serialize_with = "jiff::fmt::serde::duration::friendly::compact::optional")]
    #[schemars(with = "Option<String>", extend("format" = "span"))]
    pub otp_lifetime: Option<SignedDuration>,
    /// Attempts that a delivered passcode allows; left out, otpdoctor's own engine allows 5.
    #[schemars(range(min = 1, max = 100))]
    pub otp_attempts: Option<u32>,
    /// How failed attempts are slowed down.
    pub throttling: Option<Throttling>,
}

impl MultiFactor {
    /// Whether passcodes go out by SMS or voice; `None` when not known.
    pub fn sends_phone(&self) -> Option<bool> {
        let phone = self.phone.as_ref()?;
        let fields = [phone.field_1, phone.field_2, phone.field_3, phone.field_4];
        let mut set = fields.into_iter().flatten();
        Some(set.any(|field| field != PhoneField::Disabled))
    }

    /// Whether passcodes go out by e-mail; `None` when not known.
    pub fn sends_email(&self) -> Option<bool> {
        let email = self.email.as_ref()?;
        let fields = [email.field_1, email.field_2, email.field_3, email.field_4];
        let mut set = fields.into_iter().flatten();
        Some(set.any(|field| field != EmailField::Disabled))
    }
}

/// Phone Settings, one field a number of the user's profile.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the vendor's own words")]
pub struct PhoneSettings {
    pub field_1: Option<PhoneField>,
    pub field_2: Option<PhoneField>,
    pub field_3: Option<PhoneField>,
    pub field_4: Option<PhoneField>,
    /// Calling code that is put before numbers without one.
    pub default_country_code: Option<u16>,
}

/// What a phone number is used for (Admin SDK, `PhoneSetting.Field1`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the vendor's own words")]
pub enum PhoneField {
    Disabled,
    VoiceOnly,
    SmsTextOnly,
    VoiceAndSmsText,
    LoginRequest,
}

/// Email Settings, one field an address of the user's profile.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the vendor's own words")]
pub struct EmailSettings {
    pub field_1: Option<EmailField>,
    pub field_2: Option<EmailField>,
    pub field_3: Option<EmailField>,
    pub field_4: Option<EmailField>,
}

/// What an e-mail address is used for (Admin SDK, `EmailSetting.Field1`: `False`, `True`, `TrueTEXT`, `TrueHtmlLink`, `TrueTextLink`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the vendor's own words, without its True")]
pub enum EmailField {
    Disabled,
    Html,
    Text,
    HtmlLink,
    TextLink,
}

/// A help desk that hands out passcodes.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HelpDesk {
    /// Whether users may choose it.
    pub enabled: bool,
    /// The number shown to users.
    pub phone: Option<String>,
    /// The address shown to users.
    pub email: Option<String>,
}

/// Time-based passcodes of an app or token (Admin SDK, `MultiFactor.Oath`).
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Oath {
    /// Whether the realm takes them.
    pub enabled: bool,
    /// Digits.
    #[schemars(range(min = 6, max = 10))]
    pub passcode_length: u8,
    /// Seconds that a passcode stands in the app.
    #[schemars(range(min = 1, max = 3600))]
    pub passcode_change_interval: u32,
    /// Minutes that clocks may differ, either way (the vendor's page gives no unit; its apps' guides speak of minutes).
    #[schemars(range(min = 0, max = 1440))]
    pub passcode_offset: u32,
    /// Minutes that a locked user stays locked.
    pub cache_lockout_duration: Option<u32>,
    /// A seed that otpdoctor encrypted, for `oath-seed`.
    pub sample_seed: Option<PathBuf>,
}

impl Default for Oath {
    fn default() -> Self {
        Self {
            enabled: false,
            passcode_length: 6,
            passcode_change_interval: 30,
            passcode_offset: 5,
            cache_lockout_duration: None,
            sample_seed: None,
        }
    }
}

impl Oath {
    /// How far the appliance's clock may be off before right passcodes are refused.
    pub fn window(&self) -> SignedDuration {
        let step = SignedDuration::from_secs(self.passcode_change_interval.into());
        SignedDuration::from_mins(self.passcode_offset.into()).max(step)
    }
}

/// How failed attempts are slowed down (Admin SDK, `MultiFactorSetting`).
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Throttling {
    /// Whether it is on.
    pub enabled: bool,
    /// Attempts before it sets in.
    pub max_failed_attempts: Option<u32>,
    /// How long attempts are counted.
    #[serde(serialize_with = "jiff::fmt::serde::duration::friendly::compact::optional")]
    #[schemars(with = "Option<String>", extend("format" = "span"))]
    pub interval: Option<SignedDuration>,
    /// What happens when they are used up.
    pub action: Option<ThrottleAction>,
    /// Where the count is kept, such as `session` or `aux_id_3`.
    pub storage_location: Option<String>,
}

/// What happens to a user whose attempts are used up (Admin SDK, `ThrottleAction`: `BlockUseUntilTimeLimitExpires`, no
/// attempt is taken until the interval has passed; `LockUserAfterExceedingAttempts`, until someone unlocks).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the vendor's own words, shortened")]
pub enum ThrottleAction {
    Block,
    LockUser,
}
