//! Parses Markdown and links what is meant as a link without being written as one: bare addresses and mentions.

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{CowStr, Event, LinkType, Parser, Tag, TagEnd};

/// How deep what is marked up may nest. Nobody reads deeper, and for each element an HTML parser looks through all that
/// are open: ten thousand quotes in one another would take it minutes.
const DEEPEST: usize = 50;

/// The events of a text. What nests deeper than [`DEEPEST`] is there without its mark-up. Raw HTML is text in it, and never linked; so is nothing in code, links and images.
pub(super) fn parse(markdown: &str) -> Vec<Event<'_>> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let mut events = Vec::new();
    let mut run = Run::default();
    // How many links, images and code blocks the text is in.
    let mut shielded = 0_usize;
    let mut nesting = Nesting::default();
    for (event, range) in Parser::new_ext(markdown, super::options()).into_offset_iter() {
        match event {
            Event::Text(text) if shielded == 0 => {
                // What was written as an escape or a character reference is meant as a mere sign.
                let written = markdown.get(range.clone()) == Some(&*text);
                let escaped = range.start > 0 && markdown.as_bytes()[range.start - 1] == b'\\';
                run.push(&text, written && !escaped);
            }
            Event::Html(raw) | Event::InlineHtml(raw) => {
                run.link(&finder, &mut events);
                events.push(Event::Text(raw));
            }
            event => {
                run.link(&finder, &mut events);
                match &event {
                    Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => shielded += 1,
                    Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => {
                        shielded = shielded.saturating_sub(1);
                    }
                    _ => {}
                }
                if nesting.keeps(&event) {
                    events.push(match event {
                        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
                        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
                        other => other,
                    });
                }
            }
        }
    }
    run.link(&finder, &mut events);
    events
}

/// How many elements are open.
#[derive(Default)]
struct Nesting(usize);

impl Nesting {
    /// Whether an event is kept. An end is kept when its beginning was: the depth is the same at both.
    fn keeps(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::Start(_) => {
                self.0 += 1;
                self.0 <= DEEPEST
            }
            Event::End(_) => {
                self.0 = self.0.saturating_sub(1);
                self.0 < DEEPEST
            }
            _ => true,
        }
    }
}

/// Text in pieces, as the parser gives it, put together again: an address may have signs in it that could be Markdown.
#[derive(Default)]
struct Run {
    text: String,
    /// Where `@` signs stand that are no mention, in bytes.
    mere: Vec<usize>,
}

impl Run {
    fn push(&mut self, text: &str, as_written: bool) {
        if !as_written && text.starts_with('@') {
            self.mere.push(self.text.len());
        }
        self.text.push_str(text);
    }

    /// Moves the text into the events, its addresses and mentions as links.
    fn link(&mut self, finder: &LinkFinder, events: &mut Vec<Event<'_>>) {
        if self.text.is_empty() {
            return;
        }
        let mut at = 0;
        for link in finder.links(&self.text) {
            let address = link.as_str();
            let scheme = address.split_once("://").map_or("", |(scheme, _)| scheme);
            if !(scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")) {
                continue;
            }
            self.mentions(at..link.start(), events);
            push_link(events, address.to_owned(), address);
            at = link.end();
        }
        self.mentions(at..self.text.len(), events);
        self.text.clear();
        self.mere.clear();
    }

    /// The same for a stretch without addresses.
    fn mentions(&self, stretch: std::ops::Range<usize>, events: &mut Vec<Event<'_>>) {
        let mut plain = stretch.start;
        for (offset, _) in self.text[stretch.clone()].match_indices('@') {
            let at = stretch.start + offset;
            let Some(handle) = self.mention(at).filter(|_| at >= plain && !self.mere.contains(&at)) else {
                continue;
            };
            push_text(events, &self.text[plain..at]);
            let end = at + 1 + handle.len();
            push_link(events, format!("/users/{}", handle.to_ascii_lowercase()), &self.text[at..end]);
            plain = end;
        }
        push_text(events, &self.text[plain..stretch.end]);
    }

    /// The handle that the `@` at `at` is before, if it is a mention: not in an e-mail address, an address of another
    /// network (`@ada@example.org`), or a longer word.
    fn mention(&self, at: usize) -> Option<&str> {
        let before = self.text[..at].chars().next_back();
        if before.is_some_and(|sign| sign.is_alphanumeric() || matches!(sign, '@' | '_' | '.' | '-' | '/')) {
            return None;
        }
        let rest = &self.text[at + 1..];
        let is_of_handle = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let length = rest.bytes().take_while(is_of_handle).count();
        let mut after = rest[length..].chars();
        let ends = match after.next() {
            Some('@') => false,
            Some('.') => !after.next().is_some_and(char::is_alphanumeric),
            Some(sign) => !sign.is_alphanumeric(),
            None => true,
        };
        ((3..=30).contains(&length) && ends).then(|| &rest[..length])
    }
}

fn push_text(events: &mut Vec<Event<'_>>, text: &str) {
    if !text.is_empty() {
        events.push(Event::Text(text.to_owned().into()));
    }
}

fn push_link(events: &mut Vec<Event<'_>>, address: String, text: &str) {
    let (title, id) = (CowStr::Borrowed(""), CowStr::Borrowed(""));
    events.push(Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url: address.into(), title, id }));
    push_text(events, text);
    events.push(Event::End(TagEnd::Link));
}
