//! Detects a private key that the service account cannot read, or that everybody can.

mod about;
mod access;
mod windows;
mod wording;

use futures_util::future::join_all;

pub(crate) use self::about::*;
use self::access::{Blocked, first_block, open_to_others};
use self::wording::{by_others, entries, grant, orphans, protect, strip};
use crate::kit::peer_text::Shown;
use crate::kit::probe::certificate::Problem;
use crate::kit::probe::key_access::{Account, Answer, Node, Query};
use crate::kit::realm::CertificateSource;
use crate::kit::{Ctx, Entity, Finding, Judgement, check, text};

check!(KeyAccess, judge);

const SUBJECT: &str = "private keys";

/// A certificate that the realm selects, under its name in the config.
struct Selected<'a> {
    name: &'a str,
    source: &'a CertificateSource,
}

async fn judge(cx: &Ctx<'_>) -> Result<Vec<Finding>, Box<Finding>> {
    let config = cx.config;
    let names = config.certificates_of(cx.realm).into_iter();
    let selected: Vec<Selected<'_>> = names
        .filter_map(|name| {
            let source = config.certificates.get(name)?;
            Some(Selected { name, source })
        })
        .collect();
    if selected.is_empty() {
        return Finding::not_known(&ABOUT, SUBJECT)
            .summary("the realm selects no certificate in the config")
            .alone();
    }
    let Some(account) = config.appliance.service_account.as_deref() else {
        let summary = "the config does not name the service account: appliance.service_account";
        return Finding::not_known(&ABOUT, SUBJECT).summary(summary).alone();
    };
    let answers = join_all(selected.iter().map(|one| one.ask(cx, account))).await;
    let unknown = |answer: &Answer| match &answer.windows {
        Some(windows) => windows.account.is_none(),
        None => answer.account.is_none(),
    };
    if answers.iter().flatten().any(unknown) {
        let names = selected.iter().map(|certificate| certificate.name);
        return Finding::new(NO_SUCH_ACCOUNT, account)
            .fill("account", account)
            .at(cx.site("service_account"))
            .touching_all(names.map(Entity::certificate))
            .alone();
    }
    let configuration = selected
        .iter()
        .zip(&answers)
        .find_map(|(certificate, answer)| {
            let access = on_windows(certificate, account, answer.as_ref().ok()?)?;
            access.judge_configuration(cx.name)
        });
    let configuration = configuration.map(|finding| finding.at(cx.site("service_account")));
    let judged = selected.iter().zip(answers).map(|(certificate, answer)| {
        answer.map(|answer| judge_answer(cx, certificate, account, &answer))
    });
    Ok([
        judged.collect::<Vec<_>>().findings(),
        configuration.findings(),
    ]
    .findings())
}

impl Selected<'_> {
    async fn ask(&self, cx: &Ctx<'_>, account: &str) -> Result<Answer, Box<Finding>> {
        if let CertificateSource::Files { key: None, .. } = self.source {
            return not_reached(self, "has no key file in the config").alone();
        }
        let query = Query {
            source: self.source.clone(),
            account: account.to_owned(),
        };
        cx.ask(&ABOUT, self.source.location(), query).await
    }
}

fn judge_answer(
    cx: &Ctx<'_>,
    certificate: &Selected<'_>,
    account: &str,
    answer: &Answer,
) -> Vec<Finding> {
    if let Some(problem) = &answer.problem {
        let why = match problem {
            Problem::Missing => "has a key file that does not exist".to_owned(),
            Problem::Unreadable(why) => {
                format!("has a key file that cannot be found: {:.200}", Shown(why))
            }
            Problem::NoPermission => "has a key file that otpdoctor may not look at".to_owned(),
            other => format!("has a key file that {}", other.describe()),
        };
        return vec![not_reached(certificate, &why)];
    }
    judge_access(certificate, account, answer).each_finding(|finding| {
        finding
            .touching(Entity::certificate(certificate.name))
            .at(cx.certificate_site(certificate.name, "key"))
    })
}

fn judge_access(certificate: &Selected<'_>, account: &str, answer: &Answer) -> Vec<Finding> {
    if let Some(access) = on_windows(certificate, account, answer) {
        return access.judge();
    }
    let (Some(ids), Some(key)) = (&answer.account, answer.path.last()) else {
        return vec![not_reached(
            certificate,
            "has a key file of unknown permissions",
        )];
    };
    let blocked = first_block(&answer.path, ids);
    let blocked = blocked.map(|blocked| not_readable(certificate, account, ids, &blocked));
    let open = open_to_others(&answer.path).then(|| readable_by_others(certificate, account, key));
    let orphans = orphan_accounts(certificate, &answer.path);
    [[blocked, open].findings(), orphans].or(|| {
        Finding::pass(&ABOUT, certificate.source.location())
            .summary(format!("{account} can read {}", key.path.display()))
    })
}

/// What Windows said of the key and of the account.
fn on_windows<'a>(
    certificate: &Selected<'a>,
    account: &'a str,
    answer: &'a Answer,
) -> Option<windows::Access<'a>> {
    let seen = answer.windows.as_ref()?;
    Some(windows::Access {
        name: certificate.name,
        source: certificate.source,
        account,
        trustee: seen.account.as_ref()?,
        seen,
    })
}

fn not_readable(
    certificate: &Selected<'_>,
    account: &str,
    ids: &Account,
    blocked: &Blocked<'_>,
) -> Finding {
    let path = blocked.node.path.display();
    let verb = match blocked.want {
        access::Right::Read => "read",
        access::Right::Search => "enter the folder",
    };
    let finding = Finding::new(NOT_READABLE, certificate.source.location())
        .summary(format!("{account} cannot {verb} {path}: {}", blocked.by))
        .identity("account", wording::account(ids));
    grant(saw(finding, blocked.node), account, blocked)
}

fn readable_by_others(certificate: &Selected<'_>, account: &str, key: &Node) -> Finding {
    let finding = by_others(
        certificate.source,
        &format!("the private key {}", key.path.display()),
    );
    protect(saw(finding, key), account, key)
}

/// One finding for every node, however many accounts are gone.
fn orphan_accounts(certificate: &Selected<'_>, path: &[Node]) -> Vec<Finding> {
    let orphaned = path
        .iter()
        .map(|node| (node, orphans(node)))
        .filter(|(_, gone)| !gone.is_empty());
    let findings = orphaned.map(|(node, gone)| {
        let whom: Vec<String> = gone.iter().map(ToString::to_string).collect();
        let finding = Finding::new(ORPHAN_ACCOUNT, certificate.source.location())
            .fill("object", node.path.display())
            .fill("gone", text::list(&whom));
        strip(saw(finding, node), node, &gone)
    });
    findings.collect()
}

fn saw(finding: Finding, node: &Node) -> Finding {
    let path = node.path.display().to_string();
    finding
        .touching(Entity::File(path.clone()))
        .identity(("access", path), entries(node))
}

fn not_reached(certificate: &Selected<'_>, why: &str) -> Finding {
    Finding::new(NOT_REACHED, certificate.source.location())
        .touching(Entity::certificate(certificate.name))
        .summary(format!(
            "certificate \"{}\" {why}: see key-match",
            certificate.name
        ))
}
