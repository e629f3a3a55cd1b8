//! The diagnosis on small made-up graphs.
