//! The way of a message, as its `Received` headers show it: each server, and how long it held the message.

use checks::kit::text::{duration, offset};
use jiff::{SignedDuration, Timestamp};
use mail_parser::{Message, Received};

/// No real way is longer; a peer may claim one.
const MOST: usize = 30;

/// Clocks of two servers are seldom closer: a message that arrives this much before it left proves nothing.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(2);

/// A server that took the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Where it came from, in the server's own words.
    pub from: Option<String>,
    /// The server.
    pub by: Option<String>,
    /// The protocol, such as `ESMTPS`.
    pub with: Option<String>,
    /// When, by this server's clock.
    pub at: Option<Timestamp>,
    /// How long it took from the server before, or from when it was sent. Negative where clocks disagree.
    pub delay: Option<SignedDuration>,
}

/// The hops in the order of travel; the first delay is counted from `sent`.
pub fn hops(message: &Message<'_>, sent: Timestamp) -> Vec<Hop> {
    let mut received: Vec<&Received<'_>> = message.received_all().take(MOST).collect();
    // Each server puts its line on top.
    received.reverse();
    let mut before = Some(sent);
    received
        .into_iter()
        .map(|received| {
            let date = received.date.as_ref().filter(|date| date.is_valid());
            let at = date.and_then(|date| Timestamp::from_second(date.to_timestamp()).ok());
            let delay = at.zip(before).map(|(at, before)| at.duration_since(before));
            before = at.or(before);
            Hop {
                from: from(received),
                by: received.by.as_ref().map(ToString::to_string),
                with: received.with.map(|with| with.to_string()),
                at,
                delay,
            }
        })
        .collect()
}

/// How long all of it took, by the clock of the last server.
pub fn total(hops: &[Hop], sent: Timestamp) -> Option<SignedDuration> {
    let last = hops.iter().rev().find_map(|hop| hop.at)?;
    Some(last.duration_since(sent))
}

impl Hop {
    /// The hop in a line, for people; what servers wrote is as they wrote it.
    pub fn text(&self) -> String {
        let mut text = match (&self.from, &self.by) {
            (Some(from), by) => format!("{from} → {}", by.as_deref().unwrap_or("?")),
            (None, Some(by)) => format!("→ {by}"),
            (None, None) => "a server that does not name itself".into(),
        };
        if let Some(with) = &self.with {
            text += &format!(", {with}");
        }
        text += &match self.delay {
            Some(delay) if self.disagrees() => format!(", {} by its clock", offset(delay)),
            // Headers know whole seconds.
            Some(delay) if delay < SignedDuration::from_secs(1) => ", within a second".into(),
            Some(delay) => format!(", after {}", duration(delay)),
            None => ", no readable date".into(),
        };
        text
    }

    /// Whether the message was here before it left the server before: one of the two clocks is wrong.
    pub fn disagrees(&self) -> bool {
        self.delay.is_some_and(|delay| delay < -TOLERANCE)
    }
}

fn from(received: &Received<'_>) -> Option<String> {
    let name = received.from.as_ref().or(received.helo.as_ref());
    let name = name.map(ToString::to_string);
    let address = received.from_ip.map(|ip| ip.to_string());
    match (name, address) {
        (Some(name), Some(address)) if name != address => Some(format!("{name} ({address})")),
        (name, address) => name.or(address),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use mail_parser::MessageParser;

    use super::*;

    fn read(received: &[&str], sent: &str) -> Vec<Hop> {
        let headers: String = received
            .iter()
            .map(|line| format!("Received: {line}\r\n"))
            .collect();
        let text = format!("{headers}Subject: x\r\n\r\nbody\r\n");
        let message = MessageParser::default().parse(text.as_bytes()).unwrap();
        hops(&message, sent.parse().unwrap())
    }

    #[test]
    fn hops_are_told_in_the_order_of_travel() {
        // Forms of postfix, Exchange and Gmail.
        let hops = read(
            &[
                "by 2002:a05:6214:1::5 with SMTP id x5csp1;\r\n Sun, 22 Nov 2026 04:00:09 -0800 (PST)",
                "from mail.example.net (mail.example.net. [192.0.2.25])\r\n by mx.google.com with ESMTPS id a1\r\n for <probe@example.org>\r\n (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\r\n Sun, 22 Nov 2026 04:00:08 -0800 (PST)",
                "from idp-01 (idp-01.corp.example.net [10.1.2.3])\r\n\tby mail.example.net (Postfix) with ESMTPSA id 4F2A\r\n\tfor <probe@example.org>; Sun, 22 Nov 2026 12:00:03 +0000 (UTC)",
            ],
            "2026-11-22T12:00:00Z",
        );
        let delays: Vec<i64> = hops
            .iter()
            .map(|hop| hop.delay.unwrap().as_secs())
            .collect();
        assert_eq!(delays, [3, 5, 1]);
        assert_eq!(hops[0].by.as_deref(), Some("mail.example.net"));
        assert_eq!(hops[0].with.as_deref(), Some("ESMTPSA"));
        assert!(
            hops[0]
                .text()
                .ends_with("→ mail.example.net, ESMTPSA, after 3.0 s"),
            "{}",
            hops[0].text()
        );
        assert_eq!(hops[1].by.as_deref(), Some("mx.google.com"));
        let sent = "2026-11-22T12:00:00Z".parse().unwrap();
        assert_eq!(total(&hops, sent).unwrap().as_secs(), 9);
    }

    #[test]
    fn a_clock_that_is_wrong_shows() {
        let hops = read(
            &[
                "from b by c with ESMTP id 3; Sun, 22 Nov 2026 12:00:04 +0000",
                "from a by b with ESMTP id 2; Sun, 22 Nov 2026 12:05:01 +0000",
                "from x by a with ESMTP id 1; Sun, 22 Nov 2026 12:00:01 +0000",
            ],
            "2026-11-22T12:00:00Z",
        );
        let wrong: Vec<bool> = hops.iter().map(Hop::disagrees).collect();
        assert_eq!(wrong, [false, false, true]);
        assert!(
            hops[2].text().contains("−297.0 s by its clock"),
            "{}",
            hops[2].text()
        );
    }

    #[test]
    fn nonsense_is_no_hop_with_a_time() {
        let hops = read(&["; ; ;", "from by with", ""], "2026-11-22T12:00:00Z");
        assert!(hops.iter().all(|hop| hop.at.is_none()));
        assert!(read(&["x"; 100], "2026-11-22T12:00:00Z").len() <= MOST);
    }
}
