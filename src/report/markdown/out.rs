//! Markdown in the making: lines, headings, lists and tables.

use crate::report::view::Few;

/// As many rows has a table or a list.
pub const ROWS: usize = 200;

/// Text that grows by lines and blocks.
#[derive(Default)]
pub struct Out(pub String);

impl Out {
    pub fn line(&mut self, text: &str) {
        self.0.push_str(text.trim_end());
        self.0.push('\n');
    }

    /// One empty line, which ends every block.
    pub fn gap(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    pub fn heading(&mut self, title: &str) {
        self.gap();
        self.line(&format!("### {title}"));
        self.gap();
    }

    /// Begins what a reader has to unfold.
    pub fn fold(&mut self, title: &str) {
        self.gap();
        self.line(&format!("<details><summary>{title}</summary>"));
        self.gap();
    }

    pub fn unfold(&mut self) {
        self.gap();
        self.line("</details>");
    }

    pub fn list<T>(&mut self, items: &[T], text: impl Fn(&T) -> String) {
        let items = Few::of(items.iter().collect(), ROWS);
        for item in &items.shown {
            self.line(&format!("- {}", text(item)));
        }
        self.rest(items.rest());
    }

    pub fn table<T, const N: usize>(
        &mut self,
        heads: [&str; N],
        items: &[T],
        row: impl Fn(&T) -> [String; N],
    ) {
        let items = Few::of(items.iter().collect(), ROWS);
        self.line(&format!("| {} |", heads.join(" | ")));
        self.line(&format!("|{}", "---|".repeat(N)));
        for item in &items.shown {
            self.line(&format!("| {} |", row(item).join(" | ")));
        }
        self.rest(items.rest());
    }

    pub fn rest(&mut self, rest: Option<String>) {
        if let Some(rest) = rest {
            self.gap();
            self.line(&rest);
        }
    }
}
