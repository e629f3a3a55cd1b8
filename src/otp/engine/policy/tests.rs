//! What each setting of a realm means for its passcodes.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::*;

fn settings(realm: Value) -> Settings {
    let config = json!({"schema": 1, "realms": {"A": realm}});
    let config: Config = serde_json::from_value(config).unwrap();
    Settings::of(&config, "A").unwrap()
}

fn on(realm: Value) -> Vec<Method> {
    settings(realm).delivered.methods.into_iter().collect()
}

#[test]
fn what_is_not_known_is_off_and_names_its_setting() {
    let settings = settings(json!({}));
    assert!(settings.delivered.methods.is_empty());
    let off = |method| settings.off(method).unwrap();
    assert_eq!(off(Method::Sms).setting, "realms.A.multi_factor.phone");
    assert_eq!(off(Method::Oath).setting, "realms.A.multi_factor.oath");
    assert!(off(Method::HelpDesk2).why.contains("not in the config"));
}

#[test]
fn phone_fields_decide_between_text_and_voice() {
    let phone = |field: &str| on(json!({"multi_factor": {"phone": {"field_2": field}}}));
    assert_eq!(phone("sms_text_only"), [Method::Sms]);
    assert_eq!(phone("voice_only"), [Method::Voice]);
    assert_eq!(phone("voice_and_sms_text"), [Method::Sms, Method::Voice]);
    assert_eq!(phone("login_request"), []);
    assert_eq!(phone("disabled"), []);
}

#[test]
fn a_workflow_without_second_factor_issues_nothing() {
    let realm = |workflow: &str| {
        json!({"workflow": {"default_workflow": workflow},
               "multi_factor": {"help_desk_1": {"enabled": true}, "oath": {"enabled": true}}})
    };
    let asks = "username_second_factor";
    assert_eq!(on(realm(asks)), [Method::HelpDesk1, Method::Oath]);
    for never in ["username_and_password", "valid_persistent_token_only", ""] {
        assert_eq!(on(realm(never)), [], "{never}");
        let settings = settings(realm(never));
        let off = settings.off(Method::HelpDesk1).unwrap();
        assert_eq!(off.setting, "realms.A.workflow.default_workflow");
    }
}

#[test]
fn the_provisioning_realm_enrolls_whatever_its_users_are_asked_for() {
    let realm = json!({"role": "provisioning", "workflow": {"default_workflow": "username_only"}});
    assert_eq!(on(realm), [Method::Oath]);
}

#[test]
fn what_is_left_out_is_as_documented() {
    let Settings {
        delivered,
        tokens,
        step,
        ..
    } = settings(json!({}));
    assert_eq!(delivered.code_length, 6);
    assert_eq!(delivered.lifetime, SignedDuration::from_secs(300));
    assert_eq!(delivered.attempts, 5);
    assert_eq!(delivered.throttling, None);
    assert_eq!(tokens, delivered);
    assert_eq!(step, 30);
    let oath = delivered.oath;
    assert_eq!((oath.digits, oath.window), (6, 10));
    assert_eq!((oath.look_ahead, oath.resync), (10, 200));
}

#[test]
fn the_offset_is_a_window_of_steps() {
    let window = |interval: u32, offset: u32| {
        let oath = json!({"passcode_change_interval": interval, "passcode_offset": offset});
        settings(json!({"multi_factor": {"oath": oath}}))
            .tokens
            .oath
            .window
    };
    assert_eq!(window(30, 5), 10);
    assert_eq!(window(60, 1), 1);
    assert_eq!(window(60, 0), 1);
    assert_eq!(window(90, 2), 1);
}

#[test]
fn realms_that_name_a_field_count_together() {
    let scope = |place: Value| {
        let throttling = json!({"enabled": true, "storage_location": place});
        let settings = settings(json!({"multi_factor": {"throttling": throttling}}));
        settings.delivered.throttling.unwrap().scope
    };
    assert_eq!(scope(json!("aux_id_3")), "field:auxid3");
    assert_eq!(scope(json!("Aux ID 3")), "field:auxid3");
    assert_eq!(scope(json!("Session")), "realm:A");
    assert_eq!(scope(json!(null)), "realm:A");
}

#[test]
fn oath_has_a_lock_out_of_its_own_where_nothing_else_throttles() {
    let oath = json!({"enabled": true, "cache_lockout_duration": 10});
    let alone = settings(json!({"multi_factor": {"oath": oath}}));
    assert_eq!(alone.delivered.throttling, None);
    let lockout = alone.tokens.throttling.unwrap();
    assert_eq!(lockout.interval, SignedDuration::from_mins(10));
    assert_eq!(lockout.scope, "oath:A");
    let throttling = json!({"enabled": true, "action": "lock_user", "max_failed_attempts": 0});
    let both = settings(json!({"multi_factor": {"oath": oath, "throttling": throttling}}));
    assert_eq!(both.tokens.throttling, both.delivered.throttling);
    let rule = both.delivered.throttling.unwrap();
    assert_eq!(
        (rule.max_failed_attempts, rule.lock),
        (1, Lockout::UntilUnlocked)
    );
}
