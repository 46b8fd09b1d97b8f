//! The running text of Markdown, block by block, with the way back to where it was written.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// What kind of block a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassageKind {
    /// A paragraph of the text itself.
    Paragraph,
    /// A heading.
    Heading,
    /// An item of a list.
    Item,
    /// A paragraph of a quotation.
    Quote,
}

/// The words of one block, without mark-up, on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// What it is.
    pub kind: PassageKind,
    /// Its words. A line end is a space in it.
    pub text: String,
    pieces: Vec<Piece>,
}

/// A stretch of a passage that was written in one go.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    /// Where it begins in the passage, in bytes.
    start: usize,
    /// Where it stands in the source, in bytes.
    source: Range<usize>,
    /// Whether it is written there as it is read: no escape, no character reference.
    verbatim: bool,
}

impl Passage {
    /// Where a part of the text, in bytes, stands in the Markdown, in bytes. An empty range if the passage is empty.
    #[must_use]
    pub fn source(&self, part: &Range<usize>) -> Range<usize> {
        let start = self.piece_at(part.start).map_or(0, |piece| {
            if piece.verbatim { piece.source.start + (part.start - piece.start) } else { piece.source.start }
        });
        let end = self.piece_at(part.end.saturating_sub(1)).map_or(0, |piece| {
            if piece.verbatim { piece.source.start + (part.end - piece.start) } else { piece.source.end }
        });
        start..end.max(start)
    }

    fn piece_at(&self, at: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.start <= at);
        self.pieces.get(after.saturating_sub(1))
    }
}

/// The passages of a text in order. Code blocks, tables, footnotes, the descriptions of images and raw HTML are left out;
/// code within a sentence is kept, for the sentence needs it.
#[must_use]
pub fn passages(markdown: &str) -> Vec<Passage> {
    let mut reader = Reader {
        markdown,
        passages: Vec::new(),
        text: String::new(),
        pieces: Vec::new(),
        open: Open::default(),
    };
    for (event, range) in Parser::new_ext(markdown, super::options()).into_offset_iter() {
        reader.read(event, range);
    }
    reader.end_passage();
    reader.passages
}

/// How many blocks of each kind are open.
#[derive(Default)]
struct Open {
    headings: usize,
    items: usize,
    quotes: usize,
    /// Code, tables, footnotes, images.
    unread: usize,
}

struct Reader<'a> {
    markdown: &'a str,
    passages: Vec<Passage>,
    text: String,
    pieces: Vec<Piece>,
    open: Open,
}

impl Reader<'_> {
    fn read(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(text) | Event::Code(text) => self.push(&text, range),
            Event::SoftBreak | Event::HardBreak => self.push(" ", range),
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Image { .. } => self.open.unread += 1,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } => {}
            block => {
                self.end_passage();
                match block {
                    Tag::Heading { .. } => self.open.headings += 1,
                    Tag::Item => self.open.items += 1,
                    Tag::BlockQuote(_) => self.open.quotes += 1,
                    Tag::CodeBlock(_) | Tag::Table(_) | Tag::FootnoteDefinition(_) | Tag::HtmlBlock => {
                        self.open.unread += 1;
                    }
                    _ => {}
                }
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image => self.open.unread = self.open.unread.saturating_sub(1),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => {}
            block => {
                self.end_passage();
                let count = match block {
                    TagEnd::Heading(_) => &mut self.open.headings,
                    TagEnd::Item => &mut self.open.items,
                    TagEnd::BlockQuote(_) => &mut self.open.quotes,
                    TagEnd::CodeBlock | TagEnd::Table | TagEnd::FootnoteDefinition | TagEnd::HtmlBlock => {
                        &mut self.open.unread
                    }
                    _ => return,
                };
                *count = count.saturating_sub(1);
            }
        }
    }

    fn push(&mut self, text: &str, source: Range<usize>) {
        if self.open.unread > 0 || text.is_empty() {
            return;
        }
        let written = self.markdown.get(source.clone()).unwrap_or_default();
        // Code is written between marks, and its line ends are read as spaces.
        let at = written.find(text).or_else(|| written.replace('\n', " ").find(text));
        let start = self.text.len();
        self.pieces.push(match at {
            Some(at) => {
                Piece { start, source: source.start + at..source.start + at + text.len(), verbatim: true }
            }
            None => Piece { start, source, verbatim: false },
        });
        self.text.push_str(text);
    }

    fn end_passage(&mut self) {
        let kind = if self.open.headings > 0 {
            PassageKind::Heading
        } else if self.open.quotes > 0 {
            PassageKind::Quote
        } else if self.open.items > 0 {
            PassageKind::Item
        } else {
            PassageKind::Paragraph
        };
        let (text, pieces) = (std::mem::take(&mut self.text), std::mem::take(&mut self.pieces));
        if text.chars().any(char::is_alphanumeric) {
            self.passages.push(Passage { kind, text, pieces });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_told_apart_and_what_is_no_running_text_is_left_out() {
        let markdown = "# Tea\n\nIn **1923** the\n[ferry](https://x.org) came &amp; `went`.\n\n> A quote.\n\n- one\n- two\n\n\
                        ```\ncode\n```\n\n| a |\n|---|\n| b |\n\n![alt](/images/x)\n\n<p>raw</p>\n";
        let found: Vec<_> =
            passages(markdown).into_iter().map(|passage| (passage.kind, passage.text)).collect();
        let wanted = [
            (PassageKind::Heading, "Tea"),
            (PassageKind::Paragraph, "In 1923 the ferry came & went."),
            (PassageKind::Quote, "A quote."),
            (PassageKind::Item, "one"),
            (PassageKind::Item, "two"),
        ];
        assert_eq!(found, wanted.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn a_part_knows_where_it_was_written() {
        let markdown = "A **bold** word &amp; more.";
        let passage = &passages(markdown)[0];
        assert_eq!(passage.text, "A bold word & more.");
        let part = |words: &str| {
            let start = passage.text.find(words).unwrap();
            &markdown[passage.source(&(start..start + words.len()))]
        };
        assert_eq!(part("bold word"), "bold** word");
        assert_eq!(part("& more"), "&amp; more");
        assert_eq!(part("A bold word & more."), markdown);
    }
}
