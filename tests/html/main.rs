//! The reports for people to send on, HTML and Markdown, before judges that others wrote.
#![allow(clippy::unwrap_used)]

mod browser;
mod diff;
mod goldens;
mod markdown;
mod poison;
mod summary;
mod timeline;
#[path = "../formats/worlds.rs"]
mod worlds;
