use sqlx::{PgExecutor, Postgres, QueryBuilder};

use super::{
    ANYBODY, Entry, Place,
    entry::{COLUMNS, TABLES},
};
use crate::{
    ids::{BoardId, StoryId, UserId},
    languages::push_filter,
    page::List,
    stories::push_visible,
};

/// The stories of one page.
const SIZE: i64 = 20;
/// The bytes of HTML in one page: the texts that are beyond stay out, and their summaries have to do.
const LARGEST: i64 = 2 * 1_024 * 1_024;

/// Whose stories a list holds.
#[derive(Debug, Clone, Copy)]
pub enum Channel<'a> {
    /// A board's. The caller has made sure that anybody may see it.
    Board(BoardId),
    /// A person's, on public boards.
    Author(UserId),
    /// Those in a language or a regional form of it, on public boards.
    Language(&'a str),
}

impl Channel<'_> {
    /// Names the list, for its cursors.
    pub(super) fn list(self) -> List {
        List::named(&format!("feeds/{self:?}"))
    }
}

/// Whether a list holds the texts themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    /// Summaries alone.
    Summaries,
    /// The texts, as far as there is room.
    Whole,
}

/// A page of a list of stories.
#[derive(Debug, Clone)]
pub struct EntryPage {
    /// Its stories, newest first.
    pub entries: Vec<Entry>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

/// Twenty stories of a channel behind a place, or the newest ones.
///
/// # Errors
/// If the database refuses.
pub async fn stories(
    executor: impl PgExecutor<'_>,
    channel: Channel<'_>,
    after: Option<Place>,
    texts: Texts,
) -> Result<EntryPage, sqlx::Error> {
    let mut query = QueryBuilder::new("select page.*, ");
    match texts {
        Texts::Summaries => query.push("null::text as html"),
        Texts::Whole => {
            query.push("case when sum(octet_length(whole)) over (order by published_at desc, id desc) <= ");
            query.push_bind(LARGEST).push(" then whole end as html")
        }
    };
    query.push(" from (select ").push(COLUMNS);
    if texts == Texts::Whole {
        query.push(", s.body_html as whole");
    }
    query.push(TABLES).push(" where s.status = 'PUBLISHED' and ");
    push_visible(&mut query, ANYBODY);
    let owner = push_channel(&mut query, channel);
    if let Some(place) = after {
        query.push(" and (s.published_at, s.id) < (").push_bind(place.published_at).push(", ");
        query.push_bind(place.id).push(")");
    }
    // Beginning with what is the same in all rows, only the index on all three gives this order.
    query.push(" order by ").push(owner).push(" desc, s.published_at desc, s.id desc limit ");
    query.push_bind(SIZE + 1).push(") page order by published_at desc, id desc");
    let mut entries: Vec<Entry> = query.build_query_as().fetch_all(executor).await?;
    let size = usize::try_from(SIZE).unwrap_or(usize::MAX);
    let has_next = entries.len() > size;
    entries.truncate(size);
    let last = entries.last().filter(|_| has_next);
    let next = last.map(|last| Place { published_at: last.published_at, id: last.id.uuid() }.write(channel));
    Ok(EntryPage { entries, next })
}

/// Adds the condition that story `s` on board `b` is one of the channel's, and answers what all of them have in common.
fn push_channel(query: &mut QueryBuilder<Postgres>, channel: Channel<'_>) -> &'static str {
    let owner = match channel {
        Channel::Board(board) => {
            query.push(" and s.board_id = any(").push_bind(vec![board.uuid()]).push(")");
            return "s.board_id";
        }
        Channel::Author(author) => {
            query.push(" and s.author_id = any(").push_bind(vec![author.uuid()]).push(")");
            "s.author_id"
        }
        Channel::Language(tag) => {
            let primary = tag.split('-').next().unwrap_or_default().to_owned();
            query.push(" and split_part(s.language, '-', 1) = any(").push_bind(vec![primary]).push(") and ");
            push_filter(query, "s.language", &[tag.to_owned()]);
            "split_part(s.language, '-', 1)"
        }
    };
    query.push(" and b.visibility = 'PUBLIC'");
    owner
}

/// A story that anybody may read, with its text.
///
/// # Errors
/// If the database refuses.
pub async fn entry(executor: impl PgExecutor<'_>, id: StoryId) -> Result<Option<Entry>, sqlx::Error> {
    let mut query = QueryBuilder::new("select ");
    query.push(COLUMNS).push(", s.body_html as html").push(TABLES);
    query.push(" where s.id = ").push_bind(id.uuid()).push(" and s.status = 'PUBLISHED' and ");
    push_visible(&mut query, ANYBODY);
    query.build_query_as().fetch_optional(executor).await
}
