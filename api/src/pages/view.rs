use chrono::{DateTime, SecondsFormat, Utc};
use fabula_domain::feeds::{Entry, Language, Remark};

use super::head::Picture;
use crate::{feeds::permalink, reading::Site};

/// Which way a language is written, for `dir`.
pub(crate) fn direction(language: &str) -> &'static str {
    match language.parse::<Language>() {
        Ok(language) if language.as_str() == "und" => "auto",
        Ok(language) if language.is_right_to_left() => "rtl",
        Ok(_) => "ltr",
        Err(_) => "auto",
    }
}

/// A time for people and for machines.
#[derive(Debug)]
pub(super) struct Moment {
    pub(super) day: String,
    pub(super) exact: String,
}

impl From<DateTime<Utc>> for Moment {
    fn from(time: DateTime<Utc>) -> Self {
        Self {
            day: time.format("%Y-%m-%d").to_string(),
            exact: time.to_rfc3339_opts(SecondsFormat::Secs, true),
        }
    }
}

/// A story in a list.
#[derive(Debug)]
pub(super) struct Card {
    pub(super) title: String,
    pub(super) address: String,
    pub(super) language: String,
    pub(super) direction: &'static str,
    pub(super) summary: String,
    pub(super) published: Moment,
    pub(super) reading_minutes: i32,
    pub(super) comment_count: i32,
    pub(super) author: Link,
    pub(super) board: Link,
}

/// A name that leads somewhere.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) name: String,
    pub(super) address: String,
}

impl Card {
    pub(super) fn new(entry: Entry, site: &Site) -> Self {
        Self {
            address: site.story(entry.id, &entry.slug),
            direction: direction(&entry.language),
            published: entry.published_at.into(),
            reading_minutes: entry.reading_minutes,
            comment_count: entry.comment_count,
            author: Link { address: site.user(&entry.author.handle), name: entry.author.display_name },
            board: Link { address: site.board(&entry.board.slug), name: entry.board.title },
            title: entry.title,
            language: entry.language,
            summary: entry.summary,
        }
    }
}

/// A comment on the page of its story.
#[derive(Debug)]
pub(super) struct Saying {
    pub(super) id: String,
    pub(super) address: String,
    /// Where what it replies to can be read.
    pub(super) reply_to: Option<String>,
    pub(super) author: Option<Link>,
    pub(super) language: String,
    pub(super) direction: &'static str,
    pub(super) written: Moment,
    pub(super) html: String,
}

impl Saying {
    pub(super) fn new(remark: Remark, story: &Entry, site: &Site) -> Self {
        Self {
            id: remark.id.to_string(),
            address: permalink(remark.id, story, site),
            reply_to: remark.parent.map(|parent| permalink(parent, story, site)),
            author: remark
                .author
                .map(|author| Link { address: site.user(&author.handle), name: author.display_name }),
            direction: direction(&remark.language),
            language: remark.language,
            written: remark.created_at.into(),
            html: fabula_domain::feeds::absolute_links(&remark.html, site.root()),
        }
    }
}

/// The picture of a story, as wide as a column of text.
#[derive(Debug)]
pub(super) struct Cover {
    pub(super) picture: Picture,
    /// All renditions with their widths.
    pub(super) srcset: String,
}
