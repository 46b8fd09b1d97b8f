use super::*;
use crate::reading::only_xml_characters;

const HOSTILE: &str = "</title>\"'&<script>alert(1)</script>]]>\u{1}\u{8}\u{FFFE}\u{FFFF}";

fn feed() -> Feed {
    let item = Item {
        id: urn(Uuid::from_u128(7)),
        title: HOSTILE.to_owned(),
        address: "https://f.org/stories/1/x".to_owned(),
        language: "en".to_owned(),
        published_at: DateTime::UNIX_EPOCH,
        changed_at: DateTime::UNIX_EPOCH,
        author: Some(Person { name: HOSTILE.to_owned(), address: "https://f.org/users/x".to_owned() }),
        tags: vec![HOSTILE.to_owned()],
        summary: HOSTILE.to_owned(),
        html: Some(format!("<p>{HOSTILE}</p>")),
        image: None,
        replies: Some(("https://f.org/stories/1/discussion.atom".to_owned(), 3)),
        reply_to: None,
    };
    Feed {
        id: urn_of("x"),
        title: HOSTILE.to_owned(),
        subtitle: Some(HOSTILE.to_owned()),
        language: None,
        changed_at: DateTime::UNIX_EPOCH,
        page: "https://f.org/x".to_owned(),
        address: "https://f.org/x/feed.atom".to_owned(),
        after: None,
        next: Some("AbC".to_owned()),
        items: vec![item],
        is_listed: true,
    }
}

#[test]
fn nothing_that_is_written_becomes_markup_of_a_feed() {
    let written = atom::write(&feed(), &Site::new("https://f.org")).unwrap();
    assert!(!written.contains("<script") && !written.contains("]]>"), "{written}");
    assert!(written.chars().all(|c| c >= ' ' || c == '\n'), "{written:?}");
    assert_eq!(written.matches("<title>").count(), written.matches("</title>").count());
    let json: serde_json::Value = serde_json::from_str(&json::write(&feed())).unwrap();
    assert_eq!(json["items"][0]["title"], HOSTILE);
    assert_eq!(json["next_url"], "https://f.org/x/feed.atom?after=AbC");
}

#[test]
fn xml_has_no_way_to_write_some_characters() {
    let clean = only_xml_characters("a\u{0}\u{B}\t\n\u{1F}\u{7F}\u{FFFD}\u{FFFE}😀\u{10FFFF}".to_owned());
    assert_eq!(clean, "a\t\n\u{7F}\u{FFFD}😀\u{10FFFF}");
}

#[test]
fn ids_of_feeds_are_uuids_and_stay_the_same() {
    let id = urn_of("discussion/story_x");
    assert_eq!(id, urn_of("discussion/story_x"));
    assert_ne!(id, urn_of("discussion/story_y"));
    let uuid: Uuid = id.strip_prefix("urn:uuid:").unwrap().parse().unwrap();
    assert_eq!(uuid.get_version_num(), 8);
}
