/// Makes the addresses in rendered HTML absolute, for readers who see it elsewhere: pages and images of this instance
/// stand behind `site` (which has no slash at its end). Places in the text stay what they are: the text goes with them.
///
/// `html` is what [`to_html`](super::to_html) made: its tags are well-formed, attributes stand in double quotes, and a `<`
/// in a text is written as a reference.
#[must_use]
pub fn absolute(html: &str, site: &str) -> String {
    let mut absolute = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (text, tag) = rest.split_at(start);
        absolute.push_str(text);
        let (tag, after) = tag.split_at(end_of_tag(tag));
        push_tag(&mut absolute, tag, site);
        rest = after;
    }
    absolute.push_str(rest);
    absolute
}

/// Where a tag ends: behind the first `>` that is in no attribute's value.
fn end_of_tag(tag: &str) -> usize {
    let mut is_quoted = false;
    for (place, byte) in tag.bytes().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'>' if !is_quoted => return place + 1,
            _ => {}
        }
    }
    tag.len()
}

/// Adds a tag, whose quotes part it into what is outside and inside of values.
fn push_tag(into: &mut String, tag: &str, site: &str) {
    let mut holds_address = false;
    for (number, part) in tag.split('"').enumerate() {
        if number > 0 {
            into.push('"');
        }
        let is_value = number % 2 == 1;
        if is_value && holds_address && part.starts_with('/') {
            into.push_str(&escaped(site));
        }
        into.push_str(part);
        holds_address = !is_value && (part.ends_with(" href=") || part.ends_with(" src="));
    }
}

fn escaped(address: &str) -> String {
    address.replace('&', "&amp;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown_to_html;

    #[test]
    fn pages_and_images_become_absolute_and_nothing_else_changes() {
        let hash = "ab".repeat(32);
        let markdown = format!(
            "@ada and [board](/boards/tea) and [away](https://example.org/#x), [^1] `href=\"/x\"` and \
             src=\"/y\"\n\n![An \"a > b\"](/images/{hash}.webp \"t > u\")\n\n[^1]: Note"
        );
        let html = markdown_to_html(&markdown);
        let made = absolute(&html, "https://f.org");
        for wanted in [
            "href=\"https://f.org/users/ada\"",
            "href=\"https://f.org/boards/tea\"",
            "href=\"https://example.org/#x\"",
            "href=\"#fn-",
            &format!("src=\"https://f.org/images/{hash}.webp\""),
            "href=\"/x\"</code>",
            "src=\"/y\"",
        ] {
            assert!(made.contains(wanted), "{wanted} in {made}");
        }
        let back = made.replace("https://f.org/", "/");
        assert_eq!(back, html);
    }
}
