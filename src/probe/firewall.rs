//! The outbound rules of the host firewall, from an exported file.

mod json;
mod netsh;

use checks::kit::Answered;
use checks::kit::firewall::choose;
use checks::kit::probe::firewall::{Answer, Query};

use super::live::Live;
use crate::files::{self, text};
use crate::secret::Vault;

/// Reads the export, and keeps the rules that bear on the question.
///
/// # Errors
/// When the file may not be read.
pub fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    match files::read(&query.export) {
        Ok(bytes) => Ok(answer(&bytes, query, &live.vault)),
        Err(error) => match error.ours(&query.export) {
            Some(ours) => Err(ours),
            None => Ok(Answer {
                problem: Some(error.into()),
                ..Answer::default()
            }),
        },
    }
}

fn answer(bytes: &[u8], query: &Query, vault: &Vault) -> Answer {
    let text = text::decode(bytes);
    let exported = if text.trim_start().starts_with(['[', '{']) {
        json::parse(&text)
    } else {
        netsh::parse(&text)
    };
    choose(exported, &query.rule, query.port, &|said| vault.peer(said))
}

#[cfg(test)]
mod tests {
    use checks::kit::probe::certificate::Problem;
    use checks::kit::probe::firewall::Outbound;

    use super::*;

    fn query() -> Query {
        Query {
            export: "firewall.txt".into(),
            rule: "SecureAuth SMTP".into(),
            port: 25,
        }
    }

    fn json(rules: &str) -> Answer {
        answer(rules.as_bytes(), &query(), &Vault::default())
    }

    fn names(answer: &Answer) -> Vec<&str> {
        answer.rules.iter().map(|rule| rule.name.raw()).collect()
    }

    #[test]
    fn keeps_the_named_rule_and_what_blocks_the_port() {
        let rule = |name: &str, rest: &str| {
            format!(
                r#"{{"DisplayName":"{name}","Enabled":"True","Direction":"Outbound","Action":"Block","Protocol":"TCP","RemoteAddress":"Any","RemotePort":"Any"{rest}}}"#
            )
        };
        let all = [
            rule("secureauth smtp", r#","Enabled":"False","Action":"Allow""#),
            rule("every port", ""),
            rule("the port", r#","RemotePort":["19","20-26"]"#),
            rule("every protocol", r#","Protocol":"Any""#),
            rule(
                "the worker",
                r#","Program":"%SystemRoot%\\System32\\inetsrv\\w3wp.exe""#,
            ),
            rule("another program", r#","Program":"C:\\Tools\\game.exe""#),
            rule("another port", r#","RemotePort":["80","443","26-30"]"#),
            rule("another protocol", r#","Protocol":"UDP""#),
            rule("the other way", r#","Direction":"Inbound""#),
            rule("switched off", r#","Enabled":"False""#),
            rule("allows", r#","Action":"Allow""#),
        ];
        let answer = json(&format!("[{}]", all.join(",")));
        assert_eq!(answer.problem, None);
        assert_eq!(answer.total, 11);
        let kept = [
            "secureauth smtp",
            "every port",
            "the port",
            "every protocol",
            "the worker",
            "allows",
        ];
        assert_eq!(names(&answer), kept);
    }

    #[test]
    fn what_cannot_be_read_matters_only_where_the_rule_does() {
        let odd =
            r#"{"DisplayName":"odd","Enabled":"maybe","Direction":"Inbound","Action":"Block"}"#;
        assert_eq!(json(&format!("[{odd}]")).problem, None);
        let named = odd.replace("odd", "SecureAuth SMTP");
        let Some(Problem::Unreadable(why)) = json(&named).problem else {
            panic!("it must not be guessed");
        };
        assert!(
            why.contains("SecureAuth SMTP") && why.contains("maybe"),
            "{why}"
        );
    }

    #[test]
    fn every_encoding_that_windows_writes_is_read() {
        let text = "[{\"DisplayName\":\"SecureAuth SMTP é\",\"Enabled\":1,\"Direction\":2,\"Action\":2,\"Protocol\":\"TCP\",\"RemoteAddress\":\"192.0.2.1\",\"RemotePort\":\"25\"}]";
        let query = Query {
            rule: "SecureAuth SMTP é".into(),
            ..query()
        };
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(&[0xef, 0xbb, 0xbf], text.as_bytes()),
            marked(&[0xff, 0xfe], &little),
            marked(&[0xfe, 0xff], &big),
        ] {
            assert_eq!(answer(&bytes, &query, &Vault::default()).rules.len(), 1);
        }
    }

    #[test]
    fn what_binds_a_rule_excludes_it_or_is_its_condition() {
        let block = |more: &str| {
            let rule = format!(
                r#"{{"DisplayName":"b","Enabled":"True","Direction":"Outbound","Action":"Block","Protocol":"TCP","RemoteAddress":"Any","RemotePort":"Any"{more}}}"#
            );
            let rules = json(&rule).rules;
            rules
                .first()
                .map(|rule| rule.condition.clone().unwrap_or_default().raw().to_owned())
        };
        let says = |more: &str| block(&format!(r#","Program":"Any"{more}"#));
        assert_eq!(
            says(r#","Service":"Any","InterfaceType":0,"LocalUser":"Any","Package":null"#)
                .as_deref(),
            Some("")
        );
        for every in [
            r#""Any""#,
            "0",
            "7",
            r#""Domain, Private, Public""#,
            r#""Public""#,
        ] {
            let profile = format!(r#","Profile":{every},"LocalAddress":["Any"],"LocalPort":"Any""#);
            assert_eq!(says(&profile).as_deref(), Some(""), "{every}");
        }
        assert_eq!(says(r#","Service":"wuauserv""#), None);
        assert_eq!(says(r#","Package":"S-1-15-2-1""#), None);
        assert_eq!(
            block(r#","Program":"C:\\inetsrv\\W3WP.EXE""#).as_deref(),
            Some("")
        );
        assert_eq!(block(r#","Program":"System""#), None);
        for (more, condition) in [
            (
                r#","InterfaceType":"Wireless""#,
                "interfaces of the type Wireless",
            ),
            (r#","Profile":"Home""#, "the profile Home"),
            (
                r#","LocalAddress":["10.9.9.9"]"#,
                "the local address 10.9.9.9",
            ),
            (r#","LocalPort":["5000"]"#, "the local port 5000"),
            (
                r#","InterfaceAlias":["Ethernet 2"]"#,
                "the interface Ethernet 2",
            ),
            (
                r#","LocalUser":"D:(A;;CC;;;S-1-5-20)""#,
                "the user D:(A;;CC;;;S-1-5-20)",
            ),
        ] {
            assert_eq!(says(more).as_deref(), Some(condition));
        }
        let unnamed = "its program, which the export does not name";
        assert_eq!(block("").as_deref(), Some(unnamed));
        assert_eq!(block(r#","Program":null"#).as_deref(), Some(unnamed));
    }

    #[test]
    fn profiles_beside_the_rules_say_what_needs_no_rule() {
        let profile = |enabled: &str, default: &str| {
            format!(r#"{{"Name":"Domain","Enabled":{enabled},"DefaultOutboundAction":{default}}}"#)
        };
        let says = |enabled, default| -> Vec<Outbound> {
            json(&profile(enabled, default))
                .profiles
                .into_values()
                .collect()
        };
        assert_eq!(says(r#""True""#, r#""Block""#), [Outbound::Blocks]);
        assert_eq!(says("1", "4"), [Outbound::Blocks]);
        assert_eq!(says("1", "2"), [Outbound::Allows]);
        assert_eq!(says("1", r#""NotConfigured""#), [Outbound::Allows]);
        assert_eq!(says("0", "4"), [Outbound::Off]);
        assert_eq!(says(r#""False""#, r#""Allow""#), [Outbound::Off]);
        assert!(json(&profile("1", r#""perhaps""#)).problem.is_some());
    }

    #[test]
    fn a_file_of_something_else_is_named_as_such() {
        for text in [
            "",
            "hello",
            "[1, 2]",
            "{",
            "{\"a\": 1}",
            "----------",
            "\u{0}\u{0}",
        ] {
            let answer = json(text);
            assert!(
                matches!(answer.problem, Some(Problem::Unreadable(_))),
                "{text}: {answer:?}"
            );
        }
        assert_eq!(json("[]").problem, None, "an export without rules");
    }
}
