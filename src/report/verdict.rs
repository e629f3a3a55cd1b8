//! The answer in a few words: how many things are wrong, of which kind.

use checks::kit::Status;

use super::Report;
use super::human::cause::Told;

/// How many causes there are of which kind, worst first; where there are none, how well all is.
pub fn verdict(report: &Report, told: &[Told<'_>]) -> Vec<(String, Status)> {
    let kinds = [
        (Status::Fail, "cause", "causes"),
        (Status::Unknown, "unchecked", "unchecked"),
        (Status::Warn, "warning", "warnings"),
    ];
    let mut said = Vec::new();
    for (status, one, many) in kinds {
        match told.iter().filter(|one| one.status == status).count() {
            0 => {}
            1 => said.push((format!("1 {one}"), status)),
            n => said.push((format!("{n} {many}"), status)),
        }
    }
    match (said.is_empty(), report.summary.pass) {
        (true, 0) => said.push(("nothing was checked".to_owned(), Status::Warn)),
        (true, _) if report.summary.waived > 0 => {
            let found = format!("nothing wrong beside {} waived", report.summary.waived);
            said.push((found, Status::Pass));
        }
        (true, _) if report.summary.skip > 0 => {
            let found = format!("nothing wrong, {} skipped", report.summary.skip);
            said.push((found, Status::Pass));
        }
        (true, _) => said.push(("all is well".to_owned(), Status::Pass)),
        (false, _) => {}
    }
    said
}
