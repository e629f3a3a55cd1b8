//! The language that checks are written in: what they may ask, what they may know, what they may say.

pub mod about;
pub mod api;
pub mod chain;
pub mod check;
pub mod ctx;
pub mod diagnosis;
pub mod entity;
pub mod evidence;
pub mod finding;
pub mod forecast;
pub mod mail;
pub mod oath;
pub mod observed_chains;
pub mod phone;
pub mod probe;
pub mod realm;
pub mod reason;
pub mod replay;
pub mod selected;
pub mod site;
pub mod symptom;
pub mod text;
pub mod time;

pub(crate) use about::about;
pub use about::{About, Area, Asks, Edge, Link, Target};
pub use check::{Check, Judged};
pub(crate) use check::{Judgement, check};
pub use ctx::{Ctx, Host, Scope};
pub use diagnosis::{Cause, Explained, Stated};
pub use entity::Entity;
pub use evidence::{Evidence, EvidenceKind};
pub use finding::{Finding, Remedy, Shell};
pub use probe::{Answered, Observed, Probe, ProbeError, Prober, Question};
pub use realm::{Config, Realm};
pub use reason::{Reason, Status};
pub use site::{Site, Sites};
