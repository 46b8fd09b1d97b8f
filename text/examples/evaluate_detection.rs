//! How well and how fast languages are told, on labelled texts (JSON lines with `text`, `lang` and `kind`):
//!
//! ```text
//! cargo run --release -p fabula-text --example evaluate_detection -- all.jsonl
//! ```

use std::{collections::BTreeMap, error::Error, fs, time::Instant};

use fabula_text::{Detection, detect_with_confidence};
use serde::Deserialize;

#[derive(Deserialize)]
struct Labelled {
    text: String,
    lang: String,
    kind: String,
}

#[derive(Default)]
struct Tally {
    texts: u32,
    right: u32,
    told: u32,
    told_right: u32,
    seconds: f64,
    characters: usize,
    by_language: BTreeMap<String, (u32, u32)>,
    confusions: BTreeMap<(String, String), u32>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("expected: a file of JSON lines")?;
    let lines = fs::read_to_string(path)?;
    let texts = lines.lines().map(serde_json::from_str).collect::<Result<Vec<Labelled>, _>>()?;

    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut bins = [(0_u32, 0_u32, 0.0_f32); 10];
    for labelled in &texts {
        let tally = tallies.entry(&labelled.kind).or_default();
        let detection = detect_with_confidence(&labelled.text, &[]);
        tally.characters += labelled.text.chars().count();
        let found = detection.map_or_else(|| "none".to_owned(), |found| found.language.primary().to_owned());
        let right = found == labelled.lang;
        tally.count(labelled, found, right, detection);
        if let Some(Detection { confidence, .. }) = detection {
            let bin = &mut bins[((confidence * 10.0) as usize).min(9)];
            *bin = (bin.0 + 1, bin.1 + u32::from(right), bin.2 + confidence);
        }
    }

    for (kind, tally) in &mut tallies {
        tally.seconds = fastest(&texts.iter().filter(|labelled| labelled.kind == *kind).collect::<Vec<_>>());
        tally.print(kind);
    }
    println!("\nconfidence     texts    right  (all kinds)");
    for (bin, (texts, right, sum)) in bins.iter().enumerate().filter(|(_, (texts, ..))| *texts > 0) {
        let (share, mean) = (f64::from(*right) / f64::from(*texts), sum / *texts as f32);
        println!("0.{bin} (mean {mean:.2}) {texts:>6}  {:>5.1} %", share * 100.0);
    }
    Ok(())
}

/// The seconds that it takes to go through texts once: the fastest of several times, for others use the machine too.
fn fastest(texts: &[&Labelled]) -> f64 {
    let times = (0..20).map(|_| {
        let start = Instant::now();
        for labelled in texts {
            std::hint::black_box(detect_with_confidence(&labelled.text, &[]));
        }
        start.elapsed().as_secs_f64()
    });
    times.fold(f64::INFINITY, f64::min)
}

impl Tally {
    fn count(&mut self, labelled: &Labelled, found: String, right: bool, detection: Option<Detection>) {
        self.texts += 1;
        self.right += u32::from(right);
        if detection.is_some_and(|detection| detection.is_confident()) {
            self.told += 1;
            self.told_right += u32::from(right);
        }
        let language = self.by_language.entry(labelled.lang.clone()).or_default();
        *language = (language.0 + 1, language.1 + u32::from(right));
        if !right {
            *self.confusions.entry((labelled.lang.clone(), found)).or_default() += 1;
        }
    }

    fn print(&self, kind: &str) {
        let percent = |part: u32, whole: u32| 100.0 * f64::from(part) / f64::from(whole.max(1));
        println!(
            "\n{kind}: {} texts of {} characters, {:.2} % right; told {:.1} %, of these {:.2} % right; {:.2} µs a text",
            self.texts,
            self.characters / self.texts as usize,
            percent(self.right, self.texts),
            percent(self.told, self.texts),
            percent(self.told_right, self.told),
            self.seconds * 1e6 / f64::from(self.texts),
        );
        let each = self.by_language.iter();
        let each = each.map(|(language, (all, right))| format!("{language} {:.1}", percent(*right, *all)));
        println!("  {}", each.collect::<Vec<_>>().join("  "));
        let mut worst: Vec<_> = self.confusions.iter().collect();
        worst.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let worst = worst.iter().take(16).map(|((is, found), count)| format!("{is}→{found} {count}"));
        println!("  {}", worst.collect::<Vec<_>>().join("  "));
    }
}
