//! End-to-end probes: a passcode's whole way, step by step, each timed and judged.

pub mod chain;
