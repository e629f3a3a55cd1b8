//! The page and the ticket of a comparison before the same judges.

use otpdoctor::report::diff;

use crate::browser::{Axe, assert_sound, judge_pages};
use crate::markdown::{elements, parsed_text};
use crate::poison::{BENIGN, HOSTILE, spoiled, steers};
use crate::worlds;

#[test]
#[cfg_attr(windows, ignore = "the browser that judges it is Linux's")]
fn its_page_is_sound_and_says_what_broke() {
    let diff = diff::diff(&worlds::report("healthy"), &worlds::report("failing"));
    let page = diff::html(&diff);
    for shown in [">broke</span>", "<code>clock-skew/"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let verdicts = judge_pages(&[("diff", page)], Axe::Runs);
    assert_sound("diff", &verdicts[0]);
}

#[test]
#[cfg_attr(windows, ignore = "the browser that judges it is Linux's")]
fn no_text_becomes_an_element() {
    let made = |text| diff::diff(&spoiled("healthy", text), &spoiled("failing", text));
    let (benign, hostile) = (made(BENIGN), made(HOSTILE));
    let verdicts = judge_pages(
        &[
            ("benign", diff::html(&benign)),
            ("hostile", diff::html(&hostile)),
        ],
        Axe::Rests,
    );
    assert_sound("hostile", &verdicts[1]);
    assert_eq!(verdicts[0].dom.count, verdicts[1].dom.count);
    let text = diff::markdown(&hostile);
    assert_eq!(text.chars().find(steers), None);
    let parsed = |diff| elements(&parsed_text(diff::markdown(diff)));
    assert_eq!(parsed(&benign), parsed(&hostile));
}
