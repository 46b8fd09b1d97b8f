use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use chrono::SecondsFormat;
use fabula_domain::{
    feeds::{self, Entry, Remark, Translation},
    ids::{CommentId, StoryId},
    images::Image,
    page::{Direction, Page, PageRequest},
};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{
    NoPage, STORY_COST,
    head::{Head, Picture, alternates},
    json_ld, respond,
    view::{Cover, Link, Moment, Saying, direction},
};
use crate::{
    feeds::{DISCUSSION_SIZE, permalink},
    reading::{Absent, Site, Visit},
};

#[derive(Template)]
#[template(path = "story.html")]
struct StoryPage {
    head: Head,
    title: String,
    language: String,
    direction: &'static str,
    author: Link,
    board: Link,
    published: Moment,
    reading_minutes: i32,
    cover: Option<Cover>,
    html: String,
    tags: Vec<String>,
    translations: Vec<Rendition>,
    comment_count: i32,
    sayings: Vec<Saying>,
    /// Whether the comments shown are not the newest.
    is_later: bool,
    older: Option<String>,
}

/// The same story in another language.
struct Rendition {
    title: String,
    language: String,
    direction: &'static str,
    address: String,
}

/// From which comment on the discussion is shown.
#[derive(Debug, Default, Deserialize)]
pub(super) struct From {
    from: Option<String>,
}

impl From {
    fn request(&self) -> Result<PageRequest, Absent> {
        let from: Option<CommentId> =
            self.from.as_deref().map(str::parse).transpose().map_err(|_| Absent::NotFound)?;
        // Newest first, a list goes on beyond the row that its cursor names: this one is the first of it.
        let cursor = from.map(|from| Uuid::from_u128(from.uuid().as_u128().saturating_add(1)));
        Ok(PageRequest { size: i64::from(DISCUSSION_SIZE), direction: Direction::Forward, cursor, rank: 0 })
    }
}

/// `/stories/{id}`: leads to the story's address.
pub(super) async fn by_id(visit: Visit, Path(id): Path<String>) -> Result<Response, NoPage> {
    visit.pay(1).await?;
    let story = find(&visit, &id).await?;
    Err(Absent::Moved(visit.site.story(story.id, &story.slug)).into())
}

async fn find(visit: &Visit, id: &str) -> Result<Entry, Absent> {
    let id: StoryId = id.parse().map_err(|_| Absent::NotFound)?;
    visit.read(feeds::entry(visit.db().pool(), id)).await?.ok_or(Absent::NotFound)
}

/// `/stories/{id}/{slug}`.
pub(super) async fn show(
    visit: Visit,
    Path((id, slug)): Path<(String, String)>,
    Query(from): Query<From>,
) -> Result<Response, NoPage> {
    visit.pay(STORY_COST).await?;
    let story = find(&visit, &id).await?;
    if story.slug != slug || story.id.to_string() != id {
        let mut address = visit.site.story(story.id, &story.slug);
        if let Some(from) = from.from.as_deref().and_then(|from| from.parse::<CommentId>().ok()) {
            address = permalink(from, &story, &visit.site);
        }
        return Err(Absent::Moved(address).into());
    }
    let pool = visit.db().pool();
    let remarks = visit.read(feeds::discussion(pool, story.id, from.request()?)).await?;
    let groups: Vec<Uuid> = story.translation_group.into_iter().collect();
    let translations = visit.read(feeds::translations(pool, &groups)).await?;
    let is_listed = story.board.is_listed;
    let page = page(story, remarks, &translations, from.from.is_some(), &visit.site);
    respond(&visit, &page, is_listed)
}

fn page(
    mut story: Entry,
    remarks: Page<Remark>,
    translations: &[Translation],
    is_later: bool,
    site: &Site,
) -> StoryPage {
    let head = head(&story, translations, site);
    let older = remarks.items.last().filter(|_| remarks.has_next).map(|last| {
        // From the last one on, which is then the first: who reads on sees where they were.
        permalink(last.id, &story, site)
    });
    let sayings = remarks.items.into_iter().map(|remark| Saying::new(remark, &story, site)).collect();
    let others = translations.iter().filter(|other| other.id != story.id);
    let html = story.html.take().unwrap_or_default();
    StoryPage {
        html: feeds::absolute_links(&html, site.root()),
        direction: direction(&story.language),
        author: Link { address: site.user(&story.author.handle), name: story.author.display_name },
        board: Link { address: site.board(&story.board.slug), name: story.board.title },
        published: story.published_at.into(),
        reading_minutes: story.reading_minutes,
        cover: story.cover.as_ref().map(|image| cover(image, site)),
        tags: story.tags,
        translations: others.map(|other| rendition(other, site)).collect(),
        comment_count: story.comment_count,
        title: story.title,
        language: story.language,
        head,
        sayings,
        is_later,
        older,
    }
}

fn rendition(translation: &Translation, site: &Site) -> Rendition {
    Rendition {
        title: translation.title.clone(),
        language: translation.language.clone(),
        direction: direction(&translation.language),
        address: site.story(translation.id, &translation.slug),
    }
}

fn cover(image: &Image, site: &Site) -> Cover {
    let narrower = image.widths().map(|width| (image.path_at(width), width.to_string()));
    let all = narrower.chain(std::iter::once((image.path(), image.width.to_string())));
    let srcset =
        all.map(|(path, width)| format!("{} {width}w", site.at(path))).collect::<Vec<_>>().join(", ");
    Cover { picture: Picture::new(image, site), srcset }
}

fn head(story: &Entry, translations: &[Translation], site: &Site) -> Head {
    let address = site.story(story.id, &story.slug);
    let author = site.user(&story.author.handle);
    let exact = |time: chrono::DateTime<chrono::Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut head = Head::new(story.title.clone(), story.summary.clone(), address, site);
    head.kind = "article";
    head.language.clone_from(&story.language);
    head.image = story.cover.as_ref().map(|cover| Picture::new(cover, site));
    if story.board.is_listed {
        head.alternates = alternates((&story.language, &head.address), translations, site);
    }
    head.add_feeds(&story.title, |format| site.discussion(story.id, format.extension()));
    let board = site.board(&story.board.slug);
    head.add_feeds(&story.board.title, |format| format!("{board}/feed.{}", format.extension()));
    head.properties.extend([
        ("article:published_time", exact(story.published_at)),
        ("article:modified_time", exact(story.changed_at)),
        ("article:author", author.clone()),
        ("article:section", story.board.title.clone()),
    ]);
    head.properties.extend(story.tags.iter().map(|tag| ("article:tag", tag.clone())));
    let article = json!({
        "@type": "Article",
        "@id": head.address,
        "headline": story.title,
        "description": story.summary,
        "inLanguage": story.language,
        "datePublished": exact(story.published_at),
        "dateModified": exact(story.changed_at),
        "author": { "@type": "Person", "name": story.author.display_name, "url": author },
        "keywords": story.tags,
        "image": head.image.as_ref().map(|image| &image.address),
        "commentCount": story.comment_count,
        "isPartOf": { "@type": "CollectionPage", "name": story.board.title, "url": board },
        "mainEntityOfPage": head.address,
    });
    let way = json_ld::breadcrumbs(&[(&story.board.title, &board), (&story.title, &head.address)]);
    head.json_ld = json_ld::write(&json!([article, way]));
    head
}
