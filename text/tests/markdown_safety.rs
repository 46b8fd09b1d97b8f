//! No input runs script: rendered HTML, read by a real HTML tokeniser, holds nothing but what the renderer makes.

use std::cell::RefCell;

use fabula_text::{markdown_outline, markdown_to_html, markdown_to_html_without_anchors, markdown_to_plain};
use html5ever::{
    tendril::StrTendril,
    tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts},
};
use proptest::prelude::*;

/// Elements that a text may consist of. None of them makes a parser read on otherwise than as text.
const ELEMENTS: [&str; 26] = [
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
];

/// What is wrong with a text's HTML.
#[derive(Default)]
struct Inspection {
    faults: RefCell<Vec<String>>,
    ids: RefCell<Vec<String>>,
}

impl TokenSink for &Inspection {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let fault = |text: String| self.faults.borrow_mut().push(text);
        match token {
            Token::TagToken(tag) => {
                if !ELEMENTS.contains(&&*tag.name) {
                    fault(format!("<{}>", tag.name));
                }
                if tag.kind == TagKind::StartTag {
                    for attribute in &tag.attrs {
                        let (name, value) = (&*attribute.name.local, &*attribute.value);
                        if !is_harmless(&tag.name, name, value) {
                            fault(format!("<{} {name}=\"{value}\">", tag.name));
                        }
                        if name == "id" {
                            self.ids.borrow_mut().push(value.to_owned());
                        }
                    }
                }
            }
            Token::CommentToken(text) => fault(format!("<!--{text}-->")),
            Token::DoctypeToken(_) => fault("a doctype".to_owned()),
            Token::ParseError(_)
            | Token::CharacterTokens(_)
            | Token::NullCharacterToken
            | Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

/// Whether an attribute is one that the renderer makes. Written out again on purpose: whoever widens the sanitiser must
/// widen this, too. Addresses are read as browsers read them: without the white
/// space and control characters that they skip.
fn is_harmless(element: &str, attribute: &str, value: &str) -> bool {
    let address: String = value
        .chars()
        .filter(|sign| !sign.is_control() && !sign.is_whitespace())
        .collect::<String>()
        .to_lowercase();
    let is_own = |id: &str| ["h-", "fn-", "fnref-"].iter().any(|prefix| id.starts_with(prefix));
    match (element, attribute) {
        ("a", "href") => {
            ["http:", "https:", "mailto:", "/users/", "/boards/", "/stories/"]
                .iter()
                .any(|p| address.starts_with(p))
                || address.strip_prefix('#').is_some_and(is_own)
        }
        // Images of this instance, and none that tells another one who reads.
        ("img", "src") => address.strip_prefix("/images/").is_some_and(|name| {
            let (hash, rest) = name.split_at_checked(64).unwrap_or((name, ""));
            hash.bytes().all(|byte| byte.is_ascii_hexdigit())
                && [".jpg", ".webp", ".png"].iter().any(|ending| rest.ends_with(ending))
                && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-')
        }),
        ("a", "rel") => value == "nofollow ugc noopener noreferrer",
        ("a" | "img", "title") | ("img", "alt") => true,
        ("ol", "start") => value.bytes().all(|byte| byte.is_ascii_digit()),
        ("code", "class") => value.starts_with("language-"),
        ("td" | "th", "style") => value.starts_with("text-align: "),
        ("a" | "h2" | "h3" | "h4" | "h5" | "h6" | "li", "id") => is_own(value),
        _ => false,
    }
}

fn inspect(html: &str) -> Inspection {
    let inspection = Inspection::default();
    let tokenizer = Tokenizer::new(&inspection, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    inspection
}

/// Fails unless what a text is rendered to is harmless, whoever renders it.
fn assert_harmless(markdown: &str) {
    let html = markdown_to_html(markdown);
    let inspection = inspect(&html);
    assert!(
        inspection.faults.borrow().is_empty(),
        "{:?} of {markdown:?}: {html}",
        inspection.faults.borrow()
    );
    let mut ids = inspection.ids.borrow().clone();
    let found = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), found, "two elements of one id, of {markdown:?}: {html}");
    for heading in markdown_outline(markdown) {
        assert!(ids.contains(&heading.anchor), "{} is missing in {html}", heading.anchor);
    }
    let beside = markdown_to_html_without_anchors(markdown);
    assert!(inspect(&beside).faults.borrow().is_empty(), "{beside}");
}

/// A payload alone, and wherever Markdown takes a text, an address, a title or a name.
fn assert_harmless_everywhere(payload: &str) {
    assert_harmless(payload);
    let line = payload.replace(['\n', '\r'], " ");
    // One document: what stands in one place must not break out into another either.
    assert_harmless(&format!(
        "[x]({line})\n\n[x](<{line}>)\n\n![{line}](<{line}>)\n\n[x](https://a.example \"{line}\")\n\n# {line}\n\n\
         [x]: <{line}> '{line}'\n\n[x]\n\n|{line}|b|\n|-|-|\n|{line}|{line}|\n\n```{line}\ncode\n```\n\n\
         a[^{line}] b[^1]\n\n[^{line}]: {line}\n[^1]: {line}\n\n<{line}>\n\n> - {line}\n\n`{line}`\n\n\
         https://a.example/{line} @ada{line}\n\n```\n{payload}"
    ));
}

// Forms of OWASP's XSS filter evasion cheat sheet that Markdown has a way of its own to write.
#[test]
fn no_markdown_runs_script() {
    for payload in [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\nscript:alert(1))",
        "[x](&#x6A;avascript:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](\u{1}javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
        "[x](vbscript:msgbox(1))",
        "![x](javascript:alert(1))",
        "![x\"onerror=alert(1)](https://a.example/x.png)",
        "![x](https://a.example/x.png\"onerror=\"alert(1))",
        "[x](https://a.example \"onmouseover=alert(1)//\")",
        "[x]: javascript:alert(1)\n\n[x]",
        "<https://a.example/\"onclick=alert(1)>",
        "<javascript:alert(1)>",
        "# x {#x onclick=alert(1)}",
        "```<script>\nalert(1)\n```",
        "[x](//evil.example)",
        "[x](\\\\evil.example)",
        "[x](/users/../graphql)",
        "https://a.example/\"onmouseover=\"alert(1)",
        "http://a.example/<script>alert(1)</script>",
        "@ada\"onclick=alert(1)",
        "a[^x\"onclick=alert(1)]\n\n[^x\"onclick=alert(1)]: <img src=x onerror=alert(1)>",
    ] {
        assert_harmless_everywhere(payload);
    }
}

#[test]
fn none_of_dompurifys_payloads_runs_script() {
    let payloads: Vec<String> = serde_json::from_str(include_str!("xss/dompurify.json")).unwrap();
    assert!(payloads.len() > 200);
    payloads.iter().for_each(|payload| assert_harmless_everywhere(payload));
}

#[test]
fn none_of_payloadboxs_payloads_runs_script() {
    let payloads: Vec<&str> = include_str!("xss/payloadbox.txt").lines().collect();
    assert!(payloads.len() > 6_000);
    for (place, payload) in payloads.iter().enumerate() {
        assert_harmless(&format!(
            "{payload}\n\n[x](<{payload}>) ![{payload}](https://a.example \"{payload}\")"
        ));
        // Everywhere, each takes a while; they come in families.
        if place % 10 == 0 {
            assert_harmless_everywhere(payload);
        }
    }
}

/// The longest texts of one piece: nesting, and whatever else takes a parser's time by its square.
#[test]
fn the_worst_texts_take_no_longer_than_others() {
    for piece in [
        ">", "> ", "- ", "1. ", "*a ", "**a", "[", "![", "[^1]", "`", "<a ", "&", "|", "\\", "@ada ",
        "http://",
    ] {
        let began = std::time::Instant::now();
        let html = markdown_to_html(&piece.repeat(200_000 / piece.len()));
        // Generous: it takes a second at most, where what is quadratic takes minutes.
        assert!(began.elapsed() < std::time::Duration::from_secs(20), "{piece:?}: {:?}", began.elapsed());
        assert!(inspect(&html).faults.borrow().is_empty(), "{piece:?}");
    }
}

/// Pieces of Markdown and HTML that mean something together.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "#",
            "# ",
            "\n",
            "\n\n",
            "> ",
            "- ",
            "1. ",
            "`",
            "```",
            "~~~\n",
            "*",
            "_",
            "**",
            "~~",
            "[",
            "](",
            ")",
            "!",
            "<",
            ">",
            "\"",
            "'",
            "&",
            "&#",
            ";",
            "\\",
            "|",
            "|-|-|\n",
            "[^1]",
            "[^1]: ",
            "[x]: ",
            "@ada",
            "@",
            "https://",
            "http://a.example",
            "javascript:",
            "data:",
            "mailto:",
            "//",
            "/users/",
            "#h-",
            "<script>",
            "<img src=x ",
            "onerror=",
            "<!--",
            "-->",
            "<a href=",
            "style=",
            "{#",
            "- [x] ",
            "\u{0}",
            "\u{1}",
            "\u{200B}",
            "ж",
            "茶",
        ])
        .prop_map(str::to_owned),
        "[a-z ]{1,4}",
        any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn whatever_is_written_is_harmless(pieces in prop::collection::vec(piece(), 0..40)) {
        let markdown = pieces.concat();
        assert_harmless(&markdown);
        let _ = markdown_to_plain(&markdown);
    }
}

/// What CommonMark says stays as the parser has it, which passes CommonMark's own suite: the steps after it only add
/// anchors and `rel`, lower headings, and make links of images of other hosts, of which it has none.
#[test]
fn nothing_of_commonmark_is_lost() {
    let markdown = include_str!("commonmark.md");
    let mut expected = String::new();
    pulldown_cmark::html::push_html(&mut expected, pulldown_cmark::Parser::new(markdown));
    for (written, lowered) in [("h5", "h6"), ("h4", "h5"), ("h3", "h4"), ("h2", "h3"), ("h1", "h2")] {
        expected = expected.replace(&format!("<{written}>"), &format!("<{lowered}>"));
        expected = expected.replace(&format!("</{written}>"), &format!("</{lowered}>"));
    }
    assert_eq!(tokens(&markdown_to_html(markdown)), tokens(&expected));
}

/// Tags with what they mean, and text, without the freedom that HTML leaves in writing them.
fn tokens(html: &str) -> Vec<String> {
    struct Tokens(RefCell<Vec<String>>);
    impl TokenSink for &Tokens {
        type Handle = ();
        fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
            let mut tokens = self.0.borrow_mut();
            match token {
                Token::TagToken(tag) => {
                    let kept = tag.attrs.iter().filter(|a| !matches!(&*a.name.local, "id" | "rel"));
                    let mut attributes: Vec<String> =
                        kept.map(|a| format!("{}={}", a.name.local, a.value)).collect();
                    attributes.sort();
                    tokens.push(format!("{:?} {} {}", tag.kind, tag.name, attributes.join(" ")));
                }
                Token::CharacterTokens(text) => match tokens.last_mut() {
                    Some(last) if last.starts_with('"') => last.push_str(&text),
                    _ => tokens.push(format!("\"{text}")),
                },
                _ => {}
            }
            TokenSinkResult::Continue
        }
    }
    let sink = Tokens(RefCell::default());
    let tokenizer = Tokenizer::new(&sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    sink.0
        .into_inner()
        .into_iter()
        .map(|token| token.trim().to_owned())
        .filter(|token| token != "\"")
        .collect()
}
