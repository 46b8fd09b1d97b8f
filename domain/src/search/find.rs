use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use fabula_platform::db::Db;
use fabula_text::{Needles, SearchQuery, Stems, markdown_to_plain};
use sqlx::{PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use super::{Search, SearchCursor, SearchScope};
use crate::{boards, ids::UserId, page::Page, stories, viewer::Sight};

/// Of each kind, only this many of the newest that match are ranked: what is more than that was no narrow search, and
/// ranking reads all of a text's words.
const MOST_RANKED: i64 = 2_000;

/// How likeness of a name is weighed against text that matches: below all of it, but for a passing word in a long text.
const LIKENESS_WEIGHT: f64 = 0.02;

/// The least likeness of a word to one of a name: that of `pg_trgm`.
const LEAST_LIKENESS: f64 = 0.33;

/// What ranks a match: the formula in `docs/search.md`.
///
/// `rank` has the text's part; 1 divides by the logarithm of the length. `at` and `activity` are the row's own.
const SCORE: &str = "(rank * (0.7 + 0.3 * power(0.5::double precision, least(age_days, 36500) / 90.0))
                       * (1 + 0.1 * ln(1 + activity)))";

/// Something that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// What it is.
    pub kind: SearchScope,
    /// Its id, without the kind.
    pub id: Uuid,
    /// How well it fits: comparable within one search.
    pub score: f64,
}

/// A page of what a search found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The hits, best first.
    pub page: Page<Hit>,
    needles: Needles,
    asked_at: DateTime<Utc>,
    list: [u8; 4],
}

impl Found {
    /// The part of a text in Markdown that has most of what was looked for, as HTML on one line: matched words in `<mark>`,
    /// everything else escaped. Where only the title has some of it, the title and the beginning of the text.
    #[must_use]
    pub fn excerpt(&self, title: &str, markdown: &str) -> String {
        let body = self.needles.excerpt(&markdown_to_plain(markdown));
        if body.is_marked || title.is_empty() {
            return body.html;
        }
        let title = self.needles.excerpt(title).html;
        if body.html.is_empty() { title } else { format!("{title} — {}", body.html) }
    }

    /// The cursor behind which the search goes on after this hit.
    #[must_use]
    pub fn cursor(&self, hit: &Hit) -> String {
        SearchCursor { asked_at: self.asked_at, score: hit.score, id: hit.id }.write(self.list)
    }
}

/// Finds what the viewer may find, best first. A search for nothing finds nothing.
///
/// # Errors
/// If the database refuses.
pub async fn find(db: &Db, search: &Search, sight: Sight) -> Result<Found, sqlx::Error> {
    let asked_at = search.after.map_or_else(|| db.clock().now(), |cursor| cursor.asked_at);
    let stems = stems(db.pool(), &search.query, &search.languages).await?;
    let needles = search.query.needles(&stems);
    let mut hits = match search.query.to_tsquery(&stems) {
        None => Vec::new(),
        Some(tsquery) => ranked(db.pool(), search, &tsquery, &stems, sight, asked_at).await?,
    };
    let size = usize::try_from(search.size).unwrap_or(usize::MAX);
    let has_next = hits.len() > size;
    hits.truncate(size);
    let page = Page { items: hits, has_next, has_previous: search.after.is_some() };
    Ok(Found { page, needles, asked_at, list: search.list })
}

/// Stems the words of a query in every language that it may be in.
async fn stems(pool: &PgPool, query: &SearchQuery, languages: &[String]) -> Result<Stems, sqlx::Error> {
    let wanted = query.to_stem(languages);
    if wanted.is_empty() {
        return Ok(Stems::new());
    }
    let (words, languages): (Vec<String>, Vec<String>) =
        wanted.into_iter().map(|(word, language)| (word.to_owned(), language.to_owned())).unzip();
    let rows = sqlx::query!(
        r#"select distinct word as "word!", search_fold((ts_lexize(search_dictionary(language), word))[1]) as stem
           from unnest($1::text[], $2::text[]) as wanted (word, language)"#,
        &words,
        &languages,
    )
    .fetch_all(pool)
    .await?;
    let mut sets = std::collections::HashMap::<String, BTreeSet<String>>::new();
    for row in rows {
        sets.entry(row.word).or_default().extend(row.stem.filter(|stem| !stem.is_empty()));
    }
    Ok(sets.into_iter().map(|(word, stems)| (word, stems.into_iter().collect())).collect())
}

/// A row of the ranking.
#[derive(sqlx::FromRow)]
struct Ranked {
    kind: SearchScope,
    id: Uuid,
    score: f64,
}

/// One statement: what matches, of that what the viewer may find, of that the newest of each kind, ranked.
async fn ranked(
    pool: &PgPool,
    search: &Search,
    tsquery: &str,
    stems: &Stems,
    sight: Sight,
    asked_at: DateTime<Utc>,
) -> Result<Vec<Hit>, sqlx::Error> {
    let names = search.query.names();
    let mut query = QueryBuilder::new("with matching as materialized (");
    push_matching(&mut query, search, tsquery, &names, stems);
    query.push("), found as (");
    for (index, scope) in search.scopes.iter().enumerate() {
        query.push(if index == 0 { "(" } else { " union all (" });
        push_findable(&mut query, *scope, sight, asked_at);
        query.push(" order by f.id desc limit ").push_bind(MOST_RANKED).push(")");
    }
    query.push(
        "), ranked as (
             select d.kind, d.id, found.activity, greatest(extract(epoch from (",
    );
    query.push_bind(asked_at).push(" - found.at))::double precision, 0) / 86400 as age_days, ");
    // What is as it was written counts twice.
    let as_written = search.query.to_tsquery(&Stems::new());
    query.push("greatest(ts_rank('{0.1, 0.25, 0.5, 1}', d.words, ").push_bind(tsquery.to_owned());
    query
        .push("::tsquery, 1)::double precision + ts_rank('{0.1, 0.25, 0.5, 1}', d.words, ")
        .push_bind(as_written);
    query.push("::tsquery, 1)::double precision, ").push_bind(LIKENESS_WEIGHT);
    query.push(" * coalesce(found.likeness, 0)) as rank from found join search_documents d using (id)), ");
    query.push("scored as (select kind, id, ").push(SCORE).push(" as score from ranked) ");
    query.push("select kind, id, score from scored");
    if let Some(cursor) = search.after {
        query
            .push(" where (score, id) < (")
            .push_bind(cursor.score)
            .push(", ")
            .push_bind(cursor.id)
            .push(")");
    }
    query.push(" order by score desc, id desc limit ").push_bind(search.size + 1);
    let rows: Vec<Ranked> = query.build_query_as().fetch_all(pool).await?;
    Ok(rows.into_iter().map(|Ranked { kind, id, score }| Hit { kind, id, score }).collect())
}

/// Adds the statements that give all that matches, whoever may find it: by its words, or by a name that is alike.
fn push_matching(
    query: &mut QueryBuilder<Postgres>,
    search: &Search,
    tsquery: &str,
    names: &[String],
    stems: &Stems,
) {
    query.push(
        "select d.id, d.kind, null::double precision as likeness from search_documents d where d.words @@ ",
    );
    query.push_bind(tsquery.to_owned()).push("::tsquery and ");
    push_in(query, search);
    let has_names = search.scopes.iter().any(|scope| *scope != SearchScope::Comment);
    let Some(grams) = Grams::of(names).filter(|_| has_names) else { return };
    query.push(" union all select alike.id, alike.kind, alike.likeness from (select d.id, d.kind, search_likeness(d.name, ");
    query
        .push_bind(names.to_vec())
        .push(") as likeness from search_documents d where d.kind <> 'COMMENT' and ");
    push_in(query, search);
    query.push(" and d.grams && ").push_bind(grams.telling);
    query.push(" and (select count(*) from unnest(d.grams) gram where gram = any(").push_bind(grams.all);
    query.push(")) >= ").push_bind(grams.fewest);
    // What has the words is in the other half.
    query.push(" and not d.words @@ ").push_bind(tsquery.to_owned()).push("::tsquery");
    if let Some(exclusion) = search.query.to_exclusion(stems) {
        query.push(" and d.words @@ ").push_bind(exclusion).push("::tsquery");
    }
    query.push(" offset 0) alike where alike.likeness >= ").push_bind(LEAST_LIKENESS);
}

/// Adds the condition that document `d` is of the scopes and languages asked for. People are of no language.
fn push_in(query: &mut QueryBuilder<Postgres>, search: &Search) {
    let kinds: Vec<&'static str> = search.scopes.iter().map(|scope| scope.as_str()).collect();
    query.push("d.kind = any(").push_bind(kinds).push(")");
    if !search.languages.is_empty() {
        query.push(" and (d.kind = 'USER' or d.languages && ").push_bind(search.languages.clone()).push(")");
    }
}

/// Adds the statement, without order and limit, that gives what matches `m` of a kind if the viewer may find it, with when
/// it was written and how much happens around it.
fn push_findable(
    query: &mut QueryBuilder<Postgres>,
    scope: SearchScope,
    sight: Sight,
    asked_at: DateTime<Utc>,
) {
    query.push("select f.id, f.likeness, ");
    match scope {
        SearchScope::Board => {
            query.push(
                "b.created_at as at, (b.member_count + b.story_count)::double precision as activity
                 from matching f join boards b on b.id = f.id where f.kind = 'BOARD' and ",
            );
            boards::push_listed(query, sight);
        }
        SearchScope::Story => {
            query.push(
                "coalesce(s.published_at, s.created_at) as at, s.comment_count::double precision as activity
                 from matching f join stories s on s.id = f.id join boards b on b.id = s.board_id
                 where f.kind = 'STORY' and ",
            );
            push_readable(query, sight);
        }
        SearchScope::Comment => {
            query.push(
                "c.created_at as at, c.reply_count::double precision as activity
                 from matching f join comments c on c.id = f.id join stories s on s.id = c.story_id
                      join boards b on b.id = s.board_id
                 where f.kind = 'COMMENT' and c.status = 'PUBLISHED' and ",
            );
            push_readable(query, sight);
        }
        SearchScope::User => {
            // Somebody's age says nothing of how well they fit.
            query.push_bind(asked_at).push(
                " as at, 0::double precision as activity
                 from matching f join users u on u.id = f.id where f.kind = 'USER'",
            );
        }
    }
}

/// Adds the condition that story `s` on board `b` is one that the viewer is shown: theirs, or published on such a board.
/// Moderators may read more, but don't meet it in searches.
fn push_readable(query: &mut QueryBuilder<Postgres>, sight: Sight) {
    stories::push_visible(query, sight);
    query.push(" and (s.status = 'PUBLISHED' or s.author_id = ").push_bind(sight.user.map(UserId::uuid));
    query.push(") and ");
    boards::push_listed(query, sight);
}

/// The groups of three letters by which names that resemble a word are found.
struct Grams {
    /// All of the longest word's: every word has to be alike, so this one must be.
    all: Vec<String>,
    /// Some of them, of which an alike name has at least one.
    telling: Vec<String>,
    /// How many of all it has at least.
    fewest: i64,
}

impl Grams {
    fn of(names: &[String]) -> Option<Self> {
        let longest = names.iter().max_by_key(|name| name.chars().count())?;
        let letters: Vec<char> = "  ".chars().chain(longest.chars()).chain(" ".chars()).collect();
        let mut all: Vec<String> = letters.windows(3).map(|gram| gram.iter().collect()).collect();
        all.sort_unstable();
        all.dedup();
        let fewest = all.len().div_ceil(3).max(2);
        // Beginnings and ends of words are the most common groups, and least needed: if `fewest` of all are there, at least
        // one of any `all - fewest + 1` is.
        all.sort_by_key(|gram| gram.matches(' ').count());
        let needed = all.len() - fewest + 1;
        let telling = all.iter().take(needed).cloned().collect();
        Some(Self { all, telling, fewest: i64::try_from(fewest).unwrap_or(i64::MAX) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_alike_enough_has_one_of_the_telling_groups() {
        let grams = Grams::of(&["the".to_owned(), "hering".to_owned()]).unwrap();
        assert_eq!(grams.all.len(), 7);
        assert_eq!(grams.fewest, 3);
        assert_eq!(grams.telling.len(), 5);
        assert!(grams.telling.iter().filter(|gram| gram.contains(' ')).count() <= 1);
    }
}
