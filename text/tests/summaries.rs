//! The limits of summaries, in many languages and on any text.

use fabula_text::{Language, Summary, SummaryRequest, sentences, summarise};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;

/// Article 1 of the Universal Declaration of Human Rights by language.
fn articles() -> Vec<(Language, &'static str)> {
    let lines = include_str!("languages/article_1.tsv").lines();
    let split = |line: &'static str| line.split_once('\t').expect("a tag, a tab, a text");
    lines.map(split).map(|(tag, text)| (tag.parse().expect("a tag"), text)).collect()
}

/// Checks what holds for every summary.
#[track_caller]
fn check(markdown: &str, summary: &Summary, most_sentences: usize, most_characters: usize) {
    let blurb = &summary.blurb;
    assert!(blurb.chars().count() <= most_characters, "{} characters: {blurb:?}", blurb.chars().count());
    assert!(!blurb.contains(['\n', '\r']), "{blurb:?}");
    assert!(summary.abstract_sentences.len() <= most_sentences);
    assert!(summary.key_points.len() <= 7);
    for sentences in [&summary.abstract_sentences, &summary.key_points] {
        assert!(
            sentences.iter().all(|sentence| markdown.get(sentence.source.clone()).is_some()),
            "{sentences:?}"
        );
        assert!(
            sentences.is_sorted_by(
                |one, other| one.source.start <= other.source.start && one.source.end <= other.source.end
            ),
            "{sentences:?}"
        );
    }
}

/// Whether a text that was cut breaks no grapheme of what it was cut from.
fn is_whole(blurb: &str, lines: &[String]) -> bool {
    let kept = blurb.strip_suffix('…').unwrap_or(blurb);
    lines.iter().any(|line| {
        line.match_indices(kept).any(|(start, _)| {
            let end = start + kept.len();
            let mut ends = line.grapheme_indices(true).map(|(at, _)| at).chain([line.len()]);
            ends.any(|at| at == end)
        })
    })
}

#[test]
fn fifty_languages_keep_every_limit_and_break_no_character() {
    let articles = articles();
    assert!(articles.len() >= 50);
    for (language, article) in articles {
        let text =
            format!("# {language}\n\n{article}\n\n> {article}\n\n{article} {article}\n\n- {article}\n");
        let line = [format!("{article} {article}"), format!("{article}{article}")];
        for characters in [0, 1, 2, 3, 5, 8, 20, 40, 80, 160, 300] {
            for sentences in [0, 1, 3, 9] {
                let request = SummaryRequest {
                    title: None,
                    language: (sentences != 3).then_some(language),
                    sentences: Some(sentences),
                    characters: Some(characters),
                };
                let summary = summarise(&text, &request);
                check(&text, &summary, sentences, characters);
                assert!(is_whole(&summary.blurb, &line), "{language}: {}", summary.blurb);
                assert!(characters < 40 || !summary.blurb.is_empty(), "{language}: {summary:?}");
            }
        }
    }
}

#[test]
fn every_language_has_its_sentences() {
    for (language, article) in articles() {
        let expected = match language.as_str() {
            // They have one full stop more than others.
            "si" | "ur" | "bo" | "ta" => 3,
            _ => 2,
        };
        let found = sentences(article, Some(language));
        assert_eq!(
            found.len(),
            expected,
            "{language}: {:?}",
            found.iter().map(|range| &article[range.clone()]).collect::<Vec<_>>()
        );
    }
}

#[test]
fn the_same_text_has_the_same_summary() {
    let (_, article) = articles()[0];
    let summarised = || summarise(article, &SummaryRequest::default());
    assert_eq!(summarised(), summarised());
}

/// Pieces that Markdown, sentences and cutting take for something.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zäéß]{1,12}[.!?,;:]? ?",
        "[0-9 .,%€]{1,8}",
        "[图書館の東京ไทยမြန်]{1,8}[。！]?",
        "[👩‍👧é\u{301}\u{200d}🇩🇪नि]{1,4}",
        Just("\n\n".to_owned()),
        Just("https://example.org/a.b?c=d ".to_owned()),
        Just("**".to_owned()),
        Just("\n- ".to_owned()),
        Just("\n> ".to_owned()),
        Just("\n# ".to_owned()),
        Just("`".to_owned()),
        Just("&amp;".to_owned()),
        Just("[a](b) ".to_owned()),
        Just("| a | b |\n|---|---|\n".to_owned()),
        Just("Dr. A. B. \"".to_owned()),
    ]
}

proptest! {
    #[test]
    fn any_text_keeps_every_limit(text in any::<String>(), title in any::<Option<String>>(), sentences in 0_usize..8, characters in 0_usize..200) {
        let request = SummaryRequest { title: title.as_deref(), language: None, sentences: Some(sentences), characters: Some(characters) };
        check(&text, &summarise(&text, &request), sentences, characters);
    }

    #[test]
    fn any_markdown_keeps_every_limit(pieces in prop::collection::vec(piece(), 0..60), sentences in 0_usize..30, characters in 0_usize..200) {
        let text = pieces.concat();
        let request = SummaryRequest { title: None, language: None, sentences: Some(sentences), characters: Some(characters) };
        let summary = summarise(&text, &request);
        check(&text, &summary, sentences, characters);
        let cut = summary.blurb.strip_suffix('…').unwrap_or("");
        for part in cut.match_indices("https://").map(|(at, _)| &cut[at..]) {
            prop_assert!(part.starts_with("https://example.org/a.b?c=d"), "{}", cut);
        }
    }
}
