//! Realms against checks; realms that fare the same share a row, so that a thousand of them are a few rows.

use std::collections::{HashMap, HashSet};

use checks::kit::Area;

use crate::report::Report;
use crate::report::mark::Mark;

/// The matrix.
pub struct Matrix<'a> {
    /// The areas over the columns, with how many columns each has.
    pub areas: Vec<(&'a str, usize)>,
    /// The checks, in columns.
    pub checks: Vec<Column<'a>>,
    /// The rows, worst first.
    pub rows: Vec<Row<'a>>,
    /// The realms of the rows that are left out.
    pub more: usize,
    /// The marks that occur.
    pub legend: Vec<Mark>,
}

/// A check.
pub struct Column<'a> {
    /// Its id.
    pub check: &'a str,
    /// Whether an area begins with it.
    pub first: bool,
}

/// Realms that fare the same.
pub struct Row<'a> {
    /// The realms, in report order.
    pub realms: Vec<&'a str>,
    /// What each check says of them.
    pub cells: Vec<Cell>,
}

/// What a check says of some realms.
#[derive(Clone, Copy)]
pub struct Cell {
    /// The worst that it says.
    pub mark: Mark,
    /// The place of the finding that says so, of the first of the realms, where the page has it.
    pub finding: Option<usize>,
    /// Whether an area begins with it.
    pub first: bool,
}

/// More rows are no overview.
const ROWS: usize = 400;

impl<'a> Matrix<'a> {
    /// The matrix of this report.
    pub fn of(report: &'a Report, anchors: &HashSet<usize>) -> Self {
        let (areas, checks) = columns(report);
        let grid = grid(report, &checks, anchors);
        let mut legend: Vec<Mark> = grid.iter().flatten().map(|cell| cell.mark).collect();
        legend.sort_unstable();
        legend.dedup();
        legend.reverse();
        let mut rows: Vec<Row<'a>> = Vec::new();
        let mut places: HashMap<Vec<Mark>, usize> = HashMap::new();
        for (realm, cells) in report.realms.iter().zip(grid) {
            let fares = cells.iter().map(|cell| cell.mark).collect();
            let place = *places.entry(fares).or_insert_with(|| {
                rows.push(Row {
                    realms: Vec::new(),
                    cells,
                });
                rows.len() - 1
            });
            rows[place].realms.push(realm);
        }
        rows.sort_by_cached_key(|row| std::cmp::Reverse(gravity(row)));
        let left = rows.split_off(rows.len().min(ROWS));
        Self {
            areas,
            checks,
            rows,
            more: left.iter().map(|row| row.realms.len()).sum(),
            legend,
        }
    }
}

/// How many cells call for somebody, worst kind first.
fn gravity(row: &Row<'_>) -> [usize; 4] {
    [Mark::Fail, Mark::Unknown, Mark::Warn, Mark::Waived].map(|mark| {
        let of = row.cells.iter().filter(|cell| cell.mark == mark);
        of.count()
    })
}

/// The checks that ran; one that this version does not know stands last.
fn columns(report: &Report) -> (Vec<(&str, usize)>, Vec<Column<'_>>) {
    let known: HashMap<&str, Area> = checks::ALL
        .iter()
        .map(|check| (check.about().id, check.about().area))
        .collect();
    let mut areas: Vec<(&str, usize)> = Vec::new();
    let mut columns = Vec::new();
    for check in &report.checks {
        let area = known
            .get(check.as_str())
            .map_or("other", |area| area.name());
        let first = match areas.last_mut() {
            Some((last, count)) if *last == area => {
                *count += 1;
                false
            }
            _ => {
                areas.push((area, 1));
                true
            }
        };
        columns.push(Column { check, first });
    }
    (areas, columns)
}

/// A row a realm.
fn grid(report: &Report, checks: &[Column<'_>], anchors: &HashSet<usize>) -> Vec<Vec<Cell>> {
    let column: HashMap<&str, usize> = checks
        .iter()
        .enumerate()
        .map(|(place, column)| (column.check, place))
        .collect();
    let row: HashMap<&str, usize> = report
        .realms
        .iter()
        .enumerate()
        .map(|(place, realm)| (realm.as_str(), place))
        .collect();
    let empty: Vec<Cell> = checks
        .iter()
        .map(|column| Cell {
            mark: Mark::None,
            finding: None,
            first: column.first,
        })
        .collect();
    let mut grid = vec![empty; report.realms.len()];
    for (place, finding) in report.findings.iter().enumerate() {
        let Some(column) = column.get(finding.check.as_str()) else {
            continue;
        };
        let mark = Mark::of(finding);
        for realm in finding
            .realms
            .iter()
            .filter_map(|realm| row.get(realm.as_str()))
        {
            let cell = &mut grid[*realm][*column];
            if mark > cell.mark {
                (cell.mark, cell.finding) = (mark, anchors.get(&place).copied());
            }
        }
    }
    grid
}
