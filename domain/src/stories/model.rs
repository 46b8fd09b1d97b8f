use chrono::{DateTime, Utc};
use fabula_text::{Language, clean_line};

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
}

/// A story's text as it once was.
#[derive(Debug, Clone)]
pub struct StoryRevision {
    /// Which one, from 1.
    pub revision: i32,
    /// Its title then.
    pub title: String,
    /// Its text then, in Markdown.
    pub body: String,
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

/// A title fit for an address: letters and digits of any script in lower case, hyphens between, at most 80
/// characters. Ids find stories; this is for people.
pub(super) fn slug(title: &str) -> String {
    let mut slug = String::new();
    for character in title.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug: String = slug.chars().take(80).collect();
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "story".to_owned() } else { slug.to_owned() }
}

/// What a story is about: at most ten tags of 1 to 40 characters, in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags(Vec<String>);

impl Tags {
    /// Reads tags; repeats are dropped.
    ///
    /// # Errors
    /// If there are too many, or one can't be a tag.
    pub fn parse(tags: &[String]) -> Result<Self, Invalid> {
        let mut parsed: Vec<String> = Vec::new();
        for tag in tags.iter().take(100) {
            let tag =
                clean_line(tag.trim_start_matches('#'), 40).map_err(Invalid::text("tags"))?.to_lowercase();
            if !parsed.contains(&tag) {
                parsed.push(tag);
            }
        }
        if parsed.len() > 10 || tags.len() > 100 {
            return Err(Invalid::new("tags", "takes at most 10 tags"));
        }
        Ok(Self(parsed))
    }

    /// The tags.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_keep_every_script() {
        assert_eq!(slug("  The Tea-House, 1923! "), "the-tea-house-1923");
        assert_eq!(slug("Чайная на Невском"), "чайная-на-невском");
        assert_eq!(slug("!!!"), "story");
    }

    #[test]
    fn tags_are_small_unique_and_few() {
        let tags = Tags::parse(&["#Tea".into(), "tea".into(), "History".into()]).unwrap();
        assert_eq!(tags.as_slice(), ["tea", "history"]);
        let many: Vec<String> = (0..11).map(|n| format!("t{n}")).collect();
        assert!(Tags::parse(&many).is_err());
    }
}
