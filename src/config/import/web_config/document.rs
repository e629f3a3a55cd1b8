//! A web.config as XML, with what it has in files beside it, as ASP.NET joins them: `configSource` in place of a section, `file`
//! in addition to `appSettings`.

use std::path::{Component, Path};

use roxmltree::{Document, Node, ParsingOptions};

use crate::files;

/// The most bytes of all files together.
const BYTES: usize = 8 << 20;
/// The most elements, attributes and texts of a file.
const NODES: u32 = 200_000;
/// The most attributes of one element: each is compared with all before it.
const ATTRIBUTES: usize = 1_000;
/// The most namespaces that it declares: an element inside another one keeps those of both.
const NAMESPACES: usize = 1_000;
/// The most encrypted sections and files elsewhere that are named.
pub(super) const NAMED: usize = 20;

/// The elements of a file.
///
/// # Errors
/// When it is not XML, or more than any web.config has.
pub(super) fn parse(text: &str) -> Result<Document<'_>, String> {
    // What begins with `<!` or `<?` is no element, and an element ends before the next `<`.
    let elements = text.split('<').filter(|one| !one.starts_with(['!', '?']));
    let attributes = elements.map(|one| one.bytes().filter(|byte| *byte == b'=').count());
    if attributes.max().is_some_and(|most| most > ATTRIBUTES) {
        return Err(format!(
            "it has an element with more than {ATTRIBUTES} attributes"
        ));
    }
    if text.matches("xmlns").count() > NAMESPACES {
        return Err(format!("it declares more than {NAMESPACES} namespaces"));
    }
    let options = ParsingOptions {
        nodes_limit: NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|why| explain(&why))
}

/// The text with the parts that it has in files of this folder or below; what cannot be read stays named.
///
/// # Errors
/// As [`parse`].
pub(super) fn join(text: &str, folder: &Path) -> Result<String, String> {
    let document = parse(text)?;
    let mut joined = text.to_owned();
    let elements = document.descendants().filter(Node::is_element);
    let parts = elements.filter_map(|element| Some((element, continues(element)?)));
    let parts: Vec<_> = parts.take(NAMED).collect();
    // From the end on, so that the places before it stay.
    for (element, (attribute, file)) in parts.into_iter().rev() {
        let mut above = element.ancestors().skip(1);
        if above.any(|above| continues(above).is_some()) {
            continue;
        }
        let part = part(folder, file, element.tag_name().name());
        let Some(part) = part.filter(|part| joined.len() + part.len() <= BYTES) else {
            continue;
        };
        let range = element.range();
        match attribute {
            "file" => {
                joined.insert_str(range.end, &part);
                let name = element.attributes().find(|one| one.value() == file);
                joined.replace_range(name.map_or(0..0, |one| one.range()), "");
            }
            _ => joined.replace_range(range, &part),
        }
    }
    Ok(joined)
}

/// The section of this name in a file. Who wrote the path may be a stranger, and ASP.NET takes `configSource` from no other
/// place either.
fn part(folder: &Path, file: &str, section: &str) -> Option<String> {
    let relative = file.replace('\\', "/");
    let is_below = |one| matches!(one, Component::Normal(_) | Component::CurDir);
    if !Path::new(&relative).components().all(is_below) {
        return None;
    }
    let text = files::text::decode(&files::read(&folder.join(relative)).ok()?);
    let document = parse(&text).ok()?;
    let root = document.root_element();
    named(root, section).then(|| text[root.range()].to_owned())
}

/// The attribute that names the file where a section stands, or goes on, and the file.
pub(super) fn continues<'a>(element: Node<'a, 'a>) -> Option<(&'static str, &'a str)> {
    let names = [
        ("configSource", true),
        ("file", named(element, "appSettings")),
    ];
    let files = names.into_iter().filter(|(_, here)| *here);
    files
        .filter_map(|(name, _)| Some((name, get(element, name)?)))
        .find(|(_, file)| !file.is_empty())
}

pub(super) fn named(element: Node, name: &str) -> bool {
    element.is_element() && element.tag_name().name().eq_ignore_ascii_case(name)
}

pub(super) fn get<'a>(element: Node<'a, 'a>, name: &str) -> Option<&'a str> {
    element
        .attributes()
        .find(|attribute| attribute.name().eq_ignore_ascii_case(name))
        .map(|attribute| attribute.value())
}

/// What the parser says, in our words: its own may quote the file, and passwords stand there.
fn explain(why: &roxmltree::Error) -> String {
    use roxmltree::Error;
    match why {
        Error::DtdDetected => "it has a document type definition, which is not allowed".into(),
        Error::NodesLimitReached => {
            format!("it holds more than {NODES} elements, more than any web.config")
        }
        other => {
            let at = other.pos();
            format!("it is not well-formed XML at {}:{}", at.row, at.col)
        }
    }
}
