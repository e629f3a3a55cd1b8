//! What came of a time, in every format that tells it.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod arithmetic;
mod causes;
mod compatible;
mod goldens;
mod made;
mod poison;
mod program;
mod published;
mod schema;
mod silence;
mod worlds;
