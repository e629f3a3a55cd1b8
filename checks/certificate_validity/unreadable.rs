//! Words a certificate or a key that could not be read.

use super::about::*;
use crate::kit::ctx::Network;
use crate::kit::peer_text::Shown;
use crate::kit::probe::certificate::{Answer, Key, Problem};
use crate::kit::realm::CertificateSource;
use crate::kit::selected::Selected;
use crate::kit::{Ctx, Finding, ProbeError, text};

/// The certificate itself.
pub(super) fn certificate(selected: &Selected<'_>, problem: &Problem) -> Finding {
    let place = selected.source.location();
    let finding = finding(selected.name, &place, &selected.called(), problem);
    let file = text::argument(&place);
    let open = match selected.source {
        CertificateSource::Pfx { .. } => format!("openssl pkcs12 -info -noout -in {file}"),
        _ => format!("openssl x509 -noout -text -in {file}"),
    };
    remedy(finding, problem, selected.source, &place, open)
}

/// A key that is there and cannot be read. That there is none is for key-match to say.
pub(super) fn key(cx: &Ctx<'_>, selected: &Selected<'_>, answer: &Answer) -> Option<Finding> {
    let Key::Failed(problem) = &answer.key else {
        return None;
    };
    if answer.problem.is_some() || *problem == Problem::Missing {
        return None;
    }
    let place = match selected.source {
        CertificateSource::Files { key: Some(key), .. } => key.display().to_string(),
        other => other.location(),
    };
    let what = format!("the private key of {}", selected.called());
    let locked = matches!(problem, Problem::Locked(ProbeError::SecretUnavailable(_)));
    if locked && cx.scope.network == Network::Offline {
        let told = format!("{what} is not opened: --offline looks up no password");
        let subject = format!("{} {place}", selected.name);
        return Some(Finding::unasked(&ABOUT, subject, &ProbeError::Offline).summary(told));
    }
    let open = format!("openssl pkey -noout -in {}", text::argument(&place));
    let finding = finding(selected.name, &place, &what, problem);
    Some(remedy(finding, problem, selected.source, &place, open))
}

fn finding(name: &str, place: &str, what: &str, problem: &Problem) -> Finding {
    let subject = format!("{name} {place}");
    let finding = match problem {
        Problem::Missing => Finding::new(MISSING, subject),
        Problem::Unreadable(_) => Finding::new(UNREADABLE, subject),
        Problem::WrongPassword => Finding::new(WRONG_PASSWORD, subject),
        Problem::NoPermission => {
            let told = format!("the account that runs otpdoctor may not read {what}");
            Finding::unasked(&ABOUT, subject, &ProbeError::NoPermission(told))
        }
        Problem::Encrypted => Finding::new(ENCRYPTED, subject),
        Problem::Locked(why) => Finding::unasked(&ABOUT, subject, why),
        Problem::Unusable(kind) => Finding::new(UNUSABLE, subject).fill("kind", Shown(kind)),
        Problem::Several(which) => Finding::new(AMBIGUOUS, subject)
            .fill("count", which.len())
            .identity_all("candidate", which),
    };
    finding
        .fill("what", what)
        .fill("place", place)
        .fill("problem", problem.describe())
        .identity("place", place)
}

fn remedy(
    finding: Finding,
    problem: &Problem,
    source: &CertificateSource,
    place: &str,
    open: String,
) -> Finding {
    let finding = match (problem, source) {
        (Problem::Missing, CertificateSource::Store { .. }) => finding.cured(MISSING.cure("store")),
        (Problem::Missing, _) => finding.cured(MISSING.cure("file")).fill("place", place),
        (Problem::NoPermission, _) => finding
            .step("Run otpdoctor under an account that may read the file: as root, or from an elevated prompt.")
            .step("Run key-access on the appliance to see whether the service account may read the private key."),
        (Problem::Unreadable(_), CertificateSource::Store { .. }) => {
            finding.cured(UNREADABLE.cure("store"))
        }
        (Problem::Unreadable(_), _) => finding.cured(UNREADABLE.cure("file")),
        _ => finding,
    };
    let finding = match source {
        // As `certutil` names the store of the machine: `My` of `LocalMachine/My`.
        CertificateSource::Store { store, .. } => {
            finding.fill("store", store.rsplit(['/', '\\']).next().unwrap_or(store))
        }
        _ => finding,
    };
    finding
        .fill("file", text::argument(place))
        .fill("openssl", open)
}
