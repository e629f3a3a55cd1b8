//! Words a verdict: reason, summary and remedy.

use jiff::SignedDuration;

use super::about::{
    ABOUT, INVALID_CREDENTIALS, NO_COMMON_CIPHER, NOT_ENABLED, NOT_REACHED, REPLY_FORGED,
    REPLY_UNSIGNED, UNKNOWN_APPLICATION, UNREACHABLE,
};
use super::asked::Asked;
use crate::kit::api::Verdict;
use crate::kit::peer_text::Shown;
use crate::kit::probe::api::{Answer, Signature};
use crate::kit::{Finding, Reason, Shell, text};

/// The finding for a verdict, without its evidence; `skew` is how far the clocks are apart, where that matters.
pub(super) fn word(
    asked: &Asked<'_>,
    answer: &Answer,
    verdict: &Verdict<'_>,
    skew: Option<SignedDuration>,
) -> Finding {
    let host = &asked.endpoint.host;
    match verdict {
        Verdict::Accepted(said) => Finding::pass(&ABOUT, asked.subject()).summary(format!("{host} accepts the application, and signs its reply ({})", said.status)),
        Verdict::Unsigned(_) => finding(asked, REPLY_UNSIGNED)
            .summary(match answer.signature {
                Signature::Incomplete => format!("{host} accepts the application, and its reply is too long or too slow for its signature to be verified"),
                _ => format!("{host} accepts the application, and does not sign its reply: nobody can tell who answered"),
            })
            .step("Look for a proxy or a load balancer before the appliance that drops the headers X-SA-DATE and X-SA-SIGNATURE."),
        Verdict::Forged => finding(asked, REPLY_FORGED)
            .summary(format!("the reply of {host} does not carry a signature by the application key: it was changed on the way, or another machine answered"))
            .step("Look for a proxy, a load balancer or a filter on the way that changes bodies or the header X-SA-DATE: compression and rewriting break the signature.")
            .step("If there is none, find out which machine answers at this address before any application trusts it."),
        Verdict::UnknownApplication => finding(asked, UNKNOWN_APPLICATION)
            .summary(format!("{host} does not know the application id {}", Shown(&asked.query.application_id)))
            .step("Copy the Application ID from the API tab of this realm: each realm has its own.")
            .step("If the credentials were generated anew, give the new ones to every application that uses them."),
        Verdict::InvalidCredentials(words) => invalid_credentials(asked, words, skew),
        Verdict::NotEnabled(words) => finding(asked, NOT_ENABLED)
            .summary(format!(
                "what answers at {} is not the Authentication API: {words}",
                asked.query.url
            ))
            .step("Enable the API for this realm on its API tab, with the authentication methods that the application uses, and save.")
            .step("If it is on, compare the URL with the realm's address: https://HOST/SecureAuthN, without /api."),
        Verdict::Unreachable(words) => unreachable(asked, words),
        Verdict::NoCommonCipher(words) => finding(asked, NO_COMMON_CIPHER).summary(format!("{host} {words}")),
        Verdict::NotReached(check) => finding(asked, NOT_REACHED)
            .summary(format!("the request did not get as far as {host}: {check} says why")),
    }
}

fn finding(asked: &Asked<'_>, reason: Reason) -> Finding {
    Finding::new(reason, asked.subject())
}

fn invalid_credentials(asked: &Asked<'_>, words: &str, skew: Option<SignedDuration>) -> Finding {
    let host = &asked.endpoint.host;
    let finding = finding(asked, INVALID_CREDENTIALS);
    let finding = match skew {
        Some(skew) => finding
            .summary(format!(
                "{host} does not accept the signed request ({words}), and its clock is {} {} this host's: requests are signed with the time",
                text::duration(skew),
                match skew.is_negative() {
                    true => "behind",
                    false => "ahead of",
                }
            ))
            .step("Set the clocks right first: see clock-skew on both machines, then try again."),
        None => finding.summary(format!(
            "{host} does not accept what the application key signs: {words}"
        )),
    };
    finding.step("Copy the Application Key from the API tab of this realm; it belongs to that Application ID alone, and has 64 hexadecimal digits.")
}

fn unreachable(asked: &Asked<'_>, words: &str) -> Finding {
    let endpoint = &asked.endpoint;
    let finding = finding(asked, UNREACHABLE)
        .summary(format!("the API at {endpoint} {words}"))
        .step("Applications that ask this realm for passcodes get no further either: let the network reach the appliance, and show it a certificate that its clients trust.")
        .try_connecting_from(Shell::Windows, endpoint);
    match asked.query.url.scheme() {
        "https" => {
            let host = &endpoint.host;
            let by_hand =
                format!("openssl s_client -connect {endpoint} -servername {host} -showcerts");
            finding.run(Shell::Any, by_hand)
        }
        _ => finding.try_connecting_from(Shell::Linux, endpoint),
    }
}
