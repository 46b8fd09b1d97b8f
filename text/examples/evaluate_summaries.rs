//! How well and how fast texts are summarised, beside the first sentences, chance, and the best that sentences could do:
//!
//! ```text
//! cargo run --release -p fabula-text --example evaluate_summaries -- FOLDER
//! ```
//!
//! The folder has JSON lines with `title`, `text` (or `sents`), `summary` and `lang`, packed by gzip or not. Of a set that
//! the weights were trained on, `train_summaries` prints what holds for texts that they have not seen.

use std::{error::Error, time::Instant};

use fabula_text::{SummaryRequest, summarise, summary_learning};

#[path = "summaries/data.rs"]
mod data;
#[path = "summaries/floors.rs"]
mod floors;
#[path = "summaries/measure.rs"]
mod measure;
#[path = "summaries/rouge.rs"]
mod rouge;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("expected: a folder of texts with summaries")?;
    let sets = data::sets(&folder)?;
    let model = summary_learning::model();
    println!(
        "ROUGE-1 / ROUGE-2 / ROUGE-L, F1 x 100; of sentences, and of a card of {} characters",
        measure::CARD
    );
    for set in &sets {
        println!("{}: {} texts, {} sentences", set.name, set.examples.len(), set.sentences);
        println!("{}", measure::summariser(&model, set, set.examples.iter()).row("summariser"));
        for (name, scores) in floors::floors_and_ceiling(&model, set) {
            println!("{}", scores.row(name));
        }
    }
    let sentences: Vec<&str> = sets
        .iter()
        .flat_map(|set| &set.examples)
        .flat_map(|example| example.text.split_inclusive(". "))
        .collect();
    println!("time, the fastest of several runs");
    for (name, most_sentences, most_words) in [
        ("15 sentences", 15, usize::MAX),
        ("500 sentences", 500, usize::MAX),
        ("10,000 words", usize::MAX, 10_000),
        ("100,000 words", usize::MAX, 100_000),
    ] {
        let mut words = 0;
        let within = sentences.iter().take(most_sentences).take_while(|sentence| {
            words += sentence.split_whitespace().count();
            words <= most_words
        });
        let text: String = within.copied().collect();
        println!("  {name:<16} {:>9.3} ms", fastest(&text) * 1e3);
    }
    Ok(())
}

/// The seconds that a summary takes: the fastest of several times, for others use the machine too.
fn fastest(text: &str) -> f64 {
    let times = (0..20).map(|_| {
        let start = Instant::now();
        std::hint::black_box(summarise(text, &SummaryRequest::default()));
        start.elapsed().as_secs_f64()
    });
    times.fold(f64::INFINITY, f64::min)
}
