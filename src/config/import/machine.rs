//! What a machine says of itself, as the part of the config that describes it.

use checks::kit::probe::system_proxy::Setting;
use checks::kit::realm::CertificateSource;
use serde_json::{Value, json};

use crate::config::expect::format_mismatch;
use crate::config::show::{flow, scalar};
use crate::config::text::is_unprintable;

/// What a machine says of itself. What is absent it does not tell.
#[derive(Debug)]
pub struct Machine {
    /// Its short host name.
    pub name: String,
    /// Whether it has joined a domain.
    pub domain_joined: Option<bool>,
    /// Its time zone.
    pub zone: Option<String>,
    /// Whom its time service follows: `NTP`, `NT5DS` (the domain).
    pub time_type: Option<String>,
    /// The time service's servers with their flags: `ntp1.example.net,0x9 10.30.0.3,8`.
    pub time_servers: Option<String>,
    /// The proxy of WinHTTP, or of the account that services run as.
    pub proxy: Option<Setting>,
    /// How many keys of the firewall the registry has, or why they were not read.
    pub firewall: Result<usize, String>,
    /// What the Personal store of the Local Computer holds, or why it was not read.
    pub certificates: Result<Vec<Stored>, String>,
}

/// A certificate of a store.
#[derive(Debug)]
pub struct Stored {
    /// What the config calls it.
    pub name: String,
    /// Where it is.
    pub source: CertificateSource,
    /// Whose it is, until when it is valid, what it is suitable for.
    pub says: String,
    /// Whether an authority of the vendor issued it.
    pub is_vendors: bool,
}

/// A line of the config without its comment, which may be empty; and the comment.
type Line = (String, String);

impl Machine {
    /// The sections `appliance` and `certificates`.
    pub(super) fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut add = |setting: &str, why: &str| lines.push((setting.to_owned(), why.to_owned()));
        add("appliance:", "what this machine says of itself");
        let name = scalar(&Value::from(self.name.as_str()));
        add(&format!("  name: {name}"), "this machine's short host name");
        add("  platform: windows", "this machine's system");
        let guides = "as the vendor's guides have it: change it if the application pools run as another account";
        add("  service_account: Network Service", guides);
        match self.domain_joined {
            Some(joined) => add(&format!("  domain_joined: {joined}"), "Windows says so"),
            None => add(
                "  # domain_joined: false",
                "Windows does not say: look at System in the Control Panel",
            ),
        }
        add("  time:", "");
        self.time(&mut add);
        self.proxy(&mut add);
        match &self.firewall {
            Ok(0) => add(
                "  # firewall: {export: firewall.json}",
                "this registry holds no rules of the firewall: export them where they are",
            ),
            Ok(_) => add(
                "  ",
                "The firewall's rules are read from this machine's registry in each run, so no export is needed.",
            ),
            Err(why) => add(
                "  # firewall: {export: firewall.json}",
                &format!("{why}: run otpdoctor as an administrator, or export the rules"),
            ),
        }
        add(
            "  ",
            "The URLs of the cloud services have no published names in a web.config. The vendor's current ones count unless you copy other ones from the Web Admin (System Info, WSE 3.0 / WCF Configuration) to `cloud`.",
        );
        self.license(&mut add);
        add(
            "",
            "What is not known of a realm stands in its web.config under names that the vendor does not publish. Name them in an alias file (`otpdoctor config import --print-aliases`), or have the realms from the Admin API (`otpdoctor config pull`).",
        );
        lines
    }

    fn time(&self, add: &mut impl FnMut(&str, &str)) {
        let is_domains = self
            .time_type
            .as_deref()
            .is_some_and(|one| one.eq_ignore_ascii_case("NT5DS"));
        let written = self
            .time_servers
            .as_deref()
            .filter(|_| !is_domains)
            .unwrap_or_default();
        let servers = written
            .split_whitespace()
            .filter_map(|one| one.split(',').next());
        let fit = |one: &&str| format_mismatch("endpoint", one).is_none();
        let servers: Vec<Value> = servers.filter(fit).map(Value::from).collect();
        let from = match (is_domains, servers.is_empty()) {
            (true, _) => {
                "the domain keeps this clock (Type NT5DS): servers to compare with may be added"
            }
            (_, true) => {
                "the Windows time service names none: add those that this clock should follow"
            }
            _ => "the Windows time service follows them (NtpServer)",
        };
        add(&format!("    servers: {}", flow(&servers.into())), from);
        match &self.zone {
            Some(zone) => {
                let zone = scalar(&Value::from(zone.as_str()));
                add(
                    &format!("    zone: {zone}"),
                    "the zone of this machine now: correct it if that is wrong",
                );
            }
            None => add(
                "    # zone: America/Los_Angeles",
                "this machine's zone has no name that is known",
            ),
        }
    }

    fn proxy(&self, add: &mut impl FnMut(&str, &str)) {
        let set = self
            .proxy
            .as_ref()
            .and_then(|set| Some((set, set.proxy.as_deref()?)));
        let Some((set, server)) = set else {
            return add(
                "  # proxy: {url: \"http://proxy.example.net:3128\"}",
                "neither WinHTTP nor Network Service has one: what a realm's web.config names stands below",
            );
        };
        add(
            "  proxy:",
            &format!(
                "from {}: remove it if the realms reach the cloud directly",
                set.place
            ),
        );
        add(
            &format!("    url: {}", scalar(&format!("http://{server}").into())),
            "",
        );
        add(
            "    # username: svc-idp",
            "if the proxy asks for a login; Windows keeps none here",
        );
        add("    # password: {env: PROXY_PASSWORD}", "");
        let bypass = set
            .bypass
            .iter()
            .filter(|one| format_mismatch("bypass", one).is_none());
        let bypass: Vec<Value> = bypass.map(|one| one.as_str().into()).collect();
        if !bypass.is_empty() {
            add(&format!("    bypass: {}", flow(&bypass.into())), &set.place);
        }
    }

    fn license(&self, add: &mut impl FnMut(&str, &str)) {
        let stored = self.certificates.as_deref().unwrap_or_default();
        add("  license:", "");
        match chosen(stored) {
            Some((one, why)) => add(&format!("    certificate: {}", one.name()), why),
            None => add(
                "    # certificate: NAME",
                "one of `certificates`, as the Web Admin shows it (System Info, License Info)",
            ),
        }
        add(
            "    # support_expires: 2027-03-31",
            "only the contract says it: ask the vendor's account manager",
        );
        match &self.certificates {
            Ok(stored) if stored.is_empty() => add(
                "# certificates:",
                "the Personal store of the Local Computer holds none",
            ),
            Ok(_) => add(
                "certificates:",
                "what the Personal store of the Local Computer holds",
            ),
            Err(why) => add(
                "# certificates:",
                &format!("{why}: run otpdoctor as an administrator"),
            ),
        }
        for one in stored {
            let source = json!(one.source);
            add(&format!("  {}: {}", one.name(), flow(&source)), &one.says);
        }
    }
}

impl Stored {
    fn name(&self) -> String {
        scalar(&Value::from(self.name.replace(is_unprintable, "").trim()))
    }
}

/// The one that is the license certificate, where that is sure, and why it is.
fn chosen(stored: &[Stored]) -> Option<(&Stored, &'static str)> {
    let mut vendors = stored.iter().filter(|one| one.is_vendors);
    match (vendors.next(), vendors.next(), stored) {
        (Some(one), None, _) => Some((one, "the only one of the store that the vendor issued")),
        (None, _, [one]) => Some((one, "the only one of the store")),
        _ => None,
    }
}
