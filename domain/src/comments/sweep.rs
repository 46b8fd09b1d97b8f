use std::time::Duration;

use fabula_platform::db::Db;
use tokio_util::sync::CancellationToken;

use super::log::{Head, TOPIC_PREFIX, topic};
use crate::ids::StoryId;

/// How long a lost live message can go unnoticed when no other follows it.
const INTERVAL: Duration = Duration::from_secs(5);

/// Reads the log heads of all stories that somebody on this node follows, with one statement every five seconds, and
/// tells them to the followers. So the last message of a discussion can be lost, too.
pub async fn sweep(db: Db, shutdown: CancellationToken) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(INTERVAL) => {}
            () = shutdown.cancelled() => return,
        }
        match read_heads(&db).await {
            Ok(heads) => {
                for (story, head) in heads {
                    if let Ok(message) = serde_json::to_vec(&Head { head }) {
                        db.live().inject(&topic(story), message.into());
                    }
                }
            }
            Err(error) => {
                tracing::debug!(error = &error as &dyn std::error::Error, "log heads can't be read");
            }
        }
    }
}

async fn read_heads(db: &Db) -> Result<Vec<(StoryId, i64)>, sqlx::Error> {
    let followed: Vec<_> = db
        .live()
        .topics()
        .iter()
        .filter_map(|topic| topic.strip_prefix(TOPIC_PREFIX)?.parse::<StoryId>().ok())
        .map(StoryId::uuid)
        .collect();
    if followed.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        r#"select id as "id: StoryId", last_event_sequence from stories where id = any($1)"#,
        &followed
    )
    .fetch_all(db.pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.last_event_sequence)).collect())
}
