//! The certificates that a realm selects, read: what the certificate checks and `license-current` share.

use futures_util::future::join_all;

use super::about::About;
use super::chain::Certificate;
use super::check::Judgement;
use super::ctx::Ctx;
use super::entity::Entity;
use super::finding::Finding;
use super::probe::Answered;
use super::probe::certificate::{Answer, Query};
use super::realm::CertificateSource;
use super::reason::Reason;
use super::site::Site;

/// A certificate that a realm selects, and what reading it gave.
#[derive(Debug)]
pub struct Selected<'a> {
    /// Its name in the config.
    pub name: &'a str,
    /// Where it comes from.
    pub source: &'a CertificateSource,
    answer: Answered<Answer>,
}

/// Judges every certificate that the realm selects; findings that name no other setting are of the one that names it.
pub(crate) async fn judge_selected<'a, J: Judgement>(
    cx: &Ctx<'a>,
    about: &About,
    judge: impl Fn(&Selected<'a>) -> J,
) -> Vec<Finding> {
    let names = cx.config.certificates_of(cx.realm).into_iter();
    let selected = join_all(names.map(|name| read_one(cx, name))).await;
    let findings = selected.iter().flatten().map(|selected| {
        judge(selected)
            .each_finding(|finding| finding.touching(selected.entity()).or_at(selected.site(cx)))
    });
    findings.collect::<Vec<_>>().or(|| {
        Finding::not_known(about, "selected certificates")
            .summary("the config does not say which certificate the realm selects")
    })
}

/// Reads the certificate of this name; `None` where the config has none of it.
pub async fn read_one<'a>(cx: &Ctx<'a>, name: &'a str) -> Option<Selected<'a>> {
    let source = cx.config.certificates.get(name)?;
    let query = Query {
        source: source.clone(),
    };
    Some(Selected {
        name,
        source,
        answer: cx.probe(query).await,
    })
}

impl<'a> Selected<'a> {
    /// The certificate in the words of a report: its name in the config and its place.
    pub fn subject(&self) -> String {
        subject(self.name, self.source)
    }

    /// The certificate, for the diagnosis.
    pub fn entity(&self) -> Entity {
        Entity::certificate(self.name)
    }

    /// The certificate in a sentence, by its name in the config.
    pub fn called(&self) -> String {
        format!("certificate \"{}\"", self.name)
    }

    /// Whether it is presented to the cloud; a certificate that only encrypts OATH seeds needs no usage for that.
    /// Where the config does not say which one is presented, any may be.
    pub fn is_client(&self, cx: &Ctx<'_>) -> bool {
        let client = cx.client_certificate();
        client.is_none_or(|client| client == self.name)
    }

    /// Where the config names it.
    pub fn site(&self, cx: &Ctx<'a>) -> Option<&'a Site> {
        certificate_site(cx, self.name)
    }

    /// What was read, or the finding for a question without an answer.
    ///
    /// # Errors
    /// The finding, when the question could not be asked.
    pub fn answer(&self, about: &About) -> Result<&Answer, Box<Finding>> {
        self.answer
            .as_ref()
            .map_err(|error| Box::new(Finding::unasked(about, self.subject(), error)))
    }

    /// What was read with the certificate itself, or the skip of a check that leaves an unreadable certificate to `certificate-validity`.
    /// `not_readable` is that check's reason for it.
    ///
    /// # Errors
    /// The finding, when the question could not be asked or the certificate could not be read.
    pub fn readable(
        &self,
        about: &About,
        not_readable: Reason,
    ) -> Result<(&Answer, &Certificate), Box<Finding>> {
        let answer = self.answer(about)?;
        if let (None, Some(leaf)) = (&answer.problem, answer.chain.leaf()) {
            return Ok((answer, leaf));
        }
        let skip = Finding::new(not_readable, self.subject()).summary(format!(
            "{} cannot be read: see certificate-validity",
            self.called()
        ));
        Err(Box::new(skip))
    }
}

/// A certificate in the words of a report: its name in the config and its place.
pub fn subject(name: &str, source: &CertificateSource) -> String {
    format!("{name} {}", source.location())
}

/// Where the config names a certificate's file or store entry.
pub fn certificate_site<'a>(cx: &Ctx<'a>, name: &str) -> Option<&'a Site> {
    let key = match cx.config.certificates.get(name)? {
        CertificateSource::Files { .. } => "certificate",
        CertificateSource::Pfx { .. } => "pfx",
        CertificateSource::Store { entry, .. } => entry.key(),
    };
    cx.certificate_site(name, key)
}
