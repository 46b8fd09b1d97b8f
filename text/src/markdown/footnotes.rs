//! Footnotes where readers look for them: at the end, numbered in the order in which the text refers to them, with a way
//! back.

use std::collections::HashMap;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

/// Moves the footnotes of a text to its end. Those that nothing refers to are left out.
///
/// `markdown` is what the events are of: ids are made from it, so that the footnotes of several texts on one page keep
/// apart.
pub(super) fn to_the_end<'a>(events: Vec<Event<'a>>, markdown: &str) -> Vec<Event<'a>> {
    let has_footnotes = |event: &Event<'_>| matches!(event, Event::Start(Tag::FootnoteDefinition(_)));
    if !events.iter().any(has_footnotes) {
        return events;
    }
    let (text, mut definitions) = take_out(events);
    let mut numbers = Numbers { salt: salt(markdown), ..Numbers::default() };
    let mut moved = numbers.refer(text);
    let mut notes = Vec::new();
    // Footnotes may refer to footnotes: the list grows while it is walked.
    while let Some(name) = numbers.order.get(numbers.written).cloned() {
        numbers.written += 1;
        let number = numbers.written;
        let note = definitions.remove(&name).unwrap_or_default();
        let mut note = numbers.refer(note);
        let salt = &numbers.salt;
        notes.push(Event::Html(format!("<li id=\"fn-{salt}-{number}\">").into()));
        let back = Event::InlineHtml(format!(" <a href=\"#fnref-{salt}-{number}\">↩</a>").into());
        let at_the_end = if matches!(note.last(), Some(Event::End(TagEnd::Paragraph))) { 1 } else { 0 };
        note.insert(note.len() - at_the_end, back);
        notes.extend(note);
        notes.push(Event::Html("</li>\n".into()));
    }
    if !notes.is_empty() {
        moved.push(Event::Html("<hr>\n<ol>\n".into()));
        moved.extend(notes);
        moved.push(Event::Html("</ol>\n".into()));
    }
    moved
}

/// The text without its footnotes, and the footnotes by name. Of two with one name, the first counts.
fn take_out(events: Vec<Event<'_>>) -> (Vec<Event<'_>>, HashMap<CowStr<'_>, Vec<Event<'_>>>) {
    let mut text = Vec::with_capacity(events.len());
    let mut definitions = HashMap::new();
    let mut open: Vec<(CowStr<'_>, Vec<Event<'_>>)> = Vec::new();
    for event in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(name)) => open.push((name, Vec::new())),
            Event::End(TagEnd::FootnoteDefinition) => {
                if let Some((name, note)) = open.pop() {
                    definitions.entry(name).or_insert(note);
                }
            }
            other => match open.last_mut() {
                Some((_, note)) => note.push(other),
                None => text.push(other),
            },
        }
    }
    (text, definitions)
}

#[derive(Default)]
struct Numbers<'a> {
    salt: String,
    /// Names in the order of the first reference.
    order: Vec<CowStr<'a>>,
    numbers: HashMap<CowStr<'a>, usize>,
    /// How many of them have been written.
    written: usize,
}

impl<'a> Numbers<'a> {
    /// Turns references into links.
    fn refer(&mut self, events: Vec<Event<'a>>) -> Vec<Event<'a>> {
        events.into_iter().map(|event| self.reference(event)).collect()
    }

    fn reference(&mut self, event: Event<'a>) -> Event<'a> {
        let Event::FootnoteReference(name) = event else { return event };
        let known = self.numbers.get(&name).copied();
        let number = known.unwrap_or_else(|| {
            self.order.push(name.clone());
            self.numbers.insert(name, self.order.len());
            self.order.len()
        });
        let salt = &self.salt;
        // The way back leads to the first reference.
        let id = if known.is_none() { format!(" id=\"fnref-{salt}-{number}\"") } else { String::new() };
        Event::InlineHtml(format!("<sup><a{id} href=\"#fn-{salt}-{number}\">{number}</a></sup>").into())
    }
}

/// FNV-1a (Fowler, Noll, Vo), 32 bits: enough to tell the texts of a page apart.
fn salt(markdown: &str) -> String {
    let hash = markdown
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{hash:08x}")
}
