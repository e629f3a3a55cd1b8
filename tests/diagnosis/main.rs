//! x
#![cfg(feature = "lab")]
#![allow(clippy::unwrap_used)]
mod live;
mod seen;

#[test]
fn measure() {
    let t = std::time::Instant::now();
    for faults in [
        &[][..],
        &[],
        &[],
        &[],
        &["smtp-tls/untrusted"],
        &["proxy-reach/refused"],
    ] {
        let run = live::run(faults).unwrap();
        println!("{:?} {}", t.elapsed(), run.recording.len());
        let again = live::again(&run);
        println!("{:?} {:?}", t.elapsed(), run.seen);
        let again = live::again(&run);
        println!("{:?} {:?}", t.elapsed(), run.seen);
        if faults.is_empty() {
            std::fs::write("/tmp/rec.jsonl", &run.recording).unwrap();
            std::fs::write("/tmp/rec.yaml", &run.config).unwrap();
        }
    }
}
