use std::collections::HashMap;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::slug::slug;

/// A heading of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// As written, 1 (`#`) to 6.
    pub level: u8,
    /// Its words, without syntax.
    pub text: String,
    /// The id of its element, unique in the text: `h-` and the words, letters of every script kept.
    pub anchor: String,
}

/// The headings in order. Those in footnotes have no place in the outline.
pub(super) fn of(events: &[Event<'_>]) -> Vec<Heading> {
    let mut headings = Vec::new();
    let mut anchors = Anchors::default();
    let mut in_footnote = 0_usize;
    let mut current: Option<(u8, String)> = None;
    for event in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(_)) => in_footnote += 1,
            Event::End(TagEnd::FootnoteDefinition) => in_footnote = in_footnote.saturating_sub(1),
            Event::Start(Tag::Heading { level, .. }) if in_footnote == 0 => {
                current = Some((*level as u8, String::new()));
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some((_, words)) = &mut current {
                    words.push_str(text);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some((_, words)) = &mut current {
                    words.push(' ');
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((level, words)) = current.take() {
                    let text = words.trim().to_owned();
                    headings.push(Heading { level, anchor: anchors.take(&text), text });
                }
            }
            _ => {}
        }
    }
    headings
}

/// Anchors that have been given out, and the number to try next for each.
#[derive(Default)]
struct Anchors(HashMap<String, usize>);

impl Anchors {
    /// `h-tea`, then `h-tea-2`, `h-tea-3`, …: the same headings get the same anchors, whatever follows them.
    fn take(&mut self, text: &str) -> String {
        let words = slug(text);
        let base = if words.is_empty() { "h-section".to_owned() } else { format!("h-{words}") };
        let mut anchor = base.clone();
        loop {
            if !self.0.contains_key(&anchor) {
                self.0.insert(anchor.clone(), 2);
                return anchor;
            }
            let next = self.0.entry(base.clone()).or_insert(2);
            anchor = format!("{base}-{next}");
            *next += 1;
        }
    }
}
