use fabula_domain::{
    boards::{BoardVisibility, ModerationMode},
    search::{self, Search},
};
use uuid::Uuid;

use crate::stage::Stage;

/// How many comments are searched.
const COMMENTS: i64 = 20_000;
/// The longest that a search among them may take, on a machine that others use too: some ten times what was measured.
const LONGEST_MS: u128 = 1_500;

/// `--nocapture` shows the times.
#[tokio::test(flavor = "multi_thread")]
async fn a_search_among_twenty_thousand_comments_stays_quick() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Post).await;
    let story = stage.story(&author, board.id, true).await.id;
    let pool = stage.db.pool();
    let begun = std::time::Instant::now();
    // 40 words each, of a few common, many middling and some rare ones. The triggers are at work.
    sqlx::query(
        "insert into comments (id, story_id, author_id, body, body_html, language, status, created_at)
         select gen_random_uuid(), $1, $2,
                (select string_agg(case when random() < 0.4
                        then (array['the', 'story', 'and', 'of', 'we', 'reading', 'people', 'towns'])[1 + (random() * 7)::int]
                        else 'word' || (power(random(), 3) * 20000)::int end, ' ')
                 from generate_series(1, 40) where number > 0),
                '', 'en', 'PUBLISHED', $3 from generate_series(1, $4) as number",
    )
    .bind(story.uuid())
    .bind(author.id.uuid())
    .bind(stage.db.clock().now())
    .bind(COMMENTS)
    .execute(pool)
    .await
    .unwrap();
    let written = begun.elapsed();
    sqlx::query("update stories set comment_count = $1, thread_count = $1")
        .bind(20_000_i32)
        .execute(pool)
        .await
        .unwrap();
    sqlx::query("analyze").execute(pool).await.unwrap();
    let size: String = sqlx::query_scalar(
        "select format('texts %s, rows with their words %s, indexes %s',
                pg_size_pretty(pg_table_size('comments')), pg_size_pretty(pg_table_size('search_documents')),
                pg_size_pretty(pg_indexes_size('search_documents')))",
    )
    .fetch_one(pool)
    .await
    .unwrap();
    println!("{COMMENTS} comments written in {written:?}: {size}");
    for query in
        ["word19871", "story people", "\"the story\"", "word12*", "reading -towns", "staory", "nothing"]
    {
        let search = Search::parse(query, &[], &[], None, None).unwrap();
        let mut best = u128::MAX;
        let mut hits: Vec<Uuid> = Vec::new();
        for _ in 0..3 {
            let begun = std::time::Instant::now();
            let found = search::find(&stage.db, &search, None.into()).await.unwrap();
            best = best.min(begun.elapsed().as_millis());
            hits = found.page.items.iter().map(|hit| hit.id).collect();
        }
        println!("{query:<16} {best:>5} ms, {} hits on the first page", hits.len());
        assert!(best < LONGEST_MS, "{query} took {best} ms");
    }
    // What is looked up is looked up in the index.
    let plan: Vec<String> =
        sqlx::query_scalar("explain select id from search_documents where words @@ '''word19871'''::tsquery")
            .fetch_all(pool)
            .await
            .unwrap();
    assert!(plan.iter().any(|line| line.contains("search_documents_words_idx")), "{plan:#?}");
    stage.close().await;
}
