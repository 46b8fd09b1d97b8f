//! Excerpts: the part of a text where most of what was looked for stands, marked and escaped.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::{
    search_fold,
    words::{is_no_letter, is_unspaced, lower_letter, separates},
};

/// How long an excerpt is, in characters.
const LENGTH: usize = 240;
/// How much of it comes before the first word that was found.
const LEAD: usize = 60;
/// How far an end moves to stand between words.
const SLACK: usize = 24;
/// How many places are weighed up.
const MOST_PLACES: usize = 1_000;

/// What to mark in a text: the clauses of a query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needles {
    words: Vec<Word>,
    runs: Vec<Vec<char>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    folded: String,
    /// It only begins.
    begins: bool,
    stems: Vec<String>,
}

impl Word {
    /// Whether a folded word of a text is this one.
    ///
    /// Stemming is the database's. Here a word counts as of a stem if it begins like it and goes on for no more than an
    /// ending; the last letter may have changed (happi, happy), and Arabic words may have an article or preposition.
    fn is(&self, folded: &str) -> bool {
        folded == self.folded
            || (self.begins && folded.starts_with(&self.folded))
            || self.stems.iter().any(|stem| has_stem(folded, stem))
    }
}

fn has_stem(word: &str, stem: &str) -> bool {
    const LONGEST_ENDING: usize = 5;
    const LONGEST_ARTICLE: usize = 3;
    let (letters, wanted) = (word.chars().count(), stem.chars().count());
    if stem.starts_with(|letter: char| matches!(letter, '\u{600}'..='\u{6FF}')) {
        return wanted >= 3 && word.contains(stem) && letters <= wanted + LONGEST_ENDING + LONGEST_ARTICLE;
    }
    let common = word.chars().zip(stem.chars()).take_while(|(a, b)| a == b).count();
    let enough = if wanted >= 5 { wanted - 1 } else { wanted };
    common >= enough && letters <= wanted + LONGEST_ENDING
}

/// A place in a text, in characters, and the needle that was found there.
type Place = (Range<usize>, usize);

/// A part of a text as HTML: what was found in `<mark>`, everything else escaped, on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The HTML.
    pub html: String,
    /// Whether anything is marked in it.
    pub is_marked: bool,
}

impl Needles {
    pub(super) fn add_word(&mut self, folded: &str, begins: bool, stems: &[String]) {
        self.words.push(Word { folded: folded.to_owned(), begins, stems: stems.to_vec() });
    }

    pub(super) fn add_run(&mut self, run: Vec<char>) {
        if !run.is_empty() {
            self.runs.push(run);
        }
    }

    /// The part of a plain text that has most of the needles, at most about 240 characters, cut between words and with an
    /// ellipsis where something was left out.
    #[must_use]
    pub fn excerpt(&self, text: &str) -> Excerpt {
        let letters: Vec<char> = text.chars().collect();
        let places = self.places(&letters);
        let window = window(&letters, &places);
        let mut html = String::with_capacity(window.len() * 2);
        if window.start > 0 {
            html.push('…');
        }
        let mut at = window.start;
        let mut is_marked = false;
        for (place, _) in &places {
            if place.start < at || place.end > window.end {
                continue;
            }
            escape(&letters[at..place.start], &mut html);
            html.push_str("<mark>");
            escape(&letters[place.clone()], &mut html);
            html.push_str("</mark>");
            at = place.end;
            is_marked = true;
        }
        escape(&letters[at..window.end], &mut html);
        if window.end < letters.len() {
            html.push('…');
        }
        Excerpt { html, is_marked }
    }

    /// Where the needles stand, in the order of the text.
    fn places(&self, letters: &[char]) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        let mut at = 0;
        while at < letters.len() && places.len() < MOST_PLACES {
            let start = at;
            let kind = kind(letters[at]);
            while at < letters.len() && (kind == self::kind(letters[at]) || is_no_letter(letters[at])) {
                at += 1;
            }
            match kind {
                Kind::Separator => {}
                Kind::Word => places.extend(self.word_at(letters, start..at)),
                Kind::Run => self.runs_in(letters, start..at, &mut places),
            }
        }
        places
    }

    fn word_at(&self, letters: &[char], at: Range<usize>) -> Option<Place> {
        if self.words.is_empty() {
            return None;
        }
        let spelled = letters[at.clone()].iter().copied().filter(|letter| !is_no_letter(*letter));
        let folded = search_fold(&spelled.nfkc().flat_map(lower_letter).collect::<String>());
        let needle = self.words.iter().position(|word| word.is(&folded))?;
        Some((at, needle))
    }

    /// Finds each run inside of a longer one, from left to right and the longest first.
    fn runs_in(&self, letters: &[char], within: Range<usize>, places: &mut Vec<Place>) {
        let plain: Vec<char> = letters[within.clone()].iter().map(|letter| compatible(*letter)).collect();
        let mut at = 0;
        while at < plain.len() && places.len() < MOST_PLACES {
            let found = self.runs.iter().enumerate().filter(|(_, run)| plain[at..].starts_with(run));
            if let Some((needle, run)) = found.max_by_key(|(_, run)| run.len()) {
                let start = within.start + at;
                places.push((start..start + run.len(), self.words.len() + needle));
                at += run.len();
            } else {
                at += 1;
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Separator,
    Word,
    Run,
}

fn kind(letter: char) -> Kind {
    if is_unspaced(letter) {
        Kind::Run
    } else if separates(letter) && !is_no_letter(letter) {
        Kind::Separator
    } else {
        Kind::Word
    }
}

/// A letter's compatible form, where that is a single letter.
fn compatible(letter: char) -> char {
    let mut forms = std::iter::once(letter).nfkc();
    match (forms.next(), forms.next()) {
        (Some(form), None) => form,
        _ => letter,
    }
}

/// The part with the most different needles; of several, the first.
fn window(letters: &[char], places: &[Place]) -> Range<usize> {
    if letters.len() <= LENGTH {
        return 0..letters.len();
    }
    let best = places.iter().enumerate().map(|(index, (first, _))| {
        let within = places[index..].iter().take_while(|(place, _)| place.end <= first.start + LENGTH - LEAD);
        let mut needles: Vec<usize> = within.map(|(_, needle)| *needle).collect();
        needles.sort_unstable();
        needles.dedup();
        (needles.len(), first.start)
    });
    let first = best.fold((0, 0), |best, place| if place.0 > best.0 { place } else { best }).1;
    let start = first.saturating_sub(LEAD).min(letters.len() - LENGTH);
    let end = start + LENGTH;
    between_words(letters, start, first)..end_between_words(letters, end, places)
}

/// The next beginning of a word after `start`, not beyond `limit`.
fn between_words(letters: &[char], start: usize, limit: usize) -> usize {
    if start == 0 || letters[start - 1].is_whitespace() {
        return start;
    }
    let spaces = (start..limit.min(start + SLACK)).find(|at| letters[*at].is_whitespace());
    let mut start = spaces.map_or(start, |space| space + 1);
    while start < limit && is_combining_mark(letters[start]) {
        start += 1;
    }
    start
}

/// The last end of a word before `end`, not inside of a place.
fn end_between_words(letters: &[char], end: usize, places: &[Place]) -> usize {
    if end >= letters.len() || letters[end].is_whitespace() {
        return end.min(letters.len());
    }
    let space = (end - SLACK..end).rev().find(|at| letters[*at].is_whitespace());
    let mut end = space.unwrap_or(end);
    if let Some((cut, _)) = places.iter().find(|(place, _)| place.start < end && place.end > end) {
        // A word without end would make a part without end: it is cut, and stands unmarked.
        end = if cut.end <= end + SLACK { cut.end } else { end };
    }
    while end < letters.len() && is_combining_mark(letters[end]) {
        end += 1;
    }
    end
}

fn escape(letters: &[char], html: &mut String) {
    for letter in letters {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\n' | '\r' | '\t' => html.push(' '),
            letter => html.push(*letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::SearchQuery, *};

    fn excerpt(query: &str, text: &str) -> String {
        let stems = super::super::Stems::from([
            ("houses".to_owned(), vec!["hous".to_owned()]),
            ("happiness".to_owned(), vec!["happi".to_owned()]),
            ("كتاب".to_owned(), vec!["كتاب".to_owned()]),
        ]);
        SearchQuery::parse(query).unwrap().needles(&stems).excerpt(text).html
    }

    #[test]
    fn an_excerpt_is_short_whatever_the_text() {
        for text in ["a".repeat(200_000), "的".repeat(200_000), format!("b {}", "a".repeat(5_000))] {
            for query in ["aa*", "的", "b"] {
                let html = excerpt(query, &text);
                assert!(html.replace("<mark>", "").replace("</mark>", "").chars().count() <= 320, "{query}");
            }
        }
    }

    #[test]
    fn what_was_found_is_marked_and_the_rest_escaped() {
        assert_eq!(
            excerpt("house", "A <b>house</b> & more"),
            "A &lt;b&gt;<mark>house</mark>&lt;/b&gt; &amp; more"
        );
        assert_eq!(excerpt("resume", "Her Résumé."), "Her <mark>Résumé</mark>.");
        assert_eq!(
            excerpt("houses happiness", "A house, a happy one"),
            "A <mark>house</mark>, a <mark>happy</mark> one"
        );
        assert_eq!(excerpt("herr*", "herring, her"), "<mark>herring</mark>, her");
        assert_eq!(excerpt("図書館", "町の図書館で読む"), "町の<mark>図書館</mark>で読む");
        assert_eq!(excerpt("كتاب", "قرأت الكتاب"), "قرأت <mark>الكتاب</mark>");
        assert_eq!(excerpt("a -house", "a house"), "<mark>a</mark> house");
    }

    #[test]
    fn a_long_text_is_cut_around_where_most_is_found() {
        let text = format!(
            "{} fox {} the fox and the hound {}",
            "word ".repeat(200),
            "word ".repeat(200),
            "end ".repeat(200)
        );
        let html = excerpt("fox hound", &text);
        assert!(html.contains("<mark>fox</mark> and the <mark>hound</mark>"), "{html}");
        assert!(html.starts_with("…word ") && html.ends_with("end…"), "{html}");
        assert!(html.chars().count() < LENGTH + SLACK + 60, "{html}");
    }

    proptest! {
        #[test]
        fn only_marks_are_markup(query in "[a-cé図館<>\" *-]{0,12}", text in "[a-cé図館<>&\"' \n\u{301}]{0,600}") {
            if let Ok(query) = SearchQuery::parse(&query) {
                let html = query.needles(&super::super::Stems::new()).excerpt(&text).html;
                let bare = html.replace("<mark>", "").replace("</mark>", "");
                prop_assert!(!bare.contains(['<', '>', '"', '\'', '\n']), "{}", html);
                prop_assert_eq!(html.matches("<mark>").count(), html.matches("</mark>").count());
            }
        }
    }
}
