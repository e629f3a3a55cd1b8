//! Pages of HTML, whatever they show.

use askama::Template;

/// The page without the empty lines and the indents of its templates.
pub fn compact(page: &impl Template) -> String {
    let page = page.render().expect("writing into a string does not fail");
    let mut out = String::with_capacity(page.len());
    let lines = page.split('\n').map(str::trim);
    for line in lines.filter(|line| !line.is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
    out
}
