//! Training as a whole, on a few made-up texts.

use fabula_text::scoring::{Harm, Scorers};

use crate::{
    corpus::Example,
    learn::{Trained, learn},
    train::Recipe,
    words,
};

const RECIPE: Recipe<'_> = Recipe { bits: 14, cost: 1.0, epochs: 10, languages: &["de", "en"] };

fn examples() -> Vec<Example> {
    let example = |number: usize, text: String, language: &str, harmful| Example {
        text,
        language: language.to_owned(),
        harmful,
        source: format!("made_up_{language}"),
        group: number as u64,
        function: String::new(),
    };
    let things =
        ["fox", "miller", "river", "tale", "garden", "letter", "winter", "song", "mountain", "harbour"];
    let of_thing = |(number, thing): (usize, &&str)| {
        [
            example(number, format!("You rotten scoundrel, {thing} and all"), "en", true),
            example(number, format!("What a lovely {thing} this was"), "en", false),
            example(number, format!("Du elender Schurke, {thing}!"), "de", true),
            example(number, format!("Was für ein schönes {thing} das war"), "de", false),
        ]
    };
    things.iter().enumerate().flat_map(of_thing).collect()
}

fn trained() -> Trained {
    let lexicon = words::lexicon(&[], &examples());
    let train = || learn(&RECIPE, examples(), &lexicon, |_| 1.0, |_| 0.5, None);
    Trained { toxicity: train(), spam: train(), lexicon: lexicon.clone() }
}

#[test]
fn training_twice_gives_the_same_bytes() {
    assert_eq!(trained().files(), trained().files());
}

#[test]
fn what_was_trained_is_read_again_and_tells_texts_apart() {
    let [(_, words), (_, toxicity), (_, spam)] = trained().files();
    let scorers = Scorers::from_bytes(&words, &toxicity, &spam).unwrap();
    let probability = |text: &str, language: &str| {
        let view = scorers.view(text, Some(language));
        scorers.score(Harm::Toxicity, text, &view, Some(language)).unwrap().probability
    };
    assert!(probability("You are a scoundrel", "en") > probability("What a lovely morning", "en"));
    assert!(probability("So ein Schurke!", "de") > probability("Das war ein schöner Abend", "de"));
    let view = scorers.view("Perkele", Some("fi"));
    assert_eq!(scorers.score(Harm::Toxicity, "Perkele", &view, Some("fi")), None);
}
