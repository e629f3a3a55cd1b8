//! What a domain asks of those who receive mail in its name: DMARC (RFC 7489).

use super::about::{DMARC_INVALID, DMARC_MISSING};
use crate::kit::Finding;
use crate::kit::peer_text::{PeerText, Shown};
use crate::kit::probe::dns::Answer;
use crate::kit::text::list;

/// What receivers are asked to do with mail that neither SPF nor DKIM vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Policy {
    None,
    Quarantine,
    Reject,
}

/// What the records say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Dmarc<'a> {
    Asks(Policy),
    Missing,
    /// Several records at this name, and receivers then use none.
    Several(&'a str, Vec<&'a PeerText>),
    /// This record at this name is no DMARC, for this reason.
    Unusable(&'a str, &'a PeerText, String),
}

/// Where the record may stand (section 6.6.3): at the domain, else at the organization's.
pub(super) fn names(domain: &str) -> Vec<String> {
    let organization = psl::domain_str(domain).filter(|organization| *organization != domain);
    let domains = std::iter::once(domain).chain(organization);
    domains.map(|domain| format!("_dmarc.{domain}")).collect()
}

/// Reads the answers at these names, in the same order.
pub(super) fn read<'a>(names: &'a [String], answers: &'a [Answer]) -> Dmarc<'a> {
    for (index, (name, answer)) in names.iter().zip(answers).enumerate() {
        let texts = answer.texts.iter();
        let records: Vec<&PeerText> = texts.clone().filter(|text| is_dmarc(text.raw())).collect();
        match records.as_slice() {
            [] => {
                if let Some(text) = texts.clone().find(|text| resembles_dmarc(text.raw())) {
                    let why = "it does not begin with `v=DMARC1;`".to_owned();
                    return Dmarc::Unusable(name, text, why);
                }
            }
            [record] => {
                return match policy(record.raw(), index > 0) {
                    Ok(policy) => Dmarc::Asks(policy),
                    Err(why) => Dmarc::Unusable(name, record, why),
                };
            }
            _ => return Dmarc::Several(name, records),
        }
    }
    Dmarc::Missing
}

fn tags(text: &str) -> impl Iterator<Item = (String, &str)> {
    let tags = text.split(';').filter_map(|tag| tag.split_once('='));
    tags.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim()))
}

/// Section 6.3: the version comes first, in capitals.
fn is_dmarc(text: &str) -> bool {
    tags(text).next() == Some(("v".to_owned(), "DMARC1"))
}

fn resembles_dmarc(text: &str) -> bool {
    let text: String = text.split_whitespace().collect();
    text.to_ascii_lowercase().contains("v=dmarc1")
}

/// Section 6.6.3, step 6; `sp` is for those below the domain.
fn policy(text: &str, below: bool) -> Result<Policy, String> {
    let tag = |wanted: &str| tags(text).find(|(name, _)| name == wanted);
    let read = |(name, value): (String, &str)| match value.to_ascii_lowercase().as_str() {
        "none" => Ok(Policy::None),
        "quarantine" => Ok(Policy::Quarantine),
        "reject" => Ok(Policy::Reject),
        _ => Err(format!("{name}={} is not a policy", Shown(value))),
    };
    let own = match tag("p") {
        Some(tag) => read(tag)?,
        None if tag("rua").is_some() => Policy::None,
        None => return Err("it has no policy `p=`".to_owned()),
    };
    let of_those_below = tag("sp").map(read).transpose()?;
    Ok(of_those_below.filter(|_| below).unwrap_or(own))
}

impl Dmarc<'_> {
    /// What follows where SPF does not pass.
    pub(super) fn consequence(&self) -> &'static str {
        match self {
            Self::Asks(Policy::Reject) => {
                "Until then DMARC asks receivers to reject the mail, unless an aligned DKIM signature passes."
            }
            Self::Asks(Policy::Quarantine) => {
                "Until then DMARC asks receivers to treat the mail as spam (quarantine), unless an aligned DKIM signature passes."
            }
            _ => "Until then receivers may refuse the mail or treat it as spam.",
        }
    }

    /// What is wrong with it.
    pub(super) fn judge(&self, domain: &str, names: &[String]) -> Option<Finding> {
        let finding = |reason, name: &str| {
            Finding::new(reason, domain)
                .fill("name", name)
                .fill("domain", domain)
        };
        Some(match self {
            Self::Asks(_) => return None,
            Self::Missing => finding(DMARC_MISSING, &names[0]).fill("names", list(names)),
            Self::Several(name, records) => finding(DMARC_INVALID, name)
                .cured(DMARC_INVALID.cure("several"))
                .fill("name", name)
                .fill("count", records.len())
                .identity_all("dmarc", records.iter().copied()),
            Self::Unusable(name, record, why) => finding(DMARC_INVALID, name)
                .cured(DMARC_INVALID.cure("unusable"))
                .fill("name", name)
                .fill("why", why)
                .identity("dmarc", *record),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(records: &[&[&'static str]]) -> Result<Option<Policy>, String> {
        let names = names("otp.example.co.uk");
        let answer = |texts: &&[&'static str]| Answer {
            texts: texts.iter().map(|text| PeerText::from(*text)).collect(),
            ..Answer::default()
        };
        let answers: Vec<Answer> = records.iter().map(answer).collect();
        match read(&names, &answers) {
            Dmarc::Asks(policy) => Ok(Some(policy)),
            Dmarc::Missing => Ok(None),
            Dmarc::Several(name, _) => Err(format!("several at {name}")),
            Dmarc::Unusable(_, _, why) => Err(why),
        }
    }

    /// The public suffix list's own examples (publicsuffix.org, test_psl.txt), and appendix A.1 of RFC 7489.
    #[test]
    fn the_organization_is_below_the_public_suffix() {
        for (domain, organization) in [
            ("example.com", None),
            ("a.b.example.com", Some("example.com")),
            ("a.b.example.uk.com", Some("example.uk.com")),
            ("test.ac", None),
            ("b.test.k12.ak.us", Some("test.k12.ak.us")),
            ("a.b.example.co.uk", Some("example.co.uk")),
            ("mail.service.gov.uk", None),
            ("a.mail.service.gov.uk", Some("mail.service.gov.uk")),
            ("x.y.city.kawasaki.jp", Some("city.kawasaki.jp")),
            ("www.www.ck", Some("www.ck")),
            ("co.uk", None),
            ("user.github.io", None),
            ("www.食狮.公司.cn", Some("食狮.公司.cn")),
            (
                "www.xn--85x722f.xn--55qx5d.cn",
                Some("xn--85x722f.xn--55qx5d.cn"),
            ),
            ("mail.lab.example.test", Some("example.test")),
            ("localhost", None),
        ] {
            let mut wanted = vec![format!("_dmarc.{domain}")];
            wanted.extend(organization.map(|name| format!("_dmarc.{name}")));
            assert_eq!(names(domain), wanted, "{domain}");
        }
    }

    /// Appendix B.2 of RFC 7489, and records as they are published.
    #[test]
    fn records_are_read() {
        for (record, policy) in [
            (
                "v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com",
                Policy::None,
            ),
            (
                "v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com; ruf=mailto:auth-reports@example.com",
                Policy::None,
            ),
            (
                "v=DMARC1; p=quarantine; rua=mailto:a@example.com,mailto:b@thirdparty.example.net!10m; pct=25",
                Policy::Quarantine,
            ),
            ("v=DMARC1;p=reject;sp=none;fo=1", Policy::Reject),
            ("v = DMARC1 ; p = Reject", Policy::Reject),
            ("v=DMARC1; rua=mailto:a@example.com", Policy::None),
            ("v=DMARC1; p=reject; pct=abc; unknown", Policy::Reject),
        ] {
            let own: &[&'static str] = &["site-verification=1", record];
            assert_eq!(said(&[own, &[]]), Ok(Some(policy)), "{record}");
        }
    }

    #[test]
    fn the_organization_speaks_where_the_domain_does_not() {
        let parent: &[&str] = &["v=DMARC1; p=reject; sp=quarantine"];
        assert_eq!(said(&[&["spf"], parent]), Ok(Some(Policy::Quarantine)));
        assert_eq!(
            said(&[&[], &["v=DMARC1; p=reject"]]),
            Ok(Some(Policy::Reject))
        );
        assert_eq!(
            said(&[&["v=DMARC1; p=none"], parent]),
            Ok(Some(Policy::None))
        );
        assert_eq!(said(&[&[], &[]]), Ok(None));
    }

    #[test]
    fn what_cannot_be_used_is_said() {
        let good = "v=DMARC1; p=none";
        let several = said(&[&[good, good], &[]]);
        assert_eq!(several, Err("several at _dmarc.otp.example.co.uk".into()));
        for wrong in [
            "v=DMARC1",
            "v=DMARC1; p=rejct; rua=mailto:a@example.com",
            "v=DMARC1 p=none",
            "v=dmarc1; p=none",
            "p=none; v=DMARC1",
            "\"v=DMARC1; p=none\"",
            "v=DMARC1; p=none; sp=all",
        ] {
            assert!(said(&[&[wrong], &[good]]).is_err(), "{wrong}");
        }
    }
}
