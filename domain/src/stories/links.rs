//! Which stories a text links to, by the ids in the addresses: an id names a story of this instance or none.

use sqlx::PgConnection;

use crate::ids::StoryId;

/// The most links of one text that count.
const MOST: usize = 100;
/// The length of a story's id: `story_` and 26 letters and digits.
const ID_LENGTH: usize = 32;

/// The stories that a Markdown text links to, each once, a hundred at most.
pub(super) fn in_text(markdown: &str) -> Vec<StoryId> {
    let mut found = Vec::new();
    for link in fabula_text::markdown_links(markdown) {
        let path = link.split(['?', '#']).next().unwrap_or_default();
        for segment in path.split('/') {
            // What follows the id in a segment is for people: `story_01h…-the-fox`.
            let id = segment.get(..ID_LENGTH).and_then(|id| id.parse::<StoryId>().ok());
            if let Some(id) = id
                && found.len() < MOST
                && !found.contains(&id)
            {
                found.push(id);
            }
        }
    }
    found
}

/// Keeps which stories a story links to.
pub(super) async fn replace(
    connection: &mut PgConnection,
    story: StoryId,
    links: &[StoryId],
) -> Result<(), sqlx::Error> {
    let links: Vec<_> = links.iter().filter(|link| **link != story).map(|link| link.uuid()).collect();
    sqlx::query!("delete from story_links where from_id = $1 and to_id <> all($2)", story.uuid(), &links)
        .execute(&mut *connection)
        .await?;
    if !links.is_empty() {
        // Shared, so that a story that is deleted meanwhile is waited for and left out.
        sqlx::query!(
            "insert into story_links (from_id, to_id)
             select $1, id from stories where id = any($2) order by id for key share
             on conflict do nothing",
            story.uuid(),
            &links,
        )
        .execute(connection)
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stories_are_found_by_the_ids_in_addresses() {
        let id = "story_01h455vb4pex5vsknk084sn02q";
        for linking in [
            format!("[x](https://fabula.example/stories/{id})"),
            format!("[x](/stories/{id}-the-fox?page=2#h-tail)"),
            format!("See https://fabula.example/{id}."),
        ] {
            assert_eq!(in_text(&linking), [id.parse().unwrap()], "{linking}");
        }
        for other in
            [id.to_owned(), format!("`https://a.example/{id}`"), format!("[x](https://a.example/?s={id})")]
        {
            assert!(in_text(&other).is_empty(), "{other}");
        }
    }
}
