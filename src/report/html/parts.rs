//! The parts of what is wrong, in the order of the page.

use crate::report::model::Outcome;

/// Which problems, the id of the part, and its title.
pub const PARTS: [(Outcome, &str, &str); 3] = [
    (Outcome::Fail, "causes", "What is wrong, and the cure"),
    (Outcome::Unknown, "unchecked", "What could not be checked"),
    (Outcome::Warn, "warnings", "What will need attention"),
];
