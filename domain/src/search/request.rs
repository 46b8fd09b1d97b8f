use fabula_text::{Language, SearchQuery};

use super::SearchCursor;
use crate::{
    Invalid, fault,
    page::{DEFAULT_SIZE, LARGEST_SIZE, PageError},
};

/// The most languages to look in at once.
const MOST_LANGUAGES: usize = 20;

/// What to look among.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SearchScope {
    /// Boards.
    Board,
    /// Stories.
    Story,
    /// Comments.
    Comment,
    /// People.
    User,
}

impl SearchScope {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Board, Self::Story, Self::Comment, Self::User];

    /// As documents have it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Board => "BOARD",
            Self::Story => "STORY",
            Self::Comment => "COMMENT",
            Self::User => "USER",
        }
    }
}

/// A search with its place in what it finds.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    pub(super) query: SearchQuery,
    /// Sorted, without repeats, never empty.
    pub(super) scopes: Vec<SearchScope>,
    /// Primary languages, sorted; empty for all.
    pub(super) languages: Vec<String>,
    pub(super) size: i64,
    pub(super) after: Option<SearchCursor>,
    /// What cursors of this search begin with.
    pub(super) list: [u8; 4],
}

impl Search {
    /// Reads what a client sent. No scopes are all of them, no languages too.
    ///
    /// # Errors
    /// If the query asks for too much, a language is not one, the page size is out of range, or the cursor belongs to
    /// another search.
    pub fn parse(
        query: &str,
        scopes: &[SearchScope],
        languages: &[String],
        first: Option<i32>,
        after: Option<&str>,
    ) -> Result<Self, Invalid> {
        let parsed = SearchQuery::parse(query)
            .map_err(|query_fault| Invalid::new("query", query_fault.to_string()))?;
        let mut scopes = if scopes.is_empty() { SearchScope::ALL.to_vec() } else { scopes.to_vec() };
        scopes.sort_unstable();
        scopes.dedup();
        let tags = fault::languages("languages", languages, MOST_LANGUAGES)?;
        let mut languages: Vec<String> = tags.iter().filter_map(|tag| primary(tag)).collect();
        languages.sort_unstable();
        languages.dedup();
        let size = first.map_or(DEFAULT_SIZE, i64::from);
        if !(1..=LARGEST_SIZE).contains(&size) {
            return Err(Invalid::new("first", "takes 1 to 100"));
        }
        let list = SearchCursor::list(query, &scopes, &languages);
        let after = after
            .map(|cursor| SearchCursor::read(cursor, list))
            .transpose()
            .map_err(|_: PageError| Invalid::new("after", "is not a cursor of this search"))?;
        Ok(Self { query: parsed, scopes, languages, size, after, list })
    }
}

fn primary(tag: &str) -> Option<String> {
    tag.parse::<Language>().ok().map(|language| language.primary().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_looked_for_without_their_regions() {
        let search = Search::parse("tea", &[], &["pt-BR".to_owned(), "pt".to_owned()], None, None).unwrap();
        assert_eq!(search.languages, ["pt"]);
        assert_eq!(search.scopes, SearchScope::ALL);
    }

    #[test]
    fn sizes_languages_and_cursors_are_checked() {
        for (languages, first, after, field) in [
            (&["English"][..], None, None, "languages"),
            (&[], Some(0), None, "first"),
            (&[], Some(101), None, "first"),
            (&[], None, Some("AAAA"), "after"),
        ] {
            let languages: Vec<String> = languages.iter().map(ToString::to_string).collect();
            let refused = Search::parse("tea", &[], &languages, first, after).unwrap_err();
            assert_eq!(refused.field, field);
        }
    }
}
