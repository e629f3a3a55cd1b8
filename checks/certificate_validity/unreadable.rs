//! Words a certificate or a key that could not be read.

use super::about::*;
use crate::kit::ctx::Network;
use crate::kit::probe::certificate::{Answer, Key, Problem};
use crate::kit::realm::CertificateSource;
use crate::kit::selected::Selected;
use crate::kit::{Ctx, Finding, ProbeError, Shell, text};

/// The certificate itself.
pub(super) fn certificate(selected: &Selected<'_>, problem: &Problem) -> Finding {
    let place = selected.source.place();
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
        other => other.place(),
    };
    let what = format!("the private key of {}", selected.called());
    if matches!(problem, Problem::Locked(_)) && cx.scope.network == Network::Offline {
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
    let told = format!("{what} {}", problem.words());
    let finding = match problem {
        Problem::Missing => {
            Finding::new(MISSING, subject).summary(format!("{what} does not exist at {place}"))
        }
        Problem::Unreadable(_) => Finding::new(UNREADABLE, subject).summary(told),
        Problem::WrongPassword => Finding::new(WRONG_PASSWORD, subject).summary(told),
        Problem::NoPermission => Finding::unasked(&ABOUT, subject, &ProbeError::NoPermission(told)),
        Problem::Encrypted => Finding::new(ENCRYPTED, subject).summary(told),
        Problem::Locked(why) => Finding::unasked(&ABOUT, subject, why),
        Problem::Unusable(_) => Finding::new(UNUSABLE, subject).summary(told),
        Problem::Several(which) => which.iter().fold(
            Finding::new(AMBIGUOUS, subject).summary(format!(
                "{what} may be any of {} certificates in the store",
                which.len()
            )),
            |finding, one| finding.identity("candidate", one),
        ),
    };
    finding.identity("place", place)
}

fn remedy(
    finding: Finding,
    problem: &Problem,
    source: &CertificateSource,
    place: &str,
    open: String,
) -> Finding {
    match (problem, source) {
        (Problem::Missing, CertificateSource::Store { store, .. }) => finding
            .step("Compare the thumbprint in this config with the certificates in the store: a renewed certificate has a new thumbprint.")
            .run(Shell::Windows, format!("certutil -store {}", store_name(store))),
        (Problem::Missing, _) => finding.step(format!(
            "Put the file at {place}, or correct its path in this config: a relative path starts at the folder of the config file."
        )),
        (Problem::NoPermission, _) => finding
            .step("Run otpdoctor under an account that may read the file: as root, or from an elevated prompt.")
            .step("Run key-access on the appliance to see whether the service account may read the private key."),
        (Problem::WrongPassword, _) => finding
            .step("Correct the password in this config, or in the file or variable that the config names.")
            .step("Try the password by hand: the command asks for it.")
            .run(Shell::Windows, format!("certutil -dump {}", text::argument(place)))
            .run(Shell::Linux, open),
        // What keeps the password away has its own cure.
        (Problem::Locked(_), _) => finding,
        (Problem::Several(_), _) => finding
            .step("Find out which of them the realm uses, and name it by its thumbprint, which no other has."),
        (Problem::Encrypted, _) => finding.step("Add the password to the certificate in this config, as `password: {file: …}` or `{env: …}`."),
        (Problem::Unusable(_), _) => finding
            .step("Check on the appliance whether the cloud accepts the certificate: otpdoctor cannot present it.")
            .step("If the key is the obstacle, ask SecureAuth for a certificate with an RSA key of 2048 bits or more: newer systems accept no other. If the file is, export it again with AES-256 encryption."),
        (Problem::Unreadable(_), CertificateSource::Store { store, .. }) => finding
            .step("Open the certificate in the Certificates console of the Local Computer. If that fails too, import it again.")
            .run(Shell::Windows, format!("certutil -store {}", store_name(store))),
        (Problem::Unreadable(_), _) => finding
            .step("Replace the file by one of the kind that this setting takes, or export the certificate again, as PEM, DER or PKCS#12 (.pfx).")
            .run(Shell::Windows, format!("certutil -dump {}", text::argument(place)))
            .run(Shell::Linux, open),
    }
}

/// The store of the machine, as `certutil` names it: `My` of `LocalMachine/My`.
fn store_name(store: &str) -> &str {
    store.rsplit(['/', '\\']).next().unwrap_or(store)
}
