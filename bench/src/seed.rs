use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use uuid::Uuid;

use crate::{Options, failure::Failure};

/// Ids that can be told from a number, in SQL and here. Valid UUIDv7s that sort as the numbers do.
const STORY: &str = "01900000000070008000";
const USER: &str = "01900000000070008001";
const BOARD: &str = "01900000000070008002";

/// Story number `number` (from 1).
pub(crate) fn story(number: u32) -> Uuid {
    Uuid::from_u128((0x0190_0000_0000_7000_8000_u128 << 48) + u128::from(number))
}

/// The bearer token of user number `number` (from 1).
pub(crate) fn token(number: u32) -> String {
    tokens::token(number)
}

/// Tokens without hashing here: PostgreSQL hashes them.
mod tokens {
    /// 32 bytes in base64url behind `fabula_`, as the program makes them; here the bytes are the number in digits.
    pub(super) fn token(number: u32) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let bytes = format!("{number:032}").into_bytes();
        let mut text = String::from("fabula_");
        for triple in bytes.chunks(3) {
            let mut bits = 0_u32;
            for place in 0..3 {
                bits = bits << 8 | u32::from(triple.get(place).copied().unwrap_or(0));
            }
            for place in 0..=triple.len() {
                text.push(char::from(DIGITS[(bits >> (18 - 6 * place)) as usize & 63]));
            }
        }
        text
    }

    /// The same in SQL, for the number in column `n`.
    pub(super) fn token_sql() -> &'static str {
        "'fabula_' || translate(rtrim(encode(convert_to(lpad(n::text, 32, '0'), 'UTF8'), 'base64'), '='), '+/', '-_')"
    }
}

/// Fills the database, by SQL: what is measured is reading.
pub(crate) async fn run(options: &Options, database_url: &str) -> Result<(), Failure> {
    let mut connection = PgConnection::connect(database_url).await?;
    let Options { stories, comments, users, .. } = options;
    let top = "case when p % 4 = 0 then null else id_of(k - (p % 4) * stories) end";
    let words = "(select string_agg(md5((k * 7 + w)::text), ' ') from generate_series(1, 6) w)";
    let statements = [
        // As new as can be: workers must not render texts again while something is measured.
        "alter table stories alter column rendering set default 32767".to_owned(),
        "alter table comments alter column rendering set default 32767".to_owned(),
        format!(
            "insert into users (id, handle, display_name, email, password_hash, languages, role, created_at)
             select ('{USER}' || lpad(to_hex(n), 12, '0'))::uuid, 'reader_' || n, 'Reader ' || n,
                    'reader_' || n || '@example.org', 'no password', '{{en}}', 'MEMBER', '2025-01-01'
             from generate_series(1, {users}) n"
        ),
        format!(
            "insert into sessions (id, token_hash, user_id, created_at, expires_at, last_seen_at, confirmed_at)
             select gen_random_uuid(), sha256(convert_to({}, 'UTF8')),
                    ('{USER}' || lpad(to_hex(n), 12, '0'))::uuid, now(), now() + interval '1 day', now(), now()
             from generate_series(1, {users}) n",
            tokens::token_sql()
        ),
        format!(
            "insert into boards (id, slug, title, description, languages, visibility, moderation_mode, owner_id,
                                 member_count, story_count, created_at)
             values (('{BOARD}' || lpad('1', 12, '0'))::uuid, 'measured', 'Measured', '', '{{en}}', 'PUBLIC', 'PRE',
                     ('{USER}' || lpad('1', 12, '0'))::uuid, 1, {stories}, '2025-01-01')"
        ),
        format!(
            "insert into stories (id, board_id, author_id, title, slug, body, body_html, language, tags, status,
                                  comment_count, thread_count, published_at, created_at, updated_at)
             select ('{STORY}' || lpad(to_hex(n), 12, '0'))::uuid, ('{BOARD}' || lpad('1', 12, '0'))::uuid,
                    ('{USER}' || lpad(to_hex(1 + n % {users}), 12, '0'))::uuid, 'Story number ' || n, 'story-' || n,
                    repeat('The river rose in the night, and nobody slept. ', 60),
                    repeat('<p>The river rose in the night, and nobody slept.</p>', 60), 'en', '{{river,night}}',
                    'PUBLISHED', {comments} / {stories}, {comments} / {stories} / 4, '2025-01-01', '2025-01-01',
                    '2025-01-01'
             from generate_series(1, {stories}) n"
        ),
        "insert into story_tags (tag, story_id) select unnest(tags), id from stories".to_owned(),
        // The time goes first in an id, so that ids sort as times do.
        "create function pg_temp.id_of(k bigint) returns uuid language sql immutable as $$
             select (lpad(to_hex(1735689600000 + k * 1000), 12, '0') || '70008003' || lpad(to_hex(k), 12, '0'))::uuid $$"
            .to_owned(),
        format!(
            "insert into comments (id, story_id, parent_id, author_id, body, body_html, language, status, reply_count,
                                   created_at)
             select pg_temp.id_of(k), ('{STORY}' || lpad(to_hex(1 + k % stories), 12, '0'))::uuid, {top},
                    ('{USER}' || lpad(to_hex(1 + (k * 7919) % {users}), 12, '0'))::uuid, {words},
                    '<p>' || {words} || '</p>', 'en', 'PUBLISHED', case when p % 4 = 0 then 3 else 0 end,
                    to_timestamp(1735689600 + k)
             from (select k::bigint, k::bigint / stories as p, stories
                   from generate_series(0, {comments} / {stories} / 4 * 4 * {stories} - 1) k,
                        (select {stories}::bigint as stories) s) numbered",
            top = top.replace("id_of", "pg_temp.id_of"),
        ),
        // What PostGraphile needs to offer these relations at all; the program's own indexes are partial.
        "create index bench_comments_story on comments (story_id, parent_id, id)".to_owned(),
        "create index bench_comments_parent on comments (parent_id, id)".to_owned(),
        "vacuum analyze".to_owned(),
    ];
    for statement in statements {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
    }
    Ok(connection.close().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_the_length_that_the_program_expects() {
        assert_eq!(token(7).len(), "fabula_".len() + 43);
        assert_eq!(token(7), "fabula_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDc");
    }
}
