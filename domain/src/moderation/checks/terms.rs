use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use fabula_text::{Folded, Language, Script, fold};

use super::{Check, CheckError, Explanation, Finding, SignalVerdict, Span, Subject};

/// What one suspect term scores; each further one adds [`SCORE_STEP`].
const SCORE_SUSPECT: f64 = 0.5;
const SCORE_STEP: f64 = 0.1;

/// The lists: language, terms. One term a line, a `#` begins a comment, a `!` marks a banned term.
const LISTS: [(&str, &str); 7] = [
    ("de", include_str!("terms/de.txt")),
    ("en", include_str!("terms/en.txt")),
    ("es", include_str!("terms/es.txt")),
    ("fr", include_str!("terms/fr.txt")),
    ("it", include_str!("terms/it.txt")),
    ("ja", include_str!("terms/ja.txt")),
    ("ru", include_str!("terms/ru.txt")),
];

/// One language's list, ready to search.
#[derive(Debug)]
struct List {
    language: &'static str,
    /// What its terms are written in.
    scripts: Vec<Script>,
    automaton: AhoCorasick,
    /// Whether the term with this number is banned.
    banned: Vec<bool>,
}

static COMPILED: LazyLock<Result<Vec<List>, String>> =
    LazyLock::new(|| LISTS.into_iter().map(compile).collect());

fn compile((language, text): (&'static str, &str)) -> Result<List, String> {
    let (mut terms, mut banned, mut scripts) = (Vec::new(), Vec::new(), Vec::new());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let term = line.strip_prefix('!').unwrap_or(line);
        for script in term.chars().filter_map(Script::of) {
            if !scripts.contains(&script) {
                scripts.push(script);
            }
        }
        // Folded like the texts that they are sought in.
        terms.push(fold(term).text);
        banned.push(line.starts_with('!'));
    }
    let automaton = AhoCorasick::new(&terms).map_err(|error| error.to_string())?;
    Ok(List { language, scripts, automaton, banned })
}

/// Looks for the terms of the text's language, after disguises were taken off.
#[derive(Debug, Clone, Copy)]
pub struct Terms;

/// A term that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    span: Span,
    banned: bool,
}

impl Check for Terms {
    fn name(&self) -> &'static str {
        "terms"
    }

    fn rule_version(&self) -> &'static str {
        "terms-1"
    }

    fn examine(&self, subject: &Subject<'_>) -> Result<Finding, CheckError> {
        let lists = COMPILED.as_ref().map_err(|error| CheckError(error.clone()))?;
        let folded = fold(subject.text);
        let Some(language) = subject.language else {
            return Ok(in_some_language(lists, &folded));
        };
        let list = lists.iter().find(|list| list.language == Language::primary(&language));
        let Some(list) = list else {
            return Ok(Finding::fine(Explanation::NoList));
        };
        let found = search(list, &folded);
        let count = |banned| found.iter().filter(|found| found.banned == banned).count();
        let (banned, suspect) = (count(true), count(false));
        let spans = || merge(found.iter().map(|found| found.span).collect());
        if banned > 0 {
            let explanation = Explanation::BannedTerms { count: whole(banned) };
            return Ok(Finding { score: 1.0, verdict: SignalVerdict::Reject, explanation, spans: spans() });
        }
        if suspect > 0 {
            return Ok(Finding::doubt(
                score(suspect),
                Explanation::SuspectTerms { count: whole(suspect) },
                spans(),
            ));
        }
        Ok(Finding::fine(Explanation::NoTerms))
    }
}

/// Searches all lists that the text's script allows. A word may be harmless in the language that it is really in, so
/// nothing is refused on these grounds.
fn in_some_language(lists: &[List], folded: &Folded) -> Finding {
    let fits = |list: &&List| {
        folded.text.chars().filter_map(Script::of).any(|script| list.scripts.contains(&script))
    };
    let found: Vec<Found> = lists.iter().filter(fits).flat_map(|list| search(list, folded)).collect();
    if found.is_empty() {
        return Finding::fine(Explanation::NoTerms);
    }
    let spans = merge(found.iter().map(|found| found.span).collect());
    let count = spans.len();
    Finding::doubt(score(count), Explanation::TermsOfSomeLanguage { count: whole(count) }, spans)
}

fn search(list: &List, folded: &Folded) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for hit in list.automaton.find_overlapping_iter(&folded.text) {
        if !stands_alone(&folded.text, hit.start(), hit.end()) {
            continue;
        }
        let start = folded.text[..hit.start()].chars().count();
        let length = folded.text[hit.range()].chars().count();
        let range = folded.original_range(start..start + length);
        let banned = list.banned.get(hit.pattern().as_usize()).copied().unwrap_or_default();
        found.push(Found { span: Span { start: range.start, end: range.end }, banned });
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether the part is a word of its own. Scripts without spaces have no edges to look for; Korean hangs its particles
/// on the end of a word.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let first = text[start..end].chars().next();
    let last = text[start..end].chars().next_back();
    let hangul = last.is_some_and(|last| Script::of(last) == Some(Script::Hangul));
    !is_inside_word(before, first) && (hangul || !is_inside_word(last, after))
}

fn is_inside_word(one: Option<char>, next: Option<char>) -> bool {
    let spaced = |character: Option<char>| {
        character.is_some_and(|character| {
            character.is_alphanumeric()
                && !Script::of(character).is_some_and(Script::is_written_without_spaces)
        })
    };
    spaced(one) && spaced(next)
}

/// Spans in order, with those that overlap made one.
fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn score(count: usize) -> f64 {
    SCORE_SUSPECT + SCORE_STEP * (count.saturating_sub(1)) as f64
}

fn whole(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{marked, subject},
        *,
    };

    fn examine(text: &str, language: Option<&str>) -> Finding {
        Terms.examine(&subject(text, language)).unwrap()
    }

    #[test]
    fn every_list_compiles_and_finds_every_one_of_its_own_terms() {
        for (language, text) in LISTS {
            let mut seen = std::collections::BTreeSet::new();
            for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
                let term = line.trim_start_matches('!');
                assert!(seen.insert(term), "{language} has {term} twice");
                let expected =
                    if line.starts_with('!') { SignalVerdict::Reject } else { SignalVerdict::Hold };
                let finding = examine(&format!("({term})"), Some(language));
                assert_eq!(finding.verdict, expected, "{language}: {term}");
            }
            assert!(seen.len() >= 10, "{language}");
        }
    }

    #[test]
    fn disguises_do_not_help_and_the_spans_are_what_was_typed() {
        for (text, typed) in [
            ("Oh K1LL Y0URSELF now", "K1LL Y0URSELF"),
            ("Жук: k\u{200B}ill yourself", "k\u{200B}ill yourself"),
            ("ｋｉｌｌ　yourself", "ｋｉｌｌ　yourself"),
            ("kіll уourself!", "kіll уourself"),
        ] {
            let finding = examine(text, Some("en"));
            assert_eq!(finding.verdict, SignalVerdict::Reject, "{text}");
            assert_eq!(marked(text, &finding.spans), [typed]);
        }
    }

    #[test]
    fn a_term_within_an_honest_word_is_not_found() {
        for (text, language) in [
            ("Scunthorpe, Essex, and the cockatoo of the class assassin", "en"),
            ("Die Schwuchtelei ist kein Wort, das Hurenkind der Setzer schon", "de"),
            ("Страхуйте имущество и хлебайте суп", "ru"),
            ("La puntualidad disputada de los computadores", "es"),
        ] {
            assert_eq!(examine(text, Some(language)), Finding::fine(Explanation::NoTerms), "{text}");
        }
    }

    #[test]
    fn scripts_without_spaces_have_words_all_the_same() {
        let text = "おまえなんか死ねばいいのに、殺してやるからな";
        let finding = examine(text, Some("ja"));
        assert_eq!(finding.verdict, SignalVerdict::Reject);
        assert!(marked(text, &finding.spans).contains(&"殺してやる".to_owned()));
    }

    #[test]
    fn in_an_unknown_language_nothing_is_refused_outright() {
        let text = "kill yourself";
        assert_eq!(examine(text, Some("en")).verdict, SignalVerdict::Reject);
        let finding = examine(text, None);
        assert_eq!(finding.verdict, SignalVerdict::Hold);
        assert_eq!(finding.explanation, Explanation::TermsOfSomeLanguage { count: 1 });
        assert_eq!(examine(text, Some("fi")), Finding::fine(Explanation::NoList));
    }

    #[test]
    fn one_languages_terms_are_not_sought_in_another() {
        assert_eq!(
            examine("Das Buch ist dick und hart gebunden", Some("de")).verdict,
            SignalVerdict::Publish
        );
        assert_eq!(examine("casino bonus", Some("ru")).verdict, SignalVerdict::Publish);
    }
}
