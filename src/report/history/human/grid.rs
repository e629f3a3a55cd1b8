//! A table of strips: a name, a drawing as wide as there is room, then cells.

use checks::kit::text;

use super::strips;
use crate::report::history::types::Review;
use crate::report::human::Look;
use crate::report::human::lines::{DIM, columns, line, paint};

/// The titles of the cells, and their widths.
pub type Cells = &'static [(&'static str, usize)];

/// The columns of a table of strips: the name, the strip, then cells.
pub struct Grid {
    name: usize,
    /// The columns of a strip.
    pub strip: usize,
    cells: Cells,
}

impl Grid {
    /// As wide a strip as there is room for beside the longest name and the cells.
    pub fn new(
        names: impl Iterator<Item = usize>,
        slices: usize,
        cells: Cells,
        look: Look,
    ) -> Self {
        let name = names.max().unwrap_or(0).clamp(9, 30);
        let beside: usize = cells.iter().map(|(_, width)| width + 2).sum();
        let room = look.width.saturating_sub(2 + name + 2 + beside).max(8);
        Self {
            name,
            strip: strips::taken(slices, room),
            cells,
        }
    }

    /// The line above: what the names are, the times, what the cells are.
    pub fn head(&self, out: &mut String, review: &Review, what: &str) {
        let cells: String = self
            .cells
            .iter()
            .map(|(title, width)| format!("  {title:>width$}"))
            .collect();
        let axis = strips::axis(review, self.strip);
        let text = format!("  {what:name$}  {axis}{cells}", name = self.name);
        line(out, &paint(DIM, &text));
    }

    /// A line: the name, the drawing, the cells.
    pub fn row(&self, out: &mut String, name: &str, drawn: &str, cells: &[String]) {
        let name = text::quote(name, self.name.saturating_sub(1));
        let pad = self.name.saturating_sub(columns(&name));
        let missing = self.strip.saturating_sub(columns(&strips::plain(drawn)));
        let cells: String = self
            .cells
            .iter()
            .zip(cells)
            .map(|((_, width), cell)| {
                let pad = width.saturating_sub(columns(cell));
                format!("  {:pad$}{cell}", "")
            })
            .collect();
        line(
            out,
            &format!("  {name}{:pad$}  {drawn}{:missing$}{cells}", "", ""),
        );
    }
}
