use serde::Serialize;

use super::{Feed, Item};

#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    items: Vec<JsonItem<'a>>,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    /// An item has one of the two.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    authors: Option<[JsonAuthor<'a>; 1]>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tags: &'a [String],
    language: &'a str,
}

#[derive(Serialize)]
struct JsonAuthor<'a> {
    name: &'a str,
    url: &'a str,
}

/// A page of a feed in JSON Feed 1.1.
pub(super) fn write(feed: &Feed) -> String {
    let page = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        home_page_url: &feed.page,
        feed_url: feed.this(),
        description: feed.subtitle.as_deref(),
        next_url: feed.next.as_deref().map(|next| feed.at(next)),
        language: feed.language.as_deref(),
        items: feed.items.iter().map(item).collect(),
    };
    serde_json::to_string(&page).unwrap_or_default()
}

fn item(item: &Item) -> JsonItem<'_> {
    JsonItem {
        id: &item.id,
        url: &item.address,
        title: &item.title,
        content_html: item.html.as_deref(),
        content_text: item.html.is_none().then_some(item.summary.as_str()),
        summary: &item.summary,
        image: item.image.as_deref(),
        date_published: item.published(),
        date_modified: item.changed(),
        authors: item.author.as_ref().map(|person| [JsonAuthor { name: &person.name, url: &person.address }]),
        tags: &item.tags,
        language: &item.language,
    }
}
