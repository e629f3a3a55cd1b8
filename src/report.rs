//! What a run found: its model, the view that all formats draw, and one file a format.

pub mod diagnosed;
pub mod diff;
pub mod github;
pub mod html;
pub mod human;
pub mod junit;
pub mod markdown;
pub mod metrics;
pub mod model;
pub mod nagios;
pub mod sarif;
pub mod timeline;
pub mod view;

pub use view::json;

pub use model::{
    Asked, Cause, Certificate, Chain, ClockBounds, Command, Evidence, Expiry, Explained, Finding,
    Outcome, Remedy, Report, SCHEMA, Site, Summary, Text, read, waivers,
};
