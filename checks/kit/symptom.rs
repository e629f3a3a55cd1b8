//! What users say when passcodes do not work: each complaint with its causes, likeliest first.
//!
//! `symptom/table.json` is the table of symptoms; `words.json` the words for what a text claims, `weights.json` how much each
//! claim and word speaks for a symptom, learned from labelled texts, `errors.json` the texts of errors, `ticket.json` the outline of a ticket, `clauses.json` each cause in
//! plain words, and `look.json` how a person looks it up.

mod dictionary;
mod errors;
mod facts;
mod likely;
mod recognize;
mod table;
mod ticket;

pub use errors::pointed_at;
pub use recognize::{Recognized, affected, because, features, gist, recognize};
pub use table::{
    Affected, Look, Method, NotVisible, Symptom, all, clause, look, symptoms_of, symptoms_of_hosts,
    those_of_hosts,
};
