//! Markdown to HTML that can't run script, to its outline, its links, and to plain text.
//!
//! CommonMark with tables, footnotes, strikethrough, task lists, bare addresses as links, and `@handle` as a link to the
//! user's page. Raw HTML is shown as text. What is rendered passes an allow-list of elements, attributes and schemes
//! ([`sanitise`]), so that a mistake before it is no hole.

mod absolute;
mod footnotes;
mod headings;
mod images;
mod passages;
mod plain;
mod prose;
mod sanitise;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Tag, TagEnd, html};

pub use absolute::absolute;
pub use headings::Heading;
pub use passages::{Passage, PassageKind, passages};
pub use plain::to_plain;

/// Counts up with every change of what the same Markdown is rendered to. HTML is kept with the number of the rendering
/// that made it, and what an older one made is rendered again.
pub const RENDERING: i16 = 3;

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
}

/// Renders a text that has a page of its own: its headings have anchors, those of [`outline`].
///
/// A heading is one level lower than written, since the page has its own title. Links are to http, https and mailto
/// addresses, to pages of this instance (`/users/…`, `/boards/…`, `/stories/…`) and to places in the text. Images are
/// those of this instance (`/images/…`); others become links.
#[must_use]
pub fn to_html(markdown: &str) -> String {
    render(markdown, true)
}

/// Renders a text that stands beside others on a page: like [`to_html`], but its headings have no anchors, which would
/// be those of the others, too.
#[must_use]
pub fn to_html_without_anchors(markdown: &str) -> String {
    render(markdown, false)
}

fn render(markdown: &str, anchored: bool) -> String {
    let events = images::only_own(prose::parse(markdown));
    let headings = if anchored { headings::of(&events) } else { Vec::new() };
    let mut anchors = headings.into_iter().map(|heading| heading.anchor);
    let mut in_footnote = 0_usize;
    let events = events.into_iter().map(|event| match event {
        Event::Start(Tag::FootnoteDefinition(name)) => {
            in_footnote += 1;
            Event::Start(Tag::FootnoteDefinition(name))
        }
        Event::End(TagEnd::FootnoteDefinition) => {
            in_footnote = in_footnote.saturating_sub(1);
            Event::End(TagEnd::FootnoteDefinition)
        }
        Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
            level: lower(level),
            id: if in_footnote == 0 { anchors.next().map(CowStr::from) } else { None },
            classes: Vec::new(),
            attrs: Vec::new(),
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        Event::Text(text) => Event::Text(sanitise::stand_in(&text).map_or(text, CowStr::from)),
        Event::Code(text) => Event::Code(sanitise::stand_in(&text).map_or(text, CowStr::from)),
        Event::TaskListMarker(done) => Event::Text(if done { "☑ ".into() } else { "☐ ".into() }),
        other => other,
    });
    let events = footnotes::to_the_end(events.collect(), markdown);
    let mut rendered = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut rendered, events.into_iter());
    sanitise::clean(&rendered)
}

fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

/// The headings of a text in order, with the anchors that [`to_html`] gives them.
#[must_use]
pub fn outline(markdown: &str) -> Vec<Heading> {
    headings::of(&prose::parse(markdown))
}

/// Where the links of a text lead, in order, as written; bare addresses and mentions included.
#[must_use]
pub fn links(markdown: &str) -> Vec<String> {
    let destination = |event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    };
    prose::parse(markdown).into_iter().filter_map(destination).collect()
}

/// The images of this instance that a text shows, each once: SHA-256 hashes in hexadecimal digits.
#[must_use]
pub fn images(markdown: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for event in prose::parse(markdown) {
        let Event::Start(Tag::Image { dest_url, .. }) = event else { continue };
        if let Some(hash) = images::hash_of(&dest_url)
            && !found.iter().any(|known| known == hash)
        {
            found.push(hash.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests;
