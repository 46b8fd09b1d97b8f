//! What readers without GraphQL are given: feeds, pages, sitemaps.
//!
//! All of it is as an anonymous visitor sees it, whoever asks: the same for everybody, so that caches may keep it, with a
//! validator that is asked about each time. It is paid for by the address that it is asked from, in the currency of GraphQL.

mod absent;
mod site;
mod visit;

pub(crate) use absent::Absent;
pub(crate) use site::Site;
pub(crate) use visit::Visit;

/// Leaves out what XML 1.0 has no way to write (section 2.2), escaped or not: control characters, and what is no character.
pub(crate) fn only_xml_characters(mut text: String) -> String {
    text.retain(|c| {
        matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{1_0000}'..='\u{10_FFFF}')
    });
    text
}
