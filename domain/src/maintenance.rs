//! What an operator runs: recounting what is kept as a number, and sweeping away what has had its time.

use chrono::TimeDelta;
use fabula_platform::db::Db;
use sqlx::postgres::PgQueryResult;

/// A counter that disagrees with what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The table and column: `stories.comment_count`.
    pub counter: String,
    /// The row.
    pub id: uuid::Uuid,
    /// What it says.
    pub kept: i64,
    /// What is there.
    pub counted: i64,
}

/// Recounts every kept counter and answers those that are off (a hundred at most).
///
/// # Errors
/// If the database refuses.
pub async fn drift(db: &Db) -> Result<Vec<Drift>, sqlx::Error> {
    sqlx::query_as!(
        Drift,
        r#"
        select counter as "counter!", id as "id!", kept as "kept!", counted as "counted!" from (
            select 'boards.member_count' as counter, b.id, b.member_count::bigint as kept,
                   (select count(*) from board_members m where m.board_id = b.id) as counted from boards b
            union all
            select 'boards.owner_id', b.id, 1, owners.counted
                   from boards b cross join lateral (
                       select count(*) filter (where m.user_id = b.owner_id) as counted
                       from board_members m where m.board_id = b.id and m.role = 'OWNER') owners
            union all
            select 'boards.story_count', b.id, b.story_count,
                   (select count(*) from stories s where s.board_id = b.id and s.status = 'PUBLISHED') from boards b
            union all
            select 'stories.comment_count', s.id, s.comment_count,
                   (select count(*) from comments c where c.story_id = s.id and c.status = 'PUBLISHED') from stories s
            union all
            select 'stories.thread_count', s.id, s.thread_count,
                   (select count(*) from comments c where c.story_id = s.id and c.parent_id is null
                           and (c.status = 'PUBLISHED' or c.reply_count > 0)) from stories s
            union all
            select 'comments.reply_count', c.id, c.reply_count,
                   (select count(*) from comments r where r.parent_id = c.id
                           and (r.status = 'PUBLISHED' or r.reply_count > 0)) from comments c
            union all
            select 'comments.' || lower(kind.reaction) || '_count', c.id, kind.kept, coalesce(r.counted, 0)
                   from comments c
                   cross join lateral (values ('LIKE', c.like_count), ('INSIGHTFUL', c.insightful_count),
                                              ('THANKS', c.thanks_count), ('DISAGREE', c.disagree_count))
                                      as kind (reaction, kept)
                   left join (select comment_id, reaction, count(*) as counted from comment_reactions
                              group by comment_id, reaction) r
                        on r.comment_id = c.id and r.reaction = kind.reaction
            union all
            select 'stories.last_event_sequence', s.id, s.last_event_sequence,
                   (select count(*) from story_events e where e.story_id = s.id) from stories s
        ) counters where kept <> counted limit 100
        "#
    )
    .fetch_all(db.pool())
    .await
}

/// How many rows of one table [`sweep`] deletes at most.
pub const SWEEP_BATCH: u64 = 10_000;

/// Deletes expired sessions, mailed tokens, sign-ins that were not completed, links and bans, access tokens that expired a
/// month ago, mails that could not be sent for a week, and idempotency keys and processed events that are older than a month,
/// in bounded batches. Answers how many rows went.
///
/// # Errors
/// If the database refuses.
pub async fn sweep(db: &Db) -> Result<u64, sqlx::Error> {
    let now = db.clock().now();
    let month_ago = now - TimeDelta::days(30);
    let sessions = sqlx::query!(
        "delete from sessions where id in (select id from sessions where expires_at < $1 limit 10000)",
        now
    )
    .execute(db.pool())
    .await?;
    let keys = sqlx::query!(
        "delete from idempotency_keys where ctid in
             (select ctid from idempotency_keys where created_at < $1 limit 10000)",
        month_ago
    )
    .execute(db.pool())
    .await?;
    let events = sqlx::query!(
        "delete from processed_events where ctid in
             (select ctid from processed_events where processed_at < $1 limit 10000)",
        month_ago
    )
    .execute(db.pool())
    .await?;
    let tokens = sqlx::query!(
        "delete from account_tokens where ctid in
             (select ctid from account_tokens where expires_at < $1 limit 10000)",
        now
    )
    .execute(db.pool())
    .await?;
    let mails = sqlx::query!(
        "delete from mails where id in (select id from mails where created_at < $1 limit 10000)",
        now - TimeDelta::days(7)
    )
    .execute(db.pool())
    .await?;
    let access_tokens = sqlx::query!(
        "delete from access_tokens where id in (select id from access_tokens where expires_at < $1 limit 10000)",
        month_ago
    )
    .execute(db.pool())
    .await?;
    let challenges = sqlx::query!(
        "delete from sign_in_challenges where ctid in
             (select ctid from sign_in_challenges where expires_at < $1 limit 10000)",
        now
    )
    .execute(db.pool())
    .await?;
    let journeys = sqlx::query!(
        "delete from identity_journeys where ctid in
             (select ctid from identity_journeys where expires_at < $1 limit 10000)",
        now
    )
    .execute(db.pool())
    .await?;
    let codes = sqlx::query!(
        "delete from sign_in_codes where ctid in
             (select ctid from sign_in_codes where expires_at < $1 limit 10000)",
        now
    )
    .execute(db.pool())
    .await?;
    let links = sqlx::query!(
        "delete from board_invite_links where id in
             (select id from board_invite_links where expires_at < $1 limit 10000)",
        now
    )
    .execute(db.pool())
    .await?;
    let bans = sqlx::query!(
        "delete from board_bans where ctid in (select ctid from board_bans where until < $1 limit 10000)",
        now
    )
    .execute(db.pool())
    .await?;
    let swept =
        [sessions, keys, events, tokens, mails, access_tokens, challenges, journeys, codes, links, bans];
    Ok(swept.iter().map(PgQueryResult::rows_affected).sum())
}
