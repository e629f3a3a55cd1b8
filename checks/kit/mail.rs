//! A realm's mail: the one conversation with its server that all e-mail checks judge, and how far it got.

pub mod account;
mod conversation;
mod destination;
pub mod handover;
mod refusal;

pub use account::{account, envelope, is_address, on_the_wire, sender, test_recipient};
pub(crate) use conversation::judge_conversation;
pub use conversation::{Conversation, SUBJECT, knows_no_ehlo, looked_up, not_reached, off, server};
pub use destination::{Destination, destination, with_server_below};
pub use refusal::{Command, Meaning, Refusal, enhanced, looked_at_by, phrases, understand};
