//! What users say when passcodes do not work: each complaint with its causes, likeliest first.
//!
//! `symptom/table.json` is the table of symptoms, `symptom/words.json` what words mean in free text, and
//! `symptom/clauses.json` each cause in plain words.

mod recognize;
mod table;

pub use recognize::{Recognized, recognize};
pub use table::{
    Affected, Method, NotVisible, Symptom, all, clause, symptoms_of, symptoms_of_hosts,
};
