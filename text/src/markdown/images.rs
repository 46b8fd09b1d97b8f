//! Which images show: those of this instance. A remote one would tell its host who reads what, and could change after it
//! was moderated; it becomes a link.

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

/// Where this instance has its images.
const FOLDER: &str = "/images/";

/// Whether an address is that of an image of this instance: `/images/`, 64 hexadecimal digits, perhaps a width, and an
/// ending.
pub(super) fn is_own(url: &str) -> bool {
    hash_of(url).is_some()
}

/// The SHA-256 that such an address names, in hexadecimal digits.
pub(super) fn hash_of(url: &str) -> Option<&str> {
    let (stem, extension) = url.strip_prefix(FOLDER)?.split_once('.')?;
    let (hash, width) = stem.split_once('-').map_or((stem, "1"), |(hash, width)| (hash, width));
    let is_hash =
        hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'));
    let is_width = (1..=4).contains(&width.len()) && width.bytes().all(|byte| byte.is_ascii_digit());
    (is_hash && is_width && matches!(extension, "jpg" | "webp")).then_some(hash)
}

/// What an image of a text has become.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Image,
    Link,
    /// Within another link there can be none: its words alone.
    Words,
}

/// Turns images of other hosts into links with their words, or without words, their address.
pub(super) fn only_own(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut kept = Vec::with_capacity(events.len());
    let mut open: Vec<Shown> = Vec::new();
    let mut links = 0_usize;
    let mut events = events.into_iter().peekable();
    while let Some(event) = events.next() {
        match event {
            Event::Start(Tag::Image { dest_url, title, id, link_type }) => {
                let is_wordless = matches!(events.peek(), Some(Event::End(TagEnd::Image)));
                let words = is_wordless.then(|| dest_url.clone());
                if is_own(&dest_url) {
                    open.push(Shown::Image);
                    kept.push(Event::Start(Tag::Image { link_type, dest_url, title, id }));
                    continue;
                }
                // What stands in an image's description is not shown as elements at all.
                if links == 0 && !open.contains(&Shown::Image) {
                    open.push(Shown::Link);
                    links += 1;
                    kept.push(Event::Start(Tag::Link {
                        link_type: LinkType::Inline,
                        dest_url,
                        title,
                        id: CowStr::Borrowed(""),
                    }));
                } else {
                    open.push(Shown::Words);
                }
                kept.extend(words.map(Event::Text));
            }
            Event::End(TagEnd::Image) => match open.pop() {
                Some(Shown::Link) => {
                    links = links.saturating_sub(1);
                    kept.push(Event::End(TagEnd::Link));
                }
                Some(Shown::Words) => {}
                Some(Shown::Image) | None => kept.push(Event::End(TagEnd::Image)),
            },
            event => {
                match &event {
                    Event::Start(Tag::Link { .. }) => links += 1,
                    Event::End(TagEnd::Link) => links = links.saturating_sub(1),
                    _ => {}
                }
                kept.push(event);
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::super::{images, to_html};

    const OWN: &str = "/images/00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff.jpg";

    #[test]
    fn images_of_this_instance_show() {
        let html = to_html(&format!("![A *fox*]({OWN} \"Red\")"));
        assert!(html.contains(&format!("<img src=\"{OWN}\" alt=\"A fox\" title=\"Red\">")), "{html}");
        assert!(to_html(&format!("![x]({})", OWN.replace(".jpg", "-480.webp"))).contains("<img"));
        let linked = to_html(&format!("[![x]({OWN})](https://a.example)"));
        assert!(linked.contains("<a href=\"https://a.example\"") && linked.contains("<img"), "{linked}");
    }

    #[test]
    fn images_from_elsewhere_are_links() {
        let html = to_html("![A fox](https://a.example/fox.png)");
        assert!(html.contains("<a href=\"https://a.example/fox.png\""), "{html}");
        assert!(html.contains(">A fox</a>") && !html.contains("<img"), "{html}");
        assert!(to_html("![](https://a.example/fox.png)").contains(">https://a.example/fox.png</a>"));
        let linked = to_html("[See ![a fox](https://a.example/fox.png)](https://b.example)");
        assert_eq!(linked.matches("<a ").count(), 1, "{linked}");
        assert!(linked.contains(">See a fox</a>"), "{linked}");
        for other in [
            "/images/x.jpg".to_owned(),
            OWN.replace(".jpg", ".svg"),
            format!("//a.example{OWN}"),
            format!("{OWN}?x"),
            format!("/images/../{}", &OWN[8..]),
        ] {
            assert!(!to_html(&format!("![x]({other})")).contains("<img"), "{other}");
        }
    }

    #[test]
    fn the_images_that_a_text_shows_are_named_once() {
        let text =
            format!("![a]({OWN}) ![b]({}) ![c](https://a.example{OWN})", OWN.replace(".jpg", "-160.jpg"));
        assert_eq!(images(&text), [&OWN[8..72]]);
        assert!(images(&format!("`![a]({OWN})`")).is_empty());
    }
}
