//! Feeds: Atom (RFC 4287, in pages by RFC 5005) and JSON Feed 1.1, with the same in both.

mod atom;
mod channels;
mod discussion;
mod json;

pub(crate) use channels::{Paging, language_of};
pub(crate) use discussion::{SIZE as DISCUSSION_SIZE, permalink};

use std::str::FromStr;

use axum::{Router, response::Response, routing::get};
use chrono::{DateTime, SecondsFormat, Utc};
use fabula_domain::feeds::{self, Byline, Entry};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    http::State,
    reading::{Absent, Site, Visit},
};

/// What a page of a feed costs, in points: as much as the same page with the texts of its stories by GraphQL.
const COST: u32 = 100;

/// The routes of feeds.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/boards/{slug}/{file}", get(channels::board))
        .route("/users/{handle}/{file}", get(channels::user))
        .route("/languages/{tag}/{file}", get(channels::language))
        .route("/stories/{id}/discussion.atom", get(discussion::atom))
        .route("/stories/{id}/discussion.json", get(discussion::json))
}

/// How a feed is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Atom,
    Json,
}

impl Format {
    pub(crate) const ALL: [Self; 2] = [Self::Atom, Self::Json];

    /// How names of feeds end.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Json => "json",
        }
    }

    /// What pages that have such a feed call it.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }
}

impl FromStr for Format {
    type Err = Absent;

    /// Reads the last segment of a feed's address.
    fn from_str(file: &str) -> Result<Self, Absent> {
        let named =
            Self::ALL.into_iter().find(|format| file.strip_prefix("feed.") == Some(format.extension()));
        named.ok_or(Absent::NotFound)
    }
}

/// A page of a feed, however it is written.
#[derive(Debug)]
struct Feed {
    /// A URI that stays the same whatever the feed is called and wherever it is.
    id: String,
    title: String,
    subtitle: Option<String>,
    /// Of all that is in it; `None` where that differs.
    language: Option<String>,
    changed_at: DateTime<Utc>,
    /// The page that shows the same.
    page: String,
    /// Its first page.
    address: String,
    /// What `address` is asked with for this page, and for the next.
    after: Option<String>,
    next: Option<String>,
    items: Vec<Item>,
    is_listed: bool,
}

/// A story or a comment.
#[derive(Debug)]
struct Item {
    id: String,
    title: String,
    address: String,
    language: String,
    published_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
    author: Option<Person>,
    tags: Vec<String>,
    summary: String,
    /// `None` where there was no room for it.
    html: Option<String>,
    image: Option<String>,
    /// Where its comments can be followed, and how many there are.
    replies: Option<(String, i32)>,
    /// What it replies to: id and address.
    reply_to: Option<(String, String)>,
}

#[derive(Debug)]
struct Person {
    name: String,
    address: String,
}

impl Person {
    fn new(byline: Byline, site: &Site) -> Self {
        Self { address: site.user(&byline.handle), name: byline.display_name }
    }
}

impl Feed {
    /// The address of the page behind `after`.
    fn at(&self, after: &str) -> String {
        // A cursor is written in base64url: nothing in it needs an escape.
        format!("{}?after={after}", self.address)
    }

    fn changed(&self) -> String {
        timestamp(self.changed_at)
    }

    /// The address of this page.
    fn this(&self) -> String {
        self.after.as_deref().map_or_else(|| self.address.clone(), |after| self.at(after))
    }

    fn write(&self, format: Format, visit: &Visit) -> Result<Response, Absent> {
        let (media, body) = match format {
            Format::Atom => ("application/atom+xml; charset=utf-8", atom::write(self, &visit.site)?),
            Format::Json => ("application/feed+json; charset=utf-8", json::write(self)),
        };
        Ok(visit.answer(media, body, Some(self.changed_at), self.is_listed))
    }
}

impl Item {
    fn published(&self) -> String {
        timestamp(self.published_at)
    }

    fn changed(&self) -> String {
        timestamp(self.changed_at)
    }

    fn of_story(entry: Entry, site: &Site) -> Self {
        let address = site.story(entry.id, &entry.slug);
        Self {
            id: urn(entry.id.uuid()),
            title: entry.title,
            language: entry.language,
            published_at: entry.published_at,
            changed_at: entry.changed_at,
            author: Some(Person::new(entry.author, site)),
            tags: entry.tags,
            summary: entry.summary,
            html: entry.html.map(|html| feeds::absolute_links(&html, site.root())),
            image: entry.cover.map(|cover| site.image(&cover)),
            replies: Some((site.discussion(entry.id, Format::Atom.extension()), entry.comment_count)),
            reply_to: None,
            address,
        }
    }
}

/// The URI of what has this id.
fn urn(id: Uuid) -> String {
    format!("urn:uuid:{id}")
}

/// The URI of what has only a name: a UUID of version 8 (RFC 9562) from its hash.
fn urn_of(name: &str) -> String {
    let digest = Sha256::digest(name.as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    urn(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// A time as both formats have it (RFC 3339).
fn timestamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

#[cfg(test)]
mod tests;
