//! The labelled texts that scorers are trained on, as the manifest names them.

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// What is trained on: SHA-256 and path of every file, as `sha256sum` prints them.
const MANIFEST: &str = include_str!("../data/manifest.txt");

/// Why texts can't be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CorpusError {
    /// There is no such folder, or a file is not in it.
    #[error("the training data is not here ({}): {source}. xtask/data/README.md says what it is", path.display())]
    Absent { path: PathBuf, source: io::Error },
    /// A file has other bytes than the manifest says.
    #[error("{} is not the file that the manifest names: its SHA-256 is {found}", path.display())]
    Changed { path: PathBuf, found: String },
    /// A line is not what is expected.
    #[error("{path}, line {line}: {reason}")]
    Line { path: String, line: usize, reason: String },
}

/// A labelled text.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    pub(crate) text: String,
    /// Its language's primary subtag.
    pub(crate) language: String,
    pub(crate) harmful: bool,
    /// The file that it is from: `davidson_en`.
    pub(crate) source: String,
    /// What is held out together: a template, a video, a text with its rewritten twin.
    pub(crate) group: u64,
    /// What a functional test tests; empty elsewhere.
    pub(crate) function: String,
}

#[derive(Deserialize)]
struct Line {
    text: String,
    #[serde(default)]
    label: u8,
    lang: String,
    #[serde(default)]
    func: String,
    #[serde(default)]
    templ: String,
    #[serde(default)]
    src: String,
    #[serde(default)]
    kind: String,
}

/// A folder with the texts.
#[derive(Debug)]
pub(crate) struct Corpus {
    folder: PathBuf,
}

impl Corpus {
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The names of the manifest's files in one of its folders, in order: `davidson_en`.
    #[cfg(test)]
    fn names(part: &str) -> impl Iterator<Item = &'static str> {
        let path = |line: &'static str| line.split_whitespace().nth(1);
        let part = format!("{part}/");
        MANIFEST
            .lines()
            .filter_map(path)
            .filter_map(move |path| path.strip_prefix(&part).and_then(|name| name.strip_suffix(".jsonl.gz")))
    }

    /// The examples of one file, once its bytes are known to be the manifest's.
    pub(crate) fn examples(&self, part: &str, name: &str) -> Result<Vec<Example>, CorpusError> {
        let relative = format!("{part}/{name}.jsonl.gz");
        let text = self.read(&relative)?;
        let mut examples = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let fault =
                |reason: String| CorpusError::Line { path: relative.clone(), line: number + 1, reason };
            let line: Line = serde_json::from_str(line).map_err(|error| fault(error.to_string()))?;
            examples.push(Example {
                text: tidy(&line.text),
                group: group(&line, number),
                language: line.lang,
                harmful: line.label == 1,
                source: name.to_owned(),
                function: if line.func.is_empty() { line.kind } else { line.func },
            });
        }
        Ok(examples)
    }

    fn read(&self, relative: &str) -> Result<String, CorpusError> {
        let path = self.folder.join(relative);
        let absent = |source| CorpusError::Absent { path: path.clone(), source };
        let bytes = fs::read(&path).map_err(absent)?;
        let found: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let expected =
            MANIFEST.lines().find(|line| line.ends_with(relative)).and_then(|line| line.split(' ').next());
        if expected != Some(found.as_str()) {
            return Err(CorpusError::Changed { path, found });
        }
        let mut text = String::new();
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).map_err(absent)?;
        Ok(text)
    }
}

/// What must not be torn apart by a split: a template's texts, and rewritten texts follow their
/// originals, the rest stands in blocks.
fn group(line: &Line, number: usize) -> u64 {
    if !line.templ.is_empty() {
        return line
            .templ
            .bytes()
            .fold(7, |hash: u64, byte| hash.wrapping_mul(131).wrapping_add(u64::from(byte)));
    }
    if !line.src.is_empty() {
        return line.src.bytes().map(u64::from).sum();
    }
    number as u64 / 20
}

/// Undoes what the collections' own formats did: HTML's character references, and the mark of a shared message.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut rest = text.trim_start_matches(['!', ' ', '"']).strip_prefix("RT ").unwrap_or(text);
    while let Some((before, after)) = rest.split_once('&') {
        tidied.push_str(before);
        let (character, after) = reference(after).map_or(('&', after), |found| found);
        tidied.push(character);
        rest = after;
    }
    tidied.push_str(rest);
    tidied
}

/// The character that a reference stands for, and what follows it.
fn reference(text: &str) -> Option<(char, &str)> {
    let (name, rest) = text.split_once(';')?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        _ => char::from_u32(name.strip_prefix('#')?.parse().ok()?)?,
    };
    Some((character, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_marks_of_shared_messages_are_undone() {
        assert_eq!(tidy("!!! RT @ada: fish &amp; chips &#128514; & more"), "@ada: fish & chips 😂 & more");
        assert_eq!(tidy("A RT &lt;3"), "A RT <3");
    }

    #[test]
    fn the_manifest_names_every_set_once() {
        let names: Vec<_> = ["moderation", "spam", "language"].into_iter().flat_map(Corpus::names).collect();
        let unique: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!((names.len(), unique.len()), (MANIFEST.lines().count(), names.len()));
    }
}
