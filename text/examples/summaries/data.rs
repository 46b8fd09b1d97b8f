//! Texts with summaries: JSON lines with `title`, `text` (or `sents`, an array of sentences), `summary` and `lang`, packed
//! by gzip or not.

use std::{
    error::Error,
    fs::{self, File},
    io::{self, BufRead as _, BufReader},
    path::Path,
};

use fabula_text::{Language, SummaryRequest};
use serde::Deserialize;

use crate::rouge;

#[derive(Deserialize)]
struct Row {
    title: Option<String>,
    text: Option<String>,
    #[serde(default)]
    sents: Vec<String>,
    summary: String,
    lang: Language,
}

/// A text that somebody summarised.
pub(crate) struct Example {
    pub(crate) title: Option<String>,
    pub(crate) text: String,
    pub(crate) language: Language,
    /// The words of the summary.
    pub(crate) reference: Vec<String>,
    /// The summary as it was written.
    pub(crate) summary: String,
}

impl Example {
    /// What is asked of the summariser.
    pub(crate) fn request(&self, sentences: usize) -> SummaryRequest<'_> {
        SummaryRequest {
            title: self.title.as_deref(),
            language: Some(self.language),
            sentences: Some(sentences),
            characters: None,
        }
    }
}

/// The texts of one file.
pub(crate) struct Set {
    pub(crate) name: String,
    pub(crate) examples: Vec<Example>,
    /// The sentences that a summary of it has: as many as the references have on average, by full stops.
    pub(crate) sentences: usize,
}

/// All sets of a folder, by name.
pub(crate) fn sets(folder: &str) -> Result<Vec<Set>, Box<dyn Error>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    paths.retain(|path| path.to_string_lossy().contains(".jsonl"));
    paths.sort();
    paths.iter().map(|path| set(path)).collect()
}

fn set(path: &Path) -> Result<Set, Box<dyn Error>> {
    let file = File::open(path)?;
    let lines: Box<dyn io::BufRead> = if path.extension().is_some_and(|extension| extension == "gz") {
        Box::new(BufReader::new(flate2::read::GzDecoder::new(file)))
    } else {
        Box::new(BufReader::new(file))
    };
    let mut examples = Vec::new();
    for line in lines.lines() {
        let row: Row = serde_json::from_str(&line?)?;
        examples.push(Example {
            title: row.title,
            text: row.text.unwrap_or_else(|| row.sents.join(" ")),
            language: row.lang,
            reference: rouge::words(&row.summary),
            summary: row.summary,
        });
    }
    let sentences =
        |example: &Example| fabula_text::sentences(&example.summary, Some(example.language)).len();
    let mean = examples.iter().map(sentences).sum::<usize>() as f64 / examples.len().max(1) as f64;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Set { name, examples, sentences: (mean.round() as usize).max(1) })
}
