//! The allow-list that all rendered HTML passes.

use std::{borrow::Cow, collections::HashSet, sync::LazyLock};

use ammonia::{Builder, UrlRelative};

use super::images;

/// What ids of rendered texts begin with: headings, footnotes, and the places that refer to them. Without a beginning of
/// their own they could take the names of what scripts look for on the page ("DOM clobbering").
pub(super) const ID_PREFIXES: [&str; 3] = ["h-", "fn-", "fnref-"];

/// Pages of this instance that texts may link to without naming a host.
const PAGES: [&str; 3] = ["/users/", "/boards/", "/stories/"];

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from([
            "a",
            "blockquote",
            "br",
            "code",
            "del",
            "em",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "img",
            "li",
            "ol",
            "p",
            "pre",
            "strong",
            "sup",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "ul",
        ]))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .add_tag_attributes("a", ["href", "title", "id"])
        .add_tag_attributes("code", ["class"])
        .add_tag_attributes("h2", ["id"])
        .add_tag_attributes("h3", ["id"])
        .add_tag_attributes("h4", ["id"])
        .add_tag_attributes("h5", ["id"])
        .add_tag_attributes("h6", ["id"])
        .add_tag_attributes("img", ["src", "alt", "title"])
        .add_tag_attributes("li", ["id"])
        .add_tag_attributes("ol", ["start"])
        .add_tag_attributes("td", ["style"])
        .add_tag_attributes("th", ["style"])
        .attribute_filter(attribute)
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Custom(Box::new(within)))
        .link_rel(Some("nofollow ugc noopener noreferrer"));
    builder
});

/// What stands for `&`, `<` and `>` of a text while it is sanitised, and what that becomes: noncharacters, which mean
/// nothing to an HTML parser and which no kept text has. The parser takes time by the square of how many character
/// references follow one another: twenty thousand of them, seconds.
const STAND_INS: [(char, char, &str); 3] =
    [('&', '\u{FDD0}', "&amp;"), ('<', '\u{FDD1}', "&lt;"), ('>', '\u{FDD2}', "&gt;")];

/// A text without signs that are written as character references; [`clean`] puts them back, as references.
pub(super) fn stand_in(text: &str) -> Option<String> {
    let special = |sign: char| STAND_INS.iter().find(|(plain, _, _)| *plain == sign);
    text.contains(|sign| special(sign).is_some())
        .then(|| text.chars().map(|sign| special(sign).map_or(sign, |(_, stand_in, _)| *stand_in)).collect())
}

/// Takes away whatever is not on the list.
pub(super) fn clean(html: &str) -> String {
    let mut clean = SANITISER.clean(html).to_string();
    for (_, stand_in, reference) in STAND_INS {
        // Harmless wherever it stands, even where it was typed: in a text and in an attribute's value.
        if clean.contains(stand_in) {
            clean = clean.replace(stand_in, reference);
        }
    }
    clean
}

/// Attributes whose values are the renderer's own.
fn attribute<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let kept = match (element, attribute) {
        (_, "id") => is_own_id(value),
        // What a highlighter looks at.
        ("code", "class") => value.strip_prefix("language-").is_some_and(|language| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'#' | b'_');
            (1..=40).contains(&language.len()) && language.bytes().all(fits)
        }),
        ("img", "src") => images::is_own(value),
        (_, "style") => {
            matches!(value, "text-align: left" | "text-align: center" | "text-align: right")
        }
        _ => true,
    };
    kept.then_some(Cow::Borrowed(value))
}

fn is_own_id(id: &str) -> bool {
    ID_PREFIXES.iter().any(|prefix| id.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty()))
}

/// Addresses without a host: places in the text, and pages and images of this instance, and nothing else.
fn within(url: &str) -> Option<Cow<'_, str>> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'/' | b'#' | b'%');
    let is_place = url.strip_prefix('#').is_some_and(is_own_id);
    // Browsers take an escaped dot for a dot, and two for the way up.
    let climbs = url.to_ascii_lowercase().contains("%2e");
    let is_page =
        !climbs && PAGES.iter().any(|page| url.strip_prefix(page).is_some_and(|rest| !rest.is_empty()));
    (is_place || images::is_own(url) || (is_page && url.bytes().all(fits))).then_some(Cow::Borrowed(url))
}
