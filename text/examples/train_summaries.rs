//! Trains the summariser's models on texts with summaries, and writes `text/src/summary/weights.rs`:
//!
//! ```text
//! cargo run --release -p fabula-text --example train_summaries -- FOLDER text/src/summary/weights.rs
//! ```
//!
//! The folder has JSON lines with `title`, `text` (or `sents`), `summary` and `lang`. Without a second argument nothing is
//! written. What is printed was measured on texts that the models had not seen: each quarter of a set by models trained on
//! the other three, and each set by models trained on the other sets alone. The same texts give the same weights.

use std::{error::Error, fmt::Write as _, fs};

use fabula_text::summary_learning::{BLURB_FEATURES, Lesson, Model, SENTENCE_FEATURES, WORD_FEATURES};

#[path = "summaries/data.rs"]
mod data;
#[path = "summaries/fit.rs"]
mod fit;
#[path = "summaries/measure.rs"]
mod measure;
#[path = "summaries/rouge.rs"]
mod rouge;

use data::{Example, Set};
use fit::Row;
use measure::{CARD, Scores};
use rouge::Rouge;

/// Parts that a set is measured in.
const FOLDS: usize = 4;
/// What the three measures come to in good summaries of the first set: what they are counted by. ROUGE-2 counts twice, for
/// it is the one that tells phrases from words.
const USUAL: Rouge = Rouge { one: 0.28, two: 0.10, longest: 0.19 };

/// The longest line of numbers that `rustfmt` makes, and what it indents these lines by, less the space before each weight.
const WIDTH: usize = 109;
const INDENT: usize = 7;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("expected: a folder of texts with summaries")?;
    let sets = data::sets(&folder)?;
    println!("                         sentences                card of {CARD} characters");
    let mut folds: Vec<Scores> = sets.iter().map(|_| Scores::default()).collect();
    for fold in 0..FOLDS {
        let model = train(&sets, |_, number| number % FOLDS != fold);
        for (set, scores) in sets.iter().zip(&mut folds) {
            let held_out = set.examples.iter().enumerate().filter(|(number, _)| number % FOLDS == fold);
            *scores += measure::summariser(&model, set, held_out.map(|(_, example)| example));
        }
    }
    for (number, (set, scores)) in sets.iter().zip(&folds).enumerate() {
        println!("{}, {} of {} sentences", set.name, set.examples.len(), set.sentences);
        println!("{}", scores.row("trained on the rest"));
        if sets.len() > 1 {
            let others = train(&sets, |other, _| other != number);
            println!("{}", measure::summariser(&others, set, set.examples.iter()).row("on other sets alone"));
        }
    }
    if let Some(path) = arguments.next() {
        fs::write(path, source(&train(&sets, |_, _| true))?)?;
    }
    Ok(())
}

/// Trains on the texts (by set and number) that `uses` tells.
fn train(sets: &[Set], uses: impl Fn(usize, usize) -> bool) -> Model {
    let mut model = Model {
        words: [0.0; WORD_FEATURES],
        sentences: [0.0; SENTENCE_FEATURES],
        blurbs: [0.0; BLURB_FEATURES],
    };
    let mut lessons: Vec<(Lesson, &Example, f32)> = Vec::new();
    for (number, set) in sets.iter().enumerate() {
        // Sets count alike: a small one is not lost beside a large one.
        let weight = 1.0 / set.examples.len() as f32;
        let used = set.examples.iter().enumerate().filter(|(text, _)| uses(number, *text));
        let read = |example: &Example| Lesson::read(&model, &example.text, &example.request(set.sentences));
        lessons.extend(used.map(|(_, example)| (read(example), example, weight)));
    }
    let mut rows = Vec::new();
    for (lesson, example, weight) in &lessons {
        let words = lesson.words(&example.summary);
        let weight = weight / words.len().max(1) as f32;
        let row = |(features, is_in)| Row { features, wanted: f32::from(u8::from(is_in)), weight };
        rows.extend(words.into_iter().map(row));
    }
    model.words = fit::logistic(&rows);
    let mut rows = Vec::new();
    for (lesson, example, weight) in &mut lessons {
        lesson.weigh(&model);
        let sentences = lesson.sentences().into_iter().map(str::to_owned).collect::<Vec<_>>();
        rows.extend(centred(
            sentences.into_iter().zip(lesson.sentence_features()).collect(),
            example,
            *weight,
        ));
    }
    model.sentences = fit::least_squares(&rows);
    let mut rows = Vec::new();
    for (lesson, example, weight) in &lessons {
        rows.extend(centred(lesson.blurbs(&model, CARD), example, *weight));
    }
    model.blurbs = fit::least_squares(&rows);
    model
}

/// What is to be learnt of the candidates of one text: how much better than their mean each agrees with the reference.
/// Of a text alone it matters which candidate is better, not how well it can be summarised at all.
fn centred<const N: usize>(
    candidates: Vec<(String, [f32; N])>,
    example: &Example,
    weight: f32,
) -> Vec<Row<N>> {
    let count = candidates.len().max(1) as f32;
    let worth = |text: &str| {
        let rouge = Rouge::of(&rouge::words(text), &example.reference);
        (rouge.one / USUAL.one + 2.0 * rouge.two / USUAL.two + rouge.longest / USUAL.longest) as f32
    };
    let mut rows: Vec<Row<N>> = candidates
        .into_iter()
        .map(|(text, features)| Row { features, wanted: worth(&text), weight: weight / count })
        .collect();
    let mean = rows.iter().map(|row| row.wanted).sum::<f32>() / count;
    let means: [f32; N] =
        std::array::from_fn(|at| rows.iter().map(|row| row.features[at]).sum::<f32>() / count);
    for row in &mut rows {
        row.wanted -= mean;
        for (feature, mean) in row.features.iter_mut().zip(means) {
            *feature -= mean;
        }
    }
    rows
}

/// The weights as a file of source.
fn source(model: &Model) -> Result<String, std::fmt::Error> {
    let mut source = String::from(
        "//! The weights of the models, as `examples/train_summaries.rs` wrote them: statistics of the texts that\n\
         //! `docs/summaries.md` names. Not to be edited.\n\n\
         use super::model::Model;\n\n\
         /// What was learnt.\n\
         pub(super) const MODEL: Model = Model {\n",
    );
    for (name, weights) in
        [("words", model.words.as_slice()), ("sentences", &model.sentences), ("blurbs", &model.blurbs)]
    {
        writeln!(source, "    {name}: [")?;
        let mut line = String::from("       ");
        for weight in weights {
            let weight = format!(" {weight:?},");
            if line.len() + weight.len() > WIDTH {
                writeln!(source, "{line}")?;
                line.truncate(INDENT);
            }
            line.push_str(&weight);
        }
        writeln!(source, "{line}")?;
        writeln!(source, "    ],")?;
    }
    writeln!(source, "}};")?;
    Ok(source)
}
