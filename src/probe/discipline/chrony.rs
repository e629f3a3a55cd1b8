//! What `chronyc -c tracking` prints: one line of comma-separated fields, the same in every language.

/// The reference id of chrony's own clock: it serves time, but nobody gives it any (`local stratum`).
const LOCAL: &str = "7F7F0101";

/// What chrony says of the clock.
#[derive(Debug, PartialEq)]
pub(super) struct Tracking {
    pub(super) synchronised: bool,
    pub(super) source: Option<String>,
}

/// Reads the line: reference id, source, stratum, …, leap status.
pub(super) fn tracking(text: &str) -> Option<Tracking> {
    let fields: Vec<&str> = text.lines().next()?.trim().split(',').collect();
    let [reference, source, _stratum, .., leap] = fields[..] else {
        return None;
    };
    // A line of fewer fields is an error message.
    if fields.len() < 14 {
        return None;
    }
    let local = reference == LOCAL;
    let source = match (local, source) {
        (true, _) => Some("its own clock".to_owned()),
        (false, "") => None,
        (false, source) => Some(source.to_owned()),
    };
    Some(Tracking {
        synchronised: !local && leap != "Not synchronised",
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(reference: &str, leap: &str) -> Option<Tracking> {
        tracking(&format!(
            "{reference},3,1795326978.5,0.0,0.0,0.0,0.1,0.2,0.3,0.4,0.5,64.2,{leap}\n"
        ))
    }

    #[test]
    fn a_server_keeps_the_clock() {
        let told = read("C0000201,192.0.2.1", "Normal");
        let source = Some("192.0.2.1".to_owned());
        assert_eq!(
            told,
            Some(Tracking {
                synchronised: true,
                source
            })
        );
    }

    #[test]
    fn without_a_server_nothing_does() {
        let told = read("00000000,", "Not synchronised");
        assert_eq!(
            told,
            Some(Tracking {
                synchronised: false,
                source: None
            })
        );
    }

    #[test]
    fn serving_the_own_clock_is_not_being_kept() {
        let told = read("7F7F0101,", "Normal").expect("the line reads");
        assert_eq!(
            (told.synchronised, told.source.as_deref()),
            (false, Some("its own clock"))
        );
    }

    #[test]
    fn an_error_message_says_nothing() {
        assert_eq!(tracking("506 Cannot talk to daemon\n"), None);
        assert_eq!(tracking(""), None);
    }
}
