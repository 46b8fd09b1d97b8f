use axum::{
    extract::{Path, Query},
    response::Response,
};
use fabula_domain::{
    feeds::{self, Entry, Remark},
    ids::{CommentId, StoryId},
    page::PageArguments,
};

use super::{COST, Feed, Format, Item, Person, channels::Paging, urn, urn_of};
use crate::reading::{Absent, Site, Visit};

/// The comments of one page.
pub(crate) const SIZE: i32 = 50;

/// `/stories/{id}/discussion.atom`.
pub(super) async fn atom(visit: Visit, id: Path<String>, paging: Query<Paging>) -> Result<Response, Absent> {
    write(visit, id, paging, Format::Atom).await
}

/// `/stories/{id}/discussion.json`.
pub(super) async fn json(visit: Visit, id: Path<String>, paging: Query<Paging>) -> Result<Response, Absent> {
    write(visit, id, paging, Format::Json).await
}

async fn write(
    visit: Visit,
    Path(id): Path<String>,
    Query(paging): Query<Paging>,
    format: Format,
) -> Result<Response, Absent> {
    visit.pay(COST).await?;
    let id: StoryId = id.parse().map_err(|_| Absent::NotFound)?;
    let list = feeds::discussion_list(id);
    let arguments =
        PageArguments { first: Some(SIZE), after: paging.after.clone(), ..PageArguments::default() };
    let request = arguments.check(list)?;
    let story = visit.read(feeds::entry(visit.db().pool(), id)).await?.ok_or(Absent::NotFound)?;
    let remarks = visit.read(feeds::discussion(visit.db().pool(), id, request)).await?;
    let site = &visit.site;
    let newest = remarks.items.iter().map(|remark| remark.changed_at).max();
    let next = remarks.items.last().filter(|_| remarks.has_next).map(|last| list.cursor(last.id.uuid()));
    let feed = Feed {
        id: urn_of(&format!("discussion/{id}")),
        title: story.title.clone(),
        subtitle: None,
        language: Some(story.language.clone()),
        changed_at: newest.unwrap_or(story.published_at),
        page: site.story(story.id, &story.slug),
        address: site.discussion(story.id, format.extension()),
        after: paging.after,
        next,
        is_listed: story.board.is_listed,
        items: remarks.items.into_iter().map(|remark| item(remark, &story, site)).collect(),
    };
    feed.write(format, &visit)
}

fn item(remark: Remark, story: &Entry, site: &Site) -> Item {
    let page = site.story(story.id, &story.slug);
    let reply_to = match remark.parent {
        Some(parent) => (urn(parent.uuid()), permalink(parent, story, site)),
        None => (urn(story.id.uuid()), page.clone()),
    };
    Item {
        id: urn(remark.id.uuid()),
        // The same in any language, as in mail.
        title: format!("Re: {}", story.title),
        language: remark.language,
        published_at: remark.created_at,
        changed_at: remark.changed_at,
        author: remark.author.map(|author| Person::new(author, site)),
        tags: Vec::new(),
        summary: remark.summary,
        html: Some(feeds::absolute_links(&remark.html, site.root())),
        image: None,
        replies: None,
        reply_to: Some(reply_to),
        address: permalink(remark.id, story, site),
    }
}

/// Where a comment can be read: the page of its story, with the comments from this one on.
pub(crate) fn permalink(comment: CommentId, story: &Entry, site: &Site) -> String {
    format!("{}?from={comment}#{comment}", site.story(story.id, &story.slug))
}
