//! What checks find in what an end-to-end probe saw: the same judgement, with the same reasons and cures.

use crate::api_credentials::UNREACHABLE;
use crate::kit::mail::Conversation;
use crate::kit::probe::api;
use crate::kit::probe::smtp::{Envelope, Stage};
use crate::kit::{About, Ctx, Finding, Judgement, Reason, Status};
use crate::smtp_auth::{APP_PASSWORD_REQUIRED, PASSWORD_LOGIN_DISABLED, REJECTED};
use crate::{
    api_credentials, help_desk, oath_settings, realm_prerequisites, second_factor, smtp_auth,
    smtp_reach, smtp_relay, smtp_settings, smtp_tls,
};

/// Judges the settings that mail is sent by.
pub const SMTP_SETTINGS: &About = &smtp_settings::ABOUT;
/// Judges whether the mail server is reached; this and the next three judge how a message is handed over.
pub const SMTP_REACH: &About = &smtp_reach::ABOUT;
/// Judges TLS with the mail server.
pub const SMTP_TLS: &About = &smtp_tls::ABOUT;
/// Judges the login at the mail server.
pub const SMTP_AUTH: &About = &smtp_auth::ABOUT;
/// Judges whether the mail server takes sender and recipient.
pub const SMTP_RELAY: &About = &smtp_relay::ABOUT;
/// Judges replies of the Authentication API.
pub const API: &About = &api_credentials::ABOUT;
/// Judges what every realm must have set.
pub const PREREQUISITES: &About = &realm_prerequisites::ABOUT;
/// A password of the realm is in its config.
pub const SECRET_IN_CLEAR: &Reason = &realm_prerequisites::SECRET_IN_CLEAR;
/// Judges whether the realm asks for a second factor.
pub const SECOND_FACTOR: &About = &second_factor::ABOUT;
/// Judges the settings of the help desks.
pub const HELP_DESK: &About = &help_desk::ABOUT;
/// Judges a realm's settings against those of the realm that enrolls apps.
pub const OATH_SETTINGS: &About = &oath_settings::ABOUT;

/// What the e-mail checks find in a conversation in which a message with this envelope was to be handed over.
pub fn delivery(cx: &Ctx<'_>, talk: &Conversation, envelope: &Envelope) -> Vec<Finding> {
    let mut findings = vec![smtp_reach::judge(cx, talk)];
    findings.extend(smtp_tls::judge(cx, talk));
    findings.push(smtp_auth::judge(cx, talk));
    let answer = &talk.answer;
    let tried = !answer.envelopes.is_empty() || matches!(answer.ended, Some((Stage::Envelope, _)));
    if tried {
        let relay = smtp_relay::judge_envelope(cx, talk, envelope);
        findings.push(match relay.status {
            Status::Pass => relay.summary(format!(
                "the mail server accepts mail from {} to {}",
                envelope.sender, envelope.recipient
            )),
            _ => relay,
        });
    }
    findings.each_finding(|finding| talk.of_server(finding))
}

/// Whether it was the login that the mail server refused.
pub fn refuses_login(finding: &Finding) -> bool {
    let refusals = [REJECTED, PASSWORD_LOGIN_DISABLED, APP_PASSWORD_REQUIRED];
    refusals
        .iter()
        .any(|one| (finding.check, finding.reason) == (one.check, one.code))
}

/// Why the realm's Authentication API cannot be asked: its settings are not in the config.
pub fn api_query(cx: &Ctx<'_>) -> Result<api::Query, Box<Finding>> {
    match api_credentials::query(cx) {
        Ok(query) => Ok(query),
        // A probe that was asked for and cannot run is no success.
        Err(finding) => Err(Box::new(Finding {
            status: Status::Unknown,
            ..finding.step("Add `api: {url: \"https://HOST/SecureAuthN\", application_id: \"…\", application_key: {env: API_KEY}}` to the realm; id and key stand on its API tab.")
        })),
    }
}

/// What the check `api-credentials` finds in a reply of the Authentication API.
pub fn api_reply(cx: &Ctx<'_>, query: &api::Query, answer: &api::Answer) -> Finding {
    let finding = api_credentials::judge_answer(cx, query, answer);
    // Where the API itself says so, it is there, and only what it was asked for went wrong.
    let said = answer.said.as_ref();
    let broke_down = finding.reason == UNREACHABLE.code
        && answer.signature == api::Signature::Valid
        && said.is_some_and(|said| said.status == "server_error");
    if broke_down {
        api_credentials::accepted(cx, query, answer)
    } else {
        finding
    }
}
