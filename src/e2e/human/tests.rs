//! What a journey looks like, on narrow and wide terminals.
#![allow(clippy::unwrap_used)]

use checks::kit::realm::Platform;

use super::*;
use crate::report::human::Detail;

fn journey(outcomes: &[&str]) -> Journey {
    let chains: Vec<serde_json::Value> = outcomes.iter().map(|outcome| chain(outcome)).collect();
    let chains: Vec<Chain> = serde_json::from_value(chains.into()).unwrap();
    Journey {
        schema: crate::e2e::chain::SCHEMA.into(),
        version: "0".into(),
        probe: "sms".into(),
        realm: "SecureAuth1".into(),
        latency: crate::e2e::repeat::latency(&chains),
        chains,
    }
}

fn chain(outcome: &str) -> serde_json::Value {
    let failed = outcome == "fail";
    serde_json::json!({
        "started_at": "2026-11-22T06:07:08Z", "duration_s": 0.85, "outcome": outcome,
        "steps": [
            {"name": "number", "outcome": "pass", "reason": null, "summary": "+1 949-555-0100 is a number of its country's plan",
             "duration_s": 0.0, "facts": [], "cure": []},
            {"name": "send", "outcome": outcome, "reason": failed.then_some("unknown-application"),
             "summary": if failed {"the realm's Authentication API does not know the application id"}
                        else {"the realm's Authentication API says that it sent the text message"},
             "duration_s": 0.843, "facts": [{"name": "status", "value": "invalid"}, {"name": "it says", "value": "AppId is unknown."}],
             "cure": if failed {vec!["Copy the Application ID from the API tab of this realm into `api.application_id`."]} else {vec![]}},
            {"name": "verify", "outcome": if failed {"skip"} else {"pass"}, "reason": failed.then_some("not-reached"),
             "summary": "the code that was typed is the one that was sent", "duration_s": 0.001, "facts": [], "cure": []},
        ]
    })
}

fn plain(journey: &Journey, width: usize) -> String {
    let look = Look {
        width,
        detail: Detail::Brief,
        platform: Platform::Linux,
    };
    anstream::adapter::strip_str(&render(journey, look)).to_string()
}

#[test]
fn a_failure_stands_with_its_cure() {
    let expected = "\
probe sms · SecureAuth1 · 850 ms                                          failed

✓ +1 949-555-0100 is a number of its country's plan.                      number
✗ The realm's Authentication API does not know the application id.
  send/unknown-application · 843 ms
  saw     status invalid · it says AppId is unknown.
  cure    Copy the Application ID from the API tab of this realm into
          `api.application_id`.
· not reached: verify
";
    assert_eq!(plain(&journey(&["fail"]), 80), expected);
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [50, 60, 80, 200] {
        for journey in [journey(&["pass"]), journey(&["pass", "fail", "pass"])] {
            for line in plain(&journey, width).lines() {
                assert!(columns(line) <= width, "{width}: {line}");
            }
        }
    }
}

#[test]
fn repetitions_are_counted_and_those_that_fail_are_shown() {
    let text = plain(&journey(&["pass", "fail", "pass"]), 80);
    assert!(text.contains("3 times"), "{text}");
    assert!(text.contains("1 of 3 failed"), "{text}");
    assert_eq!(text.matches("does not").count(), 1, "{text}");
    assert_eq!(text.matches("says that it sent").count(), 1, "{text}");
    assert!(text.contains("latency"), "{text}");
}
