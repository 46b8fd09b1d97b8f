//! How long the scorers take for a comment, each part by itself, on one thread:
//!
//! ```text
//! cargo run --release -p fabula-text --example measure_scorers
//! ```

use std::{error::Error, hint::black_box, time::Instant};

use fabula_text::scoring::{Harm, scorers};

/// Comments of about 130 characters.
const COMMENTS: [(&str, &str); 6] = [
    (
        "en",
        "My grandmother told it differently: in her version, the fox comes back in winter, and nobody at the mill dares to speak of it.",
    ),
    (
        "en",
        "You c4n't be serious, what a bunch of f*cking id1ots, go read the stuuupid book again before you post such nonsense here, @ada!",
    ),
    (
        "de",
        "Meine Großmutter hat die Geschichte vom Fuchs und dem Müller ganz anders erzählt; bei ihr kehrt der Fuchs im Winter zurück.",
    ),
    (
        "fr",
        "Ma grand-mère racontait cette histoire tout autrement : chez elle, le renard revenait en hiver et personne n’osait en parler.",
    ),
    (
        "ru",
        "Моя бабушка рассказывала эту историю иначе: у неё лиса возвращается зимой, и никто на мельнице не смеет об этом говорить.",
    ),
    (
        "zh",
        "我奶奶讲的故事不一样：在她的版本里，狐狸冬天会回来，磨坊里没有人敢说起这件事，直到春天河水解冻，孩子们才又听见它的声音。",
    ),
];

fn main() -> Result<(), Box<dyn Error>> {
    let scorers = scorers()?;
    println!("{:>28} {}", "µs a comment:", COMMENTS.map(|(language, _)| format!("{language:>6}")).concat());
    let row = |name: &str, part: &dyn Fn(&str, &str)| {
        let micros = COMMENTS.map(|(language, text)| {
            let round = |_| {
                let start = Instant::now();
                (0..200).for_each(|_| part(text, language));
                start.elapsed().as_secs_f64() * 1e6 / 200.0
            };
            format!("{:6.1}", (0..20).map(round).fold(f64::INFINITY, f64::min))
        });
        println!("{name:>28} {}", micros.concat());
    };
    row("without disguises", &|text, language| {
        black_box(scorers.view(text, Some(language)));
    });
    for (name, harm) in [("toxicity, with that", Harm::Toxicity), ("spam, with that", Harm::Spam)] {
        row(name, &|text, language| {
            let view = scorers.view(text, Some(language));
            black_box(scorers.score(harm, text, &view, Some(language)));
        });
    }
    row("all at once", &|text, language| {
        black_box(scorers.scores(text, Some(language)));
    });
    Ok(())
}
