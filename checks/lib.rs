//! What can be wrong with one-time passwords, judged without touching the world.
//!
//! [`ALL`] is the registry; its order is the order of every report.

pub mod kit;

mod clock_skew;
mod key_access;

use kit::Check;

/// Every check, in report order.
pub const ALL: &[&dyn Check] = &[&clock_skew::ClockSkew, &key_access::KeyAccess];
