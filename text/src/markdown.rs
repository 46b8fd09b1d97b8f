//! Markdown to HTML that can't run script, and to plain text.

use std::{collections::HashSet, sync::LazyLock};

use ammonia::Builder;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH
}

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from([
            "a",
            "blockquote",
            "br",
            "code",
            "del",
            "div",
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
        .add_tag_attributes("a", ["href", "title"])
        .add_tag_attributes("img", ["src", "alt", "title"])
        .add_tag_attributes("ol", ["start"])
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("nofollow ugc noopener noreferrer"));
    builder
});

/// Renders CommonMark with tables, footnotes and strikethrough.
///
/// Raw HTML is shown as text. What comes out passes an allow-list of elements, attributes and schemes (http, https,
/// mailto), so that no input runs script. A heading is one level lower than written: the page has its own title.
#[must_use]
pub fn to_html(markdown: &str) -> String {
    let events = Parser::new_ext(markdown, options()).map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        // No anchors from user input.
        Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
            level: lower(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        other => other,
    });
    let mut rendered = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut rendered, events);
    SANITISER.clean(&rendered).to_string()
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

/// The words of a Markdown text, without syntax, code and raw HTML; blocks are separated by line ends.
#[must_use]
pub fn to_plain(markdown: &str) -> String {
    let mut plain = String::with_capacity(markdown.len());
    let mut in_code = false;
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(text) if !in_code => push(&mut plain, &text),
            Event::SoftBreak | Event::HardBreak => plain.push(' '),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableCell
                | TagEnd::BlockQuote(_),
            ) => plain.push('\n'),
            _ => {}
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

fn push(plain: &mut String, text: &CowStr<'_>) {
    plain.push_str(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_marks_become_html() {
        let html = to_html(
            "# Title\n\nA *word* and **another**, ~~gone~~.\n\n> quote\n\n- one\n- two\n\n|a|b|\n|-|-|\n|1|2|",
        );
        for part in [
            "<h2>Title</h2>",
            "<em>word</em>",
            "<strong>another</strong>",
            "<del>gone</del>",
            "<blockquote>",
            "<li>one</li>",
            "<td>1</td>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn links_say_that_they_are_not_ours() {
        let html = to_html("[x](https://example.org \"t\")");
        assert!(html.contains("rel=\"nofollow ugc noopener noreferrer\""), "{html}");
    }

    // After OWASP's XSS filter evasion cheat sheet and the CommonMark variants of its payloads.
    #[test]
    fn no_input_runs_script() {
        let payloads = [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<svg/onload=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](java\nscript:alert(1))",
            "[x](&#x6A;avascript:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
            "[x](vbscript:msgbox(1))",
            "![x](javascript:alert(1))",
            "![x\"onerror=alert(1)](https://a.example/x.png)",
            "![x](https://a.example/x.png\"onerror=\"alert(1))",
            "[x](https://a.example \"onmouseover=alert(1)//\")",
            "[x]: javascript:alert(1)\n\n[x]",
            "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
            "<iframe src=//a.example></iframe>",
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
            "<!--><img src=x onerror=alert(1)>-->",
            "```<script>\nalert(1)\n```",
            "# <img src=x onerror=alert(1)> {#x onclick=alert(1)}",
            "|<script>|a|\n|-|-|\n|<img src=x onerror=alert(1)>|b|",
            "[^1]\n\n[^1]: <script>alert(1)</script>",
            "<https://a.example/\"onclick=alert(1)>",
            "<javascript:alert(1)>",
            "`<script>`",
            "<style>@import 'javascript:alert(1)'</style>",
            "<base href=\"javascript:alert(1)//\">",
            "<form><button formaction=javascript:alert(1)>x",
        ];
        for payload in payloads {
            let html = to_html(payload).to_lowercase();
            let tags: Vec<&str> =
                html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or("")).collect();
            for tag in tags {
                let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or("");
                assert!(
                    !["script", "svg", "iframe", "style", "base", "form", "math", "button"].contains(&name),
                    "{payload} gave {html}"
                );
                // Attribute values are quoted by the serialiser: outside of quotes there must be no handler.
                let outside: String = tag.split('"').step_by(2).collect();
                assert!(!outside.contains(" on"), "{payload} gave {html}");
                assert!(
                    !tag.contains("=\"javascript:")
                        && !tag.contains("=\"data:")
                        && !tag.contains("=\"vbscript:"),
                    "{payload} gave {html}"
                );
            }
        }
    }

    #[test]
    fn plain_text_has_no_syntax() {
        assert_eq!(to_plain("# A *b*\n\n[link](https://x.example) `code`\n\n```\nblock\n```\n"), "A b\nlink");
    }
}
