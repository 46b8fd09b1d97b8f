//! What of a space the viewer is shown.

use sqlx::{Postgres, QueryBuilder};

use crate::{boards, ids::UserId, stories, viewer::Sight};

/// Adds the condition that the viewer may know of shelf `h`. Moderators see no more than others: what is private concerns
/// nobody.
pub(super) fn push_visible(query: &mut QueryBuilder<Postgres>, sight: Sight) {
    query.push("(h.visibility = 'PUBLIC' or h.owner_id = ").push_bind(sight.user.map(UserId::uuid)).push(")");
}

/// Adds the condition that the viewer may see what item `i` is, together with the joins that it takes: a board, or a story
/// on one.
pub(super) fn push_items_seen(query: &mut QueryBuilder<Postgres>, sight: Sight) {
    query.push(
        " left join stories s on s.id = i.story_id join boards b on b.id = coalesce(s.board_id, i.board_id)
          where (case when i.story_id is null then ",
    );
    boards::push_visible(query, sight);
    query.push(" else ");
    stories::push_visible(query, sight);
    query.push(" end)");
}
