//! `xtask eval`: how well the scorers do on texts that were held out, in tables that `docs/models.md` shows.

use std::{collections::BTreeMap, time::Instant};

use fabula_text::scoring::{Harm, Scorers};

use crate::{
    corpus::Example,
    disguises,
    fit::Shuffle,
    learn::{HeldOut, Learned, Trained},
    metrics::{Counts, Scored, auc, calibration_error, reliability},
    toxicity::{LANGUAGES, NEWS},
    train::fold,
};

/// Texts that are disguised.
const DISGUISED: usize = 500;
/// The weight from which on an English word is one that people would hide.
const PROFANE: f32 = 2.5;

/// Prints every table: the scores of what was held out, and how scorers that never saw a fold do on its texts.
pub(crate) fn print(trained: &Trained, without_a_fold: &Trained) {
    for (harm, learned) in [("Toxicity", &trained.toxicity), ("Spam", &trained.spam)] {
        println!("\n## {harm}, held out\n");
        sets(learned);
        println!("\n### Calibration\n");
        calibration(learned);
    }
    println!("\n## Functional tests, held out: share judged rightly\n");
    functions(&trained.toxicity);
    println!("\n## Disguises and false alarms, by scorers that never saw these texts\n");
    let scorers = without_a_fold.scorers();
    let unseen: Vec<&Example> =
        without_a_fold.toxicity.examples.iter().filter(|example| fold(example) == 0).collect();
    hidden(&scorers, &unseen);
    println!();
    alarms(&scorers, &unseen);
    println!("\n## Size and speed\n");
    for (name, bytes) in trained.files() {
        println!("{name}: {} bytes", bytes.len());
    }
    speed(&trained.scorers(), &unseen);
}

/// The held-out probabilities of a scorer, by a name; news and languages without head apart.
fn grouped<'a>(
    learned: &'a Learned,
    name: impl Fn(&'a Example) -> Option<&'a str>,
) -> BTreeMap<&'a str, Vec<HeldOut>> {
    let mut groups: BTreeMap<&str, Vec<HeldOut>> = BTreeMap::new();
    for (example, held_out) in learned.examples.iter().zip(&learned.held_out) {
        if let Some(name) = name(example)
            && !held_out.0.is_nan()
        {
            groups.entry(name).or_default().push(*held_out);
        }
    }
    groups
}

fn plain(held_out: &[HeldOut]) -> Vec<Scored> {
    held_out.iter().map(|(probability, harmful, _)| (*probability, *harmful)).collect()
}

fn sets(learned: &Learned) {
    println!("| set | texts | harmful | macro-F1 | F1 | precision | recall | AUC | false alarms |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let mut rows = grouped(learned, |example| Some(example.source.as_str()));
    for (language, scored) in
        grouped(learned, |example| (example.source != NEWS).then_some(example.language.as_str()))
    {
        rows.entry(language).or_insert(scored);
    }
    for (name, held_out) in rows {
        let scored = plain(&held_out);
        let threshold = threshold(learned, name);
        let counts = Counts::at(&scored, threshold);
        let harmful = scored.iter().filter(|scored| scored.1).count();
        println!(
            "| {name} | {} | {harmful} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.1} % |",
            scored.len(),
            counts.macro_f1(),
            counts.f1(),
            counts.precision(),
            counts.recall(),
            auc(&scored),
            counts.false_alarms() * 100.0,
        );
    }
}

/// The threshold of a set's language; sets are called after theirs.
fn threshold(learned: &Learned, set: &str) -> f32 {
    let example = learned.examples.iter().find(|example| example.source == set || example.language == set);
    let head = example.and_then(|example| learned.model.head(&example.language));
    head.map_or(0.5, |head| head.threshold)
}

fn calibration(learned: &Learned) {
    println!(
        "| language | expected calibration error | share that is harmful where the probability is 0–0.1, 0.1–0.2, … |"
    );
    println!("| --- | ---: | --- |");
    for (language, held_out) in grouped(learned, |example| Some(example.language.as_str())) {
        let bins = reliability(&held_out);
        let shares: Vec<String> = bins
            .iter()
            .map(|(weight, _, share)| if *weight > 0.0 { format!("{share:.2}") } else { "–".to_owned() })
            .collect();
        println!("| {language} | {:.3} | {} |", calibration_error(&held_out), shares.join(" "));
    }
}

fn functions(learned: &Learned) {
    println!("| function | English | other languages |");
    println!("| --- | ---: | ---: |");
    let mut functions: BTreeMap<&str, [[f64; 2]; 2]> = BTreeMap::new();
    for (example, (probability, harmful, _)) in learned.examples.iter().zip(&learned.held_out) {
        if example.function.is_empty() || probability.is_nan() {
            continue;
        }
        let head = learned.model.head(&example.language);
        let held = head.is_some_and(|head| *probability >= head.threshold);
        let cell =
            &mut functions.entry(&example.function).or_default()[usize::from(example.language != "en")];
        cell[0] += 1.0;
        cell[1] += f64::from(held == *harmful);
    }
    for (function, cells) in functions {
        let share = |cell: [f64; 2]| {
            if cell[0] > 0.0 { format!("{:.2}", cell[1] / cell[0]) } else { "–".to_owned() }
        };
        println!("| {function} | {} | {} |", share(cells[0]), share(cells[1]));
    }
}

/// Whether any of the scorers' checks holds a text.
fn is_caught(scorers: &Scorers, text: &str, language: &str) -> bool {
    let scores = scorers.scores(text, Some(language));
    !scores.evasions.is_empty() || scores.toxicity.is_some_and(|score| score.is_doubtful())
}

/// How many of the toxic English texts with a profane word are caught once that word is hidden.
fn hidden(scorers: &Scorers, unseen: &[&Example]) {
    let english = crate::words::english();
    let profane = |word: &str| {
        english
            .binary_search_by(|known| known.word.as_str().cmp(word))
            .is_ok_and(|at| english[at].weight >= PROFANE)
    };
    let texts = unseen
        .iter()
        .filter(|example| example.harmful && example.language == "en" && example.source != "hatecheck_en");
    let texts: Vec<(String, Vec<String>)> = texts
        .filter_map(|example| {
            let lower = example.text.to_lowercase();
            let words: Vec<String> = lower.split_whitespace().map(str::to_owned).collect();
            let letters = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase());
            words
                .iter()
                .any(|word| word.len() > 3 && letters(word) && profane(word))
                .then_some((lower, words))
        })
        .step_by(3)
        .take(DISGUISED)
        .collect();
    println!("| disguise | caught of {} texts |", texts.len());
    println!("| --- | ---: |");
    let caught = |texts: &mut dyn Iterator<Item = String>| {
        let (mut all, mut caught) = (0.0, 0.0);
        for text in texts {
            all += 1.0;
            caught += f64::from(is_caught(scorers, &text, "en"));
        }
        caught / f64::max(all, 1.0)
    };
    println!("| none | {:.3} |", caught(&mut texts.iter().map(|(text, _)| text.clone())));
    for (name, disguise) in disguises::ALL {
        let mut random = Shuffle(7);
        let mut disguised = texts.iter().map(|(_, words)| {
            let word = |word: &String| {
                if word.len() > 2 && profane(word) { disguise(word, &mut random) } else { word.clone() }
            };
            words.iter().map(word).collect::<Vec<_>>().join(" ")
        });
        println!("| {name} | {:.3} |", caught(&mut disguised));
    }
}

/// How many harmless texts are held, by language and by set.
fn alarms(scorers: &Scorers, unseen: &[&Example]) {
    println!("| harmless texts | texts | held | of these, for a hidden word |");
    println!("| --- | ---: | ---: | ---: |");
    let mut groups: BTreeMap<String, [f64; 3]> = BTreeMap::new();
    for example in unseen.iter().filter(|example| !example.harmful) {
        let name = match example.source.as_str() {
            NEWS => format!("news, {}", example.language),
            source => source.to_owned(),
        };
        let scores = scorers.scores(&example.text, Some(&example.language));
        let held = scores.toxicity.is_some_and(|score| score.is_doubtful());
        let evasion = !scores.evasions.is_empty();
        let of_known = if LANGUAGES.contains(&example.language.as_str()) {
            "news, the 12 languages with a scorer"
        } else {
            "news, 14 other languages"
        };
        let all = (example.source == NEWS).then(|| of_known.to_owned());
        for name in std::iter::once(name).chain(all) {
            let group = groups.entry(name).or_default();
            group[0] += 1.0;
            group[1] += f64::from(held || evasion);
            group[2] += f64::from(evasion);
        }
    }
    for (name, [texts, held, evasions]) in groups {
        println!("| {name} | {texts} | {:.1} % | {:.1} % |", held / texts * 100.0, evasions / texts * 100.0);
    }
}

/// Microseconds a text, each part by itself: the fastest of several rounds.
fn speed(scorers: &Scorers, unseen: &[&Example]) {
    let texts: Vec<&Example> = unseen
        .iter()
        .copied()
        .filter(|example| (80..=160).contains(&example.text.chars().count()))
        .step_by(3)
        .collect();
    let characters: usize = texts.iter().map(|example| example.text.chars().count()).sum();
    println!("\n| part | µs a text of {} characters |", characters / texts.len().max(1));
    println!("| --- | ---: |");
    let measure = |name: &str, part: &dyn Fn(&Example)| {
        let round = |_| {
            let start = Instant::now();
            texts.iter().for_each(|example| part(example));
            start.elapsed().as_secs_f64()
        };
        let fastest = (0..5).map(round).fold(f64::INFINITY, f64::min);
        println!("| {name} | {:.1} |", fastest * 1e6 / texts.len() as f64);
    };
    measure("view without disguises", &|example| {
        std::hint::black_box(scorers.view(&example.text, Some(&example.language)));
    });
    for (name, harm) in [("toxicity, with its view", Harm::Toxicity), ("spam, with its view", Harm::Spam)] {
        measure(name, &|example| {
            let view = scorers.view(&example.text, Some(&example.language));
            std::hint::black_box(scorers.score(harm, &example.text, &view, Some(&example.language)));
        });
    }
    measure("all together", &|example| {
        std::hint::black_box(scorers.scores(&example.text, Some(&example.language)));
    });
}
