//! Rules of the registry as they stand in public.

use super::*;
use crate::kit::firewall::choose;
use crate::kit::peer_text::PeerText;
use crate::kit::probe::firewall::{self, Outbound, Profile, Rule};

const POLICY_RULES: &str = r"SOFTWARE\Policies\Microsoft\WindowsFirewall\FirewallRules";

fn text(written: &str) -> PeerText {
    PeerText::without_secrets(written.to_owned())
}

fn read(port: u16, keys: &[(&str, &str, Value)]) -> firewall::Answer {
    let mut answer = Answer::default();
    for (path, name, value) in keys {
        let key = answer.keys.entry((*path).to_owned()).or_default();
        key.insert(text(name), value.clone());
    }
    choose(Ok(fields(&answer)), "SecureAuth SMTP", port, &text)
}

/// What becomes of a value among the rules, in a few words.
fn rule_in(path: &str, port: u16, written: &str) -> String {
    let answer = read(port, &[(path, "{1}", Value::Text(text(written)))]);
    let words = |rule: &Rule| {
        let list = |words: &[PeerText]| {
            words
                .iter()
                .map(PeerText::raw)
                .collect::<Vec<_>>()
                .join(",")
        };
        let condition = rule.condition.as_ref().map(|one| format!(" if {one}"));
        let profiles = format!("{:?}", rule.profiles).to_lowercase();
        format!(
            "{}{:?} {} {} to {}{}{}",
            if rule.enabled { "" } else { "disabled " },
            rule.action,
            rule.protocol,
            list(&rule.remote_ports),
            list(&rule.remote_addresses),
            if rule.profiles.is_empty() {
                ""
            } else {
                &profiles
            },
            condition.unwrap_or_default(),
        )
    };
    match &answer.problem {
        Some(_) => "unknown".to_owned(),
        None => answer.rules.first().map_or_else(|| "-".to_owned(), words),
    }
}

/// As they stand in public: the examples of [MS-GPFAS], the rules that Windows Server brings along, scripts that
/// administrators publish (GitHub, 2026-11), and the malformed ones of dissect.target's tests.
#[test]
fn rules_of_the_world() {
    let r = |port, written| rule_in(LOCAL_RULES, port, written);
    for (port, written, means) in [
        // Hardening scripts: what belongs to one program, package or owner leaves mail alone.
        (
            25,
            r"v2.25|Action=Block|Active=TRUE|Dir=Out|Protocol=6|App=C:\Windows\SystemApps\Microsoft.Windows.Cortana_cw5n1h2txyewy\SearchUI.exe|Name=Block outbound Cortana|",
            "-",
        ),
        (
            25,
            r"v2.29|Action=Block|Active=TRUE|Dir=Out|App=C:\Program Files (x86)\Internet Explorer\ExtExport.exe|Name=H_C rule for: ExtExport.exe|EmbedCtxt=H_C Firewall Rules|",
            "-",
        ),
        (
            25,
            r"v2.26|Action=Block|Active=TRUE|Dir=Out|RA42=IntErnet|RA62=IntErnet|Name=Block Cortana Package|Desc=Block Cortana Outbound UDP/TCP Traffic|AppPkgId=S-1-15-2-1861897761|Platform=2:6:2|Platform2=GTEQ|",
            "-",
        ),
        // What is for everybody does not.
        (
            25,
            r"v2.32|Action=Block|Active=TRUE|Dir=Out|Name=4|Desc=Block all outbound connections except console logon|LUAuth=O:LSD:(D;;CC;;;S-1-2-1)|",
            "Block Any Any to Any if the user O:LSD:(D;;CC;;;S-1-2-1)",
        ),
        (
            25,
            r"v2.30|Action=Block|Active=TRUE|Dir=Out|Protocol=6|RPort2_10=0-52|RPort2_10=54-66|RPort2_10=69-79|RPort2_10=82-442|RPort2_10=444-1000|Name=TCP|",
            "Block TCP 0-52,54-66,69-79,82-442,444-1000 to Any",
        ),
        (
            53,
            r"v2.30|Action=Block|Active=TRUE|Dir=Out|Protocol=6|RPort2_10=0-52|RPort2_10=54-66|Name=TCP|",
            "-",
        ),
        (
            25,
            r"v2.28|Action=Block|Active=TRUE|Dir=Out|Protocol=6|RPort=3389|RPort2_10=21-23|Name=Block Critical Ports OutBound|Desc=Block Critical Ports OutBound|",
            "-",
        ),
        (
            22,
            r"v2.28|Action=Block|Active=TRUE|Dir=Out|Protocol=6|RPort=3389|RPort2_10=21-23|Name=Block Critical Ports OutBound|Desc=Block Critical Ports OutBound|",
            "Block TCP 3389,21-23 to Any",
        ),
        (
            443,
            r"v2.31|Action=Block|Active=TRUE|Dir=Out|Protocol=6|Profile=Private|Profile=Public|RPort=443|App=C:\Program Files\Mesh Agent\MeshAgent.exe|Name=Block Mesh|RA4=203.0.113.10|",
            "-",
        ),
        // It was meant for a port of the server, and is for one of this machine.
        (
            25,
            r"v2.32|Action=Allow|Active=TRUE|Dir=Out|Protocol=6|LPort2_10=67-68|LPort2_10=55555-55556|Name=6|Desc=Allow traffic to DHCP|",
            "Allow TCP Any to Any if the local port 67-68,55555-55556",
        ),
        // Windows Server's own, most of them for a service.
        (
            80,
            r"v2.33|Action=Allow|Active=FALSE|Dir=Out|Protocol=6|Profile=Public|RPort=2869|RA4=LocalSubnet|RA6=LocalSubnet|App=%SystemRoot%\system32\svchost.exe|Svc=fdphost|Name=@FirewallAPI.dll,-32765|",
            "-",
        ),
        (
            445,
            r"v2.33|Action=Allow|Active=TRUE|Dir=Out|Protocol=6|RPort=445|App=System|Name=@FirewallAPI.dll,-28675|Desc=@FirewallAPI.dll,-28676|EmbedCtxt=@FirewallAPI.dll,-28672|",
            "-",
        ),
        (
            25,
            r"v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=17|LPort=1701|App=System|Name=@FirewallAPI.dll,-33753|Desc=@FirewallAPI.dll,-33756|EmbedCtxt=@FirewallAPI.dll,-33752|",
            "-",
        ),
        (
            25,
            r"v2.33|Action=Allow|Active=TRUE|Dir=Out|Protocol=58|ICMP6=133:*|RA4=LocalSubnet|RA6=LocalSubnet|RA6=ff02::2|RA6=fe80::/64|App=System|Name=@FirewallAPI.dll,-25008|",
            "-",
        ),
        (
            25,
            r"v2.10|Action=Allow|Active=TRUE|Dir=Out|App=%ProgramFiles%\\zabbix\\zabbix_agentd.exe|Name=Zabbix agent|",
            "-",
        ),
        // Domain members reach their controllers.
        (
            636,
            r"v2.31|Action=Allow|Active=TRUE|Dir=Out|Protocol=6|RPort=53|RPort=389|RPort=636|RPort2_10=49152-65535|RA4=10.0.0.10|RA4=10.0.0.11|Name=ZNAccessOut-ADDC|",
            "Allow TCP 53,389,636,49152-65535 to 10.0.0.10,10.0.0.11",
        ),
        // Bound to what only the machine knows.
        (
            443,
            r"v2.30|Action=Allow|Active=TRUE|Dir=Out|Protocol=6|RPort=22|RPort=80|RPort=443|RA42=IntErnet|IFType=Lan|IFType=Wireless|Name=Background|Platform=2:10:0|Platform2=GTEQ|",
            "Allow TCP 22,80,443 to IntErnet if interfaces of the type Lan,Wireless",
        ),
        // No version: Windows ignores it, and nobody knows what it was to be.
        (
            25,
            r"BlockCortana|Action=Block|Active=TRUE|Dir=Out|Name=Search|",
            "unknown",
        ),
        (
            25,
            r"BlockCortana|Action=Block|Active=TRUE|Dir=Out|App=C:\windows\searchui.exe|Name=Search|",
            "-",
        ),
        (
            25,
            "v13.37|Action=Block|Active=TRUE|Dir=Out|Name=x|",
            "unknown",
        ),
    ] {
        assert_eq!(r(port, written), means, "{written}");
    }
}

/// dissect.target tests, and the manifests of Windows components (`RestrictedServices`).
#[test]
fn rules_of_services_are_written_more_freely() {
    let services = r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\RestrictedServices\Static\System";
    for (port, written, means) in [
        (
            25,
            r"V2.0|Action=Block|Dir=out|App=%SystemRoot%\System32\svchost.exe|Svc==DisplayEnhancementService|Name=Block outbound traffic from BFE|",
            "-",
        ),
        (
            443,
            r"V2.0|Action=Allow|Dir=Out|Protocol=tcp|rport=3268,389,563,993,995,80,443|App=%SystemRoot%\system32\SearchProtocolHost.exe|Name=Allow|",
            "-",
        ),
        (
            443,
            r"V2.0|Action=Allow|Dir=Out|Protocol=tcp|rport=80,443|Name=Allow|",
            "Allow TCP 80,443 to Any",
        ),
        (
            25,
            r"V2.0|Action=Block|Dir=Out|Svc=*|Name=Block every service|",
            "-",
        ),
    ] {
        assert_eq!(rule_in(services, port, written), means, "{written}");
    }
}

/// Imagined, by the grammar of [MS-GPFAS] 2.2.2.
#[test]
fn the_rule_for_mail() {
    let named = |rest: &str| {
        rule_in(
            LOCAL_RULES,
            25,
            &format!("v2.22|{rest}|Name=SecureAuth SMTP|"),
        )
    };
    let allow = "Action=Allow|Active=TRUE|Dir=Out|Protocol=6|RPort=25|RA4=192.0.2.25";
    assert_eq!(named(allow), "Allow TCP 25 to 192.0.2.25");
    assert_eq!(
        named("Action=Allow|Dir=Out|Protocol=6|RPort=25"),
        "disabled Allow TCP 25 to Any"
    );
    assert_eq!(
        named("Action=Allow|Active=FALSE|Dir=Out"),
        "disabled Allow Any Any to Any"
    );
    assert_eq!(
        named(&format!("{allow}|Profile=Domain|Profile=Public")),
        "Allow TCP 25 to 192.0.2.25[domain, public]"
    );
    assert_eq!(
        named(&format!(
            "{allow}|Profile=Domain|Profile=Private|Profile=Public"
        )),
        "Allow TCP 25 to 192.0.2.25"
    );
    assert_eq!(
        named(&format!(
            r"{allow}|App=%SystemRoot%\System32\inetsrv\w3wp.exe"
        )),
        "Allow TCP 25 to 192.0.2.25"
    );
    let conditions = [
        (r"App=C:\mail\smtp.exe", r"the program C:\mail\smtp.exe"),
        (
            "Security=Authenticate",
            "a secured connection: Authenticate",
        ),
        ("TTK2_22=WFDPrint", "its setting TTK2_22=WFDPrint"),
        ("LA4=10.9.9.9", "the local address 10.9.9.9"),
        ("Svc=W3SVC", "the service W3SVC"),
    ];
    for (setting, condition) in conditions {
        assert_eq!(
            named(&format!("{allow}|{setting}")),
            format!("Allow TCP 25 to 192.0.2.25 if {condition}")
        );
    }
    for unclear in [
        "Action=Permit|Active=TRUE|Dir=Out",
        "Active=TRUE|Dir=Out",
        "Action=Allow|Action=Block|Active=TRUE|Dir=Out",
        "",
    ] {
        assert_eq!(named(unclear), "unknown", "{unclear}");
    }
}

#[test]
fn group_policy_outweighs_the_machine() {
    let number =
        |path: &str, name: &str, number| (path.to_owned(), name.to_owned(), Value::Number(number));
    let says = |all: &[(String, String, Value)]| {
        let all: Vec<_> = all
            .iter()
            .map(|(path, name, value)| (path.as_str(), name.as_str(), value.clone()))
            .collect();
        let profiles = read(25, &all).profiles;
        Profile::ALL.map(|one| profiles[&one])
    };
    let here = |profile: &str| format!(r"{LOCAL}\{profile}");
    let policy = |profile: &str| format!(r"{POLICY}\{profile}");
    use Outbound::{Allows, Blocks, Off};
    // What runs the firewall tells nothing of it, unless it is disabled.
    let running = [(SERVICE, "Start", Value::Number(2))];
    assert_eq!(read(25, &running).profiles.len(), 0);
    let on = number(&here("DomainProfile"), "EnableFirewall", 1);
    assert_eq!(says(&[on]), [Allows; 3]);
    assert_eq!(says(&[number(SERVICE, "Start", 4)]), [Off; 3]);
    let blocked = ["DomainProfile", "StandardProfile", "PublicProfile"]
        .map(|one| number(&here(one), "DefaultOutboundAction", 1));
    assert_eq!(says(&blocked), [Blocks; 3]);
    let off = [
        &blocked[..],
        &[number(&here("PublicProfile"), "EnableFirewall", 0)],
    ]
    .concat();
    assert_eq!(says(&off), [Blocks, Blocks, Off]);
    let xp = [
        &blocked[..],
        &[number(
            &policy("StandardProfile"),
            "DefaultOutboundAction",
            0,
        )],
    ]
    .concat();
    assert_eq!(says(&xp), [Blocks, Allows, Allows]);
    let today = [
        &xp[..],
        &[number(&policy("PublicProfile"), "EnableFirewall", 1)],
    ]
    .concat();
    assert_eq!(says(&today), [Blocks; 3]);
    let disabled = [&blocked[..], &[number(SERVICE, "Start", 4)]].concat();
    assert_eq!(says(&disabled), [Off; 3]);
    let odd = (
        "PublicProfile",
        number(&here("PublicProfile"), "DefaultOutboundAction", 7),
    );
    let odd = read(25, &[(&odd.1.0, "DefaultOutboundAction", Value::Number(7))]);
    assert!(odd.problem.is_some(), "{odd:?}");
}

#[test]
fn the_machines_rules_end_where_group_policy_forbids_them() {
    let rule = |path, profile: &str| {
        let written =
            format!("v2.22|Action=Allow|Active=TRUE|Dir=Out|{profile}Name=SecureAuth SMTP|");
        (path, "{1}", Value::Text(text(&written)))
    };
    let closed = format!(r"{POLICY}\PublicProfile");
    let closed = (closed.as_str(), "AllowLocalPolicyMerge", Value::Number(0));
    let of = |rule| {
        let rules = read(25, &[rule, closed.clone()]).rules;
        (rules[0].enabled, rules[0].profiles.clone())
    };
    assert_eq!(
        of(rule(LOCAL_RULES, "")),
        (true, vec![Profile::Domain, Profile::Private])
    );
    assert_eq!(
        of(rule(LOCAL_RULES, "Profile=Public|")),
        (false, vec![Profile::Public])
    );
    assert_eq!(
        of(rule(POLICY_RULES, "Profile=Public|")),
        (true, vec![Profile::Public])
    );
    assert_eq!(of(rule(POLICY_RULES, "")), (true, vec![]));
}
