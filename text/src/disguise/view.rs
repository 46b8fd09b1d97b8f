//! A text as it reads once its disguises are taken off.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::{
    characters::{is_ideographic, letters_of, plain},
    rewrite::Known,
};
use crate::{
    fold::Mark,
    scoring::lexicon::{Languages, Lexicon},
};

/// How a word was hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Disguise {
    /// By invisible characters, accents, or letters in other forms: full-width, bold, in circles.
    Characters,
    /// By letters of other scripts.
    LookAlikes,
    /// By digits and signs for letters.
    Leetspeak,
    /// By spaces or signs between its letters.
    Spacing,
    /// By repeating letters.
    Stretching,
    /// By signs in place of letters.
    Gaps,
    /// By swapping two letters.
    Swapping,
}

/// What stands at a place of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    /// A word.
    Word,
    /// Digits.
    Number,
    /// An address.
    Link,
    /// Someone's name, addressed.
    Mention,
    /// An emoji or another sign that says something.
    Sign,
}

/// A word as it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ViewWord {
    /// Where it is in the view's text, in bytes.
    pub(crate) bytes: Range<u32>,
    /// What it was made of, in code points of the original.
    pub(crate) place: Range<u32>,
    pub(crate) kind: WordKind,
    pub(crate) disguise: Option<Disguise>,
}

/// A text without its disguises.
#[derive(Debug, Clone, Default)]
pub struct View {
    text: String,
    words: Vec<ViewWord>,
}

impl View {
    /// Looks through the disguises of a text, knowing the terms of these languages.
    #[must_use]
    pub fn of(text: &str, lexicon: &Lexicon, languages: Languages) -> Self {
        read(text, lexicon, languages)
    }

    /// The words, in order.
    pub(crate) fn words(&self) -> &[ViewWord] {
        &self.words
    }

    /// What a word reads.
    pub(crate) fn text(&self, word: &ViewWord) -> &str {
        &self.text[word.bytes.start as usize..word.bytes.end as usize]
    }

    /// All of it, words separated by single spaces.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The words that were hidden: how, where (in code points of the original), and what they read.
    pub fn disguised(&self) -> impl Iterator<Item = (Disguise, Range<u32>, &str)> {
        self.words
            .iter()
            .filter_map(|word| word.disguise.map(|disguise| (disguise, word.place.clone(), self.text(word))))
    }

    fn push(
        &mut self,
        characters: impl IntoIterator<Item = char>,
        place: Range<u32>,
        kind: WordKind,
        disguise: Option<Disguise>,
    ) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        let start = index(self.text.len());
        self.text.extend(characters);
        let bytes = start..index(self.text.len());
        self.words.push(ViewWord { bytes, place, kind, disguise });
    }
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Looks through the disguises of a text, knowing the terms of these languages.
pub(crate) fn read(text: &str, lexicon: &Lexicon, languages: Languages) -> View {
    let mut reader = Reader {
        known: Known { lexicon, languages },
        view: View { text: String::with_capacity(text.len() + 8), words: Vec::with_capacity(text.len() / 5) },
        marks: Vec::with_capacity(32),
        characters: Vec::with_capacity(32),
    };
    let mut code_point = 0_u32;
    for piece in text.split(char::is_whitespace) {
        let length = if piece.is_ascii() { piece.len() } else { piece.chars().count() };
        if length > 0 {
            reader.piece(piece, code_point);
        }
        code_point += index(length) + 1;
    }
    join_letters(reader.view, &reader.known)
}

struct Reader<'a> {
    known: Known<'a>,
    view: View,
    marks: Vec<Mark>,
    characters: Vec<char>,
}

impl Reader<'_> {
    /// Reads a piece without white space.
    fn piece(&mut self, piece: &str, start: u32) {
        let place = start..start + index(piece.chars().count());
        if let Some(host) = host_of(piece) {
            self.view.push("link".chars(), place.clone(), WordKind::Link, None);
            for label in host.split('.').filter(|label| !label.is_empty()) {
                self.view.push(
                    label.chars().flat_map(char::to_lowercase),
                    place.clone(),
                    WordKind::Sign,
                    None,
                );
            }
            return;
        }
        let mut marks = std::mem::take(&mut self.marks);
        let changed = plain(piece, start, &mut marks);
        let letters = marks.iter().filter(|mark| mark.character.is_alphabetic()).count();
        let mention = is_mention(piece);
        if letters > 0 && may_hide(&marks) && !self.says_it_openly(&marks) {
            self.characters.clear();
            self.characters.extend(marks.iter().map(|mark| mark.character));
            if let Some((word, disguise)) = self.known.unmask(&self.characters) {
                self.view.push(word.chars(), place, WordKind::Word, Some(disguise));
                self.marks = marks;
                return;
            }
        }
        if mention {
            self.view.push("mention".chars(), place, WordKind::Mention, None);
        } else {
            self.split(&marks, changed, piece, start);
        }
        self.marks = marks;
    }

    /// Whether a part between signs is a sure term as it stands: then nothing is hidden.
    fn says_it_openly(&mut self, marks: &[Mark]) -> bool {
        let mut word = String::new();
        marks.split(|mark| !mark.character.is_alphabetic()).any(|part| {
            word.clear();
            word.extend(part.iter().map(|mark| mark.character));
            part.len() >= 3 && self.known.is_sure(&word)
        })
    }

    /// Splits a piece into words, numbers and signs.
    fn split(&mut self, marks: &[Mark], changed: bool, piece: &str, start: u32) {
        let mut from = 0;
        while from < marks.len() {
            let class = class(marks[from].character);
            let mut to = from + 1;
            while to < marks.len() && (class.goes_on_with(marks[to].character)) {
                to += 1;
            }
            let run = &marks[from..to];
            match class {
                Class::Word => self.word(run, changed, piece, start),
                Class::Ideographs => {
                    self.view.push(characters(run), place(run), WordKind::Word, None);
                }
                Class::Sign => self.view.push(characters(&run[..1]), place(run), WordKind::Sign, None),
                Class::Nothing => {}
            }
            from = to;
        }
    }

    /// Reads one word of letters and digits.
    fn word(&mut self, run: &[Mark], changed: bool, piece: &str, start: u32) {
        let whole: String = characters(run).collect();
        if self.known.is_term(&whole) {
            let typed = piece.chars().skip((place(run).start - start) as usize).take(place(run).len());
            let hidden = !piece.is_ascii() && self.known.is_sure(&whole) && {
                let typed: String = typed.flat_map(char::to_lowercase).collect();
                typed != whole
                    && (changed || self.accents_are_foreign() && !self.known.lexicon.is_ordinary(&typed))
            };
            self.view.push(whole.chars(), place(run), WordKind::Word, hidden.then_some(Disguise::Characters));
            return;
        }
        if run.iter().all(|mark| mark.character.is_numeric()) {
            self.view.push(run.iter().map(|_| '0'), place(run), WordKind::Number, None);
            return;
        }
        self.characters.clear();
        self.characters.extend(characters(run));
        if let Some((word, disguise)) = self.rewritten(&whole) {
            self.view.push(word.chars(), place(run), WordKind::Word, Some(disguise));
            return;
        }
        soften(&mut self.characters);
        self.view.push(self.characters.iter().copied(), place(run), WordKind::Word, None);
    }

    /// Whether the text is in English, as far as anyone knows, which has no accents.
    fn accents_are_foreign(&self) -> bool {
        [Languages::of("en"), Languages::ALL].contains(&self.known.languages)
    }

    /// The sure term that an unknown word stands for.
    fn rewritten(&self, whole: &str) -> Option<(String, Disguise)> {
        if self.characters.len() < 3 || self.known.lexicon.is_ordinary(whole) {
            return None;
        }
        if let Some(word) = self.known.look_alike(whole) {
            return Some((word, Disguise::LookAlikes));
        }
        if let Some(word) = self.known.stretched(&self.characters) {
            return Some((word, Disguise::Stretching));
        }
        self.known.swapped(&self.characters).map(|word| (word, Disguise::Swapping))
    }
}

/// Whether a piece has signs or digits among its letters, or at its ends some that may stand for letters. Punctuation at
/// the end, and marks around a word, hide nothing.
fn may_hide(marks: &[Mark]) -> bool {
    let is_letter = |mark: &Mark| mark.character.is_alphabetic();
    let (Some(first), Some(last)) = (marks.iter().position(is_letter), marks.iter().rposition(is_letter))
    else {
        return false;
    };
    let stands_for_one = |mark: &Mark| {
        mark.character.is_numeric() || matches!(mark.character, '@' | '$' | '*' | '#' | '|' | '+' | '€' | '£')
    };
    marks[first..last].iter().any(|mark| !is_letter(mark))
        || marks[..first].iter().chain(&marks[last + 1..]).any(stands_for_one)
}

/// Digits between letters become letters, other digits zeros; a letter stands twice in a row at most.
fn soften(word: &mut Vec<char>) {
    for at in 0..word.len() {
        let is_letter = |at: usize| word.get(at).is_some_and(|character| character.is_alphabetic());
        if word[at].is_ascii_digit() {
            let inside = at > 0 && is_letter(at - 1) && is_letter(at + 1);
            let letter = letters_of(word[at]).and_then(|letters| letters.chars().next());
            word[at] = letter.filter(|_| inside).unwrap_or('0');
        }
    }
    let mut run = 0;
    let mut last = ' ';
    word.retain(|character| {
        run = if *character == last { run + 1 } else { 1 };
        last = *character;
        run <= 2
    });
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Ideographs,
    Sign,
    Nothing,
}

impl Class {
    fn goes_on_with(self, character: char) -> bool {
        match self {
            Self::Word => is_combining_mark(character) || class(character) == Self::Word,
            Self::Ideographs => class(character) == Self::Ideographs,
            Self::Sign | Self::Nothing => false,
        }
    }
}

fn class(character: char) -> Class {
    if is_ideographic(character) {
        Class::Ideographs
    } else if character.is_alphanumeric() {
        Class::Word
    } else if matches!(character, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}') {
        Class::Sign
    } else {
        Class::Nothing
    }
}

fn characters(run: &[Mark]) -> impl Iterator<Item = char> {
    run.iter().map(|mark| mark.character)
}

/// What a run was made of.
fn place(run: &[Mark]) -> Range<u32> {
    let start = run.first().map_or(0, |mark| mark.origin);
    start..run.last().map_or(start, |mark| mark.origin + 1)
}

/// The host of an address, if the piece is one.
fn host_of(piece: &str) -> Option<&str> {
    let after_scheme = piece.split_once("://").map(|(_, rest)| rest);
    let bare = || {
        let piece = piece.trim_start_matches(|character: char| !character.is_alphanumeric());
        let prefix = piece.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("www."));
        let host = piece.split('/').next().unwrap_or_default();
        let top = host.rsplit_once('.').map(|(_, top)| top);
        let named = host.len() < piece.len()
            || top.is_some_and(|top| matches!(top, "com" | "net" | "org" | "ru" | "be"));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        let shaped = top
            .is_some_and(|top| top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic()))
            && host.bytes().all(plain)
            && host.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
        (prefix || (named && shaped)).then_some(piece)
    };
    let address = after_scheme.or_else(bare)?;
    address.split(['/', '?', '#', ':']).next()
}

/// `@name`, and VK's `[id1|Name]`.
fn is_mention(piece: &str) -> bool {
    let vk = piece.starts_with("[id") || piece.starts_with("[club");
    let at = piece
        .trim_start_matches(['.', '"', '“', '('])
        .strip_prefix('@')
        .is_some_and(|name| name.chars().next().is_some_and(|first| first.is_alphanumeric() || first == '_'));
    (vk && piece.contains('|')) || at
}

/// Joins single letters in a row, where they spell a sure term, and all of them where there are four or more.
fn join_letters(mut view: View, known: &Known<'_>) -> View {
    let single = |word: &ViewWord| {
        word.kind == WordKind::Word && {
            let mut letters = view.text(word).chars();
            letters.next().is_some_and(|letter| letter.is_alphabetic() && !is_ideographic(letter))
                && letters.next().is_none()
        }
    };
    let flags: Vec<bool> = view.words.iter().map(single).collect();
    if !flags.windows(3).any(|three| three.iter().all(|flag| *flag)) {
        return join_halves(view, known);
    }
    let old = std::mem::take(&mut view);
    let mut at = 0;
    while at < old.words.len() {
        let run = flags[at..].iter().take_while(|flag| **flag).count();
        if run < 3 {
            for word in &old.words[at..=at + run.saturating_sub(1)] {
                view.push(old.text(word).chars(), word.place.clone(), word.kind, word.disguise);
            }
            at += run.max(1);
            continue;
        }
        let letters: String = old.words[at..at + run].iter().map(|word| old.text(word)).collect();
        let letters: Vec<char> = letters.chars().collect();
        join_run(&mut view, &letters, &old.words[at..at + run], known);
        at += run;
    }
    view
}

fn join_run(view: &mut View, letters: &[char], words: &[ViewWord], known: &Known<'_>) {
    let spelled = |from: usize| {
        (from + 3..=letters.len())
            .rev()
            .find(|to| known.is_sure(&letters[from..*to].iter().collect::<String>()))
    };
    let mut from = 0;
    let mut left = 0;
    while from < letters.len() {
        let Some(to) = spelled(from) else {
            from += 1;
            continue;
        };
        keep(view, letters, words, left..from);
        let place = words[from].place.start..words[to - 1].place.end;
        view.push(letters[from..to].iter().copied(), place, WordKind::Word, Some(Disguise::Spacing));
        from = to;
        left = to;
    }
    keep(view, letters, words, left..letters.len());
}

/// What is left of a run of letters: a word that is spelled out if there are four or more.
fn keep(view: &mut View, letters: &[char], words: &[ViewWord], range: Range<usize>) {
    if range.len() >= 4 {
        let place = words[range.start].place.start..words[range.end - 1].place.end;
        view.push(letters[range].iter().copied(), place, WordKind::Word, None);
        return;
    }
    for at in range {
        view.push([letters[at]], words[at].place.clone(), WordKind::Word, None);
    }
}

/// Joins a word that one space takes apart, where neither half is a word.
fn join_halves(view: View, known: &Known<'_>) -> View {
    let is_half =
        |word: &ViewWord| word.kind == WordKind::Word && word.disguise.is_none() && word.bytes.len() <= 8;
    let halves = view.words.windows(2).position(|pair| {
        pair.iter().all(is_half) && {
            let (one, two) = (view.text(&pair[0]), view.text(&pair[1]));
            (one.len() <= 2 || two.len() <= 2)
                && one.len() + two.len() >= 4
                && !(known.lexicon.is_ordinary(one) && known.lexicon.is_ordinary(two))
                && !known.is_term(one)
                && !known.is_term(two)
                && known.is_sure(&format!("{one}{two}"))
        }
    });
    let Some(at) = halves else { return view };
    let mut joined = View::default();
    for (number, word) in view.words.iter().enumerate() {
        if number == at {
            let next = &view.words[at + 1];
            let both = view.text(word).chars().chain(view.text(next).chars());
            joined.push(both, word.place.start..next.place.end, WordKind::Word, Some(Disguise::Spacing));
        } else if number != at + 1 {
            joined.push(view.text(word).chars(), word.place.clone(), word.kind, word.disguise);
        }
    }
    joined
}
