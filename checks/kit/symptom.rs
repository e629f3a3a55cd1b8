//! What users say when passcodes do not work: each complaint with its causes, likeliest first.
//!
//! `symptom/table.json` is the table of symptoms and what a text claims that is about them; `words.json` the words for
//! such claims, `errors.json` the texts of errors, `ticket.json` the outline of a ticket, `clauses.json` each cause in
//! plain words, and `look.json` how a person looks it up.

mod dictionary;
mod facts;
mod recognize;
mod table;
mod ticket;

pub use recognize::{Recognized, affected, gist, recognize};
pub use table::{
    Affected, Look, Method, NotVisible, Symptom, all, clause, look, symptoms_of, symptoms_of_hosts,
};
