//! Realms against checks; realms with the same results share a row, so that a thousand of them are a few rows.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::report::model::{Outcome, Report};
use crate::report::view::icon::Icon;
use crate::report::view::{self, Few, grouped};

/// The matrix.
pub struct Matrix<'a> {
    /// The areas over the columns, with how many columns each has.
    pub areas: Vec<(&'a str, usize)>,
    /// The checks in columns, and their classes: whether an area begins with one, and whether all is well in it.
    pub checks: Vec<(&'a str, String)>,
    /// Whether there are columns that have room on a narrow screen: those in which something is wrong.
    pub narrows: bool,
    /// The rows, worst first.
    pub rows: Few<Row<'a>>,
    /// The icons that occur.
    pub legend: Vec<Icon>,
}

/// Realms with the same results.
pub struct Row<'a> {
    /// The realms, in report order.
    pub realms: Vec<&'a str>,
    /// What each check says of the first of them.
    pub cells: Vec<Cell>,
}

/// What a check says of some realms.
#[derive(Clone, Copy)]
pub struct Cell {
    /// The worst that it says.
    pub icon: Icon,
    /// The index of the finding that says so.
    pub finding: usize,
}

/// More rows are no overview.
const ROWS: usize = 400;

impl<'a> Matrix<'a> {
    /// The matrix of this report: a row a realm that was checked, a column a check that ran.
    pub fn of(report: &'a Report) -> Self {
        let columns = columns(report);
        let areas = columns.chunk_by(|one, next| one.0 == next.0);
        let areas: Vec<_> = areas.map(|of| (of[0].0, of.len())).collect();
        let empty = Cell {
            icon: Icon(None),
            finding: usize::MAX,
        };
        let mut grid = vec![vec![empty; columns.len()]; report.realms.len()];
        for result in view::Matrix::of(report).results() {
            // What only findings name stands behind what the report names.
            let (realm, check) = result.position();
            let cell = grid.get_mut(realm).and_then(|row| row.get_mut(check));
            if let Some((cell, (finding, one))) = cell.zip(result.decisive().next()) {
                let icon = one.outcome().into();
                *cell = Cell { icon, finding };
            }
        }
        let is_calm = |column: usize| grid.iter().all(|row| !row[column].icon.is_wrong());
        let checks = columns.iter().enumerate().map(|(column, (area, check))| {
            let begins = column == 0 || columns[column - 1].0 != *area;
            let classes = [(begins, "first"), (is_calm(column), "calm")];
            let classes = classes
                .iter()
                .filter(|(is, _)| *is)
                .map(|(_, class)| *class);
            (*check, classes.collect::<Vec<_>>().join(" "))
        });
        let checks: Vec<(&str, String)> = checks.collect();
        let narrows = (0..columns.len()).any(|column| !is_calm(column));
        let mut legend: Vec<Icon> = grid.iter().flatten().map(|cell| cell.icon).collect();
        legend.sort_unstable_by_key(|icon| Reverse(*icon));
        legend.dedup();
        let rows = grouped(report.realms.iter().zip(grid), |(_, cells)| {
            cells.iter().map(|cell| cell.icon).collect::<Vec<_>>()
        });
        let rows = rows.into_iter().map(|mut alike| Row {
            realms: alike.iter().map(|(realm, _)| realm.as_str()).collect(),
            cells: alike.swap_remove(0).1,
        });
        let mut rows: Vec<Row<'a>> = rows.collect();
        rows.sort_by_cached_key(|row| Reverse(gravity(row)));
        Self {
            areas,
            checks,
            narrows,
            rows: Few::of(rows, ROWS),
            legend,
        }
    }
}

/// How many cells call for somebody, worst kind first.
fn gravity(row: &Row<'_>) -> [usize; 4] {
    [
        Outcome::Fail,
        Outcome::Unknown,
        Outcome::Warn,
        Outcome::Waived,
    ]
    .map(|outcome| {
        let cells = row.cells.iter();
        cells.filter(|cell| cell.icon.0 == Some(outcome)).count()
    })
}

/// The checks that ran, each behind its area.
fn columns(report: &Report) -> Vec<(&str, &str)> {
    let ours = checks::abouts();
    let ours = ours.map(|about| (about.id, about.area.name()));
    let named = report.findings.iter().filter(|one| !one.area.is_empty());
    let named = named.map(|one| (one.check.as_str(), one.area.as_str()));
    let known: HashMap<&str, &str> = ours.chain(named).collect();
    let checks = report.checks.iter().map(|check| check.as_str());
    let columns = checks.map(|check| (known.get(check).copied().unwrap_or("other"), check));
    columns.collect()
}
