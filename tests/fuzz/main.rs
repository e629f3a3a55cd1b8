//! Every parser and every dialogue with a peer against mutations of its corpus: no panic, no more than 5 s of a
//! processor, 300 MB, or the deadline. `OTPDOCTOR_FUZZ_SECONDS` says how long each target runs (2 without it), and
//! `OTPDOCTOR_FUZZ_SEED` which mutations are made. An input that fails stays in `target/tmp/fuzz/`, named as its
//! target: once it is a file of `corpus/<target>/` it runs first, each time.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod corpus;
mod desk;
mod dialogues;
mod files;
mod harness;
mod memory;
mod mutation;
mod records;
mod watch;
mod worst;
