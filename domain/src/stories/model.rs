use chrono::{DateTime, Utc};
use fabula_text::{Language, clean_line};
use sqlx::types::Json;
use uuid::Uuid;

use super::{References, links};
use crate::{
    Invalid,
    ids::{BoardId, StoryId, UserId},
};

/// What a story's or comment's language is when nobody can tell (ISO 639-2: undetermined).
pub const UNKNOWN_LANGUAGE: &str = "und";

/// Whether a story can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StoryStatus {
    /// By its author alone.
    Draft,
    /// By everyone who sees the board.
    Published,
}

/// A long-form text on a board.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Story {
    /// Its id.
    pub id: StoryId,
    /// The board that it stands on.
    pub board_id: BoardId,
    /// Who wrote it.
    pub author_id: UserId,
    /// Its title.
    pub title: String,
    /// Its title, fit for an address.
    pub slug: String,
    /// Its text, in Markdown.
    pub body: String,
    /// Its text, as sanitised HTML.
    pub body_html: String,
    /// Its language (BCP 47), `und` if unknown.
    pub language: String,
    /// What it is about.
    pub tags: Vec<String>,
    /// What it draws on.
    #[sqlx(json)]
    pub sources: References,
    /// The story that it and its translations began with; `None` while it is linked to none.
    pub translation_group: Option<Uuid>,
    /// Whether its author said what language it is in.
    pub language_is_given: bool,
    /// How long it takes to read, at least 1.
    pub reading_minutes: i32,
    /// Whether it can be read.
    pub status: StoryStatus,
    /// How often it was written, from 1.
    pub revision: i32,
    /// Comments that its readers see.
    pub comment_count: i32,
    /// Top-level entries of its discussion.
    pub thread_count: i32,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When its text last changed.
    pub updated_at: DateTime<Utc>,
    /// Since when nothing is added to its discussion.
    pub discussion_locked_at: Option<DateTime<Utc>>,
}

/// A story as it once was.
#[derive(Debug, Clone)]
pub struct StoryRevision {
    /// Of which story.
    pub story_id: StoryId,
    /// Which one, from 1.
    pub revision: i32,
    /// Its title then.
    pub title: String,
    /// Its text then, in Markdown.
    pub body: String,
    /// Its language then.
    pub language: String,
    /// Its tags then.
    pub tags: Vec<String>,
    /// What it drew on then.
    pub sources: Json<References>,
    /// Who wrote this revision.
    pub edited_by: UserId,
    /// When.
    pub edited_at: DateTime<Utc>,
}

/// A story's title.
pub(super) fn title(text: &str) -> Result<String, Invalid> {
    clean_line(text, 200).map_err(Invalid::text("title"))
}

/// A story's text.
pub(super) fn body(text: &str) -> Result<String, Invalid> {
    fabula_text::clean_text(text, 200_000).map_err(Invalid::text("body"))
}

/// The language that was given, or the one that the text is in.
pub(super) fn language(
    given: Option<&str>,
    title: &str,
    body: &str,
    priors: &[String],
) -> Result<String, Invalid> {
    if let Some(tag) = given {
        return crate::fault::language("language", tag);
    }
    Ok(detect(&format!("{title}\n\n{body}"), priors))
}

/// The language that a text is in, `und` if nobody can tell.
#[must_use]
pub(crate) fn detect(text: &str, priors: &[String]) -> String {
    let priors: Vec<Language> = priors.iter().filter_map(|tag| tag.parse().ok()).collect();
    fabula_text::detect(text, &priors)
        .map_or_else(|| UNKNOWN_LANGUAGE.to_owned(), |language| language.to_string())
}

/// A title fit for an address. Ids find stories; this is for people.
pub(super) fn slug(title: &str) -> String {
    let slug = fabula_text::slug(title);
    if slug.is_empty() { "story".to_owned() } else { slug }
}

/// What is derived from a text when it is written.
#[derive(Debug)]
pub(super) struct Rendered {
    pub(super) html: String,
    /// Stories that the text links to.
    pub(super) links: Vec<StoryId>,
}

impl Rendered {
    /// Renders a body.
    pub(super) fn of(body: &str) -> Self {
        Self { html: fabula_text::markdown_to_html(body), links: links::in_text(body) }
    }
}

/// How long a text takes to read, as the database keeps it.
pub(crate) fn reading_minutes(body: &str, language: &str) -> i32 {
    i32::try_from(fabula_text::reading_minutes(body, language)).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_without_letters_has_a_slug_all_the_same() {
        assert_eq!(slug("Чайная на Невском"), "чайная-на-невском");
        assert_eq!(slug("!!!"), "story");
    }
}
