//! The language of queries: `words together`, `"a phrase"`, `begin*`, `-without`.

use std::{collections::HashMap, fmt::Write as _};

use super::{
    excerpt::Needles,
    search_fold,
    words::{Piece, pieces},
};

/// The longest query, in characters.
const LONGEST: usize = 256;
/// The most words, phrases and exclusions of a query.
const MOST_CLAUSES: usize = 24;
/// The most beginnings of words: each may stand for thousands.
const MOST_PREFIXES: usize = 4;
/// The fewest letters that a beginning has.
const SHORTEST_PREFIX: usize = 2;
/// The fewest letters of a word that may be mistyped: shorter ones resemble too much.
const SHORTEST_TYPO: usize = 4;

/// What is wrong with a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QueryFault {
    /// It is too long.
    #[error("is longer than {LONGEST} characters")]
    TooLong,
    /// It asks for too much at once.
    #[error("has more than {MOST_CLAUSES} words and phrases")]
    TooManyClauses,
    /// Too many beginnings.
    #[error("has more than {MOST_PREFIXES} beginnings of words (`begin*`)")]
    TooManyPrefixes,
}

/// The folded stems of each word that was looked up.
pub type Stems = HashMap<String, Vec<String>>;

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    /// In lower case, as written.
    word: String,
    folded: String,
}

/// How a clause is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A word, in any of its forms. Several tokens are what one word was taken apart into (`l'eau`).
    Word,
    /// These words, as written, in this order.
    Phrase,
    /// Words whose last one is only begun.
    Prefix,
    /// Pairs of letters, of a language that is written without spaces.
    Run,
}

/// One thing that a text must have, or must not.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Clause {
    form: Form,
    tokens: Vec<Token>,
}

/// A query: all of some clauses and none of others.
///
/// It is bounded, and whatever was typed becomes a valid `tsquery`, or nothing to look for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchQuery {
    all: Vec<Clause>,
    none: Vec<Clause>,
}

impl SearchQuery {
    /// Reads what a person typed. Signs that mean nothing are passed over.
    ///
    /// # Errors
    /// If it is longer, or asks for more, than is looked up at once.
    pub fn parse(text: &str) -> Result<Self, QueryFault> {
        if text.chars().count() > LONGEST {
            return Err(QueryFault::TooLong);
        }
        let mut query = Self::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let excluded =
                rest.strip_prefix(['-', '−']).filter(|rest| !rest.starts_with(char::is_whitespace));
            let (clauses, after) = clause(excluded.unwrap_or(rest));
            let side = if excluded.is_some() { &mut query.none } else { &mut query.all };
            side.extend(clauses);
            rest = after.trim_start();
        }
        let clauses = || query.all.iter().chain(&query.none);
        if clauses().count() > MOST_CLAUSES {
            return Err(QueryFault::TooManyClauses);
        }
        if clauses().filter(|clause| clause.form == Form::Prefix).count() > MOST_PREFIXES {
            return Err(QueryFault::TooManyPrefixes);
        }
        Ok(query)
    }

    /// Whether there is nothing to look for. What is only excluded finds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The words whose stems are wanted, each with the languages that it may be of: of `languages`, or, if there are none,
    /// of all that are written in its script.
    #[must_use]
    pub fn to_stem<'a>(&'a self, languages: &'a [String]) -> Vec<(&'a str, &'a str)> {
        let words = self.all.iter().chain(&self.none).filter(|clause| clause.form == Form::Word);
        let mut wanted = Vec::new();
        for token in words.flat_map(|clause| &clause.tokens) {
            if languages.is_empty() {
                wanted.extend(written_like(&token.word).iter().map(|language| (&*token.word, *language)));
            } else {
                wanted.extend(languages.iter().map(|language| (&*token.word, &**language)));
            }
        }
        wanted
    }

    /// The query as PostgreSQL's `tsquery`; `None` if there is nothing to look for.
    #[must_use]
    pub fn to_tsquery(&self, stems: &Stems) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let wanted = self.all.iter().map(|clause| clause.to_tsquery(stems));
        let unwanted = self.none.iter().map(|clause| format!("!{}", clause.to_tsquery(stems)));
        Some(wanted.chain(unwanted).collect::<Vec<_>>().join(" & "))
    }

    /// What a text must not have, as a `tsquery`; `None` if it may have anything.
    #[must_use]
    pub fn to_exclusion(&self, stems: &Stems) -> Option<String> {
        let unwanted: Vec<_> =
            self.none.iter().map(|clause| format!("!{}", clause.to_tsquery(stems))).collect();
        (!unwanted.is_empty()).then(|| unwanted.join(" & "))
    }

    /// The folded words that a name may resemble: all that is looked for, if it is nothing but words and the longest has
    /// four letters or more.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        if !self.all.iter().all(|clause| clause.form == Form::Word) {
            return Vec::new();
        }
        let words: Vec<_> =
            self.all.iter().flat_map(|clause| &clause.tokens).map(|token| token.folded.clone()).collect();
        let longest = words.iter().map(|word| word.chars().count()).max().unwrap_or(0);
        if longest < SHORTEST_TYPO { Vec::new() } else { words }
    }

    /// What to mark in an excerpt.
    #[must_use]
    pub fn needles(&self, stems: &Stems) -> Needles {
        let mut needles = Needles::default();
        for clause in &self.all {
            match clause.form {
                Form::Run => needles.add_run(clause.run()),
                Form::Word | Form::Phrase | Form::Prefix => {
                    let last = clause.tokens.len().saturating_sub(1);
                    for (index, token) in clause.tokens.iter().enumerate() {
                        let stems = if clause.form == Form::Word { stems.get(&token.word) } else { None };
                        let begins = clause.form == Form::Prefix && index == last;
                        needles.add_word(&token.folded, begins, stems.map_or(&[], Vec::as_slice));
                    }
                }
            }
        }
        needles
    }
}

impl Clause {
    fn words(form: Form, words: Vec<String>) -> Self {
        let tokens = words.into_iter().map(|word| Token { folded: search_fold(&word), word }).collect();
        Self { form, tokens }
    }

    fn of_run(run: &[char]) -> Self {
        let pairs: Vec<String> = match run {
            [only] => vec![only.to_string()],
            letters => letters.windows(2).map(|pair| pair.iter().collect()).collect(),
        };
        let tokens = pairs.into_iter().map(|pair| Token { folded: pair.clone(), word: pair }).collect();
        Self { form: Form::Run, tokens }
    }

    /// The letters of a run.
    fn run(&self) -> Vec<char> {
        let mut letters: Vec<char> =
            self.tokens.first().map(|token| token.word.chars().collect()).unwrap_or_default();
        letters.extend(self.tokens.iter().skip(1).filter_map(|token| token.word.chars().last()));
        letters
    }

    /// Words are letters and digits, so nothing in them needs an escape.
    fn to_tsquery(&self, stems: &Stems) -> String {
        let last = self.tokens.len().saturating_sub(1);
        let mut written = String::from("(");
        for (index, token) in self.tokens.iter().enumerate() {
            if index > 0 {
                written.push_str(" <-> ");
            }
            let mut forms = vec![&token.word];
            forms.extend(Some(&token.folded).filter(|folded| !folded.is_empty()));
            if self.form == Form::Word {
                forms.extend(stems.get(&token.word).into_iter().flatten());
            }
            forms.sort_unstable();
            forms.dedup();
            // Every letter of a run begins a pair or stands alone.
            let single = self.form == Form::Run && token.word.chars().count() == 1;
            let begins = if single || (self.form == Form::Prefix && index == last) { ":*" } else { "" };
            written.push('(');
            for (index, form) in forms.into_iter().enumerate() {
                let or = if index == 0 { "" } else { " | " };
                // Writing to a string does not fail.
                let _ = write!(written, "{or}'{form}'{begins}");
            }
            written.push(')');
        }
        written.push(')');
        written
    }
}

/// The clauses that a query begins with (one, unless it mixes scripts), and the rest of it.
fn clause(text: &str) -> (Vec<Clause>, &str) {
    const QUOTES: [char; 6] = ['"', '“', '”', '„', '«', '»'];
    if let Some(quoted) = text.strip_prefix(QUOTES) {
        let (phrase, rest) = quoted.split_once(QUOTES).unwrap_or((quoted, ""));
        return (clauses(phrase, Form::Phrase), rest);
    }
    let end = text.find(|character: char| character.is_whitespace() || QUOTES.contains(&character));
    let (word, rest) = text.split_at(end.unwrap_or(text.len()));
    let begun = word.strip_suffix('*').filter(|begun| {
        // A sign after the last letter ends the word.
        begun.chars().next_back().is_some_and(char::is_alphanumeric)
            && matches!(pieces(begun).pop(), Some(Piece::Word(last)) if last.chars().count() >= SHORTEST_PREFIX)
    });
    match begun {
        Some(begun) => (clauses(begun, Form::Prefix), rest),
        None => (clauses(word, Form::Word), rest),
    }
}

/// A stretch of text as clauses: words that stand together are one, each run is one.
fn clauses(text: &str, form: Form) -> Vec<Clause> {
    let mut clauses = Vec::new();
    let mut words = Vec::new();
    for piece in pieces(text) {
        match piece {
            Piece::Word(word) => words.push(word),
            Piece::Run(run) => {
                if !words.is_empty() {
                    // Only the end of the stretch is a beginning.
                    let form = if form == Form::Prefix { Form::Word } else { form };
                    clauses.push(Clause::words(form, std::mem::take(&mut words)));
                }
                clauses.push(Clause::of_run(&run));
            }
        }
    }
    if !words.is_empty() {
        clauses.push(Clause::words(form, words));
    }
    clauses
}

/// The languages with stems that are written like this word.
fn written_like(word: &str) -> &'static [&'static str] {
    let letter = word.chars().find(|character| character.is_alphabetic());
    match letter {
        Some('a'..='z' | '\u{DF}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}') => &[
            "ca", "da", "de", "en", "es", "eu", "fi", "fr", "ga", "hu", "id", "it", "lt", "nl", "no", "pt",
            "ro", "sr", "sv", "tr",
        ],
        Some('\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}') => &["el"],
        Some('\u{400}'..='\u{52F}') => &["ru", "sr"],
        Some('\u{531}'..='\u{58F}') => &["hy"],
        Some('\u{590}'..='\u{5FF}') => &["yi"],
        Some('\u{600}'..='\u{6FF}') => &["ar"],
        Some('\u{900}'..='\u{97F}') => &["hi", "ne"],
        Some('\u{B80}'..='\u{BFF}') => &["ta"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tsquery(text: &str) -> String {
        SearchQuery::parse(text).unwrap().to_tsquery(&Stems::new()).unwrap_or_default()
    }

    #[test]
    fn words_phrases_beginnings_and_exclusions() {
        assert_eq!(tsquery("old house"), "(('old')) & (('house'))");
        assert_eq!(tsquery("\"old house\" -barn"), "(('old') <-> ('house')) & !(('barn'))");
        assert_eq!(tsquery("herr* -“red herring”"), "(('herr':*)) & !(('red') <-> ('herring'))");
        assert_eq!(tsquery("Résumé"), "(('resume' | 'résumé'))");
        assert_eq!(tsquery("l’eau"), "(('l') <-> ('eau'))");
        assert_eq!(tsquery("図書館 猫"), "(('図書') <-> ('書館')) & (('猫':*))");
    }

    #[test]
    fn words_are_looked_for_by_their_stems_but_phrases_as_they_are() {
        let stems = Stems::from([("houses".to_owned(), vec!["hous".to_owned()])]);
        let written = |text: &str| SearchQuery::parse(text).unwrap().to_tsquery(&stems).unwrap();
        assert_eq!(written("houses"), "(('hous' | 'houses'))");
        assert_eq!(written("\"houses\""), "(('houses'))");
    }

    #[test]
    fn what_holds_no_word_looks_for_nothing() {
        for text in ["", "  ", "-", "\"\"", "*", "- -", "&|!():*<->'", "-only", "\0"] {
            assert_eq!(tsquery(text), "", "{text:?}");
        }
    }

    #[test]
    fn queries_are_bounded() {
        assert_eq!(SearchQuery::parse(&"a".repeat(257)), Err(QueryFault::TooLong));
        assert_eq!(SearchQuery::parse(&"a ".repeat(25)), Err(QueryFault::TooManyClauses));
        assert_eq!(SearchQuery::parse("aa* bb* cc* dd* ee*"), Err(QueryFault::TooManyPrefixes));
    }

    #[test]
    fn only_words_are_compared_with_names() {
        let names = |text: &str| SearchQuery::parse(text).unwrap().names();
        assert_eq!(names("Hering girls -red"), ["hering", "girls"]);
        for text in ["\"hering\"", "her*", "the", "図書館"] {
            assert!(names(text).is_empty(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_quoted_words_and_operators(text in ".{0,120}") {
            if let Ok(query) = SearchQuery::parse(&text) {
                let written = query.to_tsquery(&Stems::new()).unwrap_or_default();
                for (index, part) in written.split('\'').enumerate() {
                    let is_word = index % 2 == 1;
                    prop_assert!(is_word || part.chars().all(|c| "()&|!<->:* ".contains(c)), "{}", written);
                    prop_assert!(!is_word || !part.is_empty() && !part.contains(['\\', '\0', ' ']), "{}", written);
                }
            }
        }
    }
}
