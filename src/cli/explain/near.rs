//! Which pages are near to words that name none.

/// The names of the pages with the words of a phrase, misspelled or not, in their names, in what they mean or, at last, in
/// their text. A page is its name, what it means, and its text.
pub fn near(
    wanted: &str,
    pages: impl Iterator<Item = (String, &'static str, String)>,
) -> Vec<String> {
    let (whole, parts) = (wanted.to_lowercase(), words(wanted));
    let mut scored: Vec<(f64, String)> = pages
        .map(|(name, means, text)| {
            let (named, means, text) = (words(&name), words(means), words(&text));
            let of = |word: &String| {
                let in_text = f64::from(u8::from(text.contains(word)));
                let means = 0.9 * alike(word, &means);
                alike(word, &named).max(means).max(in_text / 2.0)
            };
            let score = parts.iter().map(of).sum::<f64>() + strsim::jaro_winkler(&whole, &name);
            (score, name)
        })
        .collect();
    scored.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    scored.into_iter().take(3).map(|(_, name)| name).collect()
}

fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| word.len() > 2);
    words.map(str::to_owned).collect()
}

fn alike(word: &str, among: &[String]) -> f64 {
    let alike = among.iter().map(|one| strsim::jaro_winkler(word, one));
    alike.filter(|score| *score > 0.85).fold(0.0, f64::max)
}
