//! Words what is wrong with a server's certificates, for every check that meets it.

use std::net::IpAddr;

use jiff::Timestamp;

use super::about::About;
use super::chain::{Certificate, Chain, End};
use super::chain_fault::ChainFault;
use super::cure::Cure;
use super::finding::{Finding, Remedy};
use super::peer_text::Shown;
use super::probe::ProbeError;
use super::probe::schannel::{Versions, named};
use super::probe::tls::{Handshake, Tls};
use super::realm::Platform;
use super::reason::Reason;
use super::text::{day, list};

/// What to do about what any server may show.
const CURES: &str = include_str!("server_certificate.txt");

/// A server whose certificates are judged.
pub(crate) struct Server<'a> {
    pub(crate) about: &'static About,
    /// What findings are about.
    pub(crate) subject: String,
    pub(crate) host: &'a str,
    pub(crate) tls: &'a Tls,
    /// By the host's clock.
    pub(crate) now: Timestamp,
    /// That of the appliance.
    pub(crate) platform: Platform,
}

impl Server<'_> {
    /// The finding for a fault.
    pub(crate) fn finding(&self, fault: &ChainFault) -> Finding {
        self.worded(self.about.reason(fault.into()).copied(), fault)
    }

    /// The finding of a check that has one reason for every fault.
    pub(crate) fn finding_by(&self, reason: Reason, fault: &ChainFault) -> Finding {
        let verified = !matches!(fault, ChainFault::Unverifiable(_));
        self.worded(verified.then_some(reason), fault)
    }

    fn worded(&self, reason: Option<Reason>, fault: &ChainFault) -> Finding {
        let chain = &self.tls.chain;
        let words = describe_fault(fault, chain, self.host);
        let Some(reason) = reason else {
            let error = ProbeError::Unsupported(words);
            return Finding::unasked(self.about, self.subject.as_str(), &error);
        };
        let mut finding = Finding::new(reason, self.subject.as_str()).summary(words);
        finding.remedy = Remedy::default();
        let finding = finding.cured(cure(fault, chain)).cured(reason.own_cure());
        let expired = reason.code == "expired";
        let clock = expired.then(|| chain.excusing_clock(self.now));
        let finding = finding.touching_all(clock.flatten());
        let last = chain.certificates.last();
        let fetched = last.and_then(|last| last.issuer_url.as_ref());
        let fetched = fetched
            .filter(|_| *fault == ChainFault::IssuerMissing && self.platform == Platform::Windows);
        let finding = if fetched.is_some() && self.tls.schannel.is_some() {
            finding.only_warns()
        } else {
            finding
        };
        let finding = finding.with(fetched, |finding, url| {
            finding.cured(Cure::read(CURES, "fetched")).fill("url", url)
        });
        if fault.windows_accepts() && self.platform == Platform::Windows {
            finding
                .only_warns()
                .cured(Cure::read(CURES, "accepted-by-windows"))
        } else {
            finding
        }
    }

    /// The finding for a server that shakes hands only at an offer that is wider than otpdoctor's own.
    pub(crate) fn no_common_cipher(&self, reason: Reason, words: &str) -> Finding {
        Finding::new(reason, self.subject.as_str())
            .cured(Cure::read(CURES, "no-common-cipher"))
            .fill("host", self.host)
            .fill("words", words)
    }
}

/// What Windows did and found beside what is reported already, and what others make of the same server where that differs.
pub(crate) fn seen_by_windows(finding: Finding, tls: &Tls, host: &str, now: Timestamp) -> Finding {
    let Some(windows) = &tls.schannel else {
        return finding;
    };
    let faults = tls.faults(now, host);
    let others = match (&windows.library, &windows.refusal, &tls.refusal) {
        (Some(Handshake::Completed { version }), ..) => {
            Some(format!("connect with {}", Shown(version)))
        }
        (Some(_), ..) => Some("cannot connect either".into()),
        (None, Some(_), None) => Some("accept the certificate".into()),
        (None, None, Some(_)) => {
            let refused = tls.chain.server_faults(tls.refusal.as_ref(), now, host);
            let refused = refused.iter().find(|fault| !faults.contains(fault));
            refused.map(|fault| describe_fault(fault, &tls.chain, host))
        }
        _ => None,
    };
    let refusal = windows.refusal.as_deref().or(windows.error.as_deref());
    let broke_off = !tls.completed() && tls.chain.leaf().is_none();
    let settings = windows.settings.iter().filter(|_| broke_off);
    finding
        .identity_all("cipher-suite", windows.suite.as_deref().map(Shown))
        .quoted_all("windows", refusal.map(named))
        .identity_all("certificate-sent", windows.sent.as_deref().map(Shown))
        .quoted_all("other-tls-libraries", others)
        .identity_all("dotnet", windows.asked.and_then(Versions::describe))
        .each(settings, |finding, one| {
            finding.identity(("registry", Shown(&one.key).to_string()), one.describe())
        })
}

/// Windows and a server have no version of TLS or cipher suite in common; why.
pub(crate) fn mismatch(mut finding: Finding, server: &str, why: &str) -> Finding {
    finding.remedy = Remedy::default();
    let finding = finding.cured(Cure::read(CURES, "switched-off"));
    finding.fill("server", server).fill("why", why)
}

/// What a server does that shares no cipher suite or no kind of key with otpdoctor, after its name.
pub fn no_common_cipher(tls: &Tls) -> Option<String> {
    let shares = match &tls.foreign_suite {
        Some(suite) => format!("no cipher suite with otpdoctor ({})", Shown(suite)),
        None if tls.foreign_key => {
            "no kind of key or curve with otpdoctor (it may have brainpool or Ed448)".to_owned()
        }
        None => return None,
    };
    Some(format!("shares {shares}, but the appliance may connect"))
}

/// Whose certificate a chain leads up from.
#[derive(Clone, Copy)]
pub(crate) enum Holder<'a> {
    /// The server of this name sent it.
    Server(&'a str),
    /// This appliance identifies itself with it; it is called so.
    Client(&'a str),
}

/// A fault in a sentence, about the server of this name.
pub fn describe_fault(fault: &ChainFault, chain: &Chain, host: &str) -> String {
    words_about(Holder::Server(host), fault, chain)
}

/// A fault in a sentence.
pub(crate) fn words_about(holder: Holder<'_>, fault: &ChainFault, chain: &Chain) -> String {
    let (host, whose) = match holder {
        Holder::Server(host) => (host, format!("the certificate of {host}")),
        Holder::Client(called) => (called, called.to_owned()),
    };
    let (kind, place, names) = match holder {
        Holder::Server(_) => ("servers", "sent", "this name"),
        Holder::Client(_) => ("clients", "in the file", "its names"),
    };
    let name = |index: &usize| {
        let one = chain.certificates.get(*index);
        one.map(Certificate::short_name).unwrap_or_default()
    };
    let which = |index: &usize| match *index {
        0 => whose.clone(),
        last if last + 1 == chain.certificates.len() && chain.end == End::Trusted => {
            format!("the trusted root {:?} of {whose}", name(index))
        }
        _ => format!("the issuer {:?} of {whose}", name(index)),
    };
    let at = |index: &usize| chain.certificates.get(*index).cloned().unwrap_or_default();
    let issuer = || {
        let last = chain.certificates.last();
        last.map(Certificate::short_issuer).unwrap_or_default()
    };
    match fault {
        ChainFault::Empty => format!("{host} sent no certificate"),
        ChainFault::SignatureInvalid(index) => {
            let issuer = at(index).short_issuer();
            format!(
                "the signature of {} is not valid: it was not made with the key of {issuer:?}",
                which(index)
            )
        }
        ChainFault::UntrustedRoot if at(&0).subject == at(&0).issuer => {
            format!("{whose} is self-signed and not trusted")
        }
        ChainFault::UntrustedRoot => format!(
            "{whose} is issued under the root {:?}, which is not trusted",
            issuer()
        ),
        ChainFault::IssuerMissing => format!(
            "{whose} {} {:?}, which is neither {place} nor trusted",
            match chain.certificates.len() {
                ..=1 => "has the issuer",
                _ => "is issued under",
            },
            issuer()
        ),
        ChainFault::IssuerNotCa(index) => {
            let why = chain.why_no_issuer(*index).map(|why| format!(": {why}"));
            let why = why.unwrap_or_else(|| ", or not at this level".into());
            format!("{} may not issue certificates{why}", which(index))
        }
        ChainFault::NotForUsage(index) => {
            let usages = at(index).extended_key_usage.unwrap_or_default();
            let usages = if usages.is_empty() {
                format!("excludes {kind}")
            } else {
                format!("is {}", Shown(&list(&usages)))
            };
            format!(
                "{} is not for {kind}: its extended key usage {usages}",
                which(index)
            )
        }
        ChainFault::Weak(index) => {
            let one = at(index);
            format!(
                "{} is too weak: its key is {} {} bits, its signature {}",
                which(index),
                Shown(&one.key.algorithm),
                one.key.bits,
                one.signature_algorithm
            )
        }
        ChainFault::NameConstrained => format!(
            "the issuer of {whose} may not issue certificates for {names} (name constraints)"
        ),
        ChainFault::Invalid(word) => format!("{whose} or of an issuer is invalid: {}", Shown(word)),
        ChainFault::CaUsedAsEndEntity => {
            format!("{whose} is that of a certificate authority (CA:TRUE), not of a server")
        }
        ChainFault::Unverifiable(what) => {
            format!("otpdoctor cannot verify {whose}: {}", Shown(what))
        }
        // The checks match an address with either kind of entry; the library, like most clients, with one.
        ChainFault::WrongName if host.parse::<IpAddr>().is_ok() && at(&0).is_for(host) => format!(
            "certificate name mismatch: it has {host} as a DNS name, and an address must be an IP address entry"
        ),
        ChainFault::WrongName => {
            let names = match at(&0) {
                leaf if leaf.names.is_empty() => format!(
                    "no host (its common name is {:?}, and it has no alternative names)",
                    leaf.short_name()
                ),
                leaf => format!("{:.200}", Shown(&list(&leaf.names))),
            };
            format!("certificate name mismatch: it names {names} instead of {host}")
        }
        ChainFault::CommonNameOnly => {
            format!("{whose} names the host only as common name, which most clients ignore")
        }
        ChainFault::Expired(index) => {
            format!("{} expired on {}", which(index), day(at(index).not_after))
        }
        ChainFault::NotYetValid(index) => format!(
            "{} is not valid before {}",
            which(index),
            day(at(index).not_before)
        ),
    }
}

/// What to do, where that is the same for every server.
fn cure(fault: &ChainFault, chain: &Chain) -> Cure {
    let last = chain.certificates.len().saturating_sub(1);
    let name = match fault {
        ChainFault::CaUsedAsEndEntity => "of-an-authority",
        ChainFault::Expired(index) if *index > 0 && *index == last => "root-expired",
        ChainFault::Expired(index) if *index > 0 => "issuer-expired",
        _ => fault.into(),
    };
    Cure::find(CURES, name)
}
