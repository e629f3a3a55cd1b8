//! The reports for people to send on, HTML and Markdown, before judges that others wrote.
#![allow(clippy::unwrap_used)]

mod browser;
mod goldens;
mod history;
mod letter;
#[path = "../past/made.rs"]
mod made;
mod markdown;
#[path = "../past/worlds.rs"]
mod pasts;
mod poison;
#[path = "../formats/worlds.rs"]
mod worlds;
