//! Whether the account can read the machine's key that decrypts web.config.

use super::Access;
use crate::key_access::about::*;
use crate::kit::descriptor::Descriptor;
use crate::kit::probe::certificate::Problem;
use crate::kit::probe::key_access::Object;
use crate::kit::{Finding, Shell, Status, text};

/// Its container.
const CONTAINER: &str = "NetFrameworkConfigurationKey";
/// As a sentence names it.
const KEY: &str = "the key of web.config";
/// The program of .NET Framework that gives accounts access to such keys.
const REGIIS: &str = r"C:\Windows\Microsoft.NET\Framework64\v4.0.30319\aspnet_regiis.exe";

impl Access<'_> {
    /// What is wrong with the key, if the realm's web.config has sections that are encrypted with it. Where that web.config was
    /// not read they may be, and it is only a warning.
    pub(in crate::key_access) fn judge_configuration(&self, realm: &str) -> Option<Finding> {
        let seen = self.seen.configuration.as_ref()?;
        let mut read = seen.encrypted.iter();
        let read = read.find(|(name, _)| name.eq_ignore_ascii_case(realm));
        let Some((_, sections)) = read else {
            let wrong = self.judge_key(seen.key.as_ref()?)?;
            let is_sure = wrong.status == Status::Fail;
            return Some(wrong.only_warns()).filter(|_| is_sure);
        };
        let wrong = match (&seen.key, &seen.problem) {
            _ if *sections == 0 => None,
            (Some(key), _) => self.judge_key(key),
            (None, Some(problem)) => Some(self.unclear(&not_looked_at(problem))),
            (None, None) => Some(
                Finding::new(CONFIGURATION_KEY, CONTAINER)
                    .summary(format!(
                        "{CONTAINER}, {KEY}, does not exist on this machine"
                    ))
                    .cured(CONFIGURATION_KEY.cure("missing")),
            ),
        };
        Some(wrong?.counted("encrypted-sections", *sections, None))
    }

    fn judge_key(&self, key: &Object) -> Option<Finding> {
        let Some(descriptor) = Descriptor::parse(&key.descriptor) else {
            let why =
                format!("the permissions of {KEY} have a format that otpdoctor does not know");
            return Some(self.unclear(&why));
        };
        let finding = match self.reads(&descriptor) {
            Some(true) => return None,
            None => self.unclear(&format!(
                "whether {} can read {KEY} depends on a condition or on an unlisted group",
                self.account
            )),
            Some(false) => self.no_access(key, &descriptor),
        };
        Some(self.show(key, &descriptor, finding))
    }

    fn no_access(&self, key: &Object, descriptor: &Descriptor) -> Finding {
        let account = self.account;
        let obstacle = self.obstacle(descriptor);
        let finding = Finding::new(CONFIGURATION_KEY, CONTAINER)
            .summary(format!("{account} cannot read {KEY}: {}", obstacle.why))
            .identity("account", self.trustee.sid.as_str())
            .with(obstacle.denying, |finding, entry| {
                let finding = finding.cured(NOT_READABLE.cure("denied"));
                self.undeny(finding, key, entry)
            });
        if obstacle.allows {
            return finding;
        }
        let placeholder = "THE-ACCOUNT-NAMED-ABOVE";
        let argument = text::argument(account).replace("THE-FILE-NAMED-ABOVE", placeholder);
        finding
            .cured(CONFIGURATION_KEY.cure("grant"))
            .fill("account", account)
            .run(
                Shell::Windows,
                format!("{REGIIS} -pa \"{CONTAINER}\" {argument}"),
            )
    }

    fn unclear(&self, why: &str) -> Finding {
        Finding::new(NOT_JUDGED, CONTAINER)
            .summary(why)
            .cured(NOT_JUDGED.cure("configuration-key"))
            .fill("account", self.account)
    }
}

fn not_looked_at(problem: &Problem) -> String {
    format!("{CONTAINER}, {KEY}, {}", problem.describe())
}
