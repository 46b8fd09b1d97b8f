//! Holds the files to one another, and to what the code says.

use std::{collections::BTreeSet, fs, path::Path};

use axum::http::HeaderValue;
use fluent_syntax::{ast::Entry, parser, serializer};
use regex::Regex;
use strum::IntoEnumIterator as _;

use super::*;

/// What can't be said to anybody: to the operator only, or inside a sentence that is.
const NOT_FOR_PEOPLE: &[&str] = &[
    "Nobody has the handle {0}.",
    "No free handle was found.",
    "The account can't be opened for the crowd.",
    "A password hash failed: {0}.",
    "Too many passwords are being checked.",
    "The check failed: {0}.",
    "The session has ended.",
    "A second factor's secret can't be used: {0}.",
    "A second factor's secret was sealed with another FABULA_SECRET_KEY than this process has.",
    "Is not 32 bytes in base64: make a key with `openssl rand -base64 32`.",
    "There is nothing to begin: {0}.",
    "{0} has no second factor.",
    "A batch can't be loaded.",
    "The scorers' data has an entry that can't be read.",
    "The scorers' data has the wrong length.",
    "The scorers' data is damaged.",
    "The scorers' data is of another kind or version.",
    "{field}: {message}.",
    "{0}.",
    "Not a language tag (BCP 47).",
    // For developers of clients: arguments of lists.
    "`first` and `last` take 1 to 100.",
    "Give `first` with `after`, or `last` with `before`, not both.",
    "The cursor is not one of this list.",
    "The cursor is not one of this discussion.",
    "Field takes 1 to 100.",
    "Field is not a cursor of this search.",
    "Is longer than {LONGEST} characters.",
    "Has more than {MOST_CLAUSES} words and phrases.",
    "Has more than {MOST_PREFIXES} beginnings of words (`begin*`).",
];

fn messages(locale: Locale) -> Vec<(String, String)> {
    let resource =
        parser::parse(locale.source()).unwrap_or_else(|(_, faults)| panic!("{locale:?}: {faults:?}"));
    let message = |entry: &Entry<&'static str>| match entry {
        Entry::Message(message) => {
            let only = fluent_syntax::ast::Resource { body: vec![Entry::Message(message.clone())] };
            Some((message.id.name.to_owned(), serializer::serialize(&only)))
        }
        _ => None,
    };
    resource.body.iter().filter_map(message).collect()
}

fn variables(text: &str) -> BTreeSet<String> {
    let variable = Regex::new(r"\$\w+").unwrap();
    variable.find_iter(text).map(|found| found.as_str().to_owned()).collect()
}

#[test]
fn every_language_says_everything_that_english_says() {
    let english = messages(Locale::English);
    for locale in Locale::iter() {
        let said = messages(locale);
        let names = |list: &[(String, String)]| list.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&said), names(&english), "{locale:?}: the same names in the same order");
        for ((name, text), (_, original)) in said.iter().zip(&english) {
            assert!(variables(text).is_subset(&variables(original)), "{locale:?}: {name}");
        }
    }
}

/// The sentences in the sources of a crate that may reach people, with `{…}` where something is filled in.
fn spoken(folder: &Path, spoken_here: &mut BTreeSet<String>) {
    const LITERAL: &str = r#""((?:[^"\\]|\\.)*)""#;
    let sentence = |pattern: &str| Regex::new(&pattern.replace("LITERAL", LITERAL)).unwrap();
    // Variants with a source are ours to answer for: they are logged, and people hear that something went wrong.
    let errors = sentence(r#"#\[error\(\s*LITERAL[^\]]*\)\]\s*(?:pub struct )?\w+(\(#\[(?:source|from)\])?"#);
    let faults = sentence(r#"Invalid::new\(\s*[\w"]+,\s*(?:format!\(\s*)?LITERAL"#);
    let refusals = sentence(
        r#"(?:Refusal::(?:forbidden|rate_limited)\(\s*&?|Refusal::new\(\s*Code::(?:Unauthenticated|Forbidden|RateLimited|Timeout|Internal),\s*|Self::new\(Code::Unauthenticated,\s*|UserError::\w+\([^"]*"\w+",\s*&|UserError::conflict\(&|Refused::because\(\s*StatusCode::\w+,\s*&|sentence(?:_of)?\(&)LITERAL"#,
    );
    let continuation = Regex::new(r"\\\n\s*").unwrap();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            spoken(&path, spoken_here);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            let source = fs::read_to_string(&path).unwrap();
            let source = source.split("#[cfg(test)]").next().unwrap();
            let continued = continuation.replace_all(source, "");
            let finish = |text: &str| crate::user_errors::sentence(&text.replace("\\\"", "\""));
            let found = errors.captures_iter(&continued).filter(|found| found.get(2).is_none());
            spoken_here.extend(found.map(|found| finish(&found[1])));
            spoken_here.extend(
                faults.captures_iter(&continued).map(|found| finish(&format!("Field {}", &found[1]))),
            );
            spoken_here.extend(refusals.captures_iter(&continued).map(|found| finish(&found[1])));
        }
    }
}

#[test]
fn what_the_code_says_to_people_is_said_in_every_language() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut said = BTreeSet::new();
    for folder in ["api/src", "domain/src", "text/src"] {
        spoken(&root.join(folder), &mut said);
    }
    assert!(said.len() > 50, "the sources are read: {said:#?}");
    let filled = Regex::new(r"\{[^}]*\}").unwrap();
    let mut used = BTreeSet::new();
    let mut missing = BTreeSet::new();
    for sentence in said.iter().filter(|sentence| !NOT_FOR_PEOPLE.contains(&sentence.as_str())) {
        let plain = filled.replace_all(sentence, "7");
        // The faults of a text stand behind the name of their field.
        let found = ENGLISH.find(&plain).or_else(|| {
            let mut characters = plain.chars();
            let first = characters.next()?.to_lowercase();
            let behind: String = "Field ".chars().chain(first).chain(characters).collect();
            ENGLISH.find(&behind).map(|(name, _)| (name, Vec::new()))
        });
        match found {
            Some((name, _)) => {
                used.insert(name);
            }
            None => {
                missing.insert(sentence.as_str());
            }
        }
    }
    assert!(missing.is_empty(), "say this in api/locales/*.ftl, or list it in NOT_FOR_PEOPLE: {missing:#?}");
    // What is written otherwise than by one of the forms that are looked for.
    let elsewhere = ["image-broken", "image-file"];
    let unused: Vec<_> = messages(Locale::English)
        .into_iter()
        .filter(|(name, _)| !used.contains(name.as_str()) && !elsewhere.contains(&name.as_str()))
        .collect();
    assert!(unused.is_empty(), "nobody says this any more: {unused:#?}");
}

#[test]
fn what_varies_is_filled_in() {
    let english = "Title is 250 characters long; at most 200 are allowed.";
    assert_eq!(Locale::German.say(english), "Der Text hat 250 Zeichen; höchstens 200 sind erlaubt.");
    assert_eq!(Locale::English.say(english), english);
    assert_eq!(Locale::Russian.say("Sign in to do this."), "Войдите, чтобы сделать это.");
    assert_eq!(Locale::French.say("Unknown field."), "Unknown field.", "what has no translation stays");
}

#[test]
fn the_language_is_the_best_that_both_know() {
    let accepted = |value: &str| {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_str(value).unwrap());
        Locale::accepted(&headers)
    };
    assert_eq!(accepted("de-AT, en;q=0.5"), Locale::German);
    assert_eq!(accepted("ja, fr;q=0.7, ru;q=0.8"), Locale::Russian);
    assert_eq!(accepted("it;q=0, es;q=0.1"), Locale::Spanish);
    assert_eq!(accepted("FR"), Locale::French);
    for nobody in ["ja", "", ";;;", "de;q=2", "de;q=x", "*", "de;q=NaN"] {
        assert_eq!(accepted(nobody), Locale::English, "{nobody}");
    }
    assert_eq!(Locale::accepted(&HeaderMap::new()), Locale::English);
}
