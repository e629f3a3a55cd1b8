//! What stands between a token and its use: the realm expects other codes, or an app cannot show them.

use checks::kit::oath::APPS;
use checks::kit::text;

use crate::otp::core::{Algorithm, Kind, Token};
use crate::otp::engine::Settings;

/// What to say about a token before its user finds out.
pub(super) fn warnings(token: &Token, settings: &Settings) -> Vec<String> {
    let mut warnings = Vec::new();
    let oath = &settings.tokens.oath;
    let realm = &settings.tokens.realm;
    if token.digits != oath.digits {
        warnings.push(format!(
            "{realm} takes codes of {} digits and will reject these of {} (multi_factor.oath.passcode_length)",
            oath.digits, token.digits
        ));
    }
    let Kind::Totp { step, .. } = token.kind else {
        return warnings;
    };
    if step != settings.step {
        warnings.push(format!(
            "the passcodes of {realm} change every {} s, and these every {step} s (multi_factor.oath.passcode_change_interval)",
            settings.step
        ));
    }
    let unable = APPS.iter().filter(|app| !app.can_show(token.digits, step));
    let unable: Vec<&str> = unable.map(|app| app.name).collect();
    if !unable.is_empty() {
        warnings.push(format!(
            "{} cannot show {} digits every {step} s",
            text::list(&unable),
            token.digits
        ));
    }
    if token.algorithm != Algorithm::Sha1 {
        warnings.push(
            "some apps take SHA1 whatever the QR code says: try a code before you rely on it"
                .into(),
        );
    }
    warnings
}
