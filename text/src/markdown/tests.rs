use super::*;

#[test]
fn the_usual_marks_become_html() {
    let html = to_html(
        "# Title\n\nA *word* and **another**, ~~gone~~.\n\n> quote\n\n- one\n- two\n\n|a|b|\n|-|-:|\n|1|2|\n\n\
         ```rust\nfn main() {}\n```\n\n- [x] done\n- [ ] open",
    );
    for part in [
        "<h2 id=\"h-title\">Title</h2>",
        "<em>word</em>",
        "<strong>another</strong>",
        "<del>gone</del>",
        "<blockquote>",
        "<li>one</li>",
        "<td>1</td><td style=\"text-align: right\">2</td>",
        "<code class=\"language-rust\">",
        "<li>☑ done</li>",
        "<li>☐ open</li>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn links_say_that_they_are_not_ours() {
    let html = to_html("[x](https://example.org \"t\")");
    assert!(html.contains("rel=\"nofollow ugc noopener noreferrer\""), "{html}");
}

#[test]
fn plain_text_has_no_syntax() {
    assert_eq!(to_plain("# A *b*\n\n[link](https://x.example) `code`\n\n```\nblock\n```\n"), "A b\nlink");
}

#[test]
fn headings_have_unique_anchors_of_every_script() {
    let markdown =
        "# Чай\n\n## Tea *and* `cake`\n\nTea\n---\n\n# Tea\n\n## 茶の道\n\n# Tea-2\n\n# 🫖\n\n> ## Quoted\n";
    let outline = outline(markdown);
    let found: Vec<_> = outline.iter().map(|h| (h.level, h.text.as_str(), h.anchor.as_str())).collect();
    assert_eq!(
        found,
        [
            (1, "Чай", "h-чай"),
            (2, "Tea and cake", "h-tea-and-cake"),
            (2, "Tea", "h-tea"),
            (1, "Tea", "h-tea-2"),
            (2, "茶の道", "h-茶の道"),
            (1, "Tea-2", "h-tea-2-2"),
            (1, "🫖", "h-section"),
            (2, "Quoted", "h-quoted"),
        ]
    );
    let html = to_html(markdown);
    for heading in &outline {
        assert!(html.contains(&format!("id=\"{}\"", heading.anchor)), "{} in {html}", heading.anchor);
    }
    assert!(!to_html_without_anchors(markdown).contains("id="));
}

#[test]
fn many_equal_headings_stay_cheap() {
    let outline = outline(&"# a\n".repeat(50_000));
    assert_eq!(outline.last().map(|heading| heading.anchor.as_str()), Some("h-a-50000"));
}

#[test]
fn a_place_in_the_text_can_be_linked_to() {
    let html = to_html("[up](#h-чай)\n\n# Чай");
    assert!(html.contains("href=\"#h-%D1%87%D0%B0%D0%B9\""), "{html}");
}

#[test]
fn bare_addresses_become_links_but_not_in_code_and_links() {
    let html = to_html("See https://example.org/a_b_(c)?d=1&e=2. Or (http://example.org/*x*y).");
    assert!(html.contains("<a href=\"https://example.org/a_b_(c)?d=1&amp;e=2\""), "{html}");
    assert!(html.contains("</a>. Or ("), "{html}");
    for markdown in ["`https://example.org`", "```\nhttps://example.org\n```", "ftp://example.org", "x.org"] {
        assert!(!to_html(markdown).contains("<a"), "{markdown}");
    }
    assert_eq!(to_html("[https://example.org](https://example.com)").matches("<a").count(), 1);
    assert!(!to_html("<a href=\"https://example.org\">").contains("<a"));
    assert_eq!(
        links("<https://a.example> [b](https://b.example) https://c.example @ada"),
        ["https://a.example", "https://b.example", "https://c.example", "/users/ada"]
    );
}

#[test]
fn mentions_lead_to_the_users_page() {
    let html = to_html("Thank you, @Ada_L! And (@bob), @eve.");
    for part in ["<a href=\"/users/ada_l\"", ">@Ada_L</a>!", "<a href=\"/users/bob\"", ">@eve</a>."] {
        assert!(html.contains(part), "{part} in {html}");
    }
    for markdown in [
        "ada@example.org",
        "@ada@example.org",
        "@ada.example",
        "`@ada`",
        "```\n@ada\n```",
        "\\@ada",
        "&#64;ada",
        "@ab",
        "@адам",
        "@adaм",
        "/@ada",
        &format!("@{}", "a".repeat(31)),
    ] {
        assert!(!to_html(markdown).contains("/users/"), "{markdown}");
    }
    assert_eq!(to_html("[@ada](https://example.org/@ada)").matches("<a").count(), 1);
}

#[test]
fn footnotes_stand_at_the_end_in_the_order_of_their_references() {
    let markdown = "One[^b], two[^a], again[^b], none[^x].\n\n[^a]: Second.\n[^b]: First, see[^c].\n[^c]: Third.\n\
                    [^d]: Never referred to.\n\nEnd.";
    let html = to_html(markdown);
    let at = |part: &str| html.find(part).unwrap_or_else(|| panic!("{part} in {html}"));
    assert!(
        at("End.") < at("First, see") && at("First, see") < at("Second.") && at("Second.") < at("Third.")
    );
    assert!(html.contains("none[^x]") && !html.contains("Never"), "{html}");
    assert_eq!(html.matches("id=\"fnref-").count(), 3, "{html}");
    assert_eq!(html.matches("<li id=\"fn-").count(), 3, "{html}");
    let id = html.split("<li id=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert_eq!(html.matches(&format!("href=\"#{id}\"")).count(), 2, "{html}");
    assert_ne!(to_html("a[^1]\n\n[^1]: b"), to_html("c[^1]\n\n[^1]: b").replace("<p>c", "<p>a"));
}

#[test]
fn raw_html_is_shown_as_text() {
    assert_eq!(to_html("<div>\n*a*\n</div>"), "<p>&lt;div&gt;\n*a*\n&lt;/div&gt;</p>\n");
    assert_eq!(to_html("a <b>c</b>"), "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n");
}

#[test]
fn only_pages_of_this_instance_are_linked_to_without_a_host() {
    for kept in ["/stories/story_01h455vb4pex5vsknk084sn02q", "/boards/tea#rules", "/users/ada"] {
        assert!(to_html(&format!("[x]({kept})")).contains("href="), "{kept}");
    }
    for dropped in [
        "//example.org",
        "/\\\\example.org",
        "/graphql?query=x",
        "users/ada",
        "/users/..",
        "/users/%2e%2E/graphql",
        "#location",
    ] {
        assert!(!to_html(&format!("[x]({dropped})")).contains("href="), "{dropped}");
    }
}
