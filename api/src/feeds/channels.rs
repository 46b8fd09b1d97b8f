use axum::{
    extract::{Path, Query},
    response::Response,
};
use chrono::{DateTime, Utc};
use fabula_domain::{
    accounts, boards,
    feeds::{self, Channel, EntryPage, Language, Place, Texts},
};
use serde::Deserialize;

use super::{COST, Feed, Format, Item, urn, urn_of};
use crate::reading::{Absent, Visit};

/// Which page of a list is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Paging {
    pub(crate) after: Option<String>,
}

impl Paging {
    /// The place behind which the page begins.
    pub(crate) fn place(&self, channel: Channel<'_>) -> Result<Option<Place>, Absent> {
        Ok(self.after.as_deref().map(|after| Place::read(after, channel)).transpose()?)
    }
}

/// Reads a language as an address has it; addresses have its canonical form.
pub(crate) fn language_of(tag: &str) -> Result<Language, Absent> {
    tag.parse().map_err(|_| Absent::NotFound)
}

/// What a feed is about.
struct About {
    id: String,
    title: String,
    subtitle: Option<String>,
    language: Option<String>,
    /// Since when there is something to say about it.
    since: DateTime<Utc>,
    page: String,
    is_listed: bool,
}

impl About {
    fn feed(self, format: Format, paging: Paging, page: EntryPage, visit: &Visit) -> Feed {
        let newest = page.entries.iter().map(|entry| entry.changed_at).max();
        Feed {
            id: self.id,
            title: self.title,
            subtitle: self.subtitle,
            language: self.language,
            changed_at: newest.unwrap_or(self.since),
            address: format!("{}/feed.{}", self.page, format.extension()),
            page: self.page,
            after: paging.after,
            next: page.next,
            items: page.entries.into_iter().map(|entry| Item::of_story(entry, &visit.site)).collect(),
            is_listed: self.is_listed,
        }
    }
}

async fn write(
    visit: &Visit,
    format: Format,
    paging: Paging,
    channel: Channel<'_>,
    about: About,
) -> Result<Response, Absent> {
    let place = paging.place(channel)?;
    let page = visit.read(feeds::stories(visit.db().pool(), channel, place, Texts::Whole)).await?;
    about.feed(format, paging, page, visit).write(format, visit)
}

/// `/boards/{slug}/feed.atom` and `.json`.
pub(super) async fn board(
    visit: Visit,
    Path((slug, file)): Path<(String, String)>,
    Query(paging): Query<Paging>,
) -> Result<Response, Absent> {
    let format: Format = file.parse()?;
    visit.pay(COST).await?;
    let board =
        visit.read(boards::by_slug(visit.db().pool(), &slug, None.into())).await?.ok_or(Absent::NotFound)?;
    let subtitle = feeds::teaser(&board.description, 300);
    let about = About {
        id: urn(board.id.uuid()),
        title: board.title,
        subtitle: Some(subtitle).filter(|subtitle| !subtitle.is_empty()),
        // What is at home on it in several languages is in none.
        language: <[String; 1]>::try_from(board.languages).ok().map(|[language]| language),
        since: board.created_at,
        page: visit.site.board(&board.slug),
        is_listed: board.visibility == boards::BoardVisibility::Public,
    };
    write(&visit, format, paging, Channel::Board(board.id), about).await
}

/// `/users/{handle}/feed.atom` and `.json`.
pub(super) async fn user(
    visit: Visit,
    Path((handle, file)): Path<(String, String)>,
    Query(paging): Query<Paging>,
) -> Result<Response, Absent> {
    let format: Format = file.parse()?;
    visit.pay(COST).await?;
    let user = visit.read(accounts::by_handle(visit.db().pool(), &handle)).await?.ok_or(Absent::NotFound)?;
    let about = About {
        id: urn(user.id.uuid()),
        title: user.display_name,
        subtitle: None,
        language: None,
        since: user.created_at,
        page: visit.site.user(&user.handle),
        is_listed: true,
    };
    write(&visit, format, paging, Channel::Author(user.id), about).await
}

/// `/languages/{tag}/feed.atom` and `.json`.
pub(super) async fn language(
    visit: Visit,
    Path((tag, file)): Path<(String, String)>,
    Query(paging): Query<Paging>,
) -> Result<Response, Absent> {
    let format: Format = file.parse()?;
    visit.pay(COST).await?;
    let language = language_of(&tag)?;
    let page = visit.site.language(language.as_str());
    let about = About {
        id: urn_of(&page),
        title: format!("Fabula: {language}"),
        subtitle: None,
        language: Some(language.to_string()),
        since: DateTime::UNIX_EPOCH,
        page,
        is_listed: true,
    };
    write(&visit, format, paging, Channel::Language(language.as_str()), about).await
}
