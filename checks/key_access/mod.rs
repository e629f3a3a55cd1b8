//! Detects a private key that the service account cannot read, or that everybody can.

pub(crate) mod about;
mod access;
mod wording;

use futures_util::future::join_all;

use self::about::{
    ABOUT, NO_SUCH_ACCOUNT, NOT_REACHED, NOT_READABLE, ORPHAN_ACCOUNT, READABLE_BY_OTHERS,
};
use self::access::{Blocked, first_block, open_to_others};
use self::wording::{entries, grant, orphans, protect, strip};
use crate::kit::peer_text::Shown;
use crate::kit::probe::certificate::Problem;
use crate::kit::probe::key_access::{Account, Answer, Node, Query};
use crate::kit::realm::CertificateSource;
use crate::kit::{Answered, Ctx, Entity, Finding, check, text};

check!(KeyAccess, judge);

/// A certificate that the realm selects, under its name in the config.
struct Selected<'a> {
    name: &'a str,
    source: &'a CertificateSource,
}

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    let selected = selected(cx);
    if selected.is_empty() {
        return vec![
            Finding::not_known(&ABOUT, "private keys")
                .summary("the realm selects no certificate in the config"),
        ];
    }
    let Some(account) = cx.config.appliance.service_account.as_deref() else {
        return vec![Finding::not_known(&ABOUT, "private keys").summary(
            "the config does not say which account runs the service: appliance.service_account",
        )];
    };
    let asked = selected.iter().map(|certificate| async {
        let question = Query {
            source: certificate.source.clone(),
            account: account.to_owned(),
        };
        match has_key(certificate.source) {
            true => Some(cx.probe(question).await),
            false => None,
        }
    });
    let answers = join_all(asked).await;
    let unknown = |answer: &Option<Answered<Answer>>| matches!(answer, Some(Ok(answer)) if answer.account.is_none());
    if answers.iter().any(unknown) {
        let names = selected.iter().map(|certificate| certificate.name);
        return vec![no_such_account(cx, account).touching_all(names.map(Entity::certificate))];
    }
    selected
        .iter()
        .zip(answers)
        .flat_map(|(certificate, answer)| match answer {
            None => vec![not_reached(certificate, "the config names no key file")],
            Some(Err(error)) => vec![Finding::unasked(&ABOUT, certificate.source.place(), &error)],
            Some(Ok(answer)) => judge_answer(cx, certificate, account, &answer),
        })
        .collect()
}

fn selected<'a>(cx: &Ctx<'a>) -> Vec<Selected<'a>> {
    let source = |name| cx.config.certificates.get(name);
    cx.selected_certificates()
        .into_iter()
        .filter_map(|name| {
            Some(Selected {
                name,
                source: source(name)?,
            })
        })
        .collect()
}

fn has_key(source: &CertificateSource) -> bool {
    !matches!(source, CertificateSource::Files { key: None, .. })
}

fn judge_answer(
    cx: &Ctx<'_>,
    certificate: &Selected<'_>,
    account: &str,
    answer: &Answer,
) -> Vec<Finding> {
    if let Some(problem) = &answer.problem {
        let why = match problem {
            Problem::Missing => "there is no such key file".to_owned(),
            Problem::Unreadable(why) => {
                format!("the way to the key file ends early: {:.200}", Shown(why))
            }
            Problem::NoPermission => "the key file may not be looked at".to_owned(),
            Problem::WrongPassword => "the key file is encrypted".to_owned(),
        };
        return vec![not_reached(certificate, &why)];
    }
    let (Some(ids), Some(key)) = (&answer.account, answer.path.last()) else {
        return vec![not_reached(certificate, "nothing was seen of the key file")];
    };
    let mut findings = Vec::new();
    if let Some(blocked) = first_block(&answer.path, ids) {
        findings.push(not_readable(certificate, account, ids, &blocked));
    }
    if open_to_others(&answer.path) {
        findings.push(readable_by_others(certificate, account, key));
    }
    findings.extend(orphan_accounts(certificate, account, &answer.path));
    if findings.is_empty() {
        findings.push(
            Finding::pass(&ABOUT, certificate.source.place())
                .summary(format!("{account} can read {}", key.path.display())),
        );
    }
    let site = |finding: Finding| {
        finding
            .touching(Entity::certificate(certificate.name))
            .at(cx.certificate_site(certificate.name, "key"))
    };
    findings.into_iter().map(site).collect()
}

fn not_readable(
    certificate: &Selected<'_>,
    account: &str,
    ids: &Account,
    blocked: &Blocked<'_>,
) -> Finding {
    let path = blocked.node.path.display();
    let verb = match blocked.want {
        access::Want::Read => "read",
        access::Want::Search => "enter the folder",
    };
    let finding = Finding::new(NOT_READABLE, certificate.source.place())
        .summary(format!("{account} cannot {verb} {path}: {}", blocked.by))
        .identity("account", wording::account(ids));
    grant(saw(finding, blocked.node), account, blocked)
}

fn readable_by_others(certificate: &Selected<'_>, account: &str, key: &Node) -> Finding {
    let finding = Finding::new(READABLE_BY_OTHERS, certificate.source.place())
        .summary(format!("every account of this machine can read {}", key.path.display()))
        .step("Take the key away from everybody else; if other people have accounts here, replace certificate and key.");
    protect(saw(finding, key), account, key)
}

/// One finding for every node, however many accounts are gone.
fn orphan_accounts(certificate: &Selected<'_>, account: &str, path: &[Node]) -> Vec<Finding> {
    let orphaned = path
        .iter()
        .map(|node| (node, orphans(node)))
        .filter(|(_, gone)| !gone.is_empty());
    orphaned
        .map(|(node, gone)| {
            let whom: Vec<String> = gone.iter().map(ToString::to_string).collect();
            let finding =
                Finding::new(ORPHAN_ACCOUNT, certificate.source.place()).summary(format!(
                    "the permissions of {} still name {}, and no such account exists any longer",
                    node.path.display(),
                    text::list(&whom)
                ));
            strip(saw(finding, node), account, node, &gone)
        })
        .collect()
}

fn saw(finding: Finding, node: &Node) -> Finding {
    let path = node.path.display().to_string();
    finding
        .touching(Entity::File(path.clone()))
        .identity(("access", path), entries(node))
}

fn no_such_account(cx: &Ctx<'_>, account: &str) -> Finding {
    Finding::new(NO_SUCH_ACCOUNT, account)
        .summary(format!("this system knows no account {account}, so nobody can say what it may read"))
        .step("Set `service_account` to the account that the realms run as: on Windows the identity of their application pool, on Linux the `User=` of their service.")
        .run(crate::kit::Shell::Linux, "getent passwd")
        .at(cx.site("service_account"))
}

fn not_reached(certificate: &Selected<'_>, why: &str) -> Finding {
    Finding::new(NOT_REACHED, certificate.source.place())
        .touching(Entity::certificate(certificate.name))
        .summary(format!(
            "{why}; key-match and certificate-validity say more"
        ))
}
