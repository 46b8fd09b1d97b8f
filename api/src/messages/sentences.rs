//! Finds the name of an English sentence, and what varies in it.

use std::collections::HashMap;

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Message, PatternElement},
    parser,
};

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Words(&'static str),
    /// What varies, by its name.
    Variable(&'static str),
}

/// The English sentences.
#[derive(Debug, Default)]
pub(super) struct Sentences {
    /// Those in which nothing varies, and their names.
    fixed: HashMap<&'static str, &'static str>,
    /// The names of the others, and their parts.
    varying: Vec<(&'static str, Vec<Part>)>,
}

impl Sentences {
    /// Reads the English file. What it can't read it leaves out; a test sees that there is nothing of the kind.
    pub(super) fn read(source: &'static str) -> Self {
        let resource = parser::parse(source).unwrap_or_else(|(read, _)| read);
        let mut sentences = Self::default();
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let Some(parts) = parts(&message) else { continue };
            match parts.as_slice() {
                [Part::Words(words)] => {
                    sentences.fixed.insert(words, message.id.name);
                }
                _ => sentences.varying.push((message.id.name, parts)),
            }
        }
        sentences
    }

    /// The name of a sentence, and what varies in it.
    pub(super) fn find<'s>(&self, sentence: &'s str) -> Option<(&'static str, Vec<(&'static str, &'s str)>)> {
        if let Some(name) = self.fixed.get(sentence) {
            return Some((name, Vec::new()));
        }
        self.varying.iter().find_map(|(name, parts)| Some((*name, take(parts, sentence)?)))
    }
}

/// The parts of a message; `None` if something else than a plain variable varies.
fn parts(message: &Message<&'static str>) -> Option<Vec<Part>> {
    let part = |element: &PatternElement<&'static str>| match element {
        PatternElement::TextElement { value } => Some(Part::Words(value)),
        PatternElement::Placeable {
            expression: Expression::Inline(InlineExpression::VariableReference { id }),
        } => Some(Part::Variable(id.name)),
        PatternElement::Placeable { .. } => None,
    };
    message.value.as_ref()?.elements.iter().map(part).collect()
}

/// What stands in a sentence where the parts have variables; `None` if its words are others. A variable reaches to where
/// the words after it first stand: what varies is a number or a name, never a sentence.
fn take<'s>(parts: &[Part], sentence: &'s str) -> Option<Vec<(&'static str, &'s str)>> {
    let mut rest = sentence;
    let mut taken = Vec::new();
    let mut open: Option<&'static str> = None;
    for (index, part) in parts.iter().enumerate() {
        match part {
            Part::Variable(name) => open = Some(name),
            Part::Words(words) => {
                let is_last = index + 1 == parts.len();
                let at = match (open, is_last) {
                    (None, _) => rest.starts_with(words).then_some(0),
                    (Some(_), true) => rest.ends_with(words).then(|| rest.len() - words.len()),
                    (Some(_), false) => rest.find(words),
                }?;
                if let Some(name) = open.take() {
                    taken.push((name, &rest[..at]));
                }
                rest = &rest[at + words.len()..];
            }
        }
    }
    match open {
        Some(name) => taken.push((name, rest)),
        None if rest.is_empty() => {}
        None => return None,
    }
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str =
        "fixed = There is none.\nlong = { $field } is { $actual } long; { $most } are allowed.\n";

    #[test]
    fn a_sentence_is_found_with_what_varies_in_it() {
        let sentences = Sentences::read(SOURCE);
        assert_eq!(sentences.find("There is none."), Some(("fixed", vec![])));
        let found = sentences.find("Title is 7 long; 5 are allowed.");
        assert_eq!(found, Some(("long", vec![("field", "Title"), ("actual", "7"), ("most", "5")])));
    }

    #[test]
    fn other_words_are_not_found() {
        let sentences = Sentences::read(SOURCE);
        for other in
            ["", "There is none", "There is none. ", "Title is 7 long; 5 are allowed. No.", "Title is"]
        {
            assert_eq!(sentences.find(other), None, "{other}");
        }
    }
}
