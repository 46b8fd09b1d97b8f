//! What a text says about its language, gathered in one pass.

use std::ops::Range;

use super::{
    format::LANGUAGES,
    ngrams::{Ngrams, Sink},
    prose::Prose,
    tables::{self, BATCH, Scores},
    telltale::{self, Letter, TOLD},
    writing::{WRITINGS, Writing},
};

/// What is read of a text, in bytes and in letters, and of a piece without white space; no language is clearer after this.
const ENOUGH_BYTES: usize = 64 * 1024;
const ENOUGH_LETTERS: u32 = 12_000;
const ENOUGH_AT_ONCE: usize = 8 * 1024;
/// Letters of the shortest stretch that has a language of its own: half a sentence.
const STRETCH: u32 = 30;
/// Stretches that are kept apart; when there are more, each becomes twice as long.
const STRETCHES: usize = 16;
/// How much clearer than the text's language another must be for a stretch to be in it, in units of score: 4 nats.
const CLEAR: u16 = 48;
/// Of kana among kana and ideographs, the share from which on a text is Japanese.
const JAPANESE: f32 = 0.1;

/// What a text says about its language.
pub(super) struct Evidence {
    /// Letters, weighted, by writing.
    pub(super) letters: [u32; WRITINGS],
    /// Letters that tell a language which the table lacks.
    pub(super) told: [u32; TOLD.len()],
    /// Letters of such languages that don't tell which.
    pub(super) foreign: u32,
    /// Different n-grams that were looked up.
    pub(super) ngrams: u32,
    read: u32,
    stretches: [Stretch; STRETCHES],
    /// The stretch that is being read.
    open: usize,
    stretch_letters: u32,
    /// N-grams of that stretch that were not looked up yet.
    waiting: [u32; BATCH],
    waiting_count: usize,
}

#[derive(Clone, Copy)]
struct Stretch {
    scores: Scores,
    letters: u32,
}

const EMPTY: Stretch = Stretch { scores: [0; LANGUAGES.len()], letters: 0 };

impl Sink for Evidence {
    fn ascii_letters(&mut self, count: u32) {
        self.read += count;
        self.stretches[self.open].letters += count;
        self.letters[Writing::Latin.index()] += count;
    }

    fn letter(&mut self, writing: Writing, letter: char) {
        self.read += 1;
        self.stretches[self.open].letters += 1;
        self.letters[writing.index()] += writing.weight();
        match telltale::letter(letter) {
            Letter::Usual => {}
            Letter::Of(which) => self.told[which] += 1,
            Letter::Foreign => self.foreign += 1,
        }
    }

    fn ngram(&mut self, fingerprint: u32) {
        self.ngrams += 1;
        self.waiting[self.waiting_count] = fingerprint;
        self.waiting_count += 1;
        if self.stretches[self.open].letters >= self.stretch_letters {
            self.look_up();
            self.begin_stretch();
        } else if self.waiting_count == BATCH {
            self.look_up();
        }
    }
}

impl Evidence {
    /// Reads a text, or as much of it as it takes.
    pub(super) fn of(text: &str) -> Self {
        let mut evidence = Self {
            letters: [0; WRITINGS],
            told: [0; TOLD.len()],
            foreign: 0,
            ngrams: 0,
            read: 0,
            stretches: [EMPTY; STRETCHES],
            open: 0,
            stretch_letters: STRETCH,
            waiting: [0; BATCH],
            waiting_count: 0,
        };
        let mut ngrams = Ngrams::new();
        for piece in Prose::of(&text[..text.floor_char_boundary(ENOUGH_BYTES)]) {
            ngrams.read(&piece[..piece.floor_char_boundary(ENOUGH_AT_ONCE)], &mut evidence);
            if evidence.read > ENOUGH_LETTERS {
                break;
            }
        }
        evidence.look_up();
        evidence
    }

    fn look_up(&mut self) {
        tables::add(&self.waiting[..self.waiting_count], &mut self.stretches[self.open].scores);
        self.waiting_count = 0;
    }

    fn begin_stretch(&mut self) {
        self.open += 1;
        if self.open < STRETCHES {
            return;
        }
        // Two and two become one.
        for index in 0..STRETCHES / 2 {
            let [mut one, other] = [self.stretches[2 * index], self.stretches[2 * index + 1]];
            one.letters += other.letters;
            for (score, added) in one.scores.iter_mut().zip(other.scores) {
                *score = score.saturating_add(added);
            }
            self.stretches[index] = one;
        }
        self.open = STRETCHES / 2;
        self.stretches[self.open..].fill(EMPTY);
        self.stretch_letters *= 2;
    }

    fn stretches(&self) -> &[Stretch] {
        &self.stretches[..=self.open]
    }

    /// What all n-grams together say for each language.
    pub(super) fn scores(&self) -> [u32; LANGUAGES.len()] {
        let mut scores = [0; LANGUAGES.len()];
        for stretch in self.stretches() {
            for (sum, score) in scores.iter_mut().zip(stretch.scores) {
                *sum += u32::from(score);
            }
        }
        scores
    }

    /// The share of the text that is in some languages of the table rather than clearly in others.
    pub(super) fn purity(&self, languages: Range<usize>) -> f32 {
        self.share_within(|scores| scores[languages.clone()].iter().copied().max().unwrap_or(0))
    }

    /// The same for what no n-grams are looked up for: it is where none of the table's languages is clear twice over.
    pub(super) fn purity_beyond_the_table(&self, languages: Range<usize>) -> f32 {
        self.share_within(|scores| scores[languages.clone()].iter().copied().max().unwrap_or(0).max(CLEAR))
    }

    fn share_within(&self, own: impl Fn(&Scores) -> u16) -> f32 {
        let (mut inside, mut outside) = (0, 0);
        for stretch in self.stretches() {
            let most = stretch.scores.iter().copied().max().unwrap_or(0);
            let foreign = most >= own(&stretch.scores).saturating_add(CLEAR);
            *(if foreign { &mut outside } else { &mut inside }) += stretch.letters;
        }
        inside as f32 / (inside + outside).max(1) as f32
    }

    /// The writing that most of the text is in, and how much of it is: letters in Latin script count half besides others.
    pub(super) fn writing(&self) -> Option<(Writing, f32)> {
        let mut letters = self.letters;
        let (han, kana) = (letters[Writing::Han.index()], letters[Writing::Kana.index()]);
        // Kana and ideographs are one writing: Japanese, if there is more than a stray sign of it.
        let japanese = kana as f32 >= JAPANESE * (han + kana) as f32;
        let (whole, part) =
            if japanese { (Writing::Kana, Writing::Han) } else { (Writing::Han, Writing::Kana) };
        letters[whole.index()] = han + kana;
        letters[part.index()] = 0;
        // Names and loans in Latin letters stand in texts of all scripts; the reverse is rare.
        let latin = Writing::Latin.index();
        if letters.iter().enumerate().any(|(index, count)| index != latin && *count > 0) {
            letters[latin] = letters[latin].div_ceil(2);
        }
        let all: u32 = letters.iter().sum();
        let (index, most) = letters.iter().enumerate().max_by_key(|(_, count)| **count)?;
        (all > 0).then_some((Writing::at(index)?, *most as f32 / all as f32))
    }
}
