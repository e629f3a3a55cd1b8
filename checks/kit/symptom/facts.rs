//! What a text claims: of which thing it says what. A negation turns the verb that it stands before, or the one it
//! follows where it is an object ("gets no texts").

use std::collections::BTreeSet;

use super::dictionary::{AFFECTED, DICTIONARY, PHRASES, Tag, spelled, stem, tags};
use super::table::Affected;

/// So many words a negation may stand before the verb that it turns, and before what is no verb.
const REACH: usize = 7;
const NEAR: usize = 3;
/// A thing and what is claimed of it, such as `sms absent`.
pub type Fact = String;

/// What a text claims.
#[derive(Debug, Default)]
pub struct Facts {
    /// Each claim and how often it is made, in the order of the text.
    pub claims: Vec<(Fact, usize)>,
    /// Whom it is said to affect.
    pub affected: BTreeSet<Affected>,
}
/// What the clauses claim.
pub fn facts(clauses: &[Vec<String>]) -> Facts {
    let mut facts = Facts::default();
    let mut spoken_of: Vec<&'static str> = Vec::new();
    let mut is_open = false;
    let tagged = clauses.iter().map(|clause| {
        let stems: Vec<String> = clause.iter().map(|word| stem(&spelled(word))).collect();
        let tags = tags(&stems, &PHRASES);
        (stems, tags)
    });
    let mut tagged = tagged.zip(clauses).peekable();
    while let Some(((stems, tags), clause)) = tagged.next() {
        let mut things = things(&tags);
        // What happens when a thing is used happens to that: "it fails when they scan the QR code".
        if let Some(((_, of_next), next)) = tagged.peek()
            && things.is_empty()
            && DICTIONARY.when.contains(&next[0])
        {
            things = self::things(of_next);
        }
        let is_denied = |whom: usize| {
            let mut nots = tags.iter().filter(|(_, tag)| *tag == Tag::Not);
            nots.any(|(at, _)| *at < whom && whom - at <= NEAR)
        };
        let affected = self::tags(&stems, &AFFECTED).into_iter();
        facts.affected.extend(
            affected
                .filter(|(at, _)| !is_denied(*at))
                .map(|(_, whom)| whom),
        );
        // Of two things one claim: "texts and mails do not arrive".
        if is_open && clause[0] == "and" {
            things.extend(&spoken_of);
        }
        let claims = claims(&tags);
        for claim in claims.iter().filter(|claim| !claim.is_empty()) {
            let of = subjects(&things, &spoken_of, claim);
            let it = ["it"];
            let of = if of.is_empty() { &it[..] } else { &of[..] };
            for thing in of {
                facts.add(format!("{thing} {claim}"));
            }
        }
        for thing in &things {
            facts.add(format!("{thing} named"));
        }
        is_open = claims.is_empty() && !things.is_empty();
        if !things.is_empty() {
            spoken_of = subjects(&things, &spoken_of, "");
        }
    }
    let mut first = clauses.iter().take(1).flatten();
    if first
        .next()
        .is_some_and(|word| DICTIONARY.wanted.contains(word))
    {
        facts.add("wish named".to_owned());
    }
    facts.weigh_arrival();
    for (whole, parts) in &DICTIONARY.parts {
        let is_named = facts.claim_any(&[format!("{whole} named")]);
        if is_named && !facts.claim_any(&DICTIONARY.parted) {
            let of_parts = facts.claims.clone().into_iter().filter_map(|(claim, _)| {
                let (thing, state) = claim.split_once(' ')?;
                parts
                    .iter()
                    .any(|part| part == thing)
                    .then(|| format!("{whole} {state}"))
            });
            of_parts.for_each(|claim| facts.add(claim));
        }
    }
    facts
}

/// The things that are named.
fn things(tags: &[(usize, Tag)]) -> Vec<&'static str> {
    let things = tags.iter().filter_map(|(_, tag)| match tag {
        Tag::Thing(thing) => Some(*thing),
        _ => None,
    });
    things.collect()
}

impl Facts {
    /// Whether one of these is claimed.
    pub fn claim_any(&self, these: &[Fact]) -> bool {
        self.claims.iter().any(|(claim, _)| these.contains(claim))
    }

    /// A message never comes, comes late, or comes and the code in it is refused: one of the three.
    fn weigh_arrival(&mut self) {
        let claims = |thing: &str, what: &str| {
            let mut claims = self
                .claims
                .iter()
                .filter_map(|(claim, _)| claim.split_once(' '));
            claims.any(|claim| claim == (thing, what))
        };
        let messages = || DICTIONARY.messages.iter().map(String::as_str);
        let arrived = messages().filter(|one| claims(one, "arrive") && !claims(one, "absent"));
        let arrived: Vec<&str> = arrived.collect();
        let missing = messages().filter(|one| claims(one, "absent") && !claims(one, "arrive"));
        let mut missing: Vec<&str> = missing.collect();
        // A code that never comes does not come by the way that is spoken of.
        if missing.contains(&"code") {
            let by_phone = ["sms", "voice", "phone"]
                .iter()
                .any(|way| claims(way, "named"));
            match (claims("email", "named"), by_phone) {
                (true, false) => missing.push("email"),
                (false, true) => missing.push("sms"),
                _ => (),
            }
        }
        let is_missing = missing.iter().any(|one| *one != "code");
        let is_in_vain = |thing: &&str| claims(thing, "fails") || claims(thing, "refused");
        let is_typed = claims("code", "typed") && !is_missing;
        let is_refused = !arrived.is_empty() && claims("code", "fails")
            || arrived.iter().any(|one| claims(one, "refused"))
            || is_typed && ["code", "it", "login", "mfa"].iter().any(is_in_vain);
        let is_silent = claims("voice", "arrive") && claims("code", "absent");
        self.claims
            .retain(|(claim, _)| match claim.split_once(' ') {
                Some((one, "late")) => !missing.contains(&one),
                // A call that comes may have nothing to say.
                Some((one, "fails" | "refused")) => one == "voice" || !arrived.contains(&one),
                _ => true,
            });
        let become_so = [(is_silent, "voice fails"), (is_refused, "code refused")];
        let become_so = become_so.into_iter().filter(|(is_so, _)| *is_so);
        become_so.for_each(|(_, fact)| self.add(fact.to_owned()));
        if is_missing {
            missing.push("message");
        }
        missing
            .iter()
            .for_each(|one| self.add(format!("{one} absent")));
    }

    fn add(&mut self, fact: Fact) {
        match self.claims.iter_mut().find(|(known, _)| *known == fact) {
            Some((_, often)) => *often += 1,
            None => self.claims.push((fact, 1)),
        }
    }
}

/// What a claim of a clause is about, where it names these things and the one before spoke of those.
fn subjects(things: &[&'static str], before: &[&'static str], claim: &str) -> Vec<&'static str> {
    // A choice on the page of something that was spoken of before is that.
    let names = |thing| things.contains(&thing) || before.contains(&thing);
    if things.contains(&"page") && names("help-desk") {
        return vec!["help-desk"];
    }
    let own = if things.is_empty() { before } else { things };
    // An option that fails is the message that it stands for.
    let is_choice = |thing: &str| thing == "page" && ["fails", "arrive"].contains(&claim);
    let above = DICTIONARY.above.iter().map(String::as_str);
    let above = above.filter(|above| own.len() == 1 || !is_choice(above));
    match above
        .filter_map(|above| own.iter().find(|one| **one == above))
        .next()
    {
        Some(above) => vec![above],
        None => {
            let aside = |one: &&str| DICTIONARY.aside.get(*one);
            let is_aside = |one: &&str| {
                aside(one).is_some_and(|of| of.iter().any(|of| own.contains(&of.as_str())))
            };
            own.iter()
                .filter(|one| !is_aside(one) && (own.len() == 1 || !is_choice(one)))
                .copied()
                .collect()
        }
    }
}

/// What is claimed in a clause, negations considered.
fn claims(tags: &[(usize, Tag)]) -> Vec<&'static str> {
    // Where, what, and what it is when it is negated yet.
    let mut claims: Vec<(usize, &str, &str)> = Vec::new();
    let mut not = None;
    let mut is_denied = false;
    for (index, (at, tag)) in tags.iter().enumerate() {
        let mut next = tags[index + 1..].iter();
        match tag {
            // "Not any more".
            Tag::None if is_denied => (),
            Tag::Not | Tag::None | Tag::Should => not = Some((*at, tag)),
            // "Gets accepted" is accepted, "I get a 504 timeout" is a failure.
            Tag::State("arrive", _) if next.any(|next| goes_on(*at, next)) => (),
            Tag::State(state, negated) => {
                let reach = if negated.is_empty() { NEAR } else { REACH };
                let is_negated = not.is_some_and(|(not, _)| at - not <= reach);
                // What is nowhere is not in this place either.
                is_denied |= is_negated || not.is_some();
                let is_in_vain = is_denied && DICTIONARY.places.iter().any(|one| one == state);
                not = not.filter(|_| !is_negated);
                claims.push(if is_negated || is_in_vain {
                    (*at, negated, "")
                } else {
                    (*at, state, negated)
                });
            }
            Tag::Thing(_) => (),
        }
    }
    if let Some((not, tag @ (Tag::Not | Tag::None))) = not {
        // As an object it negates the verb before it, else what it stands beside.
        let is_first = claims.is_empty();
        let verb = claims
            .iter_mut()
            .find(|(at, _, negated)| !negated.is_empty() && not.abs_diff(*at) <= REACH);
        let is_none = *tag == Tag::None;
        let mut things = tags.iter().filter(|(_, tag)| matches!(tag, Tag::Thing(_)));
        let is_beside = things.any(|(at, _)| is_none || *at <= not + 2);
        match verb {
            Some((_, claim, negated)) => *claim = negated,
            None if !is_first || !is_beside => (),
            None => claims.push((not, if is_none { "absent" } else { "fails" }, "")),
        }
    }
    claims.into_iter().map(|(_, claim, _)| claim).collect()
}

/// Whether what gets there is no message: what comes next says what it is.
fn goes_on(at: usize, next: &(usize, Tag)) -> bool {
    let (place, Tag::State(state, _)) = next else {
        return false;
    };
    match *state {
        "late" | "sometimes" | "junk" => false,
        "fails" | "refused" | "expired" => place - at <= NEAR,
        _ => place - at == 1,
    }
}
